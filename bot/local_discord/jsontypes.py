"""The JSON that travels: its type, and the one way it is written."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]


# ASCII with escapes: half a surrogate pair, which JSON allows, could not be sent otherwise.
_encoder = json.JSONEncoder(default=str, separators=(",", ":"))


def encode(value: Any) -> str:
    """Write ``value`` as compact JSON text (``default=str`` for ids and times left as objects)."""
    return _encoder.encode(value)

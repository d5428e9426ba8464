"""The JSON that travels: its type, and the one way it is written."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]


def encode(value: Any) -> str:
    """Write ``value`` as compact JSON text (``default=str`` for ids and times left as objects)."""
    return json.dumps(value, default=str, separators=(",", ":"), ensure_ascii=False)

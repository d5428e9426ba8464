"""Short codes that stand for slugs and filter values in the ids of buttons and selects.

Discord allows 100 characters in a custom id, and three slugs of the guide can be longer than that. A code is
derived from the value alone, so a button pressed after a restart, or after the guide has grown, still finds
what it was made for.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import lru_cache

# 25 bits: among 100 values the chance of any collision is 1 in 6,000; a test looks at the shipped guide.
CODE_LENGTH = 5


@lru_cache(maxsize=1024)
def code(value: str) -> str:
    """Return the code of `value`: five lower-case letters and digits, the same for ever."""
    digest = hashlib.sha256(value.encode()).digest()
    return base64.b32encode(digest)[:CODE_LENGTH].decode().lower()


def decode(wanted: str, values: Iterable[str]) -> str | None:
    """Return the first of `values` whose code is `wanted`, or None when it is no longer among them."""
    return next((value for value in values if code(value) == wanted), None)

"""Receipts: how they are written, read, and put to a single question.

A receipt is 80 bits in Crockford's base 32, `7ZK4-M0QX-9B3T-V6HN`: no I, L, O or U, so that it can be read
out and typed (crockford.com/base32.html).
"""

from __future__ import annotations

import hashlib

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Of what a receipt is made.
BYTES = 10
_CHARACTERS = 16
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def write(value: bytes) -> str:
    """Return the receipt made of ten bytes."""
    if len(value) != BYTES:
        raise ValueError(f"a receipt is made of {BYTES} bytes, not {len(value)}")
    number = int.from_bytes(value, "big")
    characters = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(_CHARACTERS)))
    return "-".join(characters[start : start + 4] for start in range(0, _CHARACTERS, 4))


def read(text: str) -> str:
    """Return a receipt as somebody typed it in the form in which it is written.

    Small letters, missing or other dashes, O for 0, I and L for 1 are understood. Raises `ValueError`, with
    what is wrong, for everything else.
    """
    typed = text.strip().upper().translate(_MISREAD)
    strange = sorted(set(typed) - set(ALPHABET))
    if strange:
        raise ValueError(f"a receipt has no {' '.join(strange)}")
    if len(typed) != _CHARACTERS:
        raise ValueError(f"a receipt has {_CHARACTERS} characters, and these are {len(typed)}")
    return "-".join(typed[start : start + 4] for start in range(0, _CHARACTERS, 4))


def of_question(receipt: str, number: int) -> str:
    """Return the receipt on the ballot of one question, where ballots carry receipts.

    It is the first ten bytes of SHA-256 over the voter's receipt, a space and the question's number. Only who
    knows the voter's receipt can tell which ballots of different questions are one person's.
    """
    return write(hashlib.sha256(f"{receipt} {number}".encode()).digest()[:BYTES])

"""Marks instead of names in secret polls.

A mark is an HMAC (RFC 2104) of a user id under a key that comes from the bot's token and the poll's salt. The
database has the salt alone, so a copy of it tells nobody's vote without the token; and at the end of a poll
its marks and its salt go.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

_SALT = 16


@dataclass(frozen=True, slots=True)
class Seal:
    """What the database keeps to make marks again; `proof` tells whether the token is still the same."""

    salt: bytes
    proof: str


def new_seal(token: str) -> Seal:
    """Return the seal of a new poll."""
    salt = secrets.token_bytes(_SALT)
    return Seal(salt, _proof(_key(token, salt)))


def mark(token: str, seal: Seal, user_id: int) -> str | None:
    """Return a person's mark in the poll of this seal; None when the bot's token is another by now."""
    key = _key(token, seal.salt)
    if not hmac.compare_digest(_proof(key), seal.proof):
        return None
    return hmac.digest(key, f"voter {user_id}".encode(), hashlib.sha256).hex()


def _key(token: str, salt: bytes) -> bytes:
    return hmac.digest(token.encode(), b"polls: marks of voters: " + salt, hashlib.sha256)


def _proof(key: bytes) -> str:
    return hmac.digest(key, b"proof", hashlib.sha256).hex()

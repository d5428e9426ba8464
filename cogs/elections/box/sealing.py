"""How ballots are sealed: HMAC-SHA256 for who, AES-256-GCM for what. No files, no database.

Each purpose has a label of its own, so that nothing made for one tells anything about another. Texts are
separated by zero bytes, which neither labels nor numbers contain: what is hashed can be read in one way.
"""

from __future__ import annotations

import hmac
import secrets

from cogs.elections import receipts

KEY_BYTES = 32
# As AES-GCM wants it (NIST SP 800-38D, 8.2.2): random nonces are safe for 2^32 messages under one key.
_NONCE_BYTES = 12


class Broken(ValueError):
    """What was sealed does not open: another key, another place, or changed."""


def new_key() -> bytes:
    """Return a fresh key."""
    return secrets.token_bytes(KEY_BYTES)


def fingerprint(key: bytes, election_id: int) -> bytes:
    """Return by what a key is known to be the election's. It opens nothing."""
    return _derived(key, "fingerprint", election_id)


class Seal:
    """What one election's key does."""

    def __init__(self, key: bytes, election_id: int) -> None:
        # Imported where it is used: it costs memory for as long as the bot runs, and elections are rare.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._key = key
        self._election_id = election_id
        self._cipher = AESGCM(_derived(key, "ballot", election_id))

    def ballot_key(self, member_id: str) -> bytes:
        """Return under which key a member's ballot lies: the same for each, and nobody else's."""
        return _derived(self._key, "who", self._election_id, member_id)

    def lasting_receipt(self, member_id: str) -> str:
        """Return a member's receipt that stays the same when they vote again."""
        return receipts.write(_derived(self._key, "receipt", self._election_id, member_id)[: receipts.BYTES])

    def close(self, ballot_key: bytes, content: bytes) -> bytes:
        """Return the content sealed for its place: it opens nowhere else. All of equal length stay so."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, ballot_key)

    def open(self, ballot_key: bytes, sealed: bytes) -> bytes:
        """Return the content. Raises `Broken` when this is not what `close` returned for this place."""
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], ballot_key)
        except (InvalidTag, ValueError):
            raise Broken("a sealed ballot does not open") from None


def _derived(key: bytes, purpose: str, election_id: int, member_id: str = "") -> bytes:
    return hmac.digest(key, b"\0".join((purpose.encode(), b"%d" % election_id, member_id.encode())), "sha256")

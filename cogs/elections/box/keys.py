"""The keys of elections: a file each, in a folder beside the database and never inside it."""

from __future__ import annotations

from pathlib import Path


class KeyFolder:
    """The folder of keys, `<database>.keys/`; a key is 32 bytes in `<election id>-<random>.key`.

    What it does waits for the disk: call it in a thread.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def beside(cls, database: Path) -> KeyFolder:
        """Return the folder that belongs to a database file."""
        return cls(database.with_name(database.name + ".keys"))

    def create(self, election_id: int) -> bytes:
        """Make a key, and return it once it is safe on the disk, whatever happens then."""
        raise NotImplementedError

    def read(self, election_id: int, fingerprint: bytes) -> bytes:
        """Return the key that is known by this fingerprint. Raises `BoxTrouble` when it cannot be had."""
        raise NotImplementedError

    def exists(self, election_id: int) -> bool:
        """Return whether there is any key of this election."""
        raise NotImplementedError

    def destroy(self, election_id: int) -> None:
        """Overwrite and remove every key of this election. Raises `BoxTrouble` when one remains."""
        raise NotImplementedError

"""The keys of elections: a file each, in a folder beside the database and never inside it."""

from __future__ import annotations

import logging
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cogs.elections.box.refusals import BoxTrouble
from cogs.elections.box.sealing import KEY_BYTES, fingerprint, new_key

_log = logging.getLogger(__name__)

_FOLDER_MODE, _FILE_MODE = 0o700, 0o600
# A link in the place of a key is never followed, as it may lead out of the folder, and nothing is waited for.
# Windows has none of these, and text files instead.
_SAFE = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
_DIRECTORY = getattr(os, "O_DIRECTORY", None)


class KeyFolder:
    """The folder of keys, `<database>.keys/`; a key is 32 bytes in `<election id>-<random>.key`.

    Of several files of one election the fingerprint tells which is its key: two processes, or one that was
    killed, may each have made one, and none is ever written over. What this does waits for the disk: call it
    in a thread.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def beside(cls, database: Path) -> KeyFolder:
        """Return the folder that belongs to a database file."""
        return cls(database.with_name(database.name + ".keys"))

    def create(self, election_id: int) -> bytes:
        """Make a key; return it once it outlives a power cut. Raises `BoxTrouble` when it cannot be made."""
        key = new_key()
        path = self.path / f"{election_id}-{secrets.token_hex(8)}.key"
        with _told(f"The key of election {election_id} cannot be kept in {self.path}"):
            self._make_folder()
            file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _SAFE, _FILE_MODE)
            try:
                # Whatever the umask takes or a file system adds.
                os.chmod(path, _FILE_MODE)
                _write(file, key)
            except OSError:
                # It is tried again and again: what is no key must not fill the folder.
                path.unlink()
                raise
            finally:
                os.close(file)
            _sync_folder(self.path)
        return key

    def read(self, election_id: int, known_by: bytes) -> bytes:
        """Return the key with this fingerprint. Raises `BoxTrouble`, with what was found instead."""
        found: list[str] = []
        for path in self._files(election_id):
            try:
                key = _read(path)
            except OSError as error:
                found.append(f"{path.name} cannot be read ({error.strerror or error})")
                continue
            if len(key) != KEY_BYTES:
                found.append(f"{path.name} has another length than {KEY_BYTES} bytes")
            elif secrets.compare_digest(fingerprint(key, election_id), known_by):
                return key
            else:
                found.append(f"{path.name} is another key")
        raise BoxTrouble(
            f"The key of election {election_id} cannot be had from {self.path}: "
            f"{'; '.join(found) or 'there is none'}. Until it is there, nobody can vote and the ballots in "
            "the box cannot be counted. No backup of the database holds it: if it is lost for good, cancel "
            "the election and hold it again."
        )

    def exists(self, election_id: int) -> bool:
        """Return whether there is any key of this election."""
        return bool(self._files(election_id))

    def destroy(self, election_id: int, *, keep: bytes | None = None) -> None:
        """Overwrite and remove every key of this election, but for the one with the fingerprint `keep`.

        Raises `BoxTrouble` when one remains.
        """
        with _told(
            f"The key of election {election_id} cannot be destroyed in {self.path}: remove it yourself"
        ):
            for path in self._files(election_id):
                if keep is None or not _is(path, election_id, keep):
                    _overwrite(path)
                    path.unlink(missing_ok=True)
            if self.path.is_dir():
                _sync_folder(self.path)

    def _files(self, election_id: int) -> list[Path]:
        name = re.compile(rf"{election_id}-[0-9a-f]+\.key")
        with _told(f"The folder of keys {self.path} cannot be read"):
            try:
                return sorted(path for path in self.path.iterdir() if name.fullmatch(path.name))
            except FileNotFoundError:
                return []

    def _make_folder(self) -> None:
        if not self.path.is_dir():
            self.path.mkdir(_FOLDER_MODE, parents=True, exist_ok=True)
            self.path.chmod(_FOLDER_MODE)
            _sync_folder(self.path.parent)


@contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BoxTrouble(f"{what} ({error.strerror or error}).") from error


def _read(path: Path) -> bytes:
    file = os.open(path, os.O_RDONLY | _SAFE)
    try:
        about = os.fstat(file)
        if not stat.S_ISREG(about.st_mode):
            raise OSError("it is no file")
        if os.name == "posix" and about.st_mode & 0o077:
            _log.warning("%s could be read by others, and is closed to them now", path)
            os.fchmod(file, _FILE_MODE)
        # One byte more than a key has shows a longer file.
        return os.read(file, KEY_BYTES + 1)
    finally:
        os.close(file)


def _is(path: Path, election_id: int, known_by: bytes) -> bool:
    try:
        return fingerprint(_read(path), election_id) == known_by
    except OSError:
        return False


def _overwrite(path: Path) -> None:
    """Write over a key in its place. A link is left alone: what it leads to is not ours."""
    if path.is_symlink() or not path.is_file():
        return
    path.chmod(_FILE_MODE)
    length = path.stat().st_size
    file = os.open(path, os.O_WRONLY | _SAFE)
    try:
        _write(file, secrets.token_bytes(length))
    finally:
        os.close(file)


def _write(file: int, content: bytes) -> None:
    if os.write(file, content) != len(content):
        raise OSError("the disk took a part of it only")
    os.fsync(file)


def _sync_folder(path: Path) -> None:
    """Make names that were made or removed in a folder outlive a power cut."""
    if _DIRECTORY is None:
        return
    folder = os.open(path, os.O_RDONLY | _DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

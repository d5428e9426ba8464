"""What a person or test did wrong, and what to do instead."""

from __future__ import annotations


class LocalError(Exception):
    """A refused action: an HTTP status, what is wrong, what to do."""

    def __init__(self, error: str, hint: str, *, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.hint = hint
        self.status = status

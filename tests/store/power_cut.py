"""A process that ends in the middle of a transaction, at any of its statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.database import Transaction

STEPS = ("execute", "execute_many", "insert", "one", "all")


class PowerCut(Exception):
    """The process ends here."""


def cut_at(
    monkeypatch: pytest.MonkeyPatch, number: int, end: type[BaseException] = PowerCut
) -> Callable[[], int]:
    """End everything at the `number`th statement of a transaction; returns what counts them.

    With an `end` of one's own, right after commits too.
    """
    made = 0

    def counted(name: str) -> Callable[..., Any]:
        real = getattr(Transaction, name)

        async def step(self: Transaction, *given: Any) -> Any:
            nonlocal made
            made += 1
            if made == number:
                raise end
            return await real(self, *given)

        return step

    def committed(self: Transaction) -> None:
        nonlocal made
        made += 1
        if made == number:
            raise end

    for name in STEPS:
        monkeypatch.setattr(Transaction, name, counted(name))
    if end is not PowerCut:
        monkeypatch.setattr(Transaction, "committed", committed)
    return lambda: made

"""A process that ends in the middle of a transaction, at any of its statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.database import Transaction

STEPS = ("execute", "execute_many", "insert", "one", "all")


class PowerCut(Exception):
    """The process ends here."""


def cut_at(monkeypatch: pytest.MonkeyPatch, number: int) -> Callable[[], int]:
    """End everything at the `number`th statement of a transaction; returns what counts them."""
    made = 0

    def counted(name: str) -> Callable[..., Any]:
        real = getattr(Transaction, name)

        async def step(self: Transaction, *given: Any) -> Any:
            nonlocal made
            made += 1
            if made == number:
                raise PowerCut
            return await real(self, *given)

        return step

    for name in STEPS:
        monkeypatch.setattr(Transaction, name, counted(name))
    return lambda: made

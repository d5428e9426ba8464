"""Discord's roles, as far as conduct needs them."""

from __future__ import annotations

from typing import Protocol


class Roles(Protocol):
    """What conduct has to be able to do with Discord's roles; both may be repeated without harm."""

    async def give(self, user_id: int, role_id: int) -> str | None:
        """Give somebody a role; returns in words why that cannot be done, or None."""

    async def take(self, user_id: int, role_id: int) -> str | None:
        """Take a role from somebody; returns in words why that cannot be done, or None."""

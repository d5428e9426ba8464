"""What a cog uses beside its settings' channels and roles; `check` looks whether it is all there."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import SecretStr

from bot.permissions import PermissionNeed


@dataclass(frozen=True, slots=True)
class Address:
    """An address that is read. `name` says whose it is, `token` is GitHub's, if it is asked with one."""

    name: str
    url: str
    token: SecretStr | None = None


@dataclass(frozen=True, slots=True)
class Uses:
    """Addresses that are read, and needs that follow from what moderators stored with commands."""

    addresses: tuple[Address, ...] = ()
    needs: tuple[PermissionNeed, ...] = ()

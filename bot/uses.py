"""What a cog uses beside its settings' channels and roles; `check` looks whether it is all there."""

from __future__ import annotations

from dataclasses import dataclass

import yarl
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


def without_keys(url: str) -> str:
    """Return an address without what may be a key in it: user, query and fragment."""
    parts = yarl.URL(url)
    return str(parts.with_user(None).with_query(None).with_fragment(None)) + ("?…" if parts.query else "")

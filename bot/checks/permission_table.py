"""Which permissions each feature needs where, and what is missing: as a table. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import discord

from bot.checks.facts import ChannelFacts, Server
from bot.checks.findings import Finding, advice, bad, good
from bot.permissions import PermissionNeed, combined, missing
from bot.texts import listing, plural

_VIEW = discord.Permissions(view_channel=True)
_NONE = discord.Permissions.none()
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One feature in one place: `where` is a channel's name or the whole server."""

    feature: str
    where: str
    needed: tuple[str, ...]
    missing: tuple[str, ...]
    fix: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the row as plain JSON values."""
        return asdict(self)


def table(server: Server, needs: Iterable[PermissionNeed]) -> list[Row]:
    """Return a row for each need and place; channels that are not there have their own findings."""
    rows = []
    for need in needs:
        if need.channel_ids is None:
            rows.append(_in_server(server, need))
            continue
        for channel_id in need.channel_ids:
            channel = server.channels.get(channel_id)
            if channel is not None:
                rows.append(_in_channel(server, channel, need))
    return rows


def findings(rows: Sequence[Row], server: Server, needs: Sequence[PermissionNeed]) -> Iterable[Finding]:
    """Yield what is missing, needs in channels that nobody finds, and what is there without need."""
    wrong = list(lacking(rows, server, needs))
    yield from wrong
    if rows and not wrong:
        yield good("permissions", f"nothing is missing for {plural(len(rows), 'use', 'uses')} of the server")
    yield from _extra(server, needs)


def lacking(rows: Sequence[Row], server: Server, needs: Sequence[PermissionNeed]) -> Iterable[Finding]:
    """Yield what is missing, and needs in channels that nobody finds."""
    for row in rows:
        if not row.missing:
            continue
        yield bad("permissions", f"{row.feature}, {row.where}: lacks {listing(row.missing)}", row.fix)
    for need in needs:
        for channel_id in need.channel_ids or ():
            if channel_id not in server.channels:
                yield bad(
                    "permissions",
                    f"{need.feature}: the bot does not find the channel {channel_id}",
                    "choose another channel, or allow the bot View Channel there",
                )


def _extra(server: Server, needs: Sequence[PermissionNeed]) -> Iterable[Finding]:
    own = discord.Permissions(server.own)
    if own.administrator:
        yield advice(
            "permissions.extra",
            "the bot has Administrator: whoever gets hold of its token could do anything, and no channel is "
            "closed to it",
            "Server Settings → Roles → the bot's role → switch Administrator off",
        )
        return
    # What everybody has is not the bot's alone.
    more = discord.Permissions(server.own & ~server.everyone & ~combined(needs).value)
    if names := _shortened(missing(_NONE, more)):
        yield advice(
            "permissions.extra",
            f"the bot may do what it does not need: {listing(names)}",
            "Server Settings → Roles → the bot's role → switch them off",
        )


def _shortened(names: Sequence[str]) -> Sequence[str]:
    left = len(names) - _MOST_NAMED
    return names if left <= 1 else [*names[:_MOST_NAMED], f"{left} more"]


def _in_server(server: Server, need: PermissionNeed) -> Row:
    absent = missing(server.permissions(), need.permissions)
    fix = f"Server Settings → Roles → the bot's role → switch on {listing(absent)}" if absent else ""
    return Row(need.feature, "the whole server", _names(need.permissions), tuple(absent), fix)


def _in_channel(server: Server, channel: ChannelFacts, need: PermissionNeed) -> Row:
    wanted = need.permissions | _VIEW
    absent = missing(server.permissions(channel), wanted)
    fix = ""
    if absent:
        fix = f"{_named(channel)} → Edit Channel → Permissions → the bot's role → allow {listing(absent)}"
    return Row(need.feature, _named(channel), _names(wanted), tuple(absent), fix)


def _names(permissions: discord.Permissions) -> tuple[str, ...]:
    return tuple(missing(_NONE, permissions))


def _named(channel: ChannelFacts) -> str:
    return f"#{channel.name}"

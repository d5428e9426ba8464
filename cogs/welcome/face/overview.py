"""How welcoming goes, for moderators and welcomers: status and statistics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from discord import ui

from bot.clock import discord_time
from bot.limits import fit
from bot.texts import plural
from bot.ui import Layout
from cogs.welcome.face.controls import page
from cogs.welcome.face.pausing import Pause
from cogs.welcome.storage.state import WelcomeState

# So many who were not greeted are named.
NAMED = 10


@dataclass(frozen=True, slots=True)
class Status:
    """What /welcome status tells."""

    state: WelcomeState
    channel_id: int | None
    trouble: str | None
    pending: int
    waiting: int
    not_greeted: Sequence[tuple[int, str]]
    amiss: Sequence[str]
    digest_due: datetime | None


def status_view(status: Status, *, steers: bool) -> Layout:
    """Return how things stand, what is wrong first; whoever `steers` gets a button to go on."""
    parts: list[str | ui.Item[Any]] = ["## 👋 Welcoming newcomers"]
    if status.trouble:
        parts.append(f"⚠️ Nobody is greeted: {status.trouble}.")
    if status.state.paused_at:
        since = discord_time(status.state.paused_at, "R")
        parts.append(f"⏸️ Greetings were paused {since}. Whoever comes through waits.")
    if status.state.raid_since:
        parts.append(
            f"🚨 Many people are joining; it began {discord_time(status.state.raid_since, 'R')}. "
            "Nobody is greeted while it lasts."
        )
    if len(parts) == 1:
        parts.append(f"Newcomers are greeted in <#{status.channel_id}>.")
    parts += [f"⚠️ {line}" for line in status.amiss]
    lines = [
        f"- {plural(status.waiting, 'person', 'people')} to be greeted next",
        f"- {plural(status.pending, 'person has', 'people have')} not accepted the rules yet",
        f"- the member list was last compared {discord_time(status.state.looked_at, 'R')}",
    ]
    if status.digest_due:
        lines.append(
            f"- the welcomers' next list comes {discord_time(status.digest_due, 'R')} at the earliest"
        )
    parts.append("\n".join(lines))
    if status.not_greeted:
        named = "\n".join(f"- <@{user_id}>: {fit(why, 100)}" for user_id, why in status.not_greeted)
        parts.append(f"**Not greeted lately**\n{named}\n-# `/welcome resend` greets somebody all the same.")
    if status.state.paused_at and steers:
        parts.append(ui.ActionRow(Pause.button(paused=True)))
    return page(*parts)


def stats_view(chart: str) -> Layout:
    """Return the statistics; `chart` is laid out for a font of fixed width."""
    return page(
        "## 📈 Newcomers by week",
        f"```\n{chart}\n```",
        "-# Weeks begin on Monday (UTC). Numbers without names; each person counts once for each line.",
    )

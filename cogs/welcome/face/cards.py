"""The messages about newcomers: greetings, a raid, the welcomers' digest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from discord import ui

from bot.outbox import Message
from bot.templates import fill
from bot.texts import listing, plain, plural
from bot.ui import Layout, page
from cogs.welcome.face.controls import COLOUR
from cogs.welcome.face.pausing import Pause
from cogs.welcome.face.start import StartHere
from cogs.welcome.greeter import Greeting

_ALERT = 0xC0392B
# So many of each list are named; a mention takes some 25 of a message's 4,000 characters.
NAMED = 60


def greeting(said: Greeting, server: str) -> Message:
    """Return the greeting for the channel; it mentions those whom it greets, and nobody else."""
    return Message.of(greeting_view(said, server), users=(*said.new, *said.back), once=True)


def greeting_view(said: Greeting, server: str) -> Layout:
    """Return the same as it is shown in a preview."""
    parts = [
        fill(text, {"names": listing(f"<@{each}>" for each in ids), "server": plain(server)})
        for text, ids in ((said.text, said.new), (said.back_text, said.back))
        if ids
    ]
    return page("\n".join(parts), ui.ActionRow(StartHere.button()), colour=COLOUR)


def direct(user_id: int, text: str, server: str) -> Message:
    """Return the greeting for a direct message."""
    return Message.of(direct_view(user_id, text, server), to=user_id)


def direct_view(user_id: int, text: str, server: str) -> Layout:
    """Return the same as it is shown in a preview."""
    values = {"names": f"<@{user_id}>", "server": plain(server)}
    return page(f"{fill(text, values)}\n-# {plain(server)}", ui.ActionRow(StartHere.button()), colour=COLOUR)


def raid(joins: int, *, over: bool, paused: bool) -> Message:
    """Return what moderators are told of a raid."""
    head = "### ✅ The rush of joins is over" if over else "### 🚨 Many people are joining at once"
    if over:
        then = "Those who are still here are greeted now, a few messages for all."
    elif paused:
        then = "Greetings are **paused**. Whoever came through waits, and is greeted once you go on."
    else:
        then = "Nobody is greeted while it lasts. Pause greetings if these are not real newcomers."
    text = f"{head}\n{plural(joins, 'person', 'people')} joined since it began. {then}"
    buttons = [] if over else [ui.ActionRow[Any](Pause.button(paused=paused))]
    return Message.of(page(text, *buttons, colour=COLOUR if over else _ALERT))


def digest(asked: Sequence[int], quiet: Sequence[int], quiet_days: int) -> Message:
    """Return the welcomers' list; the names are links, nobody is notified."""
    parts = ["## 👋 Newcomers to look after"]
    if asked:
        parts.append(f"**Would like to talk to a person**\n{_names(asked)}")
    if quiet:
        since = plural(quiet_days, "day")
        parts.append(f"**Have not written or pressed anything for {since}**\n{_names(quiet)}")
    parts.append("-# Each person is listed once. Nobody here was notified.")
    return Message.of(page(*parts, colour=COLOUR))


def _names(ids: Sequence[int]) -> str:
    more = f" and {len(ids) - NAMED} more" if len(ids) > NAMED else ""
    return " ".join(f"<@{each}>" for each in ids[:NAMED]) + more

"""The cards in the moderators' channel: `views.Cards`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from discord import ui

from bot.clock import discord_time, snowflake_time
from bot.outbox import Message
from bot.texts import plain, plural
from bot.ui import page
from cogs.moderation.face.buttons import Close, Keep, Release, Take
from cogs.moderation.face.wording import COLOURS, link, link_button, person, quoted, sign
from cogs.moderation.model import Act, Decision, Evidence, Hold, HoldState, Report, Reporter

# Text of everybody who reported one message; with all the rest a card stays below Discord's 4,000 characters.
_REASONS = 2_400
_MESSAGES_NAMED = 10


class Cards:
    """The cards of one server."""

    def __init__(self, guild_id: int) -> None:
        self._guild_id = guild_id

    def report(self, report: Report) -> Message:
        """Return the card of a report; with its buttons until it is closed."""
        parts: list[str | ui.Item[Any]] = [
            f"### 🚩 Report {report.id}\n{about(report.evidence)}",
            *_reasons(report.reporters),
            report_state(report),
        ]
        row: ui.ActionRow[Any] = ui.ActionRow()
        if not report.closed and not report.taken:
            row.add_item(Take.button(report.id))
        if not report.closed:
            row.add_item(Close.button(report.id))
        if report.evidence is not None:
            row.add_item(link_button("To the message", link(self._guild_id, report.evidence.place)))
        if row.children:
            parts.append(row)
        kind = "closed" if report.closed else "taken" if report.taken else "open"
        return Message.of(page(*parts, colour=COLOURS[kind]))

    def hold(self, hold: Hold) -> Message:
        """Return the card of a hold; with its buttons until somebody has decided."""
        found = hold.finding
        places = [link(self._guild_id, place) for place in found.places]
        more = f" and {len(places) - _MESSAGES_NAMED} more" if len(places) > _MESSAGES_NAMED else ""
        parts: list[str | ui.Item[Any]] = [
            f"### 🛡️ Newcomer {'held' if hold.state is HoldState.HELD else 'reported'} · {hold.id}\n"
            f"<@{found.user_id}> {sign(found)}, {discord_time(found.at, 'R')}.\n{quoted(found.words)}",
            f"-# {' '.join(places[:_MESSAGES_NAMED])}{more}",
            hold_state(hold),
        ]
        if hold.decision is None:
            row: ui.ActionRow[Any] = ui.ActionRow(Release.button(hold.id), Keep.button(hold.id))
            parts.append(row)
        return Message.of(page(*parts, colour=COLOURS["open" if hold.decision is None else "closed"]))


def about(evidence: Evidence | None) -> str:
    """Return what a report is about, with the words of the message."""
    if evidence is None:
        return "It names no message."
    place = evidence.place
    where = f"in <#{place.channel_id}>, {discord_time(snowflake_time(place.message_id), 'f')}"
    if evidence.author_id is None or evidence.words is None:
        return (
            f"A message {where}. The bot cannot read it: it was deleted, or the bot may not see the channel."
        )
    said = quoted(evidence.words) if evidence.words else "-# No words that the bot can read."
    return f"A message by {person(evidence.author_id)} {where}:\n{said}"


def report_state(report: Report) -> str:
    """Return how a report stands, with who does or did what."""
    if report.closed:
        note = f": “{plain(report.note)}”" if report.note else "."
        return f"✅ Closed by {_done(report.closed)}{note}"
    if report.taken:
        return f"👀 {_done(report.taken, 'looks into it since')}."
    return f"-# Nobody looks into it yet; made {discord_time(report.made_at, 'R')}."


def hold_state(hold: Hold) -> str:
    """Return whether somebody is held, and what a moderator said of it."""
    if hold.state is HoldState.REPORTED:
        stands = f"⚠️ Not held: {hold.trouble}."
    else:
        stands = f"⏳ Timed out until {discord_time(hold.until, 'T')} ({discord_time(hold.until, 'R')})."
    if hold.decided is None:
        return f"{stands} Their messages stand as they are."
    done = _done(hold.decided)
    if hold.decision is Decision.RELEASE:
        return f"✅ Released by {done}. The guard leaves them in peace from now on."
    return f"{stands}\n✅ {done} says that this was right."


def _reasons(reporters: Sequence[Reporter]) -> list[str]:
    """Return what each said, in whole; the first always fits, escaped as it may be."""
    lines: list[str] = []
    room = _REASONS
    for each in reporters:
        line = f"**{person(each.user_id)}**, {discord_time(each.made_at, 'R')}: {plain(each.reason)}"
        if len(line) > room:
            lines.append(f"-# And {plural(len(reporters) - len(lines), 'more person', 'more people')}.")
            break
        lines.append(line)
        room -= len(line) + 1
    return ["\n".join(lines)] if lines else []


def _done(act: Act, how: str = "") -> str:
    return " ".join(part for part in (person(act.by), how, discord_time(act.at, "R")) if part)

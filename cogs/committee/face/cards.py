"""The messages of a motion: its standing card, what has become of it, and reminders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from discord import ui

from bot.clock import discord_time
from bot.limits import MESSAGE_TEXT, fit
from bot.outbox import Message
from bot.rest import File
from bot.texts import plain
from bot.ui import Layout, page
from cogs.committee.deciding.views import View
from cogs.committee.face import wording
from cogs.committee.face.buttons import answers, without_answers
from cogs.committee.face.escalating import AskMembers
from cogs.committee.model import Revised, State
from cogs.committee.rules import words
from cogs.committee.rules.news import News
from cogs.committee.rules.reminders import Reminder
from cogs.committee.rules.standing import Standing

COLOURS = {
    State.OPEN: 0x3B82C4,
    State.CHANGES_REQUESTED: 0xC27C0E,
    State.PASSED: 0x2E8B57,
    State.LACKS_APPROVALS: 0x8A8F98,
    State.ESCALATED: 0xB5533C,
    State.AWAITING_MEMBERS: 0x7A5FD0,
    State.REJECTED: 0xB5533C,
    State.WITHDRAWN: 0x8A8F98,
    State.RECORDED: 0x2E8B57,
}
# What the words about a large committee may take of a message; what is left is the motion's own text.
_STATE, _TURN, _VOTES, _LEAST = 700, 500, 2000, 100
_ROOM = MESSAGE_TEXT - 100


def card(view: View) -> Message:
    """Return the standing card, with its buttons. Whoever has to answer is mentioned."""
    layout = standing_card(view)
    if view.standing.takes_answers:
        layout.add_item(_answers(view))
    return Message.of(layout, users=view.standing.turn.members)


def _answers(view: View) -> ui.ActionRow[Any]:
    return answers(view.motion.number, view.standing.course.version)


def answered_no_more(said: Message) -> Message:
    """Return a message of a motion without the buttons that answer it."""
    return replace(said, components=without_answers(said.components), users=())


def shown(view: View, *, answerable: bool) -> Layout:
    """Return the card for one person, with its buttons if they can answer."""
    layout = standing_card(view)
    if answerable and view.standing.takes_answers:
        layout.add_item(_answers(view))
    return layout


def standing_card(view: View) -> Layout:
    """Return how the motion stands, without buttons."""
    standing = view.standing
    head = f"### 🏛️ {wording.title(view)}\n{wording.about(view)}"
    state, turn = fit(wording.state(standing), _STATE), fit(wording.turn(view), _TURN)
    room = _ROOM - len(head) - len(state) - len(turn) - len(wording.pull(view)) - _LEAST
    votes = fit(wording.votes(standing), min(room, _VOTES))
    below = [part for part in (state, votes, wording.pull(view), turn) if part]
    room = _ROOM - len(head) - sum(map(len, below))
    text = standing.course.text
    shown = wording.as_typed(text, max(room, 1)) if text.strip() else "The text is that of the pull request."
    if shown.endswith("…") and not text.rstrip().endswith("…"):
        shown += f"\n-# The whole text: `/motion show motion: {view.motion.number}`"
    separator = ui.Separator[Any]()
    return page(head, shown, separator, *below, colour=COLOURS[standing.state])


def notice(view: View, news: News, files: Sequence[File]) -> Message:
    """Return what is news of a motion, mentioning who is to hear of it; `files`: its record."""
    standing = view.standing
    parts = [
        f"### {_sign(standing)} {wording.title(view)}\n{wording.about(view)}",
        fit(wording.state(standing), _STATE),
    ]
    if news.revised:
        change = next(each for each in reversed(view.events) if isinstance(each, Revised))
        parts.append(words.event(change, wording.READER))
    by_hand = wording.by_hand(view)
    after = [part for part in (by_hand, fit(wording.turn(view), _TURN)) if part]
    if _asked(standing):
        room = _ROOM - sum(map(len, (*parts, *after)))
        parts.append(fit(wording.votes(standing), min(room, _VOTES)))
    parts += after
    attached = [ui.File[Any](f"attachment://{file.name}") for file in files]
    ask = [ui.ActionRow[Any](AskMembers.button(view.motion.number))] if by_hand else []
    layout = page(*parts, *attached, *ask, colour=COLOURS[standing.state])
    if standing.state is State.OPEN or (news.revised and standing.takes_answers):
        layout.add_item(_answers(view))
    return Message.of(layout, users=news.to, files=tuple(files))


def _asked(standing: Standing) -> bool:
    """Tell whether what somebody wrote belongs to the news."""
    return standing.state in (State.CHANGES_REQUESTED, State.ESCALATED)


def _sign(standing: Standing) -> str:
    return {
        State.OPEN: "🔁",
        State.CHANGES_REQUESTED: "✏️",
        State.ESCALATED: "⛔",
        State.AWAITING_MEMBERS: "🗳️",
        State.PASSED: "✅",
        State.RECORDED: "📜",
    }.get(standing.state, "▫️")


def differs(view: View, election: int, why: str) -> Message:
    """Return, for the committee, why an election that was drafted for a motion is not noted on it."""
    head = f"### ⚠️ {wording.title(view)}\nElection {election} was drafted for this motion. {plain(why)}"
    after = (
        "Nothing was noted: the committee and the election's returns officer settle which of the two holds."
    )
    return Message.of(
        page(head, after, colour=COLOURS[State.ESCALATED]), users=view.standing.committee.members
    )


def reminder(view: View, reminder: Reminder) -> Message:
    """Return that the answer of somebody, who is mentioned, is missing."""
    text = (
        f"⏰ <@{reminder.member}>, your answer to **{wording.title(view)}** is missing. After "
        f"{discord_time(reminder.due)} ({discord_time(reminder.due, 'R')}) silence is an abstention.\n"
        f"-# `/motion show motion: {view.motion.number}` shows it."
    )
    layout = page(text, colour=COLOURS[State.OPEN])
    layout.add_item(_answers(view))
    return Message.of(layout, users=(reminder.member,))

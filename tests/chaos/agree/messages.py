"""Outbox and Discord: what was to be said stands there once, as it was said last, and nothing else does."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.clock import from_text
from bot.delivery_rules import Row
from tests.chaos.world import World
from tests.wire.harness import text

# Components that nobody numbered have small ids (`bot.delivery_rules.Row.marker`).
_MARKED = 1 << 30
_POSTS = """
SELECT id, key, channel_id, state, message_id, EXISTS (
    SELECT 1 FROM outbox AS d WHERE d.subject = o.id AND d.action = 'delete' AND d.state = 'sent'
) FROM outbox AS o WHERE action = 'post'
"""


@dataclass(frozen=True)
class Standing:
    """A message of the bot that everybody can see."""

    channel: int
    id: int
    components: list[Any]
    answers: str | None
    is_poll: bool

    @property
    def marker(self) -> int:
        """What tells which row it is; 0 without one."""
        first = self.components[0].get("id") or 0 if self.components else 0
        return int(first) if first >= _MARKED else 0

    @property
    def words(self) -> str:
        """What it says."""
        return text({"content": "", "components": self.components})


def standing(world: World) -> list[Standing]:
    """What the bot has said to everybody, in every channel, oldest first."""
    bot = world.discord.world.bot_user.id
    return [
        Standing(
            channel,
            message.id,
            message.components or [],
            (message.reference or {}).get("message_id"),
            message.poll is not None,
        )
        for channel, messages in world.discord.world.messages.items()
        for message in messages.values()
        if message.author_id == bot and not message.is_ephemeral
    ]


def problems(world: World) -> Iterator[str]:
    """What does not agree."""
    said = standing(world)
    yield from _open(world)
    yield from _rows(world, said)
    yield from _answers(world, said)
    yield from _doubled(world, said)


def _open(world: World) -> Iterator[str]:
    unsettled = "SELECT key, action, state, note FROM outbox WHERE state NOT IN ('sent', 'dropped')"
    for key, action, state, note in world.stored(unsettled):
        yield f"{action} {key} is {state}: {note}"


def _rows(world: World, said: list[Standing]) -> Iterator[str]:
    """A post that is sent stands once; one that is deleted or dropped does not; every marked message is a post."""
    marks = _marks(world)
    stand: dict[int, list[Standing]] = {}
    for each in said:
        if each.marker in marks:
            stand.setdefault(marks[each.marker], []).append(each)
        elif each.marker:
            yield f"no row tells of message {each.id}: {each.words[:60]!r}"
    polls = {each.id for each in said if each.is_poll}
    for row, key, channel, state, message, deleted in world.stored(_POSTS):
        found = stand.get(row, [])
        wanted = int(state == "sent" and not deleted and message not in polls)
        if len(found) != wanted:
            yield f"{key}, {state}, stands {len(found)} times and should {wanted} times"
        elif wanted and (found[0].id, found[0].channel) != (message, channel):
            yield f"{key} is noted as message {message} of channel {channel}, and is {found[0].id}"
        elif wanted:
            yield from _last_word(world, row, key, found[0])


def _marks(world: World) -> dict[int, int]:
    """From the marker of each post, and of each edit of it, to the post's row."""
    marks: dict[int, int] = {}
    for row, subject, key, action, created in world.stored(
        "SELECT id, subject, key, action, created_at FROM outbox WHERE action IN ('post', 'edit')"
    ):
        at = from_text(created)
        marker = Row(row, key, action, 0, "sent", at, at).marker
        assert marker not in marks, "two rows have the same marker"
        marks[marker] = subject or row
    return marks


def _last_word(world: World, row: int, key: str, stands: Standing) -> Iterator[str]:
    """A message says what its row said, or its last edit; what was forgotten cannot be compared."""
    bodies = world.stored(
        "SELECT body FROM outbox WHERE (id = ? OR subject = ? AND action = 'edit') AND state = 'sent' "
        "ORDER BY id DESC LIMIT 1",
        row,
        row,
    )
    body = bodies[0][0]
    if body is not None and text({"components": json.loads(body)["components"]}) != stands.words:
        yield f"{key} says {stands.words[:80]!r}, and should say {body[:200]!r}"


def _answers(world: World, said: list[Standing]) -> Iterator[str]:
    """What is neither a row's nor a poll answers somebody, each once."""
    asked = set(world.known.asked_in_channel)
    answers = Counter(each.answers for each in said if not each.marker and not each.is_poll)
    for message, times in answers.items():
        if message not in asked:
            yield f"{times} messages answer {message}, which nobody asked"
        elif times > 1:
            yield f"message {message} was answered {times} times"
    if asked and not answers:
        yield "nobody was answered in the channel in which the bot listens"


def _doubled(world: World, said: list[Standing]) -> Iterator[str]:
    """Nothing is said twice under two keys either; but reminders of the same say the same."""
    marks, keys = _marks(world), dict(world.stored("SELECT id, key FROM outbox"))
    words = Counter(
        (each.channel, each.words)
        for each in said
        if each.marker in marks and "remind" not in keys[marks[each.marker]]
    )
    for (channel, what), times in words.items():
        if times > 1:
            yield f"{times} messages of channel {channel} say the same: {what[:120]!r}"

"""What has to agree in the end: what people know, what the database holds and what stands in Discord."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from cogs.committee.model import State
from tests.chaos.world import World
from tests.wire.elections.crowd import Outcome

# What the bot may log as errors when Discord and the wire fail under it: each is a request or an answer that failed.
EXPECTED = (
    "ClientConnectorError",
    "ClientOSError",
    "DiscordServerError",
    "HTTPException",
    "NotFound",
    "RateLimited",
    "ServerDisconnectedError",
)


def problems(world: World) -> list[str]:
    """What does not agree; nothing when all is well."""
    return [
        *_greeted(world),
        *_announced(world),
        *_outbox(world),
        *_polls(world),
        *_motions(world),
        *_stored(world),
    ]


def election(world: World, voters: int) -> list[str]:
    """What does not agree in the published file of the election, once it is counted."""
    ((content,),) = world.stored("SELECT content FROM election_file WHERE name = 'public'")
    return Outcome(world.receipts, json.loads(content)).problems(voters)


def _greeted(world: World) -> Iterator[str]:
    said = "\n".join(world.said_in("welcome"))
    states = dict(world.stored("SELECT user_id, state FROM welcome_newcomer"))
    for person in world.newcomers:
        times = said.count(f"<@{person}>")
        if times != 1:
            yield f"newcomer {person} was greeted {times} times; the ledger says {states.get(int(person))}"


def _announced(world: World) -> Iterator[str]:
    said = world.said_in("announcements")
    # The first was there before the bot.
    for title in world.posts[1:]:
        times = sum(title in each for each in said)
        if times != 1:
            yield f"{title!r} was announced {times} times"


def _outbox(world: World) -> Iterator[str]:
    for key, state, note in world.stored(
        "SELECT key, state, note FROM outbox WHERE state NOT IN ('sent', 'dropped')"
    ):
        yield f"{key} is {state}: {note}"
    ids = world.stored("SELECT message_id FROM outbox WHERE action = 'post' AND message_id IS NOT NULL")
    for (message,), times in Counter(ids).items():
        if times > 1:
            yield f"message {message} stands for {times} intentions"


def _polls(world: World) -> Iterator[str]:
    for question, tried in world.tried.items():
        told = world.told[question]
        rows = world.stored("SELECT counts FROM poll WHERE question = ?", question)
        if len(rows) != 1:
            yield f"{question} was asked {len(rows)} times"
            continue
        for choice, count in zip(("Yes", "No"), json.loads(rows[0][0] or "[]"), strict=True):
            if not told[choice] <= count <= tried[choice]:
                yield f"{question}: {count} for {choice}, {told[choice]} were told so and {tried[choice]} tried"


def _motions(world: World) -> Iterator[str]:
    rows = world.stored(
        "SELECT motion, json_extract(detail, '$.title') FROM committee_log WHERE step = 'proposed'"
    )
    if sorted(title for _, title in rows) != sorted(world.motions):
        yield f"proposed were {world.motions}, and there are {rows}"
    recorded = {
        motion for (motion,) in world.stored("SELECT motion FROM committee_log WHERE step = 'recorded'")
    }
    for number, title in rows:
        if number not in recorded:
            yield f"motion {number} ({title}) is not {State.RECORDED}"


def _stored(world: World) -> Iterator[str]:
    if world.stored("PRAGMA integrity_check") != [("ok",)]:
        yield "the database is not sound"
    if world.stored("PRAGMA foreign_key_check"):
        yield "a row names another that is not there"
    for line in world.bot.errors():
        told = str(line.get("exception", ""))
        if not any(name in told for name in EXPECTED):
            yield f"the log tells of {line['message']!r}: {told[-300:]}"

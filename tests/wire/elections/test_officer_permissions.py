"""Who may do what: every command by a member, a moderator, the committee, a candidate and the returns officer."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.clock import SystemClock, to_text
from bot.migrations import migrate
from bot.outbox import IS_COMPONENTS_V2
from tests.wire.elections.officers import (
    CANDIDATE,
    COMMITTEE,
    MEMBER,
    MODERATOR,
    SECRETARY,
    Electorate,
    make,
    sound,
)
from tests.wire.harness import Json, labels, said

pytestmark = pytest.mark.asyncio(loop_scope="module")

STAGES = (
    "draft", "nominations", "frozen", "open", "elected", "tie", "not valid", "reopened", "confirmed",
)  # fmt: skip
SOON = f"{SystemClock().now() + timedelta(days=40):%Y-%m-%d} 12:00"
OFFICER = {SECRETARY}
DECIDING = {SECRETARY, COMMITTEE}
EVERYBODY = {MEMBER, MODERATOR, COMMITTEE, CANDIDATE, SECRETARY}
# The command, the stage it is used at, its other options, and who may.
COMMANDS: tuple[tuple[str, str, Json, set[str]], ...] = (
    (
        "create",
        "",
        {"kind": "motion", "title": "Motion", "opens": SOON},
        {MODERATOR, *DECIDING},
    ),
    ("edit", "draft", {}, OFFICER),
    ("open", "draft", {}, OFFICER),
    ("open", "frozen", {}, OFFICER),
    ("freeze", "nominations", {}, OFFICER),
    ("extend", "nominations", {}, OFFICER),
    ("extend", "not valid", {}, OFFICER),
    ("remind", "open", {}, OFFICER),
    ("close", "open", {}, OFFICER),
    ("count", "open", {}, OFFICER),
    ("confirm", "elected", {}, DECIDING),
    ("second-ballot", "reopened", {}, OFFICER),
    ("lot", "tie", {}, OFFICER),
    ("archive", "confirmed", {}, DECIDING),
    ("cancel", "open", {}, DECIDING),
    ("nominate", "nominations", {}, EVERYBODY),
    ("status", "open", {}, EVERYBODY),
    ("status", "draft", {}, {MODERATOR, *DECIDING}),
    ("list", "", {}, EVERYBODY),
    ("roll show", "", {}, EVERYBODY),
    ("roll publish", "", {}, DECIDING),
)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def community(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Electorate]:
    """A community with an election at each stage, and a roll."""
    made = await make(tmp_path_factory.mktemp("bot"), start=False)
    lay_out(made)
    try:
        await made.bot.start()
        yield made
        sound(made)
    finally:
        await made.bot.kill()
        await made.discord.stop()


def lay_out(community: Electorate) -> None:
    """Write an election of each stage; its moments are such that nothing is due by itself."""
    now = SystemClock().now()
    migrate(community.bot.database)
    with closing(sqlite3.connect(community.bot.database)) as db:
        for number, stage in enumerate(STAGES, 1):
            before = stage in ("draft", "nominations", "frozen")
            opens_at = now + timedelta(days=20 if before else -1)
            closes_at = now + timedelta(days=30)
            db.execute(
                "INSERT INTO election (id, title, kind, stage, regulations, officer_id, channel_id, nominations_at, "
                "nominations_until, opens_at, closes_at, created_at) VALUES (?, ?, 'officers', ?, ?, ?, ?, ?, ?, ?, "
                "?, ?)",
                (
                    *(number, f"At {stage}", stage, json.dumps({}), int(community.person(SECRETARY).id)),
                    int(community.channel("announcements")),
                    *map(to_text, (opens_at - timedelta(days=10), opens_at, opens_at, closes_at, now)),
                ),
            )
            db.execute(
                "INSERT INTO election_question VALUES (?, ?, 1, 'office', 'Chair', '', 1)", (number, number)
            )
            db.execute(
                "INSERT INTO election_candidate VALUES (?, ?, ?, 'Leila', 'I *care*.', 9, 'accepted')",
                (number, number, int(community.person(CANDIDATE).id)),
            )
            for entry, step in enumerate(("create",) if before else ("create", "open"), 1):
                db.execute(
                    "INSERT INTO election_log VALUES (?, ?, ?, 0, ?, '{}', ?, ?)",
                    (number, entry, to_text(now), step, "0" * 64, "1" * 64),
                )
        for username in EVERYBODY:
            user_id = int(community.person(username).id)
            db.execute(
                "INSERT INTO roll_member VALUES (?, ?, ?, 'good', NULL, NULL)", (username, username, user_id)
            )
        db.commit()


def option(stage: str) -> Json:
    """The option that chooses the election at a stage."""
    return {"election": f"#{STAGES.index(stage) + 1}"} if stage else {}


def refused(outcome: Json) -> bool:
    """Whether an answer refuses, in the words for who may not."""
    told = said(outcome)
    if not told.startswith("⚠️"):
        return False
    assert "reference" not in told
    return any(
        words in told
        for words in ("This is for", "kept by the Secretary", "No election is called", "You stand in")
    )


@pytest.mark.parametrize("who", sorted(EVERYBODY))
@pytest.mark.parametrize(
    ("command", "stage", "options", "may"), COMMANDS, ids=[f"{c}-{s}" for c, s, _, _ in COMMANDS]
)
async def test_each_command_is_for_those_whose_it_is(
    community: Electorate, command: str, stage: str, options: Json, may: set[str], who: str
) -> None:
    outcome = await community.person(who).command(f"election {command}", **options, **option(stage))
    assert refused(outcome) == (who not in may), said(outcome)


@pytest.mark.parametrize("who", sorted(EVERYBODY - OFFICER))
async def test_the_buttons_of_a_question_ask_again_who_presses(community: Electorate, who: str) -> None:
    person = community.person(who)
    asked = await community.person(SECRETARY).command("election freeze", **option("nominations"))
    # The same buttons, where others can press them.
    world = community.discord.world
    shown = world.create_message(
        int(person.channel),
        world.bot_user.id,
        "",
        components=asked["message"]["components"],
        flags=IS_COMPONENTS_V2,
    )
    pressed = await person.click({**asked["message"], "id": str(shown.id)}, "Publish the ballot")
    assert "⚠️ This is for the returns officer" in await person.told(pressed)
    assert community.stage(STAGES.index("nominations") + 1) == "nominations"


async def test_a_draft_is_offered_and_told_to_officers_alone(community: Electorate) -> None:
    async def offered(who: str) -> str:
        return str(await community.person(who).complete("election status", "election", election="At d"))

    assert "At draft" in await offered(SECRETARY)
    assert "At draft" in await offered(COMMITTEE)
    assert await offered(MEMBER) == "[]"
    listed = said(await community.person(MEMBER).command("election list"))
    assert "At open" in listed
    assert "At draft" not in listed
    told = await community.person(MEMBER).command("election status", **option("open"))
    assert labels(told["message"]) == ["Rules"]
    rules = said(await community.person(MEMBER).click(told["message"], "Rules"))
    assert "at least half of the members" in rules


async def test_what_is_drafted_cannot_be_read_by_who_may_not_see_it(community: Electorate) -> None:
    name = f"election:candidates:{STAGES.index('draft') + 1}:0"
    person = community.person(MEMBER)
    shown = community.discord.world.create_message(
        int(person.channel),
        community.discord.world.bot_user.id,
        "",
        components=[{"type": 1, "components": [{"type": 2, "style": 2, "label": "Read", "custom_id": name}]}],
        flags=IS_COMPONENTS_V2,
    )
    message = {"id": str(shown.id), "components": shown.components}
    answer = await person.told(await person.click(message, "Read"))
    assert "This election is being prepared" in answer
    assert "Chair" not in answer


async def test_who_stands_cannot_conduct_even_as_the_committee(community: Electorate) -> None:
    with closing(sqlite3.connect(community.bot.database)) as db:
        number = STAGES.index("elected") + 1
        db.execute(
            "INSERT INTO election_candidate VALUES (900, ?, ?, 'Priya', '', 9, 'accepted')",
            (number, int(community.person(COMMITTEE).id)),
        )
        db.commit()
    try:
        told = said(await community.person(COMMITTEE).command("election confirm", **option("elected")))
        assert "You stand in this election" in told
    finally:
        with closing(sqlite3.connect(community.bot.database)) as db:
            db.execute("DELETE FROM election_candidate WHERE id = 900")
            db.commit()


async def test_a_returns_officer_who_was_replaced_conducts_no_more(community: Electorate) -> None:
    hana, priya = community.person(SECRETARY), community.person(COMMITTEE)
    asked = await hana.command("election open", **option("frozen"))
    sofia = community.person(MODERATOR)
    told = said(await priya.command("election officer", member=sofia.id, **option("frozen")))
    assert f"<@{sofia.id}> conducts" in told
    assert refused_later(await hana.click(asked["message"], "Open voting now"))
    assert community.stage(STAGES.index("frozen") + 1) == "frozen"
    leila = community.person(CANDIDATE)
    told = said(await priya.command("election officer", member=leila.id, **option("frozen")))
    assert "A candidate cannot be the returns officer" in told
    back = said(await priya.command("election officer", member=hana.id, **option("frozen")))
    assert "conducts" in back


def refused_later(outcome: Json) -> bool:
    """Whether a press on a page is refused; the page stays above the answer."""
    return "⚠️ This is for the returns officer" in said(outcome)


@pytest.mark.parametrize("bad", ["", "#999", "Nothing of that name"])
async def test_an_election_that_is_not_there_is_an_ordinary_answer(community: Electorate, bad: str) -> None:
    options: dict[str, Any] = {"election": bad} if bad else {}
    told = said(await community.person(SECRETARY).command("election status", **options))
    assert told.startswith("⚠️")
    assert "election" in told


async def test_a_command_suggests_the_elections_it_can_be_used_with(community: Electorate) -> None:
    async def suggested(command: str) -> list[str]:
        found = await community.person(SECRETARY).complete(f"election {command}", "election", election="")
        names = [each["name"].split(" · ")[0] for each in found]
        # Other tests of this module draft motions.
        return [name for name in names if name.startswith("At ")]

    # Of one that is not valid, those are confirmed who stood unopposed.
    assert await suggested("confirm") == ["At reopened", "At not valid", "At tie", "At elected"]
    assert await suggested("open") == ["At frozen", "At draft"]
    assert await suggested("second-ballot") == ["At confirmed", "At reopened", "At tie"]
    # None is closed: whoever looks for one finds out how they stand.
    assert len(await suggested("count")) == len(STAGES)


async def test_the_secretary_is_returns_officer_when_nobody_else_is_named(community: Electorate) -> None:
    sofia, hana, kofi = (community.person(each) for each in (MODERATOR, SECRETARY, MEMBER))
    options = {"kind": "motion", "opens": SOON}

    def officer(title: str) -> list[tuple[int]]:
        return community.stored("SELECT officer_id FROM election WHERE title = ?", title)

    await sofia.command("election create", title="By the Secretary", **options)
    assert officer("By the Secretary") == [(int(hana.id),)]
    await sofia.command("election create", title="By Kofi", officer=kofi.id, **options)
    assert officer("By Kofi") == [(int(kofi.id),)]
    assert "What to do next" in said(await kofi.command("election status", election="By Kofi"))
    bot = str(community.discord.world.bot_user.id)
    told = said(await sofia.command("election create", title="By a machine", officer=bot, **options))
    assert "is a bot" in told
    assert officer("By a machine") == []

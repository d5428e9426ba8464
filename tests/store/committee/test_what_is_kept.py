"""What the tables guard, what is cut short, what is kept about people, and what fits into a message."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.errors import UserError
from bot.limits import MESSAGE_TEXT
from cogs.committee.deciding.people import People
from cogs.committee.model import Answered, Base, Choice, Policy, State
from cogs.committee.settings import CommitteeSettings
from tests.store.power_cut import PowerCut, cut_at

from .conftest import ADA, BEN, CAI, DAY, EVE, World, text_of, world_at


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE committee_log SET detail = '{}'",
        "DELETE FROM committee_log",
        "UPDATE committee_seat SET holder = 99",
        "DELETE FROM committee_seat",
        "UPDATE committee_motion SET policy = '{}'",
        "DELETE FROM committee_motion",
        "UPDATE committee_motion SET ended = 2",
    ],
)
async def test_what_happened_cannot_be_changed(world: World, sql: str) -> None:
    await world.propose()
    with closing(sqlite3.connect(world.path)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(sql)


ACTS: dict[str, Callable[[World], Awaitable[object]]] = {
    "propose": lambda world: world.propose(title="Second"),
    "answer": lambda world: world.answer(1, BEN, Choice.APPROVE),
    "revise": lambda world: world.revise(1, ADA, "Another."),
    "ask": lambda world: world.deciding.ask(1, Answered(world.clock.now(), CAI, Choice.VETO, "No.")),
}


@pytest.mark.parametrize("act", ACTS)
async def test_cut_at_any_statement_all_of_an_act_is_there_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    number, cuts = 0, 0
    while True:
        number += 1
        async with world_at(tmp_path / f"{number}.sqlite3") as world:
            await world.propose()
            before = dump(world)
            with monkeypatch.context() as patch:
                cut_at(patch, number)
                try:
                    await ACTS[act](world)
                except PowerCut:
                    cuts += 1
                    assert dump(world) == before
                else:
                    assert dump(world) != before
                    break
    assert cuts > 3


def dump(world: World) -> list[tuple[object, ...]]:
    tables = ("committee_motion", "committee_log", "committee_seat", "committee_draft", "outbox")
    return [row for table in tables for row in world.rows(f"SELECT * FROM {table}")]


async def test_one_motion_that_cannot_be_read_stops_no_other(world: World) -> None:
    world.restless = False
    await world.propose()
    await world.propose(title="Second")
    with closing(sqlite3.connect(world.path)) as connection, connection:
        connection.execute("DROP TRIGGER committee_log_stays")
        connection.execute(
            "UPDATE committee_log SET detail = json_set(detail, '$.text', 'We take all.') WHERE motion = 1"
        )
    await world.at(20 * DAY)
    assert await world.state(2) is State.LACKS_APPROVALS
    assert [view.motion.number for view in await world.deciding.looking.all()] == [2]
    with pytest.raises(UserError, match="log of motion 1 was changed from outside"):
        await world.answer(1, BEN, Choice.APPROVE)
    (condition,) = [each for each in world.health.conditions() if each.name == "committee.due"]
    assert not condition.ok
    assert "motion 1 (reference" in condition.detail


async def test_what_is_kept_of_a_person_is_told_and_what_may_go_goes(world: World) -> None:
    people = People(world.database)
    number = await world.propose()
    await world.answer(number, BEN, Choice.ABSTAIN)
    await world.deciding.ask(number, Answered(world.clock.now(), BEN, Choice.VETO, "No."))
    told = await people.export(BEN)
    assert told["name"] == "Ben"
    assert [each["seat"] for each in told["seats"]] == ["Vice-Chair"]
    assert [each["text"] for each in told["unconfirmed"]] == ["No."]
    assert [each["step"] for each in (await people.export(ADA))["acts"]] == ["proposed"]
    assert not any((await people.export(EVE)).values())

    done = await people.erase(BEN, world.clock.now())
    assert done.erased == 1
    assert len(done.waiting) == 3
    assert (await people.erase(BEN, world.clock.now())).erased == 0
    world.offices["Vice-Chair"] = []
    await world.deciding.sweep()
    done = await people.erase(BEN, world.clock.now())
    assert done.erased == 1
    assert len(done.waiting) == 2
    await world.deciding.sweep()
    assert (await people.export(BEN))["name"] is None
    assert "member 12" in (await world.deciding.looking.record(await world.view(number))).text
    assert list(await people.must_wait(EVE, world.clock.now())) == []


@pytest.mark.parametrize("character", ["*", "@", "<", "\n", "🧠", "| ", "a"])
async def test_the_longest_texts_fit(world: World, character: str) -> None:
    world.restless = False
    world.offices |= {f"Seat {number}": [] for number in range(22)}
    long = (character * 4000)[:4000]
    number = await world.propose(title=("x" + character * 150)[:150], text=f"a{long}"[:4000])
    await world.answer(number, BEN, Choice.REQUEST_CHANGES, f"a{long}"[:1500])
    await world.answer(number, CAI, Choice.VETO, f"a{long}"[:1500])
    for body in [*world.bodies("committee.1.*"), json.loads(world.card(number))]:
        said = text_of(body["components"])
        assert len(said) <= MESSAGE_TEXT
        assert "Motion 1: x" in said
    assert (await world.deciding.looking.record(await world.view(number))).text.count("Motion 1") == 1


async def test_what_members_write_mentions_nobody_and_is_no_markup(world: World) -> None:
    nasty = "# @everyone <@99> ||x|| [a](https://b.example)"
    number = await world.propose(title=nasty, text=nasty)
    await world.answer(number, BEN, Choice.REQUEST_CHANGES, nasty)
    for body in world.bodies("committee.*"):
        said = text_of(body["components"])
        assert "@everyone" not in said
        assert "<@99>" not in said
        assert "||" not in said.replace("\\|\\|", "")
        assert "](https://b.example)" not in said.replace("\\](https", "")
        assert not {EVE, ADA} & set(body["users"]) or body["users"] == [ADA]
        assert body["roles"] == []
        assert body["everyone"] is False


def test_settings_say_the_policy_and_refuse_what_decides_nothing() -> None:
    assert CommitteeSettings().policy == Policy()
    chosen = CommitteeSettings.model_validate({"base": "all seats", "threshold": "1/2", "answer_days": 20})
    assert chosen.policy.base is Base.ALL_SEATS
    assert str(chosen.policy.threshold) == "1/2"
    for wrong in (
        {"threshold": "4/3"},
        {"threshold": "0"},
        {"threshold": "1/0"},
        {"threshold": "most"},
        {"answer_days": 5},
        {"reminder_days": [0]},
        {"participation": "2"},
        {"offices": {"": 1}},
        {"offices": {"Chair": 0}},
    ):
        with pytest.raises(ValidationError):
            CommitteeSettings.model_validate(wrong)


async def test_an_unknown_motion_is_said_to_be_so(world: World) -> None:
    with pytest.raises(UserError, match="There is no motion 3"):
        await world.deciding.looking.view(3)

"""The roll: nothing is taken over before its differences were seen, and every bad list is an ordinary answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.wire.elections.officers import (
    COMMITTEE,
    MEMBER,
    MODERATOR,
    PEOPLE,
    SECRETARY,
    Electorate,
    file,
    make,
    sound,
)
from tests.wire.harness import Json, labels, said

pytestmark = pytest.mark.asyncio(loop_scope="module")

HEAD = "member_id,name,discord_id,standing\n"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def community(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Electorate]:
    """One community for all of it; nothing of it may fail on the bot's side."""
    made = await make(tmp_path_factory.mktemp("bot"))
    try:
        yield made
        sound(made)
    finally:
        await made.bot.kill()
        await made.discord.stop()


def members(community: Electorate) -> int:
    return int(community.stored("SELECT count(*) FROM roll_member")[0][0])


async def offered(community: Electorate, given: Json) -> Json:
    outcome = await community.person(SECRETARY).command("election roll import", file=given)
    assert "Take this list over?" in said(outcome), said(outcome)
    message: Json = outcome["message"]
    return message


async def test_a_role_is_taken_over_once_and_then_a_list(community: Electorate) -> None:
    hana = community.person(SECRETARY)
    student = community.discord.people.role("Student")
    asked = await hana.command("election roll import", role=student)
    assert "3 members instead of 0" in said(asked)
    assert members(community) == 0
    assert "The roll has 3 members now; 3 may vote" in said(
        await hana.click(asked["message"], "Take it over")
    )
    again = said(await hana.command("election roll import", role=student))
    assert "a role is taken over once" in again
    # What is shown as a file is imported again as it is.
    shown = await hana.command("election roll show")
    assert "The roll: 3 members" in said(shown)
    assert shown["message"]["attachments"][0]["filename"] == "roll.csv"


async def test_what_changes_is_shown_and_only_then_taken_over(community: Electorate) -> None:
    hana = community.person(SECRETARY)
    await community.take_roll(*PEOPLE)
    rows = [f"m-{each},{each},{community.person(each).id},good" for each in PEOPLE[1:-1]]
    rows += ["m-diego_m,*Diego* @everyone,,probation", "m-new,Nova `Newcomer`,,good"]
    message = await offered(community, file(HEAD + "\n".join(rows)))
    told = said({"message": message, "followups": []})
    assert "12 members instead of 12: 1 added, 1 removed, 1 changed" in told
    assert "➖ `m-amara.okafor` amara.okafor" in told
    assert r"now \*Diego\* @" in told
    assert "@everyone" not in told
    assert "in good standing → on probation" in told
    assert "➕ `m-new` Nova \\`Newcomer\\`, no account" in told
    assert "2 members of the list have no Discord account" in told
    assert members(community) == 12
    assert community.stored("SELECT 1 FROM roll_member WHERE member_id = 'm-new'") == []
    assert "Nothing was changed" in said(await hana.click(message, "Leave it"))
    assert community.stored("SELECT 1 FROM roll_member WHERE member_id = 'm-new'") == []
    message = await offered(community, file(HEAD + "\n".join(rows)))
    assert "12 may vote" in said(await hana.click(message, "Take it over"))
    assert community.stored("SELECT standing FROM roll_member WHERE member_id = 'm-diego_m'") == [
        ("probation",)
    ]
    same = said(await hana.command("election roll import", file=file(HEAD + "\n".join(rows))))
    assert "nothing changes" in same


async def test_two_lists_at_once_and_a_restart_never_take_over_what_was_not_seen(
    community: Electorate,
) -> None:
    await community.take_roll(*PEOPLE[:4])
    first = await offered(community, community.roll(*PEOPLE[:5]))
    second = await offered(community, community.roll(*PEOPLE[:6]))
    hana = community.person(SECRETARY)
    answers = await asyncio.gather(hana.click(first, "Take it over"), hana.click(second, "Take it over"))
    told = [await hana.told(each) for each in answers]
    assert sum("members now" in each for each in told) == 1, told
    assert sum("The roll has changed since" in each for each in told) == 1, told
    third = await offered(community, community.roll(*PEOPLE[:3]))
    await community.restart()
    pressed = await hana.click(third, "Take it over")
    assert "The bot was restarted since" in await hana.told(pressed)
    assert members(community) in (5, 6)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (file(b"\x89PNG\r\n\x1a\n\0\0", "roll.png"), "no list that can be read"),
        (file("x" * (8 * 1024 * 1024 + 1), "roll.csv"), "no list of members is so large"),
        (file("", "roll.csv"), "⚠️"),
        (file(HEAD.encode("utf-16"), "roll.csv"), "UTF-8"),
        (file("member_id,name\nm1,M\xe9i".encode("latin-1"), "roll.csv"), "Line 2 is no UTF-8"),
        (file(b"PK\x03\x04\0\0", "roll.csv"), "⚠️"),
        (file("name;age\nAda;30", "roll.csv"), "There is no column member"),
        (file(HEAD + "m1,Ada,123,good\nm1,Ben,123,good", "roll.csv"), "stands in line 2 already"),
        (file(HEAD + "m1,Ada,1.23457E+18,good", "roll.csv"), "a spreadsheet rounded it"),
        (file(HEAD + "m1,Ada,,excellent", "roll.csv"), "is none of"),
        (file('[{"member_id": "m1"', "roll.json"), "is no JSON"),
        (file('{"people": 3}', "roll.json"), "no list of members"),
        (file(HEAD + "\n".join(f"m{n},,x,y" for n in range(500)), "roll.csv"), "more"),
    ],
)
async def test_a_bad_list_is_told_and_changes_nothing(community: Electorate, given: Json, why: str) -> None:
    before = members(community)
    outcome = await community.person(SECRETARY).command("election roll import", file=given)
    told = said(outcome)
    assert told.startswith("⚠️"), told
    assert why.replace("member_id", "member\\_id") in told, told
    assert "reference" not in told
    assert members(community) == before


async def test_a_file_or_a_role_not_both_and_not_none(community: Electorate) -> None:
    hana = community.person(SECRETARY)
    assert "one of the two" in said(await hana.command("election roll import"))
    role = community.discord.people.role("Student")
    both = await hana.command("election roll import", file=community.roll(*PEOPLE), role=role)
    assert "one of the two" in said(both)


async def test_members_see_their_own_entry_and_everybody_what_is_published(community: Electorate) -> None:
    await community.take_roll(*PEOPLE)
    own = said(await community.person(MEMBER).command("election roll show"))
    assert "You are on the roll as `m-kofi.asante`" in own
    assert "hana" not in own
    ruth = said(await community.person("ruth.ellison").command("election roll show"))
    assert "not on the roll" in ruth
    hana = community.person(SECRETARY)
    asked = await hana.command("election roll publish")
    assert "reads the names and standings of 12 members" in said(asked)
    assert "The members' roll" not in community.public()
    assert "The roll is published" in said(await hana.click(asked["message"], "Publish"))
    await community.announced("The members' roll")
    (posted,) = [
        each
        for each in community.discord.world.messages[int(community.channel("announcements"))].values()
        if each.attachments
    ]
    assert posted.attachments[0]["filename"] == "roll.csv"


@pytest.mark.parametrize("who", [MEMBER, MODERATOR])
async def test_the_roll_is_the_secretarys(community: Electorate, who: str) -> None:
    told = said(await community.person(who).command("election roll import", file=community.roll(*PEOPLE)))
    assert "kept by the Secretary" in told
    linked = await community.person(who).command("election roll link", **{"member-id": "m-diego_m"})
    assert "The Secretary keeps the roll" in said(linked)


async def test_an_account_is_linked_anew_and_to_one_member_alone(community: Electorate) -> None:
    await community.take_roll(*PEOPLE)
    priya = community.person(COMMITTEE)
    ruth = community.person("ruth.ellison")
    found = await priya.complete("election roll link", "member-id", **{"member-id": "dieg"})
    assert [each["value"] for each in found] == ["m-diego_m"]
    assert (
        await community.person(MEMBER).complete("election roll link", "member-id", **{"member-id": "d"}) == []
    )
    told = said(await priya.command("election roll link", account=ruth.id, **{"member-id": "m-diego_m"}))
    assert f"has the account <@{ruth.id}> now" in told
    assert "on the roll as `m-diego_m`" in said(await ruth.command("election roll show"))
    taken = await priya.command("election roll link", account=ruth.id, **{"member-id": "m-kofi.asante"})
    assert "belongs to m-diego" in said(taken)
    nobody = said(await priya.command("election roll link", **{"member-id": "m-nobody"}))
    assert nobody.startswith("⚠️")
    gone = said(await priya.command("election roll link", **{"member-id": "m-diego_m"}))
    assert "has no account now" in gone
    labels_left = labels((await ruth.command("election roll show"))["message"])
    assert labels_left == []


async def test_a_long_roll_is_turned_over_and_keeps_its_file(community: Electorate) -> None:
    hana = community.person(SECRETARY)
    rows = "\n".join(f"p{number:03},Person {number},," for number in range(45))
    message = await offered(community, file(HEAD + rows))
    assert "45 members of the list have no Discord account" in said({"message": message})
    assert "The roll has 45 members now" in said(await hana.click(message, "Take it over"))
    shown = (await hana.command("election roll show"))["message"]
    assert labels(shown) == ["Page 2 of 3"]
    turned = await hana.click(shown, "Page 2 of 3")
    assert "Person 20" in said(turned)
    assert labels(turned["message"]) == ["Page 1 of 3", "Page 3 of 3"]
    assert turned["message"]["attachments"][0]["filename"] == "roll.csv"

"""Who hears of what: nobody's approval is used for a text they were not told of."""

from __future__ import annotations

import json

from cogs.committee.face import cards
from cogs.committee.face.escalating import wanted
from cogs.committee.model import Choice, State
from cogs.committee.rules.news import News

from .conftest import ADA, BEN, CAI, DAY, DORA, SECOND, World, text_of


async def test_who_joins_in_the_middle_is_told_at_once_and_alone(world: World) -> None:
    number = await world.propose()
    await world.answer(number, BEN, Choice.APPROVE)
    await world.at(2 * DAY)
    world.offices["Treasurer"] = [DORA]
    await world.deciding.sweep()
    await world.deciding.sweep()
    (notice,) = world.bodies(f"committee.{number}.notice.*")
    assert notice["users"] == [DORA]
    assert f"still missing: <@{CAI}> and <@{DORA}>" in text_of(notice["components"])
    await world.answer(number, CAI, Choice.APPROVE)
    await world.deciding.sweep()
    assert len(world.notices(number)) == 1


async def test_a_second_request_for_changes_is_told_as_well(world: World) -> None:
    number = await world.propose()
    await world.answer(number, BEN, Choice.REQUEST_CHANGES, "Shorter.")
    await world.answer(number, CAI, Choice.REQUEST_CHANGES, "Longer.")
    _, second = world.bodies(f"committee.{number}.notice.*")
    assert second["users"] == [ADA]
    assert "Longer." in text_of(second["components"])
    await world.answer(number, CAI, Choice.ABSTAIN)
    assert len(world.notices(number)) == 2


async def test_whoever_is_to_revise_instead_of_a_proposer_who_left_is_told(world: World) -> None:
    number = await world.propose()
    await world.answer(number, CAI, Choice.REQUEST_CHANGES, "Shorter.")
    world.offices["Chair"] = []
    await world.deciding.sweep()
    *_, last = world.bodies(f"committee.{number}.notice.*")
    assert last["users"] == [BEN, CAI]


async def test_a_text_changed_after_the_decision_is_told_to_those_who_approved(world: World) -> None:
    number = await world.propose()
    await world.answer(number, BEN, Choice.APPROVE)
    await world.answer(number, CAI, Choice.APPROVE)
    await world.revise(number, ADA, "We take all of them.")
    assert await world.state(number) is State.PASSED
    *_, last = world.bodies(f"committee.{number}.notice.*")
    assert last["users"] == [ADA, BEN, CAI]
    assert "changed the motion" in text_of(last["components"])
    assert "committee:say:approve:1:1" in json.dumps(last)


async def test_an_old_change_is_no_news_of_what_silence_decides(world: World) -> None:
    number = await world.propose()
    await world.answer(number, BEN, Choice.APPROVE)
    await world.revise(number, ADA, "Later.")
    await world.at(14 * DAY + SECOND)
    first, last = world.notices(number)
    assert "changed the motion" in first
    assert "Passed." in last
    assert "changed the motion" not in last


async def test_the_card_of_a_large_committee_fits_whatever_was_typed(world: World) -> None:
    world.offices = {f"{'*' * 38}{n}": [] for n in range(10, 35)}
    world.offices["Chair"] = [ADA]
    link = "https://a.example/" + "(" * 380
    number = await world.propose(title="*" * 150, text="*" * 4000, pull_request=link, chat=link)
    view = await world.view(number)
    shown = json.loads(cards.card(view).to_json())["components"]
    assert len(text_of(shown).replace("\n", "")) <= 4000
    told = json.loads(cards.notice(view, News(()), []).to_json())["components"]
    assert len(text_of(told)) <= 4000


async def test_the_voting_members_get_the_whole_text_or_are_told_that_it_is_cut(world: World) -> None:
    link = "https://a.example/1"
    whole = await world.propose(text="w" * 3979, chat=link)
    longer = await world.propose(text="word " * 800 + "end.", chat=link)
    titled = await world.propose(title="word " * 29 + "end.", text="We do.", chat=link)
    for number in (whole, longer, titled):
        await world.answer(number, BEN, Choice.VETO, "No.")
    assert wanted(await world.view(whole), "k").text == "w" * 3979
    short = wanted(await world.view(titled), "k")
    assert short.title == "word " * 19 + "word…"
    assert short.text == "word " * 29 + "end.\n\nWe do."
    shown = wanted(await world.view(longer), "k").text
    assert len(shown) + len(f"\n\n{link}") <= 4000
    assert shown.endswith(f"The text is cut here; all of it: /motion show motion: {longer}")

"""Whole votes by several people, with each way of marking, and what goes wrong on the way."""

from __future__ import annotations

import asyncio

import pytest

from tests.wire.elections.voters import BeginVote, Motion, Office, begin_vote, by_label, inputs, receipt
from tests.wire.harness import is_private, labels, said

__all__ = ["begin_vote"]

CHAIR = Office("Chair", ("Ada", "Ben", "Cai"))


async def test_a_yes_or_no_takes_three_presses_from_vote_to_receipt(begin_vote: BeginVote) -> None:
    community = await begin_vote(Motion("Admit Ada?", "She builds *chips*."))
    priya = community.voter("priya_nair")
    shown = await priya.begin()
    assert is_private(priya.paper)
    assert "Yes, no or abstain; it passes with more than half" in shown
    assert "secret" in shown
    assert "<t:" in shown
    assert labels(priya.paper) == ["Yes", "No", "Abstain", "The full text"]
    read = await priya.click(priya.paper, "The full text")
    assert "She builds \\*chips\\*." in said(read)
    assert is_private(read["message"])
    assert read["message"]["id"] != priya.paper["id"]
    review = await priya.press("No")
    assert "**No**" in review
    assert "Nothing is counted until you press" in review
    assert community.voted() == 0
    code = await priya.confirm()
    assert len(code) == 19
    assert community.voted() == 1
    assert labels(priya.paper) == []


async def test_several_people_vote_on_three_offices_and_a_motion(begin_vote: BeginVote) -> None:
    community = await begin_vote(
        CHAIR, Office("Vice-Chair", ("Cai", "Dee")), Office("Secretary", ("Eve", "Flo")), Motion("Move on?")
    )
    codes = set()
    for username in ("priya_nair", "leila.haddad", "kofi.asante"):
        voter = community.voter(username)
        await voter.begin()
        assert "Confirm" not in labels(voter.paper)
        shown = await voter.fill("Chair: choose", {"1st choice": "Ben", "2nd choice": "Ada"})
        assert "**1** Ben · **2** Ada" in shown
        assert "Chair: 1 Ben 2 Ada ✓" in labels(voter.paper)
        await voter.fill("Vice-Chair: choose", {"1st choice": "Dee"})
        await voter.fill("Move on? choose", {"Move on?": "Yes"})
        assert "Confirm" not in labels(voter.paper)
        shown = await voter.press("Leave the rest blank")
        assert "**Secretary:** **Blank**" in shown
        assert "Check your ballot" in shown
        codes.add(await voter.confirm())
    assert len(codes) == community.voted() == 3


async def test_all_questions_that_fit_are_on_one_form(begin_vote: BeginVote) -> None:
    community = await begin_vote(
        CHAIR, Office("Vice-Chair", ("Cai", "Dee")), Office("Secretary", ("Eve", "Flo")), method="plurality"
    )
    priya = community.voter("priya_nair")
    await priya.begin()
    form = (await priya.open("All on one form"))["modal"]
    assert [each["label"] for each in inputs(form)] == ["Chair", "Vice-Chair", "Secretary"]
    assert {each["type"] for each in inputs(form)} == {21}
    shown = await priya.fill(
        "All on one form", {"Chair": "Ada", "Vice-Chair": "Blank: nobody of these", "Secretary": "Flo"}
    )
    assert "**Chair:** **Ada**" in shown
    assert "**Vice-Chair:** **Blank**" in shown
    await priya.confirm()
    assert community.voted() == 1


async def test_what_is_amiss_is_told_and_nothing_is_lost(begin_vote: BeginVote) -> None:
    community = await begin_vote(CHAIR)
    priya = community.voter("priya_nair")
    await priya.begin()
    shown = await priya.fill("Chair: choose", {"1st choice": "Ada", "2nd choice": "Ben", "3rd choice": "Ada"})
    assert "Ada is chosen twice: as 1st and 3rd choice" in shown
    assert "Confirm" not in labels(priya.paper)
    outcome = await priya.open("Chair: choose again")
    first, second, third = inputs(outcome["modal"])
    for field, name in ((first, "Ada"), (second, "Ben"), (third, "Ada")):
        assert [each["label"] for each in field["options"] if each.get("default")] == [name]
    shown = await priya.send(outcome, by_label(outcome["modal"], {"3rd choice": "Cai"}))
    assert "**1** Ada · **2** Ben · **3** Cai" in shown
    await priya.confirm()


@pytest.mark.parametrize(
    ("method", "form", "answer"),
    [
        ("plurality", {"Chair": "Ada"}, "**Ada**"),
        ("two-round", {"Chair": "Ada"}, "**Ada**"),
        ("approval", {"Chair": ["Ada", "Cai"]}, "**Ada** and **Cai**"),
        ("irv", {"1st choice": "Ada", "3rd choice": "Cai"}, "**1** Ada · **2** Cai"),
        ("stv", {"1st choice": "Ada"}, "**1** Ada"),
        ("meek", {"1st choice": "Ada"}, "**1** Ada"),
        ("schulze", {"1st choice": "Ada", "2nd choice": "Ben"}, "**1** Ada · **2** Ben"),
        ("star", {"Ada": "5: best", "Cai": "2"}, "Ada **5** · Cai **2** · all others **0**"),
        ("bloc-star", {"Ada": "5: best"}, "Ada **5** · all others **0**"),
    ],
)
async def test_each_method_is_voted_by(
    begin_vote: BeginVote, method: str, form: dict[str, object], answer: str
) -> None:
    community = await begin_vote(CHAIR, method=method)
    priya = community.voter("priya_nair")
    await priya.begin()
    shown = await priya.fill("Chair: choose", form)
    assert f"**Chair:** {answer}" in shown
    await priya.confirm()
    assert community.voted() == 1
    leila = community.voter("leila.haddad")
    await leila.begin()
    assert "**Blank**" in await leila.press("Vote blank")
    await leila.confirm()
    assert community.voted() == 2


@pytest.mark.parametrize("method", ["plurality", "approval", "irv", "star"])
async def test_as_many_candidates_as_there_can_be_with_the_longest_names(
    begin_vote: BeginVote, method: str
) -> None:
    names = [f"{number:02} {'Ada *Lovelace* @everyone ' * 4}"[:100].strip() for number in range(24)]
    community = await begin_vote(
        Office("Chair", names, statement="I *stand* for @everyone. " * 20), method=method
    )
    priya = community.voter("priya_nair")
    await priya.begin()
    outcome = await priya.open("Chair: choose")
    fields = inputs(outcome["modal"])
    values = {each["label"]: each["options"][number]["label"] for number, each in enumerate(fields)}
    await priya.send(outcome, by_label(outcome["modal"], values))
    if method in ("irv", "star"):
        more = [label for label in labels(priya.paper) if "21st to 24th" in label or "21 to 24" in label]
        outcome = await priya.open(more[0])
        last = inputs(outcome["modal"])[0]
        shown = await priya.send(
            outcome, by_label(outcome["modal"], {last["label"]: last["options"][-1]["label"]})
        )
        assert "Check your ballot" in shown
    await priya.confirm()
    outcome = await priya.click(community.announcement(), "Candidates")
    pages = said(outcome)
    page = outcome["message"]
    assert is_private(page)
    while "Next" in labels(page):
        outcome = await priya.click(page, "Next")
        page = outcome["message"]
        pages += said(outcome)
    assert all(f"{number:02} Ada" in pages for number in range(24))
    assert "@everyone" not in pages
    assert pages.count("I \\*stand\\* for") == 24 * 20


async def test_pressing_confirm_twice_at_once_is_one_ballot_and_one_receipt(begin_vote: BeginVote) -> None:
    # Where receipts show the ballot, each ballot that is cast has another one.
    community = await begin_vote(Motion("Admit Ada?"), receipts="ballot")
    priya = community.voter("priya_nair")
    await priya.begin()
    await priya.press("Yes")
    outcomes = await asyncio.gather(*(priya.click(priya.paper, "Confirm") for _ in range(5)))
    codes = {receipt(said(outcome)) for outcome in outcomes}
    assert len(codes) == 1
    assert community.voted() == 1
    assert community.stored("SELECT count(*) FROM election_sealed_ballot") == [(1,)]


async def test_my_vote_tells_only_whether_there_is_one(begin_vote: BeginVote) -> None:
    community = await begin_vote(Motion("Admit Ada?"))
    priya = community.voter("priya_nair")
    assert "No ballot of yours is in yet" in await priya.mine()
    await priya.begin()
    await priya.press("Yes")
    assert "No ballot of yours is in yet" in await priya.mine()
    await priya.confirm()
    told = await priya.mine()
    assert "A ballot of yours is in" in told
    assert "Yes" not in told
    again = await priya.begin()
    assert "this one takes its place" in again
    await priya.press("No")
    await priya.confirm()
    assert community.voted() == 1


async def test_who_is_not_on_the_roll_is_told_whom_to_ask(begin_vote: BeginVote) -> None:
    community = await begin_vote(CHAIR)
    ruth = community.voter("ruth.ellison")
    for label in ("Vote", "My vote"):
        answer = said(await ruth.click(community.announcement(), label))
        assert "belongs to nobody on the roll" in answer
        assert f"<@{community.person('amara.okafor').id}>" in answer
    # Whoever may not vote may still read.
    assert "Ada" in said(await ruth.click(community.announcement(), "Candidates"))


async def test_a_restart_between_form_and_confirm_forgets_the_choices_and_says_so(
    begin_vote: BeginVote,
) -> None:
    community = await begin_vote(CHAIR)
    priya = community.voter("priya_nair")
    await priya.begin()
    await priya.fill("Chair: choose", {"1st choice": "Ada"})
    form = await priya.open("Chair: 1 Ada ✓")
    await community.bot.stop()
    await community.bot.start()
    answer = said(await priya.submit(form, **by_label(form["modal"], {"1st choice": "Ben"})))
    assert "restarted" in answer
    answer = said(await priya.click(priya.paper, "Confirm"))
    assert "nothing was counted" in answer
    assert community.voted() == 0
    await priya.begin()
    await priya.fill("Chair: choose", {"1st choice": "Cai"})
    await priya.confirm()
    assert community.voted() == 1


async def test_a_receipt_that_was_shown_outlives_a_power_cut(begin_vote: BeginVote) -> None:
    community = await begin_vote(Motion("Admit Ada?"))
    priya = community.voter("priya_nair")
    await priya.begin()
    await priya.press("Yes")
    await priya.confirm()
    await community.bot.kill()
    await community.bot.start()
    assert "A ballot of yours is in" in await priya.mine()
    assert community.voted() == 1


async def test_a_press_after_the_end_is_refused_by_the_clock(begin_vote: BeginVote) -> None:
    community = await begin_vote(Motion("Admit Ada?"))
    priya = community.voter("priya_nair")
    await priya.begin()
    await priya.press("Yes")
    await community.advance(community.seconds_left() - 30)
    answer = said(await priya.click(priya.paper, "Confirm"))
    assert "nothing was counted" in answer, "choices are forgotten after an hour"
    await priya.begin()
    await priya.press("Yes")
    await community.advance(31)
    assert "Voting closed" in said(await priya.click(priya.paper, "Confirm"))
    assert "Voting closed" in said(await priya.click(priya.paper, "Confirm"))
    assert community.voted() == 0

"""What is chosen is told to the voter alone: in no message, log line, request or file besides."""

from __future__ import annotations

import json

from tests.wire.elections.voters import BeginVote, Motion, Office, Vote, begin_vote, inputs
from tests.wire.harness import Json, said

__all__ = ["begin_vote"]

# Names that stand nowhere by chance.
NAMES = ("Quxabel", "Zyvander", "Wombrook")


async def vote(community: Vote, username: str, first: str, motion: str) -> None:
    voter = community.voter(username)
    await voter.begin()
    await voter.fill("Chair: choose", {"1st choice": first})
    await voter.fill("Admit Dee? choose", {"Admit Dee?": motion})
    await voter.confirm()


def told_to_the_voter(request: Json) -> bool:
    """Whether a request is an answer to somebody's press, which they alone see."""
    return str(request["path"]).startswith(("/interactions/", "/webhooks/"))


async def test_nothing_but_the_answers_to_the_voter_says_what_they_chose(begin_vote: BeginVote) -> None:
    community = await begin_vote(Office("Chair", NAMES), Motion("Admit Dee?"))
    since = community.last_request()
    line = len(community.bot.lines)
    await vote(community, "priya_nair", NAMES[1], "No")
    await vote(community, "leila.haddad", NAMES[2], "Yes")
    # A form that is left open, and a press that is refused.
    kofi = community.voter("kofi.asante")
    await kofi.begin()
    await kofi.fill("Chair: choose", {"1st choice": NAMES[0], "2nd choice": NAMES[0]})
    ids = {name: str(key) for key, name in community.stored("SELECT id, name FROM election_candidate")}

    for request in community.requests(since=since):
        body = json.dumps(request["body"], ensure_ascii=False)
        if not told_to_the_voter(request):
            assert "✓" not in body
            assert not [name for name in NAMES if f"1 {name}" in body or f"**1** {name}" in body]
        elif request["body"] and request["body"].get("type") == 4:
            assert request["body"]["data"].get("flags", 0) & 64, "an answer that everybody sees"
    logged = json.dumps(community.bot.lines[line:])
    assert not [name for name in NAMES if name in logged]
    assert not [key for key in ids.values() if f'"{key}"' in logged]
    public = [
        each for each in community.messages(community.channel("announcements")) if not each["flags"] & 64
    ]
    assert not [each for each in public if "✓" in json.dumps(each, ensure_ascii=False)]


async def test_no_button_or_field_is_named_after_what_it_chooses(begin_vote: BeginVote) -> None:
    community = await begin_vote(Motion("Admit Dee?"))
    priya, leila = community.voter("priya_nair"), community.voter("leila.haddad")
    await priya.begin()
    await leila.begin()
    assert "yes" not in json.dumps(_ids(priya.paper))
    assert set(_ids(priya.paper)) & set(_ids(leila.paper)) == {"election:candidates:1:0"}


async def test_the_file_says_who_voted_and_not_what(begin_vote: BeginVote) -> None:
    community = await begin_vote(Office("Chair", NAMES), Motion("Admit Dee?"))
    await vote(community, "priya_nair", NAMES[1], "No")
    await vote(community, "leila.haddad", NAMES[2], "Yes")
    await community.bot.stop()
    assert community.voted() == 2
    files = [each for each in community.bot.folder.rglob("*") if each.is_file()]
    for words in ('"ranking"', '"vote":', '"abstain"'):
        assert not [each.name for each in files if words.encode() in each.read_bytes()]


async def test_candidates_stand_in_an_order_of_ones_own_that_stays(begin_vote: BeginVote) -> None:
    names = [f"Candidate {number}" for number in range(6)]
    community = await begin_vote(Office("Chair", names))
    orders = {}
    for username in ("priya_nair", "leila.haddad", "kofi.asante"):
        for _ in range(2):
            voter = community.voter(username)
            await voter.begin()
            form = await voter.open("Chair: choose")
            seen = [each["label"] for each in inputs(form["modal"])[0]["options"]]
            assert sorted(seen) == names
            assert orders.setdefault(username, seen) == seen
            read = said(await voter.click(community.announcement(), "Candidates"))
            assert sorted(names, key=read.index) == seen
    assert len({tuple(each) for each in orders.values()}) > 1


def _ids(message: Json) -> list[str]:
    found = []

    def walk(component: Json) -> None:
        if "custom_id" in component:
            found.append(component["custom_id"])
        for each in component.get("components", ()):
            walk(each)

    for each in message["components"]:
        walk(each)
    return found

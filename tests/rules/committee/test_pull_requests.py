"""What GitHub tells of a pull request, as events of the motion: tables of JSON in, events out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.committee.model import BOT, Answered, Choice, Event, Kind, Proposed, Revised, Side
from cogs.committee.rules.acts import accept
from cogs.committee.rules.log import entry
from cogs.committee.rules.log import event as event_of
from cogs.committee.rules.pull_request import (
    Address,
    Pull,
    PullState,
    Review,
    ReviewState,
    Unreadable,
    address_of,
    read_pull,
    read_reviews,
)
from cogs.committee.rules.reviews import Accounts, Commits, found, met, uncounted, vanished
from cogs.committee.rules.tally import Position

from .play import PEOPLE, START, Play, moment

AT = Address("open-neuromorphic/communications", 12)
A, B, C = PEOPLE["A"], PEOPLE["B"], PEOPLE["C"]
ONE, TWO, THREE = ("1" * 40, "2" * 40, "3" * 40)
ACCOUNTS = Accounts({"ada": A, "ben-b": B, "cai": C}, {"ben-b": 22})
PROPOSED = Proposed(START, A, Kind.OPERATIONAL, "Sponsors", "We take none.", pull_request=AT.url)
NUMBERS = {"ada": 11, "ben-b": 22, "cai": 33, "octocat": 44}


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://github.com/open-neuromorphic/communications/pull/12", AT),
        ("http://www.GitHub.com/open-neuromorphic/communications/pull/12/files#diff-1", AT),
        ("https://github.com/open-neuromorphic/communications/pull/12?x=1", AT),
        ("https://github.com/open-neuromorphic/communications/issues/12", None),
        ("https://github.com/open-neuromorphic/communications/pull/0", None),
        ("https://github.com/open-neuromorphic/communications/pull/12x", None),
        ("https://github.com.evil.example/a/b/pull/1", None),
        ("https://gitlab.com/a/b/pull/1", None),
        ("https://github.com/a/../b/pull/1", None),
        ("", None),
    ],
)
def test_links(link: str, address: Address | None) -> None:
    assert address_of(link) == address


def pull(head: str = ONE, **more: Any) -> dict[str, Any]:
    base = {"repo": {"full_name": "open-neuromorphic/communications"}}
    return {"state": "open", "merged": False, "head": {"sha": head}, "base": base, **more}


@pytest.mark.parametrize(
    ("document", "read"),
    [
        (pull(), Pull(AT.repository, ONE, PullState.OPEN)),
        (pull(state="closed"), Pull(AT.repository, ONE, PullState.CLOSED)),
        (
            pull(state="closed", merged_at="2026-03-02T00:00:00Z", merge_commit_sha=TWO),
            Pull(AT.repository, ONE, PullState.MERGED, TWO),
        ),
        (pull(head="main"), None),
        (pull(state="new"), None),
        (pull(base={"repo": None}), None),
        ({}, None),
        ([], None),
        ("no", None),
    ],
)
def test_a_pull_request_is_read(document: object, read: Pull | None) -> None:
    if read is not None:
        assert read_pull(document) == read
        return
    with pytest.raises(Unreadable):
        read_pull(document)


def review(number: int, login: str, state: str, at: str, commit: str = ONE, **more: Any) -> dict[str, Any]:
    user = {"login": login, "id": NUMBERS.get(login.lower(), 99)}
    stamp = f"{moment(at):%Y-%m-%dT%H:%M:%SZ}"
    return {"id": number, "user": user, "state": state, "submitted_at": stamp, "commit_id": commit, **more}


def test_reviews_are_read_without_trust() -> None:
    (read,) = read_reviews([review(5, "Ben-B", "changes_requested", "1d", body=" \ud800x " + "y" * 3000)])
    assert (read.login, read.account, read.at) == ("Ben-B", 22, moment("1d"))
    assert read.text.startswith("\ufffdx yy")
    assert len(read.text) == 1500
    assert read_reviews([{"id": 6, "state": "PENDING", "user": None}]) == []
    (ghost,) = read_reviews([{**review(7, "x", "APPROVED", "1d", commit="zz"), "user": None}])
    assert (ghost.login, ghost.account, ghost.commit) == ("ghost", 0, "")
    for broken in ({"id": "6"}, {"user": {"login": 5, "id": 6}}, {"submitted_at": "soon"}):
        with pytest.raises(Unreadable):
            read_reviews([{**review(6, "ada", "APPROVED", "1d"), **broken}])
    with pytest.raises(Unreadable):
        read_reviews({"message": "no list"})


def told(events: list[Event]) -> list[str]:
    """Events as a line each."""
    lines = []
    for each in events:
        at = int((each.at - START).total_seconds() // 3600)
        if isinstance(each, Answered):
            assert each.side is Side.PULL_REQUEST
            lines.append(f"{at}h {each.by} {each.choice} {each.link.rpartition('-')[2]}")
        else:
            assert isinstance(each, Revised)
            assert (each.by, each.side) == (BOT, Side.PULL_REQUEST)
            lines.append(f"{at}h {each.before[:1]}->{each.after[:1]}")
    return lines


KNOWN = Commits(ONE, frozenset({ONE}))


def look(
    reviews: list[dict[str, Any]],
    *,
    head: str = ONE,
    log: list[Event] | None = None,
    commits: Commits | None = KNOWN,
    now: str = "100h",
    accounts: Accounts = ACCOUNTS,
) -> list[Event]:
    events: list[Event] = [PROPOSED, *(log or [])]
    return found(AT, read_pull(pull(head)), read_reviews(reviews), events, accounts, commits, moment(now))


@pytest.mark.parametrize(
    ("reviews", "head", "expected"),
    [
        ([review(1, "ADA", "APPROVED", "5h")], ONE, ["5h 1 approve 1"]),
        ([review(1, "octocat", "APPROVED", "5h")], ONE, []),
        ([review(1, "ada", "COMMENTED", "5h"), review(2, "ada", "WEIRD", "5h")], ONE, []),
        # Only the last of those from before the motion.
        (
            [review(1, "cai", "CHANGES_REQUESTED", "-9h"), review(2, "cai", "APPROVED", "-2h")],
            ONE,
            ["-2h 3 approve 2"],
        ),
        # All since: they paused the clock.
        (
            [review(2, "cai", "APPROVED", "9h"), review(1, "cai", "CHANGES_REQUESTED", "2h")],
            ONE,
            ["2h 3 request changes 1", "9h 3 approve 2"],
        ),
        # Dismissed before the bot has seen it.
        ([review(1, "cai", "DISMISSED", "2h")], ONE, []),
        (
            [review(1, "cai", "APPROVED", "2h"), review(2, "cai", "DISMISSED", "3h")],
            ONE,
            ["2h 3 approve 1", "100h 3 taken back 2"],
        ),
        ([review(1, "cai", "DISMISSED", "2h"), review(2, "cai", "APPROVED", "3h")], ONE, ["3h 3 approve 2"]),
        # GitHub's clock is ahead.
        ([review(1, "cai", "APPROVED", "200h")], ONE, ["100h 3 approve 1"]),
        # Commits: seen now, or before the first review of them.
        ([], TWO, ["100h 1->2"]),
        ([review(1, "octocat", "COMMENTED", "7h", TWO)], TWO, ["7h 1->2"]),
        (
            [review(1, "ben-b", "APPROVED", "7h", TWO), review(2, "cai", "APPROVED", "8h", ONE)],
            THREE,
            ["7h 1->2", "7h 2 approve 1", "8h 3 approve 2", "100h 2->3"],
        ),
        ([review(1, "ben-b", "APPROVED", "7h", "")], ONE, ["7h 2 approve 1"]),
    ],
)
def test_what_is_seen_is_news(reviews: list[dict[str, Any]], head: str, expected: list[str]) -> None:
    news = look(reviews, head=head)
    assert told(news) == expected
    # Taken in, it is none any more.
    seen = met(KNOWN, read_pull(pull(head)), read_reviews(reviews))
    assert look(reviews, head=head, log=news, commits=Commits(head, seen), now="200h") == []


def test_what_is_there_at_the_first_look_is_what_is_proposed() -> None:
    assert told(look([review(1, "cai", "APPROVED", "1h", TWO)], head=THREE, commits=None)) == [
        "1h 3 approve 1"
    ]


def test_a_review_is_dismissed_after_it_was_taken_in() -> None:
    log = look([review(1, "cai", "CHANGES_REQUESTED", "2h")])
    gone = [review(1, "cai", "DISMISSED", "2h")]
    back = look(gone, log=log, now="30h")
    assert told(back) == ["30h 3 taken back 1"]
    assert look(gone, log=[*log, *back], now="40h") == []
    again = [*gone, review(2, "cai", "APPROVED", "35h")]
    assert told(look(again, log=[*log, *back], now="40h")) == ["35h 3 approve 2"]


def test_a_wrong_name_in_the_settings_is_put_right() -> None:
    reviews = [review(1, "octocat", "APPROVED", "2h")]
    log = look(reviews, accounts=Accounts({"octocat": B}))
    news = look(reviews, log=log, accounts=Accounts({"octocat": C}), now="9h")
    assert told(news) == ["2h 3 approve 1", "9h 2 taken back 1"]
    # Nobody's any more: what was said stays said.
    assert look(reviews, log=log, accounts=Accounts({})) == []


def test_a_name_that_somebody_else_has_taken_speaks_for_nobody() -> None:
    reviews = read_reviews([{**review(1, "ben-b", "APPROVED", "2h"), "user": {"login": "Ben-B", "id": 77}}])
    assert found(AT, read_pull(pull()), reviews, [PROPOSED], ACCOUNTS, KNOWN, moment("9h")) == []
    assert list(ACCOUNTS.troubles(reviews)) == [
        "another account has the name ben-b by now, and its reviews do not count"
    ]
    renamed = [replace(reviews[0], login="benjamin", account=22)]
    assert list(ACCOUNTS.troubles(renamed)) == [
        "ben-b is called benjamin on GitHub by now: change cogs.committee.github.members"
    ]
    assert ACCOUNTS.met(read_reviews([review(1, "Cai", "APPROVED", "2h")])) == {"cai": 33}


def test_what_counts_for_nothing_is_shown_and_what_is_gone_is_noticed() -> None:
    documents = [
        review(1, "octocat", "APPROVED", "1h"),
        review(2, "cai", "APPROVED", "2h"),
        review(3, "ada", "DISMISSED", "3h"),
    ]
    log = look(documents)
    reviews = read_reviews(documents)
    (other,) = uncounted(AT, reviews, [PROPOSED, *log])
    assert (other.login, other.state) == ("octocat", ReviewState.APPROVED)
    assert vanished(AT, reviews, [PROPOSED, *log]) == []
    assert [each.by for each in vanished(AT, reviews[:1], [PROPOSED, *log])] == [C]


def test_a_review_of_a_commit_that_was_replaced_is_one_before_the_change() -> None:
    play = Play().run("0d A proposes operational")
    change = Revised(moment("2d"), BOT, side=Side.PULL_REQUEST, before=ONE, after=TWO)
    play.accept(change, "2d")
    old = Answered(moment("2d+5m"), B, Choice.APPROVE, side=Side.PULL_REQUEST, link="r1", commit=ONE)
    new = Answered(moment("2d+5m"), C, Choice.APPROVE, side=Side.PULL_REQUEST, link="r2", commit=TWO)
    play.accept(old, "3d")
    play.accept(new, "3d")
    votes = {vote.member: vote for vote in play.standing("3d").votes}
    assert votes[B].before_change
    assert not votes[C].before_change
    assert votes[B].position is votes[C].position is Position.APPROVES
    # A force push brings the old commit back.
    play.accept(replace(change, at=moment("4d"), before=TWO, after=ONE), "4d")
    play.accept(replace(old, at=moment("5d"), link="r3"), "5d")
    assert not {vote.member: vote for vote in play.standing("5d").votes}[B].before_change
    # The log keeps the commits.
    logged = entry(None, old, START + timedelta(days=3))
    assert event_of(logged) == old
    assert event_of(entry(None, change, START + timedelta(days=3))) == change


# What people do there, one thing an hour, and looks in between.
STEPS = st.one_of(
    st.tuples(
        st.just("review"), st.sampled_from(["ada", "cai", "octocat"]), st.sampled_from(list(ReviewState))
    ),
    st.tuples(st.just("old page"), st.sampled_from(["ada", "cai"]), st.just(ReviewState.APPROVED)),
    st.tuples(st.just("push"), st.sampled_from("123"), st.none()),
    st.tuples(st.just("dismiss"), st.sampled_from(["ada", "cai"]), st.none()),
    st.tuples(st.just("look"), st.none(), st.none()),
)


@given(st.lists(STEPS, max_size=25))
def test_however_often_it_is_looked_the_same_is_known_in_the_end(steps: list[tuple[str, Any, Any]]) -> None:
    play = Play().run("0d A proposes operational")
    reviews: list[Review] = []
    head, before = ONE, ONE
    commits: Commits | None = KNOWN
    for hour, (what, one, state) in enumerate([*steps, ("look", None, None)], 1):
        at = START + timedelta(hours=hour)
        if what in ("review", "old page"):
            commit = before if what == "old page" else head
            reviews.append(Review(hour, one, NUMBERS[one], state, at, "", commit))
        elif what == "push":
            before, head = head, one * 40
        elif what == "dismiss":
            last = [each for each in reviews if each.login == one][-1:]
            reviews = [
                replace(each, state=ReviewState.DISMISSED) if [each] == last else each for each in reviews
            ]
        else:
            now_there = Pull(AT.repository, head, PullState.OPEN)
            for event in found(AT, now_there, reviews, play.events, ACCOUNTS, commits, at):
                play.events.append(accept(play.motion, play.events, event, at, play.seats).event)
            commits = Commits(head, met(commits, now_there, reviews))
            assert found(AT, now_there, reviews, play.events, ACCOUNTS, commits, at) == []
    end = play.standing("100h")
    for login, member in (("ada", A), ("cai", C)):
        opinions = [
            each for each in reviews if each.login == login and each.state is not ReviewState.COMMENTED
        ]
        there = end.course.given.get(member, {}).get(Side.PULL_REQUEST)
        if not opinions or opinions[-1].state is ReviewState.DISMISSED:
            assert there is None
        else:
            assert there is not None
            assert there.answer.link == AT.review(opinions[-1].number)
            assert there.answer.at == opinions[-1].at
    assert sum(isinstance(each, Revised) for each in play.events) == end.course.version
    changes = [(each.before, each.after) for each in play.events if isinstance(each, Revised)]
    assert (changes[-1][1] if changes else ONE) == head

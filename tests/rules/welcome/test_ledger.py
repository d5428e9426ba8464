"""Who is to be greeted: from what is known of somebody and what Discord tells to what is known then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.welcome.ledger import BACK_AGAIN, CAME_BACK, FORGOTTEN, TOO_LATE, Terms, observe
from cogs.welcome.model import Newcomer, Seen

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
BASELINE = datetime(2026, 1, 1, tzinfo=UTC)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


TERMS = Terms(BASELINE, ago(minutes=30), timedelta(days=3), welcome_back=True)
JOINED = ago(minutes=10)
PENDING = Newcomer(7, JOINED, "pending")
WAITING = Newcomer(7, JOINED, "waiting", screened_at=ago(minutes=5))
GREETED = replace(WAITING, state="greeted", greeted_at=ago(minutes=4))


def seen(joined_at: datetime = JOINED, *, pending: bool = False, rejoined: bool = False) -> Seen:
    return Seen(7, joined_at, pending, rejoined)


def told(
    known: Newcomer | None, what: Seen, terms: Terms = TERMS, *, passed: bool = False
) -> Newcomer | None:
    return observe(known, what, NOW, terms, listed=False, passed=passed)


def listed(known: Newcomer | None, what: Seen, terms: Terms = TERMS) -> Newcomer | None:
    return observe(known, what, NOW, terms, listed=True)


# --- somebody new -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [told, listed])
def test_who_joins_waits_for_the_greeting_and_who_has_to_accept_the_rules_does_not(how: object) -> None:
    assert callable(how)
    assert how(None, seen()) == Newcomer(7, JOINED, "waiting", screened_at=NOW)
    assert how(None, seen(pending=True)) == PENDING


@pytest.mark.parametrize("how", [told, listed])
@pytest.mark.parametrize("joined", [BASELINE, BASELINE - timedelta(days=900)], ids=["last", "long ago"])
def test_who_was_there_before_is_no_newcomer(how: object, joined: datetime) -> None:
    assert callable(how)
    assert how(None, seen(joined)) is None


def test_who_had_not_accepted_the_rules_at_the_baseline_is_greeted_once_they_do() -> None:
    old = BASELINE - timedelta(days=20)
    pending = listed(None, seen(old, pending=True))
    assert pending == Newcomer(7, old, "pending")
    through = told(pending, seen(old), passed=True)
    assert through is not None
    assert through.state == "waiting"
    # Also when the event comes before the first look at the member list.
    assert told(None, seen(old), passed=True) == through


@pytest.mark.parametrize(
    ("since", "state"),
    [
        (timedelta(days=3), "waiting"),
        (timedelta(days=3, microseconds=1), "silent"),
        (timedelta(days=30), "silent"),
        (timedelta(seconds=-90), "waiting"),
    ],
    ids=["three days", "a moment more", "a month", "our clock is behind"],
)
def test_who_joined_while_the_bot_was_away(since: timedelta, state: str) -> None:
    found = listed(None, seen(NOW - since))
    assert found is not None
    assert (found.state, found.reason) == (state, TOO_LATE if state == "silent" else None)


# --- through the screening --------------------------------------------------------------------------------


def test_accepting_the_rules_makes_somebody_wait_however_long_they_took() -> None:
    slow = replace(PENDING, joined_at=ago(days=40))
    for known in (PENDING, slow):
        after = told(known, seen(known.joined_at), passed=True)
        assert after == replace(known, state="waiting", screened_at=NOW)


@pytest.mark.parametrize(
    ("looked", "joined", "state"),
    [
        (timedelta(minutes=30), timedelta(days=40), "waiting"),
        (timedelta(days=3), timedelta(days=40), "waiting"),
        (timedelta(days=4), timedelta(days=40), "silent"),
        (timedelta(days=4), timedelta(days=2), "waiting"),
    ],
    ids=["looked lately", "looked in time", "away too long", "joined in time"],
)
def test_whose_acceptance_nobody_told_counts_from_the_last_look(
    looked: timedelta, joined: timedelta, state: str
) -> None:
    known = replace(PENDING, joined_at=NOW - joined)
    after = listed(known, seen(known.joined_at), replace(TERMS, looked_at=NOW - looked))
    assert after is not None
    assert after.state == state


SILENT = replace(WAITING, state="silent", reason=TOO_LATE)


@pytest.mark.parametrize(
    ("known", "pending"),
    [
        (PENDING, True),
        *((known, pending) for known in (WAITING, GREETED, SILENT) for pending in (True, False)),
    ],
)
def test_what_is_known_changes_nothing(known: Newcomer, pending: bool) -> None:
    assert told(known, seen(pending=pending)) is None
    assert told(known, seen(pending=pending), passed=True) is None
    assert listed(known, seen(pending=pending)) is None


# --- leaving and coming back ------------------------------------------------------------------------------


@pytest.mark.parametrize("known", [PENDING, WAITING, GREETED])
def test_an_old_event_changes_nothing_and_the_list_knows_who_is_here(known: Newcomer) -> None:
    gone = replace(known, left_at=ago(minutes=1))
    same = seen(pending=known.state == "pending")
    assert told(gone, same) is None
    assert listed(gone, same) == known
    assert told(gone, seen(JOINED - timedelta(days=1), pending=True)) is None
    assert listed(gone, seen(JOINED - timedelta(days=1))) is None


@pytest.mark.parametrize("how", [told, listed])
def test_who_was_greeted_is_welcomed_back_and_who_was_not_is_welcomed(how: object) -> None:
    assert callable(how)
    again = ago(minutes=1)
    for known, returns in ((GREETED, 1), (WAITING, 0), (PENDING, 0)):
        after = how(replace(known, left_at=ago(minutes=2)), seen(again, rejoined=True))
        assert after is not None
        assert (after.state, after.returns, after.left_at) == ("waiting", returns, None)
        # What is known of the greeting before is kept.
        assert after.greeted_at == known.greeted_at


@pytest.mark.parametrize("welcome_back", [True, False])
def test_who_asked_to_be_forgotten_and_comes_back_is_not_taken_for_new(welcome_back: bool) -> None:
    known = Newcomer(7, JOINED, "silent", screened_at=JOINED, reason=FORGOTTEN, left_at=ago(minutes=2))
    after = told(known, seen(ago(minutes=1), rejoined=True), replace(TERMS, welcome_back=welcome_back))
    assert after is not None
    assert after.returns == 1
    assert (after.state, after.reason) == (("waiting", None) if welcome_back else ("silent", CAME_BACK))


def test_of_whom_nothing_is_known_discord_tells_that_they_were_here_before() -> None:
    after = told(None, seen(rejoined=True))
    assert after is not None
    assert (after.state, after.returns) == ("waiting", 1)


def test_the_setting_can_be_that_nobody_is_welcomed_back() -> None:
    terms = replace(TERMS, welcome_back=False)
    for known, what in ((GREETED, seen(NOW)), (None, seen(rejoined=True))):
        after = told(known, what, terms)
        assert after is not None
        assert (after.state, after.reason) == ("silent", CAME_BACK)
    after = told(replace(WAITING, left_at=NOW), seen(NOW), terms)
    assert after is not None
    assert after.state == "waiting", "nobody had greeted them"


@pytest.mark.parametrize(
    ("returns", "greeted", "state"),
    [(0, 0.1, "waiting"), (1, 0.1, "silent"), (1, 6.9, "silent"), (1, 7, "waiting"), (5, 7, "waiting")],
)
def test_the_third_time_and_later_they_are_welcomed_back_once_in_seven_days(
    returns: int, greeted: float, state: str
) -> None:
    known = replace(GREETED, returns=returns, greeted_at=ago(days=greeted))
    after = told(known, seen(NOW))
    assert after is not None
    assert (after.state, after.reason) == (state, BACK_AGAIN if state == "silent" else None)
    assert after.returns == returns + 1


def test_the_reason_is_found_again_after_the_screening() -> None:
    known = replace(GREETED, returns=1, greeted_at=ago(days=1))
    pending = told(known, seen(NOW, pending=True))
    assert pending is not None
    assert pending.state == "pending"
    through = told(pending, seen(NOW), passed=True)
    assert through is not None
    assert through.reason == BACK_AGAIN


# --- in any order -----------------------------------------------------------------------------------------

_moments = st.integers(0, 6).map(lambda days: NOW - timedelta(days=days))
_seen = st.builds(Seen, st.just(7), _moments, st.booleans(), st.booleans())
_tellings = st.lists(st.tuples(_seen, st.booleans(), st.booleans()), max_size=12)
_terms = st.builds(
    Terms,
    st.integers(0, 6).map(lambda days: NOW - timedelta(days=days, hours=1)),
    _moments,
    st.just(timedelta(days=3)),
    st.booleans(),
)


@given(_tellings, _terms)
def test_what_was_told_once_changes_nothing_the_second_time(
    tellings: list[tuple[Seen, bool, bool]], terms: Terms
) -> None:
    known: Newcomer | None = None
    for what, is_listed, passed in tellings:
        known = observe(known, what, NOW, terms, listed=is_listed, passed=passed) or known
        for _, again, also_passed in tellings:
            assert observe(known, what, NOW, terms, listed=again, passed=also_passed) is None or (
                # The list may tell that they are here after all, the event that they came through.
                (again and known is not None and known.left_at is not None) or (known is None and also_passed)
            )


@given(_tellings, _terms)
def test_a_stay_never_goes_back_and_nobody_waits_twice_in_one(
    tellings: list[tuple[Seen, bool, bool]], terms: Terms
) -> None:
    known: Newcomer | None = None
    for what, is_listed, passed in tellings:
        after = observe(known, what, NOW, terms, listed=is_listed, passed=passed)
        if after is not None:
            if known is not None:
                assert after.joined_at >= known.joined_at
                assert after.returns >= known.returns
                if after.joined_at == known.joined_at:
                    assert known.state == "pending" or after.state == known.state
            assert (after.state == "pending") <= what.pending
            assert (after.state == "silent") == (after.reason is not None)
            assert (after.state == "pending") == (after.screened_at is None)
            known = after
        if known is not None and known.state == "waiting":
            known = replace(known, state="greeted", greeted_at=NOW)

"""Exactly once: whatever Discord answers, whatever is cut or killed, and whenever."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery_rules import (
    BLOCKED_SECONDS,
    RESEND_SECONDS,
    SEARCH_AFTER_SECONDS,
    Attempt,
    Done,
    Drop,
    Gone,
    Limited,
    Lost,
    NotThere,
    Outcome,
    Refused,
    Row,
    Search,
    Undecidable,
    Unknown,
    Wait,
    backoff,
    judge,
    next_step,
    settle,
)

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
# "The past few minutes": the least and the most that Discord may mean.
NONCE_SECONDS = (120, 300)


def row(**changes: object) -> Row:
    values = {
        "id": 7,
        "key": "test.7",
        "action": "post",
        "channel_id": 1,
        "state": "waiting",
        "created_at": START,
        "next_try_at": START,
    }
    return Row(**{**values, **changes})  # type: ignore[arg-type]


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def sending(**changes: object) -> Row:
    tried = {"state": "sending", "tries": 1, "first_try_at": START, "last_try_at": START}
    return row(**{**tried, **changes})


# --- nonce and marker ------------------------------------------------------------------------------------


def test_the_nonce_is_the_rows_own_and_fits():
    assert row().nonce == row(tries=9, state="sending").nonce
    assert len(row().nonce) == 25
    assert row().nonce != row(id=8).nonce != row(key="test.8").nonce


@given(st.integers(1, 2**40), st.text(max_size=20))
def test_the_marker_is_a_component_id_that_discord_does_not_give_out_itself(number, key):
    assert 2**30 <= row(id=number, key=key).marker < 2**31


# --- what to do next -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_row", "now", "step"),
    [
        (row(), after(0), Attempt()),
        (row(next_try_at=after(30)), after(29), Wait(after(30))),
        (row(not_after=after(60)), after(59), Attempt()),
        (row(not_after=after(60)), after(60), Drop("too late to be said")),
        # Unknown outcome: the same nonce again, within the window, after the pause.
        (sending(next_try_at=after(2)), after(1), Wait(after(2))),
        (sending(next_try_at=after(2)), after(2), Attempt()),
        (sending(), after(RESEND_SECONDS - 1), Attempt()),
        # A pause that would outlast the window ends with it.
        (sending(next_try_at=after(300)), after(5), Wait(after(RESEND_SECONDS))),
        # After it: the history, once the last attempt is surely over.
        (sending(), after(RESEND_SECONDS), Search(START)),
        (
            sending(last_try_at=after(RESEND_SECONDS - 1)),
            after(RESEND_SECONDS + 5),
            Wait(after(RESEND_SECONDS - 1 + SEARCH_AFTER_SECONDS)),
        ),
        (sending(last_try_at=after(89)), after(89 + SEARCH_AFTER_SECONDS), Search(START)),
        # Too late to be said, but perhaps it was said: find out.
        (sending(not_after=after(60)), after(600), Search(START)),
        # A clock that was set back tells nothing.
        (sending(first_try_at=after(500), last_try_at=after(500)), after(0), Search(after(0))),
        (row(created_at=after(500), next_try_at=after(500)), after(0), Attempt()),
        (sending(action="edit", created_at=after(500), next_try_at=after(500)), after(0), Attempt()),
        # What may be repeated is repeated.
        (sending(action="edit", message_id=5), after(9999), Attempt()),
        (sending(action="publish", message_id=5, next_try_at=after(9)), after(3), Wait(after(9))),
    ],
)
def test_next_step(given_row, now, step):
    assert next_step(given_row, now) == step


# --- what an answer means --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, {"id": "55"}, Done(55)),
        (201, {"id": "55"}, Done(55)),
        (200, None, Unknown("the answer cannot be read")),
        (200, {"id": None}, Unknown("the answer cannot be read")),
        (429, {"retry_after": 1.5, "global": False}, Limited(1.5, everywhere=False)),
        (429, {"retry_after": 7, "global": True}, Limited(7.0, everywhere=True)),
        (429, None, Limited(BLOCKED_SECONDS, everywhere=True)),
        (429, {"retry_after": "soon"}, Limited(BLOCKED_SECONDS, everywhere=False)),
        (401, {"code": 0, "message": "401: Unauthorized"}, Limited(BLOCKED_SECONDS, everywhere=True)),
        (403, None, Limited(BLOCKED_SECONDS, everywhere=True)),
        (403, {"code": 50013, "message": "No"}, Lost("No (HTTP 403, code 50013)")),
        (403, {"code": 50001, "message": "No"}, Lost("No (HTTP 403, code 50001)")),
        (404, {"code": 10003, "message": "No"}, Lost("No (HTTP 404, code 10003)", gone=True)),
        (403, {"code": 50007, "message": "Closed"}, Gone("Closed (HTTP 403, code 50007)")),
        (404, {"code": 10008, "message": "Unknown Message"}, Gone("the message was deleted")),
        (400, {"code": 50035, "message": "Bad"}, Refused("Bad (HTTP 400, code 50035)")),
        (403, {"code": 200000, "message": "Blocked"}, Refused("Blocked (HTTP 403, code 200000)")),
        (500, None, Unknown("no words (HTTP 500)")),
        (502, "<html>", Unknown("no words (HTTP 502)")),
        (503, {"code": 130000, "message": "Busy"}, Unknown("Busy (HTTP 503, code 130000)")),
        (408, None, Unknown("no words (HTTP 408)")),
    ],
)
def test_judging_a_post(status, body, outcome):
    assert judge(row(), status, body, {}) == outcome


@pytest.mark.parametrize(
    ("action", "status", "body", "outcome"),
    [
        ("edit", 200, {"id": "5"}, Done(5)),
        ("edit", 404, {"code": 10008, "message": "Unknown Message"}, Gone("the message was deleted")),
        ("delete", 404, {"code": 10008, "message": "Unknown Message"}, Done(5)),
        ("publish", 400, {"code": 40033, "message": "Already"}, Done(5)),
        ("publish", 200, {"id": "5"}, Done(5)),
        ("thread", 201, {"id": "5"}, Done(5)),
        ("thread", 400, {"code": 160004, "message": "Already"}, Done(5)),
        ("edit", 400, {"code": 160004, "message": "Odd"}, Refused("Odd (HTTP 400, code 160004)")),
        # Without Create Public Threads posts go on.
        ("thread", 403, {"code": 50013, "message": "No"}, Refused("No (HTTP 403, code 50013)")),
        ("thread", 403, {"code": 50001, "message": "No"}, Lost("No (HTTP 403, code 50001)")),
    ],
)
def test_judging_what_is_about_a_post(action, status, body, outcome):
    assert judge(row(action=action, message_id=5), status, body, {}) == outcome


def test_a_missing_permission_for_polls_says_nothing_about_the_channel():
    refused = {"code": 50013, "message": "No"}
    assert judge(row(), 403, refused, {}, polls=True) == Refused("No (HTTP 403, code 50013)")
    assert isinstance(judge(row(), 403, {"code": 50001, "message": "No"}, {}, polls=True), Lost)


def test_the_header_tells_when_a_limit_is_for_everything():
    assert judge(row(), 429, {"retry_after": 1}, {"x-ratelimit-scope": "global"}) == Limited(1.0, True)
    assert judge(row(), 429, {"message": "no number"}, {"retry-after": "3"}) == Limited(3.0, False)


# --- what becomes of the row -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "first", "state"),
    [
        (Done(5), True, "sent"),
        (NotThere(), False, "waiting"),
        (Gone("deleted"), True, "dropped"),
        (Unknown("cut"), True, "sending"),
        (Limited(3, everywhere=False), True, "waiting"),
        # An earlier attempt may have been stored, whatever this one was told.
        (Limited(3, everywhere=False), False, "sending"),
        (Lost("no"), True, "waiting"),
        (Lost("no"), False, "sending"),
        (Lost("no", gone=True), True, "dropped"),
        (Lost("no", gone=True), False, "dropped"),
        (Refused("bad"), True, "held"),
        (Refused("bad"), False, "sending"),
        (Undecidable("nobody can look"), False, "held"),
    ],
)
def test_settling(outcome, first, state):
    assert settle(sending(), outcome, START, first=first).state == state


def test_edits_are_sure_whatever_was_before():
    assert settle(sending(action="edit"), Refused("bad"), START, first=False).state == "held"


# --- the whole, against a Discord that fails in every way it can --------------------------------------------

FAULTS = ("none", "cut before", "cut after", "error before", "error after", "limited", "refused for now")
KILLS = ("no", "before the claim", "after the claim", "before the record")


@dataclass
class Discord:
    """Channels, nonces and their window; `at` is its own clock."""

    window: float
    channels: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    nonces: dict[str, tuple[datetime, int]] = field(default_factory=dict)
    made: int = 0

    def post(self, sent: Row, now: datetime) -> int:
        stored = self.nonces.get(sent.nonce)
        if stored is not None and (now - stored[0]).total_seconds() < self.window:
            return stored[1]
        self.made += 1
        self.nonces[sent.nonce] = (now, self.made)
        self.channels.setdefault(sent.channel_id, []).append((self.made, sent.marker))
        return self.made

    def find(self, sent: Row) -> int | None:
        there = (number for number, marker in self.channels.get(sent.channel_id, ()) if marker == sent.marker)
        return next(there, None)


class Sender:
    """The delivery without its I/O: rows in order, one lane for each channel, killed at any point."""

    def __init__(self, discord: Discord, rows: list[Row]) -> None:
        self.discord = discord
        self.rows = {each.id: each for each in rows}
        self.now = START

    def heads(self) -> list[Row]:
        lanes: dict[int, Row] = {}
        for each in self.rows.values():
            if each.state in ("waiting", "sending"):
                lanes.setdefault(each.channel_id, each)
        return list(lanes.values())

    def take(self, head: Row, fault: str, kill: str) -> None:
        match next_step(head, self.now):
            case Wait(until):
                assert until > self.now, "a wait that is over would be a busy loop"
            case Drop():
                raise AssertionError("nothing here is ever too late")
            case Search():
                found = self.discord.find(head)
                if fault in ("none", "limited", "refused for now"):
                    self.record(head, NotThere() if found is None else Done(found), first=False)
                else:
                    self.record(head, Unknown("the history cannot be read"), first=False)
            case Attempt():
                self.attempt(head, fault, kill)

    def attempt(self, head: Row, fault: str, kill: str) -> None:
        if kill == "before the claim":
            return
        first = head.first_try_at is None
        claimed = replace(
            head,
            state="sending",
            tries=head.tries + 1,
            first_try_at=head.first_try_at or self.now,
            last_try_at=self.now,
        )
        self.rows[head.id] = claimed
        if kill == "after the claim":
            return
        outcome: Outcome = Unknown("cut")
        if fault in ("none", "cut after", "error after"):
            number = self.discord.post(claimed, self.now)
            outcome = Done(number) if fault == "none" else outcome
        elif fault == "limited":
            outcome = Limited(3.0, everywhere=False)
        elif fault == "refused for now":
            outcome = Lost("a permission is missing for a moment")
        if kill != "before the record":
            self.record(claimed, outcome, first=first)

    def record(self, claimed: Row, outcome: Outcome, *, first: bool) -> None:
        change = settle(claimed, outcome, self.now, first=first)
        keeps = change.state == "sending"
        self.rows[claimed.id] = replace(
            claimed,
            state=change.state,
            next_try_at=change.next_try_at,
            message_id=change.message_id,
            first_try_at=claimed.first_try_at if keeps else None,
            last_try_at=claimed.last_try_at if keeps else None,
        )


steps = st.lists(
    st.tuples(st.sampled_from(FAULTS), st.sampled_from(KILLS), st.sampled_from([0.0, 1.0, 7.0, 40.0, 200.0])),
    max_size=400,
)


@settings(max_examples=300)
@given(steps, st.sampled_from(NONCE_SECONDS), st.integers(1, 4), st.integers(1, 60))
def test_one_message_per_item_and_none_missing(steps, window, channels, items):
    """Whatever fails on the way: once Discord answers again, each item stands there once, in order."""
    rows = [row(id=n, key=f"item.{n}", channel_id=n % channels) for n in range(1, items + 1)]
    discord = Discord(window)
    sender = Sender(discord, rows)
    healthy = [("none", "no", 60.0)] * (items * 8 + 40)
    for fault, kill, seconds in [*steps, *healthy]:
        sender.now += timedelta(seconds=seconds)
        for head in sender.heads():
            sender.take(head, fault, kill)
    assert [each.state for each in sender.rows.values()] == ["sent"] * items
    for channel in range(channels):
        wanted = [each.marker for each in rows if each.channel_id == channel]
        assert [marker for _, marker in discord.channels.get(channel, [])] == wanted


def test_the_pauses_grow_and_stay():
    assert [backoff(n).total_seconds() for n in (0, 1, 2, 9, 50)] == [1, 1, 2, 300, 300]

"""Every cog is asked, one after another, whatever one of them does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from bot.cog import available
from bot.errors import CogError, DatabaseError
from bot.privacy import Erasure
from cogs.privacy import asking

ADA = 812345678901234567


class Keeper:
    """A cog that keeps something."""

    def __init__(
        self, held: Mapping[str, Any], waits: Sequence[str] = (), fails: Exception | None = None
    ) -> None:
        self.held, self.waits, self.fails = held, waits, fails

    async def export_member(self, user_id: int) -> Mapping[str, Any]:
        if self.fails:
            raise self.fails
        return self.held

    async def must_wait(self, user_id: int) -> Sequence[str]:
        return self.waits

    async def erase_member(self, user_id: int) -> Erasure:
        if self.fails:
            raise self.fails
        return Erasure(len(self.held), tuple(self.waits))


class Noted:
    """In the place of what the database remembers of erasures."""

    def __init__(self, database: Any, clock: Any) -> None:
        self.database, self.list = database, clock

    async def note(self, user_id: int) -> None:
        self.database.asked.append("the note")

    async def again(self) -> Sequence[int]:
        return list(self.list)

    async def done_again(self, user_id: int) -> None:
        self.list.remove(user_id)


@pytest.fixture(autouse=True)
def noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "Erasures", Noted)


def bot_of(cogs: Mapping[str, Keeper], running: Sequence[str] = ()) -> tuple[Any, list[str]]:
    """A bot with these cogs, the others keep nothing; and who was asked, in order."""
    asked: list[str] = []

    def ask(name: str) -> Keeper:
        asked.append(name)
        return cogs.get(name) or Keeper({})

    async def scrub() -> bool:
        asked.append("the files")
        return True

    bot: Any = SimpleNamespace(
        runner=SimpleNamespace(ask=ask, running=lambda: dict.fromkeys(running)),
        switches=SimpleNamespace(enabled=lambda: list(running)),
        database=SimpleNamespace(scrub=scrub, asked=asked),
        clock=[],
    )
    return bot, asked


async def test_all_are_asked_and_the_outbox_last() -> None:
    bot, asked = bot_of(
        {"welcome": Keeper({"newcomer": {"x": 1}, "introduction": {}, "list": []})}, ["welcome"]
    )
    assert await asking.held(bot, ADA) == [asking.Held("welcome", {"newcomer": {"x": 1}})]
    assert sorted(asked) == available()
    assert asked[-1] == "privacy"


async def test_the_files_are_scrubbed_when_everything_is_erased() -> None:
    bot, asked = bot_of({})
    assert await asking.erase(bot, ADA) == []
    assert asked[0] == "the note"
    assert asked[-3:] == ["privacy", "the note", "the files"]


async def test_after_a_restore_those_stay_on_the_list_with_whom_something_failed() -> None:
    bot, _ = bot_of({"welcome": Keeper({"a": 1})})
    bot.clock = [ADA, ADA + 1]
    assert await asking.erase_again(bot)
    assert bot.clock == []
    bot, asked = bot_of({"admin": Keeper({}, fails=RuntimeError("a bug")), "welcome": Keeper({"a": 1})})
    bot.clock = [ADA, ADA + 1]
    assert not await asking.erase_again(bot)
    assert bot.clock == [ADA, ADA + 1]
    assert asked.count("welcome") == 2


@pytest.mark.parametrize("fails", [RuntimeError("a bug"), CogError("it cannot be imported")])
async def test_one_that_fails_is_told_with_its_reference_and_stops_no_other(
    fails: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    bot, _ = bot_of({"admin": Keeper({}, fails=fails), "welcome": Keeper({"a": 1})}, ["welcome"])
    failed, told = await asking.held(bot, ADA)
    assert (failed.cog, failed.held, told.held) == ("admin", {}, {"a": 1})
    failed_too, done = await asking.erase(bot, ADA)
    assert (failed_too.cog, failed_too.count, done.count) == ("admin", 0, 1)
    logged = [record.fields["ref"] for record in caplog.records]  # type: ignore[attr-defined]
    assert logged == [failed.reference, failed_too.reference]
    assert str(ADA) not in caplog.text


async def test_without_the_database_nobody_can_tell_and_what_went_is_told() -> None:
    bot, _ = bot_of(
        {"guide": Keeper({"a": 1}), "welcome": Keeper({}, fails=DatabaseError("locked"))}, ["guide"]
    )
    with pytest.raises(DatabaseError):
        await asking.held(bot, ADA)
    done = await asking.erase(bot, ADA)
    assert [(each.cog, each.count, bool(each.reference)) for each in done] == [
        ("guide", 1, False),
        ("welcome", 0, True),
    ]


Act = Callable[[Any, int], Any]


@pytest.mark.parametrize("act", [asking.held, asking.erase])
async def test_what_waits_in_a_cog_that_is_off_waits_for_it_to_be_switched_on(act: Act) -> None:
    for running, more in (["welcome"], 0), ([], 1):
        bot, _ = bot_of({"welcome": Keeper({"a": 1}, ["Until Monday."])}, running)
        (told,) = await act(bot, ADA)
        assert told.waiting[0] == "Until Monday."
        assert len(told.waiting) == 1 + more

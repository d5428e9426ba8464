"""Settings changed at run time: checked, kept, explained, taken back, exported."""

from __future__ import annotations

import asyncio
import json
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field, model_validator

from bot.clock import ManualClock, to_text
from bot.cog import CogSettings
from bot.database import Database
from bot.errors import CogError, UserError
from bot.overrides import Override, Overrides
from bot.privacy import NOBODY
from bot.settings import Settings, parse_settings

ADA = 11
START = datetime(2026, 3, 1, tzinfo=UTC)


class Listen(CogSettings):
    channels: tuple[int, ...] = ()
    often: bool = False


class Place(CogSettings):
    channel: int
    title: str | None = None


class GreeterSettings(CogSettings):
    greeting: str = "Hello"
    least: int = 1
    most: int = 5
    words: dict[str, str] = Field(default_factory=dict)
    nickname: str | None = None
    places: tuple[Place, ...] = ()
    listen: Listen = Listen()

    @model_validator(mode="after")
    def _in_order(self) -> GreeterSettings:
        if self.least > self.most:
            raise ValueError("least is above most")
        return self


def settings(table: Mapping[str, Any] | None = None, model: type[CogSettings] = GreeterSettings) -> Settings:
    parsed = parse_settings(
        {"discord": {"guild_id": 1}}, {}, folder=Path("/srv"), need_token=False, installed=["admin", "guide"]
    )
    table = dict(table or {})
    return Settings(
        parsed.kernel, ("admin",), {"greeter": model.model_validate(table)}, {"greeter": table}, None, None
    )


def overrides(
    database: Database, clock: ManualClock, table: Mapping[str, Any] | None = None,
    model: type[CogSettings] = GreeterSettings,
) -> Overrides:  # fmt: skip
    return Overrides(database, settings(table, model), clock)


async def test_a_change_is_in_force_kept_and_explained(community: Database, clock: ManualClock) -> None:
    made = overrides(community, clock, {"greeting": "Hi", "listen": {"often": True}})
    await made.set("greeter", "listen.channels", [1, 2], ADA)
    again = overrides(community, clock, {"greeting": "Hi", "listen": {"often": True}})
    assert await again.load() == []
    for each in (made, again):
        effective = each.effective("greeter")
        assert isinstance(effective, GreeterSettings)
        assert effective.listen == Listen(channels=(1, 2), often=True)
        sources = {value.key: value.source for value in each.explain("greeter")}
        assert sources == {
            "greeting": "config.toml", "least": "default", "most": "default", "words": "default",
            "nickname": "default", "places": "default", "listen.often": "config.toml",
            "listen.channels": Override([1, 2], ADA, START),
        }  # fmt: skip


async def test_a_reset_brings_back_the_file(community: Database, clock: ManualClock) -> None:
    made = overrides(community, clock, {"greeting": "Hi"})
    await made.set("greeter", "greeting", "Hey", ADA)
    assert (await made.reset("greeter", "greeting")).model_dump()["greeting"] == "Hi"
    assert await community.all("SELECT * FROM setting_override") == []
    with pytest.raises(UserError, match=r"greeter\.greeting was not changed at run time"):
        await made.reset("greeter", "greeting")


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("least", "often", "greeter.least: must be a whole number"),
        ("least", 9, "least is above most"),
        ("gretting", "x", "did you mean greeting?"),
        ("listen.chanels", [1], "did you mean channels?"),
        ("greeting.deep", "x", "greeting"),
        ("least.deep.deeper", 1, "least"),
        ("", "x", "unknown key"),
    ],
)
async def test_what_the_model_refuses_is_not_stored(
    community: Database, clock: ManualClock, key: str, value: Any, told: str
) -> None:
    made = overrides(community, clock, {"greeting": "Hi", "least": 2})
    with pytest.raises(UserError) as caught:
        await made.set("greeter", key, value, ADA)
    assert told in str(caught.value) or "no setting of that name" in str(caught.value)
    assert await community.all("SELECT * FROM setting_override") == []
    assert made.effective("greeter") == GreeterSettings(greeting="Hi", least=2)


async def test_changes_at_the_same_time_all_stay_and_fit_each_other(
    community: Database, clock: ManualClock
) -> None:
    made = overrides(community, clock)
    results = await asyncio.gather(
        made.set("greeter", "greeting", "Hey", ADA),
        made.set("greeter", "most", 2, ADA),
        made.set("greeter", "least", 4, ADA),
        made.set("greeter", "nickname", "Bot", ADA),
        return_exceptions=True,
    )
    assert [isinstance(result, UserError) for result in results] == [False, False, True, False]
    assert made.effective("greeter") == GreeterSettings(greeting="Hey", most=2, nickname="Bot")
    again = overrides(community, clock)
    assert await again.load() == []
    assert again.effective("greeter") == made.effective("greeter")


async def test_values_that_fit_only_together_are_loaded_together(
    community: Database, clock: ManualClock
) -> None:
    made = overrides(community, clock)
    await made.set("greeter", "most", 20, ADA)
    await made.set("greeter", "least", 10, ADA)
    again = overrides(community, clock)
    assert await again.load() == []
    assert again.effective("greeter") == GreeterSettings(least=10, most=20)


async def store(database: Database, **values: Any) -> None:
    async with database.write() as tx:
        for key, value in values.items():
            await tx.execute(
                "INSERT INTO setting_override VALUES ('greeter', ?, ?, ?, '2026-03-01T00:00:00.000000Z')",
                (key.replace("__", "."), json.dumps(value), ADA),
            )


async def test_a_stored_value_that_no_longer_fits_is_told_ignored_and_can_be_mended(
    community: Database, clock: ManualClock
) -> None:
    await store(community, greeting="Hey", least="often", gone__with=1, greeting__deep=1, most=7)
    made = overrides(community, clock)
    assert await made.load() == [("greeter", "gone.with"), ("greeter", "greeting.deep"), ("greeter", "least")]
    assert made.effective("greeter") == GreeterSettings(greeting="Hey", most=7)
    assert {"gone.with", "least"} <= set(made.keys("greeter"))
    await made.reset("greeter", "gone.with")
    await made.reset("greeter", "greeting.deep")
    await made.set("greeter", "least", 3, ADA)
    again = overrides(community, clock)
    assert await again.load() == []
    assert again.effective("greeter") == GreeterSettings(greeting="Hey", most=7, least=3)


async def test_what_belongs_to_a_cog_that_is_gone_stays_and_disturbs_nobody(
    community: Database, clock: ManualClock
) -> None:
    async with community.write() as tx:
        await tx.execute(
            "INSERT INTO setting_override VALUES ('gone', 'x', '1', 1, '2026-03-01T00:00:00.000000Z')"
        )
    made = overrides(community, clock)
    assert await made.load() == []
    assert made.configurable() == ["greeter"]


async def test_a_cog_that_is_not_in_use_is_known_when_it_is_asked_for(
    community: Database, clock: ManualClock
) -> None:
    made = overrides(community, clock)
    assert made.configurable() == ["greeter"]
    assert made.know("admin")
    assert made.configurable() == ["admin", "greeter"]
    assert not made.know("no such cog")


async def test_what_was_set_for_a_cog_that_is_not_in_use_stays_in_the_export(
    community: Database, clock: ManualClock
) -> None:
    first = overrides(community, clock)
    first.know("guide")
    await first.set("guide", "answers", 2, ADA)
    again = overrides(community, clock)
    await again.load()
    assert "answers = 2" in again.export_toml(["greeter"])


async def test_a_model_that_changed_with_its_source_is_taken_over(
    community: Database, clock: ManualClock
) -> None:
    class Newer(GreeterSettings):
        colour: str = "blue"
        least: int = 3

    class Stricter(CogSettings):
        greeting: int

    made = overrides(community, clock, {"greeting": "Hi"})
    await made.set("greeter", "most", 4, ADA)
    adopted = made.adopt("greeter", Newer)
    assert adopted == Newer(greeting="Hi", most=4)
    await made.set("greeter", "colour", "red", ADA)
    with pytest.raises(CogError, match=r"cogs\.greeter\.greeting: must be a whole number"):
        made.adopt("greeter", Stricter)


async def test_keys_below_a_table_that_was_set_as_a_whole_know_their_source(
    community: Database, clock: ManualClock
) -> None:
    made = overrides(community, clock)
    await made.set("greeter", "words", {"bye": "Tschüss"}, ADA)
    values = {value.key: value for value in made.explain("greeter")}
    assert isinstance(values["words.bye"].source, Override)
    assert "words" in made.keys("greeter")
    await made.reset("greeter", "words")
    assert made.effective("greeter") == GreeterSettings()


async def test_the_export_gives_the_same_settings(community: Database, clock: ManualClock) -> None:
    places = [{"channel": 1}, {"channel": 2, "title": "Two"}]
    made = overrides(
        community, clock, {"greeting": 'Hi "you" \\ ünd\n', "words": {"a b": "c"}, "places": places}
    )
    await made.set("greeter", "listen.channels", [1, 2], ADA)
    exported = tomllib.loads(made.export_toml(["admin", "greeter"]))
    assert exported["cogs"].pop("enabled") == ["admin", "greeter"]
    table = exported.pop("cogs")["greeter"]
    fresh = Overrides(community, settings(table), clock)
    assert fresh.effective("greeter") == made.effective("greeter")
    original = settings().kernel
    assert type(original).model_validate(exported) == original


async def test_an_erased_person_is_nobody_and_the_change_stays(
    community: Database, clock: ManualClock
) -> None:
    made = overrides(community, clock)
    await made.set("greeter", "greeting", "Hey", ADA)
    await made.set("greeter", "most", 9, 12)
    when = to_text(clock.now())
    assert await made.changed_by(ADA) == [{"cog": "greeter", "key": "greeting", "changed_at": when}]
    assert await made.forget_person(ADA) == 1
    assert await made.changed_by(ADA) == []
    again = overrides(community, clock)
    await again.load()
    for each in (made, again):
        by = {v.key: v.source.changed_by for v in each.explain("greeter") if isinstance(v.source, Override)}
        assert by == {"greeting": NOBODY, "most": 12}
        assert each.effective("greeter") == GreeterSettings(greeting="Hey", most=9)

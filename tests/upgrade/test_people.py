"""Whoever is named anywhere in the database is told so and erased there, or told why not: rows of every table say so."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from pydantic import SecretStr

from bot.clock import ManualClock
from bot.cog import available, find
from bot.migrations import load_migrations
from bot.privacy import NOBODY
from bot.settings import parse_settings
from bot.unconnected import unconnected
from cogs.privacy import asking
from tests.upgrade.world import CLOCK, at_schema, rows_in

GUILD = 1577195429295030272
# How columns end that hold a person's Discord id, and those that hold something else of that name.
PERSON = re.compile(r"(^|_)(user_id|author_id|officer_id|nominated_by|changed_by|added_by|taken_by|closed_by|"
                    r"decided_by|ended_by|who|holder|voter)$")  # fmt: skip
# Columns of whole numbers that tell of no person, and by which name one knows that.
OTHERS = re.compile(
    r"(^|_)(id|number|guild_id|channel_id|message_id|place_id|role_id|discord_id|event_id|source_id|item_id|"
    r"question_id|election_id|poll_id|report_id|hold_id|copy_id|conversation_id|greeting|subject|motion|"
    r"election|outcome|account)$"
)
# Whose job a table is, where its name does not begin with the cog's.
OWNERS = {
    "setting": "admin", "cog": "admin", "announcement": "announcements", "event": "announcements",
    "roll": "elections", "election": "elections", "officer": "elections", "poll": "polls",
    "outbox": "privacy", "erasure": "privacy",
}  # fmt: skip
SNOWFLAKE = 10**15


def columns(path: Path) -> Iterator[tuple[str, str]]:
    """Every column of every table that may hold an id."""
    with closing(sqlite3.connect(path)) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
            for row in connection.execute("SELECT name, type FROM pragma_table_info(?)", (table,)):
                yield table, row[0]


def newest(path: Path) -> Path:
    return at_schema(path, len(load_migrations()), guild=GUILD)


def owner(table: str) -> str:
    first = table.partition("_")[0]
    return OWNERS.get(first, first)


def named(path: Path) -> dict[int, set[str]]:
    """Everybody whose id stands in a column for people, with the jobs in whose tables it does."""
    found: dict[int, set[str]] = {}
    for table, rows in rows_in(path).items():
        for row in rows:
            for column, value in row.items():
                if PERSON.search(column) and str(value).isdecimal() and int(value) != NOBODY:
                    found.setdefault(int(value), set()).add(owner(table))
    return found


def places_of(path: Path, user_id: int) -> set[str]:
    """The tables in which an id stands: as a person's, and if no other number looks like it, anywhere."""
    number = re.compile(rf"(?<!\d){user_id}(?!\d)")
    return {
        table
        for table, rows in rows_in(path).items()
        for row in rows
        for column, value in row.items()
        if number.search(str(value)) and (user_id > SNOWFLAKE or PERSON.search(column))
    }


def test_every_column_of_a_number_is_known_to_name_a_person_or_not(tmp_path: Path) -> None:
    path = newest(tmp_path / "community.sqlite3")
    ids = {
        (table, column)
        for table, rows in rows_in(path).items()
        for row in rows
        for column, value in row.items()
        if isinstance(value, int) and value > SNOWFLAKE
    }
    assert [each for each in sorted(ids) if not PERSON.search(each[1]) and not OTHERS.search(each[1])] == []
    of_people = {table for table, column in columns(path) if PERSON.search(column)}
    assert {owner(table) for table in of_people} <= {name for name in available() if find(name).stores}


async def test_whoever_a_row_names_is_told_and_erased_or_told_why_not(tmp_path: Path) -> None:
    path = newest(tmp_path / "community.sqlite3")
    people = named(path)
    assert len(people) > 5
    settings = parse_settings(
        {"discord": {"guild_id": GUILD}, "database": {"path": str(path)}},
        {"DISCORD_TOKEN": "a-token"}, folder=tmp_path, installed=available(),
    )  # fmt: skip
    assert settings.token == SecretStr("a-token")
    async with unconnected(settings, ManualClock(CLOCK.now())) as bot:
        for user_id, jobs in people.items():
            held = {each.cog: each for each in await asking.held(bot, user_id)}
            assert not any(each.reference for each in held.values())
            assert jobs <= {name for name, each in held.items() if each.held}, (
                user_id,
                places_of(path, user_id),
            )
            done = {each.cog: each for each in await asking.erase(bot, user_id)}
            assert not any(each.reference for each in done.values())
            left = {owner(table) for table in places_of(path, user_id)}
            assert left <= {name for name, each in done.items() if each.waiting}, places_of(path, user_id)

"""Reads the Secretary's list of members: CSV with a header, or JSON. All that is wrong is told at once.

Columns: `member_id` and `name`; `discord_id`; and `standing` (good, probation, inactive), or the days
`last_meeting` and `last_contribution` (2026-02-08) from which it follows (row 16). A row with neither is in
good standing. A standing that is given wins over the days.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from cogs.elections.model import Member, Standing
from cogs.elections.rules.calendar import standing
from cogs.elections.rules.errors import Refused

COLUMNS = ("member_id", "name", "discord_id", "standing", "last_meeting", "last_contribution")
_REQUIRED = ("member_id", "name")
_DELIMITERS = (",", ";", "\t")
# Discord's ids are 64 bits and the database's numbers signed.
_GREATEST_ID = 2**63 - 1
_LONGEST_ID, _LONGEST_NAME = 64, 100
_MOST_MEMBERS = 100_000
_TOLD = 20
# The place of a row that is no row; it is told in its turn, with what is wrong in the others.
_UNREADABLE = ""
# What Excel is told the separator by, in a line before the header.
_SEPARATOR = re.compile(r"sep=(?P<separator>[,;\t])\r?(?:\n|$)", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class RollProblems(Refused):
    """A list that cannot be used. `problems` are all of them, each with its line or entry."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        shown = list(self.problems[:_TOLD])
        if len(self.problems) > _TOLD:
            shown.append(f"… and {len(self.problems) - _TOLD} more.")
        super().__init__("\n".join(shown), "Nothing was changed. Put the list right and send it again.")


def read_roll(content: bytes | str, today: date) -> tuple[Member, ...]:
    """Return the members of a list, sorted by member id; `today` decides their standing.

    The content is JSON when it begins with [ or {, else CSV with commas, semicolons or tabs. Raises
    `RollProblems` naming every line (CSV) or entry (JSON) that is wrong.
    """
    text = _text(content)
    rows = _json_rows(text) if text.lstrip()[:1] in ("[", "{") else _csv_rows(text)
    reader = _Reader(today)
    for place, row in rows:
        reader.read(place, row)
    if not reader.members and not reader.problems:
        reader.problems.append("The list is empty.")
    if reader.problems:
        raise RollProblems(reader.problems)
    return tuple(sorted(reader.members, key=lambda member: member.member_id))


def _text(content: bytes | str) -> str:
    if isinstance(content, bytes):
        try:
            content = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise RollProblems([f"Line {line} is no UTF-8. Save the list as UTF-8."]) from None
    if "\0" in content:
        raise RollProblems(["This is no text file. Save the list as CSV (UTF-8) or JSON."])
    return content.removeprefix("\ufeff")


def _csv_rows(text: str) -> list[tuple[str, Mapping[str, Any]]]:
    if hint := _SEPARATOR.match(text):
        text = f"\n{text[hint.end() :]}"
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = hint["separator"] if hint else max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[str, Mapping[str, Any]]] = []
    columns: list[str] | None = None
    before = wide = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if columns is None:
                # Excel writes a column too many for every cell beside the list that was ever touched.
                wide = len(cells)
                width = max(place for place, cell in enumerate(cells, 1) if cell.strip())
                columns = _columns(cells[:width])
                continue
            if len(columns) < len(cells) <= wide and not any(map(str.strip, cells[len(columns) :])):
                cells = cells[: len(columns)]
            if len(cells) != len(columns):
                wrong = f"Line {line} has {len(cells)} cells instead of {len(columns)}."
                rows.append((_UNREADABLE, {_UNREADABLE: wrong}))
            else:
                rows.append((f"Line {line}", dict(zip(columns, cells, strict=True))))
            if len(rows) > _MOST_MEMBERS:
                raise RollProblems([f"The list has more than {_MOST_MEMBERS:,} rows."])
    except csv.Error as error:
        rows.append((_UNREADABLE, {_UNREADABLE: f"Line {before + 1} is no CSV: {error}."}))
    return rows


def _columns(cells: list[str]) -> list[str]:
    columns = [cell.strip().casefold().replace(" ", "_") for cell in cells]
    problems = [f"There is no column {name}." for name in _REQUIRED if name not in columns]
    problems += [
        f"The column {name or '(without a name)'} is unknown." for name in columns if name not in COLUMNS
    ]
    problems += [f"The column {name} is there twice." for name in COLUMNS if columns.count(name) > 1]
    if problems:
        raise RollProblems([*problems, f"The first line names the columns: {', '.join(COLUMNS)}."])
    return columns


def _json_rows(text: str) -> list[tuple[str, Mapping[str, Any]]]:
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise RollProblems([f"Line {error.lineno} is no JSON: {error.msg}."]) from None
    except (ValueError, RecursionError):
        raise RollProblems(["This is no JSON that can be read."]) from None
    if isinstance(given, dict):
        given = given.get("members")
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        raise RollProblems(['The JSON is no list of members: [{"member_id": "m001", "name": "Ada"}].'])
    if len(given) > _MOST_MEMBERS:
        raise RollProblems([f"The list has more than {_MOST_MEMBERS:,} entries."])
    return [(f"Entry {number}", row) for number, row in enumerate(given, 1)]


class _Reader:
    """Reads rows one by one and keeps what is wrong with them."""

    def __init__(self, today: date) -> None:
        self.members: list[Member] = []
        self.problems: list[str] = []
        self._today = today
        self._places: dict[tuple[str, object], str] = {}
        self._place = ""

    def read(self, place: str, row: Mapping[str, Any]) -> None:
        if place == _UNREADABLE:
            self.problems.append(row[_UNREADABLE])
            return
        self._place = place
        known = len(self.problems)
        for key in row:
            if key not in COLUMNS:
                self._problem(f"{key} is unknown")
        member_id = self._words(row, "member_id", _LONGEST_ID)
        name = self._words(row, "name", _LONGEST_NAME)
        user_id = self._user_id(row.get("discord_id"))
        last = {key: self._day(key, row.get(key)) for key in ("last_meeting", "last_contribution")}
        stands = self._standing(row.get("standing"), list(last.values()))
        self._once("member_id", member_id)
        self._once("discord_id", user_id)
        if len(self.problems) == known:
            self.members.append(Member(member_id, name, user_id, stands, **last))

    def _problem(self, what: str) -> None:
        self.problems.append(f"{self._place}: {what}.")

    def _words(self, row: Mapping[str, Any], key: str, longest: int) -> str:
        value = row.get(key)
        # JSON may have numbers as ids; true and 1.0 are none.
        if type(value) is int:
            value = str(value)
        words = " ".join(value.split()) if isinstance(value, str) else ""
        if not words:
            self._problem(f"{key} is missing")
        elif len(words) > longest:
            self._problem(f"{key} has more than {longest} characters")
        elif not words.isprintable():
            self._problem(f"{key} holds characters that cannot be seen")
        return words

    def _user_id(self, value: object) -> int | None:
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        digits = str(value).strip() if type(value) in (int, str) else ""
        if digits.isascii() and digits.isdigit() and len(digits) < 20 and 0 < int(digits) <= _GREATEST_ID:
            return int(digits)
        more = (
            ": a spreadsheet rounded it. Make the column text"
            if re.search(r"\d[eE]\+?\d", str(value))
            else ""
        )
        self._problem(f"discord_id {value!r} is no account number{more}")
        return None

    def _day(self, key: str, value: object) -> date | None:
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, str) and _DAY.fullmatch(value.strip()):
            try:
                day = date.fromisoformat(value.strip())
            except ValueError:
                self._problem(f"there is no day {value.strip()}")
                return None
            if day > self._today:
                self._problem(f"{key} {day} is in the future")
                return None
            return day
        self._problem(f"{key} {value!r} is no day such as 2026-02-08")
        return None

    def _standing(self, value: object, days: list[date | None]) -> Standing:
        if value is not None and not (isinstance(value, str) and not value.strip()):
            try:
                return Standing(str(value).strip().casefold())
            except ValueError:
                self._problem(f"standing {value!r} is none of {', '.join(Standing)}")
                return Standing.GOOD
        return standing(self._today, *days) if any(days) else Standing.GOOD

    def _once(self, key: str, value: object) -> None:
        if not value:
            return
        # What is written alike is one id, composed of how many characters it may be.
        same = unicodedata.normalize("NFC", value) if isinstance(value, str) else value
        first = self._places.setdefault((key, same), self._place)
        if first != self._place:
            self._problem(f"{key} {value} stands in {first[0].lower()}{first[1:]} already")

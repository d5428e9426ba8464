"""Dates in the forms that feeds write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.announcements.readers.dates import parse_date

NOW = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Tue, 10 May 2016 15:00:00 GMT", "2016-05-10T15:00:00"),
        ("Tue, 10 May 2016 15:00:00 -0400", "2016-05-10T19:00:00"),
        ("Tues, 10 May 16 15:00 EST", "2016-05-10T20:00:00"),
        ("Fri, 10 May 2016 15:00:00 +0000", "2016-05-10T15:00:00"),
        ("10 May 99 12:00 Z", "1999-05-10T12:00:00"),
        ("10 May 2016", "2016-05-10T00:00:00"),
        ("Thursday, 10-May-16 15:00:00 GMT", "2016-05-10T15:00:00"),
        ("Mon, 10 Sept 2016 10:00:00 GMT", "2016-09-10T10:00:00"),
        ("mer, 16 nov 2022 00:38:15 +0100", "2022-11-15T23:38:15"),
        ("Wed, 20 juil. 2022 10:00:00 +0200", "2022-07-20T08:00:00"),
        ("10. Mai 2016, 15:00 Uhr", "2016-05-10T15:00:00"),
        ("31 de dezembro de 2020", "2020-12-31T00:00:00"),
        ("2016-05-10", "2016-05-10T00:00:00"),
        ("2016-05-10 3pm", "2016-05-10T15:00:00"),
        ("2016-05-10 12am", "2016-05-10T00:00:00"),
        ("2016-05-10T15:00", "2016-05-10T15:00:00"),
        ("2016-05-10T3:04:05Z", "2016-05-10T03:04:05"),
        ("20160510T150000Z", "2016-05-10T15:00:00"),
        ("2016-05-10T15:00:00 +02:00", "2016-05-10T13:00:00"),
        ("2016-05-10 15:00:00 UTC", "2016-05-10T15:00:00"),
        ("2016/05/10 15:00", "2016-05-10T15:00:00"),
        ("2016-05", "2016-05-01T00:00:00"),
        ("May 10, 2016 3:00 PM", "2016-05-10T15:00:00"),
        ("Tue May 10 15:00:00 2016", "2016-05-10T15:00:00"),
        ("Tue May 10 15:00:00 EST 2016", "2016-05-10T20:00:00"),
        ("Thu Aug 30 2018 12:00:00 GMT+0200 (CEST)", "2018-08-30T10:00:00"),
        ("25/05/2016 10:00", "2016-05-25T10:00:00"),
        ("25.05.2016 10:00", "2016-05-25T10:00:00"),
        ("Tue, 10 May 2016 24:00:00 GMT", "2016-05-11T00:00:00"),
        ("Tue, 10 May 2016 15:00:60 GMT", "2016-05-10T15:00:59"),
        ("Tue, 10 May 2016 15:00:00 NONSENSE", "2016-05-10T15:00:00"),
        ("Tue, 10 May 2016 15:00:00 +9900", "2016-05-10T15:00:00"),
        ("1462888800", "2016-05-10T14:00:00"),
        ("1462888800000", "2016-05-10T14:00:00"),
        ("  2016-05-10T15:00:00Z\n", "2016-05-10T15:00:00"),
    ],
)
def test_a_date_is_read(written: str, read: str) -> None:
    assert parse_date(written, NOW) == datetime.fromisoformat(read).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "soon",
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "0001-01-01T00:00:00+05:00",
        "9999-12-31T23:59:59-14:00",
        "Thu, 31 Foo 2016 10:00:00 GMT",
        "Wed, 32 May 2016 10:00 GMT",
        "30 Feb 2016",
        "10/05/2016",
        "1 Jan 1989",
        "1 Oct 2028",
        "Sun, 1 Jan 2017 25:00:00",
    ],
)
def test_no_date_and_absurd_dates_are_none(written: str) -> None:
    assert parse_date(written, NOW) is None


@given(st.text(alphabet="0123456789:-+/. TZaAmMyYpPJn,", max_size=40) | st.text(max_size=40))
def test_any_text_is_a_date_within_bounds_or_none(written: str) -> None:
    moment = parse_date(written, NOW)
    assert moment is None or (moment.tzinfo is UTC and 1989 <= moment.year <= 2028)

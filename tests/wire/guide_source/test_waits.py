"""How long GitHub wants us to wait: every form its answers take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.repository.waits import LONGEST, wait_until

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def stamp(moment: datetime) -> str:
    return str(int(moment.timestamp()))


@pytest.mark.parametrize(
    ("status", "headers", "body", "is_api", "wait"),
    [
        (200, {}, b"", True, None),
        (200, {"x-ratelimit-remaining": "59"}, b"", True, None),
        (500, {"retry-after": "60"}, b"", True, None),
        (429, {"retry-after": "7"}, b"", True, 7 * SECOND),
        (403, {"retry-after": "0"}, b"", True, 0 * SECOND),
        (429, {"retry-after": "Sun, 01 Mar 2026 12:10:00 GMT"}, b"", True, 10 * MINUTE),
        (429, {"retry-after": "Sun, 01 Mar 2026 11:00:00 GMT"}, b"", True, 0 * SECOND),
        (429, {"retry-after": "Sun, 01 Mar 2026 13:10:00 +0100"}, b"", True, 10 * MINUTE),
        (429, {"retry-after": "Sun, 01 Mar 2026 12:10:00 -0000"}, b"", True, 10 * MINUTE),
        (429, {"retry-after": "soon"}, b"", True, MINUTE),
        (429, {"retry-after": "-5"}, b"", True, MINUTE),
        (429, {"retry-after": "9" * 30}, b"", True, LONGEST),
        (429, {}, b"", True, MINUTE),
        (429, {}, b"", False, 30 * MINUTE),
        (403, {}, b"Forbidden", True, None),
        (403, {}, b"You have exceeded a secondary rate limit", True, MINUTE),
        (403, {}, b"Abuse detection", True, MINUTE),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": stamp(NOW + 9 * MINUTE)}, b"", True, 9 * MINUTE),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": stamp(NOW - MINUTE)}, b"rate limit", True, MINUTE),
        (403, {"x-ratelimit-remaining": "7", "x-ratelimit-reset": stamp(NOW + MINUTE)}, b"", True, None),
        (200, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": stamp(NOW + MINUTE)}, b"", True, MINUTE),
        (304, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": stamp(NOW + MINUTE)}, b"", True, MINUTE),
        (200, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": stamp(NOW + MINUTE)}, b"", False, None),
        (429, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "99999999999"}, b"", True, LONGEST),
        (429, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "tomorrow"}, b"", True, MINUTE),
    ],
)  # fmt: skip
def test_waits(
    status: int, headers: dict[str, str], body: bytes, is_api: bool, wait: timedelta | None
) -> None:
    until = wait_until(status, headers, body, NOW, is_api=is_api)
    assert until == (None if wait is None else NOW + wait)


@given(
    st.sampled_from([200, 304, 403, 404, 429, 500]),
    st.dictionaries(
        st.sampled_from(["retry-after", "x-ratelimit-remaining", "x-ratelimit-reset"]),
        st.text(max_size=40) | st.integers().map(str),
    ),
    st.binary(max_size=50),
    st.booleans(),
)
def test_no_answer_breaks_it_or_silences_us_for_good(
    status: int, headers: dict[str, str], body: bytes, is_api: bool
) -> None:
    until = wait_until(status, headers, body, NOW, is_api=is_api)
    assert until is None or NOW <= until <= NOW + LONGEST

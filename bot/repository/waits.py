"""How long a server wants us to wait, read from its answer. Pure.

Rules: GitHub docs, "Rate limits for the REST API" (primary limit: `x-ratelimit-remaining: 0` and
`x-ratelimit-reset`; secondary limit: `retry-after`, else at least a minute), and GitHub's word on bursts at
raw.githubusercontent.com: "our timeout is 30 minutes".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

SECONDARY_LIMIT = timedelta(minutes=1)
BURST_LIMIT = timedelta(minutes=30)
# No answer may silence us for longer: a wrong clock or a typing error there must not stop the guide for good.
LONGEST = timedelta(hours=24)


def wait_until(
    status: int, headers: Mapping[str, str], body: bytes, now: datetime, *, is_api: bool
) -> datetime | None:
    """Return the moment (UTC) before which the server wants no more requests, or None when it set no limit.

    `headers` have lower-case names; `is_api` tells GitHub's REST API from the host of raw files.
    """
    if status not in (403, 429):
        return reset_at(headers, now) if is_api and remaining(headers) == 0 else None
    if (asked := _retry_after(headers.get("retry-after", ""), now)) is not None:
        return min(asked, now + LONGEST)
    if remaining(headers) == 0 and (reset := reset_at(headers, now)) is not None:
        return reset
    if status == 429:
        return now + (SECONDARY_LIMIT if is_api else BURST_LIMIT)
    # A 403 has other reasons too (a private repository, a blocked account): only these words mean a limit.
    text = body[:2000].lower()
    if b"rate limit" in text or b"abuse" in text:
        return now + SECONDARY_LIMIT
    return None


def remaining(headers: Mapping[str, str]) -> int | None:
    """Return how many requests the primary limit still allows, if the server says so."""
    value = headers.get("x-ratelimit-remaining", "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def reset_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Return when the primary limit starts anew (UTC), if the server names a moment to come."""
    value = headers.get("x-ratelimit-reset", "").strip()
    if not (value.isascii() and value.isdigit() and len(value) < 12):
        return None
    reset = datetime.fromtimestamp(int(value), UTC)
    return min(reset, now + LONGEST) if reset > now else None


def _retry_after(value: str, now: datetime) -> datetime | None:
    """Return the moment of a Retry-After header: seconds or an HTTP date (RFC 9110, section 10.2.3)."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return now + timedelta(seconds=min(int(value[:9]), LONGEST.total_seconds()))
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(moment if moment.tzinfo else moment.replace(tzinfo=UTC), now)

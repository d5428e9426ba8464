"""What GitHub tells of a pull request and its reviews, read without trust.

Field names and states are those of GitHub's REST API, "Pulls" and "Pull request reviews" (2022-11-28).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

_LINK = re.compile(
    r"https?://(?:www\.)?github\.com/"
    r"(?P<repository>[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100})"
    r"/pull/(?P<number>[1-9]\d{0,8})(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_\[\]-]{0,99}")
# What GitHub shows in the place of an account that is gone.
_GHOST = "ghost"
# As much of a review is kept as can be typed in Discord.
_TEXT = 1500


class Unreadable(ValueError):
    """GitHub's answer is none that its documentation describes; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Address:
    """A pull request: its repository as `owner/name`, and its number."""

    repository: str
    number: int

    @property
    def url(self) -> str:
        """Its page."""
        return f"https://github.com/{self.repository}/pull/{self.number}"

    def review(self, number: int) -> str:
        """Return the link of one of its reviews."""
        return f"{self.url}#pullrequestreview-{number}"

    def commit(self, sha: str) -> str:
        """Return the link of a commit in its repository."""
        return f"https://github.com/{self.repository}/commit/{sha}"


class PullState(StrEnum):
    """What has become of a pull request."""

    OPEN = "open"
    CLOSED = "closed"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request as it is: where it is by now, and the commit that its text is at.

    `merge_commit` is the one on the base branch, once it is merged.
    """

    repository: str
    head: str
    state: PullState
    merge_commit: str = ""


class ReviewState(StrEnum):
    """What a review says. One that only comments says nothing for or against."""

    APPROVED = "APPROVED"
    CHANGES_REQUESTED = "CHANGES_REQUESTED"
    COMMENTED = "COMMENTED"
    DISMISSED = "DISMISSED"


@dataclass(frozen=True, slots=True)
class Review:
    """A review: by which account (its login may change, its number does not), when (UTC), of which commit."""

    number: int
    login: str
    account: int
    state: ReviewState
    at: datetime
    text: str = ""
    commit: str = ""


def address_of(link: str) -> Address | None:
    """Return the pull request that a link leads to, or None when it is no link of one on GitHub.

    >>> address_of("https://github.com/open-neuromorphic/communications/pull/12/files")
    Address(repository='open-neuromorphic/communications', number=12)
    """
    found = _LINK.fullmatch(link)
    return Address(found["repository"], int(found["number"])) if found else None


def read_pull(document: object) -> Pull:
    """Return the pull request of an answer. Raises `Unreadable`."""
    said = _table(document, "the pull request")
    head = _table(said.get("head"), "head").get("sha")
    if not isinstance(head, str) or _SHA.fullmatch(head) is None:
        raise Unreadable("head.sha is no commit")
    base = _table(_table(said.get("base"), "base").get("repo"), "base.repo").get("full_name")
    if not isinstance(base, str) or base.count("/") != 1:
        raise Unreadable("base.repo.full_name is no repository")
    if said.get("merged_at") or said.get("merged"):
        merge = said.get("merge_commit_sha")
        return Pull(base, head, PullState.MERGED, _sha(merge))
    state = said.get("state")
    if state not in ("open", "closed"):
        raise Unreadable("state is neither open nor closed")
    return Pull(base, head, PullState(state))


def read_reviews(document: object) -> list[Review]:
    """Return the reviews of an answer that were given; those still being written are left out.

    Raises `Unreadable`.
    """
    if not isinstance(document, list):
        raise Unreadable("the reviews are no list")
    return [found for each in document if (found := _review(_table(each, "a review"))) is not None]


def _review(said: Mapping[str, Any]) -> Review | None:
    try:
        state = ReviewState(str(said.get("state")).upper())
    except ValueError:
        return None  # PENDING, or one that no version of the documentation knows
    number = said.get("id")
    if type(number) is not int:
        raise Unreadable("a review has no id")
    user = said.get("user")
    login, account = (user.get("login"), user.get("id")) if isinstance(user, dict) else (_GHOST, 0)
    if not isinstance(login, str) or _LOGIN.fullmatch(login) is None or type(account) is not int:
        raise Unreadable(f"review {number} has no author")
    body = said.get("body")
    return Review(
        number,
        login,
        account,
        state,
        _moment(said.get("submitted_at"), number),
        _text(body) if isinstance(body, str) else "",
        _sha(said.get("commit_id")),
    )


def _table(value: object, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Unreadable(f"{what} is missing")
    return value


def _sha(value: object) -> str:
    return value if isinstance(value, str) and _SHA.fullmatch(value) else ""


def _moment(value: object, number: int) -> datetime:
    try:
        return datetime.strptime(str(value), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise Unreadable(f"review {number} says no time") from None


def _text(body: str) -> str:
    """Return a review's words: half characters cannot be written down, and not all of it has room."""
    whole = "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in body).strip()
    return whole if len(whole) <= _TEXT else f"{whole[: _TEXT - 1]}…"

"""Pull requests on GitHub: asked for, looked for, commented. Every failure is a sentence for moderators."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.errors import BotError
from bot.fetch import Fetched
from bot.repository.api import GitHubApi
from bot.repository.files import Paused, SourceError
from cogs.committee.rules.pull_request import (
    Address,
    Pull,
    Review,
    Unreadable,
    read_pull,
    read_reviews,
)
from cogs.committee.storage.pulls import Validator

SECONDS = 20.0
MAX_BYTES = 8 * 1024 * 1024
# A thousand reviews, or comments since a decision.
MAX_PAGES = 10


class Trouble(BotError):
    """GitHub could not be asked, or not just now: not before `until` (UTC) when that is set.

    `unknown`: it knows no such pull request, or shows it to nobody without the right to read it.
    """

    def __init__(self, message: str, until: datetime | None = None, *, unknown: bool = False) -> None:
        self.until = until
        self.unknown = unknown
        super().__init__(message)


class Undecided(BotError):
    """Nobody knows whether a comment was posted."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a look has found; `pull` or `reviews` are None when they are as they were at the last one."""

    pull: Pull | None
    reviews: list[Review] | None
    validators: Mapping[str, Validator]


class PullRequests:
    """Asks GitHub about pull requests, one request after another."""

    def __init__(self, api: GitHubApi) -> None:
        self._api = api

    @property
    def has_token(self) -> bool:
        """Whether there is a token in use."""
        return self._api.has_token

    async def look(self, address: Address, known: Mapping[str, Validator]) -> Look:
        """Return what is new of a pull request since the look that left `known`. Raises `Trouble`."""
        path = f"/repos/{address.repository}/pulls/{address.number}"
        validators: dict[str, Validator] = {}
        answer = await self._get(path, address, known, validators)
        try:
            pull = None if answer.not_modified else read_pull(_document(answer))
            reviews = await self._reviews(address, known, validators)
        except Unreadable as error:
            raise Trouble(f"GitHub's answer about {address.url} cannot be read: {error}") from error
        return Look(pull, reviews, validators)

    async def exists(self, address: Address) -> None:
        """Raise `Trouble` when there is no such pull request (`unknown`), or GitHub cannot tell."""
        await self._get(f"/repos/{address.repository}/pulls/{address.number}", address, {}, {})

    async def is_there(self, address: Address, mark: str, since: datetime) -> bool:
        """Tell whether a comment with `mark` stands there written after `since`. Raises `Trouble`."""
        for page in range(1, MAX_PAGES + 1):
            path = (
                f"/repos/{address.repository}/issues/{address.number}/comments"
                f"?since={since:%Y-%m-%dT%H:%M:%SZ}&per_page=100&page={page}"
            )
            answer = await self._get(path, address, {}, {})
            try:
                comments = _document(answer)
            except Unreadable as error:
                raise Trouble(f"the comments on {address.url} cannot be read: {error}") from error
            if not isinstance(comments, list):
                raise Trouble(f"the comments on {address.url} are no list")
            if any(isinstance(each, dict) and mark in str(each.get("body")) for each in comments):
                return True
            if not _more(answer):
                return False
        raise Trouble(f"{address.url} has too many comments to tell whether one of them is the bot's")

    async def comment(self, address: Address, body: str) -> None:
        """Post a comment, once.

        Raises `Trouble` when it was not posted, `FetchError` or `Undecided` when nobody knows.
        """
        path = f"/repos/{address.repository}/issues/{address.number}/comments"
        try:
            answer = await self._api.tell(path, {"body": body}, seconds=SECONDS, max_bytes=MAX_BYTES)
        except Paused as paused:
            raise Trouble(str(paused), paused.until) from paused
        if answer.status >= 500:
            raise Undecided(f"GitHub answered {answer.status} to the comment on {address.url}")
        if answer.status != 201:
            raise _trouble(answer, address, writing=True)

    async def _reviews(
        self, address: Address, known: Mapping[str, Validator], validators: dict[str, Validator]
    ) -> list[Review] | None:
        """Return all reviews, or None when no page of them has changed."""
        path = f"/repos/{address.repository}/pulls/{address.number}/reviews?per_page=100&page="
        answers: dict[str, Fetched] = {}
        for page in range(1, MAX_PAGES + 1):
            each = f"{path}{page}"
            answers[each] = await self._get(each, address, known, validators)
            if not (known[each].more if answers[each].not_modified else _more(answers[each])):
                break
        else:
            raise Trouble(f"{address.url} has more reviews than the bot reads ({MAX_PAGES * 100})")
        if all(answer.not_modified for answer in answers.values()):
            return None
        found: dict[int, Review] = {}
        for each, answer in answers.items():
            if answer.not_modified:
                # What did not change is part of the whole, and not at hand.
                answer = await self._get(each, address, {}, validators)
            found |= {review.number: review for review in read_reviews(_document(answer))}
        return list(found.values())

    async def _get(
        self,
        path: str,
        address: Address,
        known: Mapping[str, Validator],
        validators: dict[str, Validator],
    ) -> Fetched:
        """Return the answer of a page: 200, or 304 when it is as `known` has it. Raises `Trouble`."""
        before = known.get(path)
        try:
            answer = await self._api.ask(
                path, seconds=SECONDS, max_bytes=MAX_BYTES, etag=before.etag if before else None
            )
        except Paused as paused:
            raise Trouble(str(paused), paused.until) from paused
        except SourceError as error:
            raise Trouble(f"{address.url} cannot be read: {error}") from error
        if answer.not_modified and before is not None:
            validators[path] = before
        elif answer.status != 200:
            raise _trouble(answer, address)
        elif answer.etag:
            validators[path] = Validator(answer.etag, _more(answer))
        return answer


def _document(answer: Fetched) -> object:
    try:
        document: object = json.loads(answer.body)
    except (ValueError, RecursionError):
        raise Unreadable("it is no JSON") from None
    return document


def _more(answer: Fetched) -> bool:
    """Tell whether another page follows (RFC 8288, as GitHub's pagination uses it)."""
    return 'rel="next"' in answer.headers.get("link", "")


def _trouble(answer: Fetched, address: Address, *, writing: bool = False) -> Trouble:
    done = "commented" if writing else "read"
    match answer.status:
        case 404 | 410:
            return Trouble(
                f"GitHub knows no pull request {address.url} ({answer.status}), or the bot may not see it: a "
                f"private one is {done} with a token that may do so",
                unknown=True,
            )
        case 401:
            return Trouble(f"GitHub wants a token for {address.url} (401)")
        case 403:
            return Trouble(
                f"GitHub does not let {address.url} be {done} (403): the token lacks the permission, or the "
                "conversation is locked"
            )
        case 301 | 302 | 307 | 308:
            return Trouble(f"{address.url} has moved ({answer.status})")
        case status if status >= 500:
            return Trouble(f"GitHub has a problem of its own ({status}), so {address.url} was not {done}")
        case status:
            return Trouble(f"GitHub answered {status} about {address.url}, which was not expected")

"""A repository on GitHub: one conditional tree request, then only the files that changed.

Which host gives the files' contents follows from GitHub's limits:

- With a token, the API's blobs: 5,000 requests an hour, addressed by content, so never an outdated cache.
- Without one the API allows 60 requests an hour, and the first fill of the guide alone takes 61 files. The
  host of raw files has no such budget but blocks bursts for half an hour and caches for minutes; so its files
  are fetched one by one, with a gap between them.

When the first host refuses or serves something outdated, the other one is asked for that file, as far as the
API's budget allows while keeping a reserve for trees. What arrives is checked against the tree's own SHA-1.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import quote, urlsplit

from bot.clock import Clock
from bot.fetch import Fetched, Fetcher, FetchError
from bot.frontmatter import MAX_PAGE_BYTES
from bot.repository.files import Entry, Paused, SourceError, git_sha, is_sha
from bot.repository.trees import Document, files_in, folders_in, parse_tree
from bot.repository.waits import remaining, reset_at, wait_until

# GitHub cuts trees at 7 MB and says so (`truncated`); files beyond the limit for pages are not wanted.
TREE_BYTES = 8 * 1024 * 1024
TREE_SECONDS = 30.0
FILE_SECONDS = 20.0
# A wait up to this long is waited out; a longer one ends the refresh, and the next one goes on there.
PATIENCE_SECONDS = 20.0
# Requests of the API's budget that files leave for trees.
RESERVED_REQUESTS = 10
# How long a budget lasts when GitHub does not say when it is renewed.
BUDGET_PERIOD = timedelta(hours=1)
# Sub-trees asked for, at most, when GitHub cuts the whole tree.
MAX_SUBTREES = 100


@dataclass(frozen=True, slots=True)
class Place:
    """One branch of one repository, and how it is asked.

    `folders` are those that hold the wanted files. `table` names the configuration's table that all this
    comes from, `user` who reads the files, both for messages.
    """

    repository: str
    branch: str
    folders: tuple[str, ...]
    api_url: str
    raw_url: str
    seconds_between_files: float
    table: str
    user: str


class Pauses(Protocol):
    """Remembers which hosts asked us to wait, beyond a restart."""

    async def pause_of(self, host: str) -> tuple[datetime, str] | None:
        """Return until when (UTC) and why `host` is left alone, if it is."""

    async def pause(self, host: str, until: datetime, reason: str) -> None:
        """Leave `host` alone until then."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The files of a branch. `commit` is the sha that GitHub names the state by, if it does."""

    commit: str | None
    etag: str | None
    entries: tuple[Entry, ...]


class GitHub:
    """Reads one branch of one repository.

    One instance serves one refresh after another, never two at once: the pace is kept in it. `token_refused`
    is told, once, when GitHub does not take the token.
    """

    def __init__(
        self,
        place: Place,
        fetcher: Fetcher,
        clock: Clock,
        pauses: Pauses,
        sleep: Callable[[float], Awaitable[None]],
        token: str | None,
        token_refused: Callable[[str], object],
    ) -> None:
        self._place = place
        self._fetcher = fetcher
        self._clock = clock
        self._pauses = pauses
        self._sleep = sleep
        self._token = token
        self._token_refused = token_refused
        self._last_file: dict[str, float] = {}
        self._budget: int | None = None
        self._budget_until = clock.now()

    async def tree(self, etag: str | None) -> Tree | None:
        """Return the branch's files, or None when nothing changed since `etag`. Raises `SourceError`."""
        branch = quote(self._place.branch, safe="")
        answer = await self._tree_request(branch, recursive=True, etag=etag)
        if answer.not_modified:
            return None
        document = await _tree(answer)
        entries = await self._all_entries(branch, document)
        commit = str(document.get("sha"))
        return Tree(commit if is_sha(commit) else None, answer.etag, tuple(entries))

    async def file(self, entry: Entry) -> bytes:
        """Return the content of a file, checked against its sha.

        Raises `Paused` when every host wants us to wait, `SourceError` when none serves the right content.
        """
        hosts = (self._from_api, self._from_raw) if self._token else (self._from_raw, self._from_api)
        problems: list[SourceError] = []
        for fetch in hosts:
            try:
                answer = await fetch(entry)
            except SourceError as error:
                problems.append(error)
                continue
            if git_sha(answer.body) == entry.sha:
                return answer.body
            problems.append(SourceError(f"{entry.path}: {_what_came(answer)}"))
        if all(isinstance(problem, Paused) for problem in problems):
            raise min((p for p in problems if isinstance(p, Paused)), key=lambda paused: paused.until)
        raise next(problem for problem in problems if not isinstance(problem, Paused))

    # --- trees ---------------------------------------------------------------------------------------------

    async def _all_entries(self, ref: str, document: Document) -> list[Entry]:
        """Return the files of a recursive tree, walking into sub-trees where GitHub cut it."""
        entries: list[Entry] = []
        waiting = [(ref, document, "")]
        requests = 0
        while waiting:
            ref, document, prefix = waiting.pop()
            if not document.get("truncated"):
                entries += files_in(document, prefix)
                continue
            listing = await _tree(await self._tree_request(ref, recursive=False))
            entries += files_in(listing, prefix)
            for path, sha in folders_in(listing, prefix):
                if not self._is_wanted(path):
                    continue
                requests += 1
                if requests > MAX_SUBTREES:
                    raise SourceError(f"the tree needs more than {MAX_SUBTREES} requests; check the folders")
                if not is_sha(sha):
                    raise SourceError(f"{path} has {sha[:50]!r} where its SHA-1 belongs")
                subtree = await _tree(await self._tree_request(sha, recursive=True))
                waiting.append((sha, subtree, f"{path}/"))
        return entries

    def _is_wanted(self, path: str) -> bool:
        return any(
            f"{folder}/".startswith(f"{path}/") or path.startswith(f"{folder}/")
            for folder in self._place.folders
        )

    async def _tree_request(self, ref: str, *, recursive: bool, etag: str | None = None) -> Fetched:
        # Any value of `recursive` turns it on, 0 too; it is left out to turn it off.
        url = f"{self._repository()}/git/trees/{ref}" + ("?recursive=1" if recursive else "")
        answer = await self._api(
            url, "application/vnd.github+json", etag=etag, seconds=TREE_SECONDS, max_bytes=TREE_BYTES
        )
        if answer.status == 404:
            raise SourceError(
                f"GitHub knows no branch {self._place.branch} of {self._place.repository} "
                f"(404): check repository and branch in {self._place.table}"
            )
        if not answer.not_modified:
            _expect_ok(answer, url)
        return answer

    # --- files ---------------------------------------------------------------------------------------------

    async def _from_api(self, entry: Entry) -> Fetched:
        if not self._token and self._budget is not None and self._budget <= RESERVED_REQUESTS:
            raise Paused("what is left of GitHub's hourly budget is kept for trees", self._budget_until)
        url = f"{self._repository()}/git/blobs/{entry.sha}"
        await self._keep_pace(self._place.api_url)
        answer = await self._api(
            url, "application/vnd.github.raw+json", seconds=FILE_SECONDS, max_bytes=MAX_PAGE_BYTES
        )
        return _expect_ok(answer, entry.path)

    async def _from_raw(self, entry: Entry) -> Fetched:
        branch, path = quote(self._place.branch), quote(entry.path)
        url = f"{self._place.raw_url}/{self._place.repository}/{branch}/{path}"
        await self._keep_pace(self._place.raw_url)
        answer = await self._get(url, {}, is_api=False, seconds=FILE_SECONDS, max_bytes=MAX_PAGE_BYTES)
        return _expect_ok(answer, entry.path)

    async def _keep_pace(self, host: str) -> None:
        """Wait until the gap since the last file from `host` has passed."""
        last = self._last_file.get(host)
        if last is not None:
            gap = last + self._place.seconds_between_files - self._clock.monotonic()
            if gap > 0:
                await self._sleep(gap)
        self._last_file[host] = self._clock.monotonic()

    # --- requests ------------------------------------------------------------------------------------------

    def _repository(self) -> str:
        return f"{self._place.api_url}/repos/{self._place.repository}"

    async def _api(
        self, url: str, accept: str, *, seconds: float, max_bytes: int, etag: str | None = None
    ) -> Fetched:
        headers = {"Accept": accept, "X-GitHub-Api-Version": "2022-11-28"}
        if self._token:
            # The API alone gets it. When it redirects to another host, the fetcher takes this header away.
            headers["Authorization"] = f"Bearer {self._token}"
        answer = await self._get(url, headers, is_api=True, etag=etag, seconds=seconds, max_bytes=max_bytes)
        now = self._clock.now()
        if (left := remaining(answer.headers)) is not None:
            self._budget = left
            self._budget_until = reset_at(answer.headers, now) or now + BUDGET_PERIOD
        if answer.status == 401 and self._token:
            # An expired token must not stop us: none is needed.
            self._token = None
            self._token_refused(
                "GitHub refuses the token (401) and is asked without one: renew GITHUB_TOKEN or "
                f"github_token_file and restart {self._place.user}"
            )
            return await self._api(url, accept, seconds=seconds, max_bytes=max_bytes, etag=etag)
        return answer

    async def _get(
        self,
        url: str,
        headers: dict[str, str],
        *,
        is_api: bool,
        seconds: float,
        max_bytes: int,
        etag: str | None = None,
        again: bool = True,
    ) -> Fetched:
        """GET `url` unless its host asked us to wait; note when it asks now. Raises `SourceError`."""
        host = self._place.api_url if is_api else self._place.raw_url
        if (pause := await self._pauses.pause_of(host)) is not None and pause[0] > self._clock.now():
            raise Paused(pause[1], pause[0], known=True)
        try:
            answer = await self._fetcher.get(
                url, etag=etag, headers=headers, seconds=seconds, max_bytes=max_bytes
            )
        except FetchError as error:
            raise SourceError(str(error)) from error
        now = self._clock.now()
        until = wait_until(answer.status, answer.headers, answer.body, now, is_api=is_api)
        if until is None:
            return answer
        reason = f"{urlsplit(host).netloc} allows no more requests before {until:%Y-%m-%d %H:%M} UTC"
        if answer.status in (200, 304):
            await self._pauses.pause(host, until, reason)
            return answer
        wait = (until - now).total_seconds()
        if again and wait <= PATIENCE_SECONDS:
            await self._sleep(wait)
            return await self._get(
                url, headers, is_api=is_api, seconds=seconds, max_bytes=max_bytes, etag=etag, again=False
            )
        await self._pauses.pause(host, until, reason)
        raise Paused(f"{reason} (it answered {answer.status})", until)


def _expect_ok(answer: Fetched, what: str) -> Fetched:
    if answer.status == 200:
        return answer
    hint = {
        403: "refused; the repository may be private",
        404: "there is no such file",
    }.get(answer.status, "the server has a problem" if answer.status >= 500 else "not expected")
    raise SourceError(f"{what}: the answer is {answer.status}, {hint}")


async def _tree(answer: Fetched) -> Document:
    # In a thread: parsing a megabyte of JSON would make somebody's button wait.
    return await asyncio.to_thread(parse_tree, answer.body, answer.headers.get("content-type", ""))


def _what_came(answer: Fetched) -> str:
    if answer.body[:200].lstrip().lower().startswith((b"<!doctype", b"<html")):
        return "a web page (HTML) came instead of the file"
    return "what came is not what the tree names (cut off, or an older copy)"

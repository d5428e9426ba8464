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
from urllib.parse import quote

from bot.clock import Clock
from bot.fetch import Fetched, Fetcher
from bot.frontmatter import MAX_PAGE_BYTES
from bot.repository.api import GitHubApi, Pauses
from bot.repository.files import Entry, Paused, SourceError, git_sha, is_sha
from bot.repository.trees import Document, files_in, folders_in, parse_tree

# GitHub cuts trees at 7 MB and says so (`truncated`); files beyond the limit for pages are not wanted.
TREE_BYTES = 8 * 1024 * 1024
TREE_SECONDS = 30.0
FILE_SECONDS = 20.0
# Requests of the API's budget that files leave for trees.
RESERVED_REQUESTS = 10
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
        self._clock = clock
        self._sleep = sleep
        self._api = GitHubApi(place.api_url, place.user, fetcher, clock, pauses, sleep, token, token_refused)
        self._last_file: dict[str, float] = {}

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
        hosts = (self._from_api, self._from_raw) if self._api.has_token else (self._from_raw, self._from_api)
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
        path = f"/repos/{self._place.repository}/git/trees/{ref}" + ("?recursive=1" if recursive else "")
        answer = await self._api.ask(path, etag=etag, seconds=TREE_SECONDS, max_bytes=TREE_BYTES)
        if answer.status == 404:
            raise SourceError(
                f"GitHub knows no branch {self._place.branch} of {self._place.repository} "
                f"(404): check repository and branch in {self._place.table}"
            )
        if not answer.not_modified:
            _expect_ok(answer, path)
        return answer

    # --- files ---------------------------------------------------------------------------------------------

    async def _from_api(self, entry: Entry) -> Fetched:
        left, renewed = self._api.budget
        if not self._api.has_token and left is not None and left <= RESERVED_REQUESTS:
            raise Paused("what is left of GitHub's hourly budget is kept for trees", renewed)
        path = f"/repos/{self._place.repository}/git/blobs/{entry.sha}"
        await self._keep_pace(self._place.api_url)
        answer = await self._api.ask(
            path, "application/vnd.github.raw+json", seconds=FILE_SECONDS, max_bytes=MAX_PAGE_BYTES
        )
        return _expect_ok(answer, entry.path)

    async def _from_raw(self, entry: Entry) -> Fetched:
        branch, path = quote(self._place.branch), quote(entry.path)
        url = f"{self._place.raw_url}/{self._place.repository}/{branch}/{path}"
        await self._keep_pace(self._place.raw_url)
        answer = await self._api.get(
            url,
            {},
            host=self._place.raw_url,
            is_api=False,
            seconds=FILE_SECONDS,
            max_bytes=MAX_PAGE_BYTES,
        )
        return _expect_ok(answer, entry.path)

    async def _keep_pace(self, host: str) -> None:
        """Wait until the gap since the last file from `host` has passed."""
        last = self._last_file.get(host)
        if last is not None:
            gap = last + self._place.seconds_between_files - self._clock.monotonic()
            if gap > 0:
                await self._sleep(gap)
        self._last_file[host] = self._clock.monotonic()


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

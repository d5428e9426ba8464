"""Sources in words for moderators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.limits import fit
from bot.texts import link, listing
from cogs.announcements.filters import Filters
from cogs.announcements.model import SourceKind
from cogs.announcements.storage.records import Choices
from cogs.announcements.text import safe

KINDS: dict[SourceKind, str] = {
    "feed": "Feed (RSS, Atom or JSON)",
    "youtube": "YouTube channel",
    "releases": "Releases of a repository",
    "repositories": "New repositories of an organisation",
    "sitemap": "Video sitemap",
}
LONGEST_NAME = 100
# Longer addresses are named without a link: they would take the place of what is to be read.
_LONGEST_LINK = 300


def named(title: str, url: str | None = None) -> str:
    """Return a source's name, as a link when its address is given and no novel."""
    shown = fit(title, LONGEST_NAME)
    return link(shown, url) if url and len(url) <= _LONGEST_LINK else safe(shown)


def way(choices: Choices) -> str:
    """Return where posts go, and what happens there, as a clause: `in #news, with a thread each`."""
    parts = [f"in <#{choices.channel_id}>"]
    if choices.role_id:
        parts.append(f"mentioning <@&{choices.role_id}>")
    if choices.thread:
        parts.append("with a discussion thread each")
    if choices.crosspost:
        parts.append("published to the servers that follow the channel")
    return ", ".join(parts)


def filter_lines(filters: Filters) -> list[str]:
    """Return the rules that are in force, one line each; none for a source without any."""
    lists = (
        ("only with the words", filters.include_words),
        ("never with the words", filters.exclude_words),
        ("only by", filters.include_authors),
        ("never by", filters.exclude_authors),
        ("only with the tags", filters.include_tags),
        ("never with the tags", filters.exclude_tags),
    )
    lines = [f"{label} {_quoted(words)}" for label, words in lists if words]
    if not filters.shorts:
        lines.append("no shorts")
    if not filters.live:
        lines.append("no live streams")
    return lines


def within(lines: Iterable[str], room: int) -> str:
    """Return as many lines as fit into `room` characters, and say when some are left out."""
    kept: list[str] = []
    all_lines = list(lines)
    for number, line in enumerate(all_lines):
        if sum(map(len, kept)) + len(kept) + len(line) > room - 40:
            kept.append(f"-# and {len(all_lines) - number} more")
            break
        kept.append(line)
    return "\n".join(kept)


def _quoted(words: Sequence[str]) -> str:
    shown = [f"“{safe(word)}”" for word in words[:10]]
    more = [f"{len(words) - 10} more"] if len(words) > 10 else []
    return listing([*shown, *more])

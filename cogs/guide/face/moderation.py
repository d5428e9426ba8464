"""What moderators see of the guide: a refresh, insights, the channels listened in, the curated lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.clock import discord_time
from bot.limits import MESSAGE_TEXT
from bot.texts import listing, plural
from bot.ui import Layout, page
from cogs.guide.face import wording
from cogs.guide.face.backgrounds import labels
from cogs.guide.model import Defect, Guide
from cogs.guide.source.provenance import Provenance, RefreshReport
from cogs.guide.storage.memory import INSIGHT_MONTHS, Insights, Unanswered, Verdicts

_ROOM = MESSAGE_TEXT - 400
_ROWS = 10


def refresh_view(report: RefreshReport, provenance: Provenance) -> Layout:
    """Return what a refresh did, entry by entry, and what is wrong with the pages."""
    heading = {
        "updated": "## The guide is up to date again",
        "unchanged": "## The guide has not changed",
        "incomplete": "## The guide is being fetched",
        "refused": "## The new copy was not taken",
        "failed": "## The guide could not be refreshed",
    }[report.outcome]
    lines = [wording.shown(report.message, 500)]
    for label, titles in (("New", report.added), ("Changed", report.changed), ("Gone", report.removed)):
        if titles:
            names = listing(wording.shown(each, 60) for each in titles[:_ROWS])
            more = f" and {len(titles) - _ROWS} more" if len(titles) > _ROWS else ""
            lines.append(f"**{label} ({len(titles)}):** {names}{more}")
    if report.retry_at:
        lines.append(f"The next try is {discord_time(report.retry_at, 'R')}.")
    if report.defects:
        lines.append(f"### {plural(len(report.defects), 'remark')} for the guide's editors")
        lines += [f"- {_defect(each)}" for each in report.defects[:_ROWS]]
        if len(report.defects) > _ROWS:
            lines.append("-# All of them: `community-bot guide check`")
    return page(heading, wording.within(lines, _ROOM), wording.origin(provenance))


def insights_view(insights: Insights, guide: Guide) -> Layout:
    """Return what helped, what did not, and what the guide lacks; counts alone, no people, no texts."""
    titles = {library.slug: library.title for library in guide.libraries}
    sections = (
        ("Asked for and not found", _unanswered([*insights.unknown_names, *insights.unanswered_needs])),
        ("Verdicts on answers, by library", _verdicts(insights.libraries, titles)),
        ("Verdicts on answers, by need", _verdicts(insights.needs, {})),
    )
    lines = []
    for heading, rows in sections:
        lines.append(f"### {heading}")
        lines += rows or ["Nothing counted yet."]
    since = "-# Nothing has been counted yet. Counts keep neither people nor their words."
    if insights.since:
        month = f"{discord_time(insights.since, 'D')}, by month and for {INSIGHT_MONTHS} months at most"
        since = f"-# Counted since {month}, without people and without their words."
    return page("## What the guide is asked", wording.within(lines, _ROOM), since)


def listening_view(channels: Sequence[int], *, granted: bool, cooldown: int) -> Layout:
    """Return where the bot answers unasked; `granted` tells whether Discord shows it the messages."""
    if not channels:
        text = "The bot listens nowhere. It answers `/guide` and mentions everywhere."
    else:
        text = "\n".join(f"- <#{channel}>" for channel in channels)
        text += f"\nAt most one answer in {plural(cooldown, 'second')} in a channel, "
        text += "and one in each thread or forum post."
    parts = ["## Channels the bot listens in", wording.within(text.split("\n"), _ROOM)]
    if channels and not granted:
        parts.append(REFUSED)
    return page(*parts)


REFUSED = (
    "⚠️ Discord does not show the bot the messages in them: the **Message Content Intent** is switched off. "
    "Switch it on in the developer portal (your application → Bot → Privileged Gateway Intents), then use "
    "`/guide listen` again."
)


def defaults_view(lists: Iterable[tuple[str, Sequence[str], bool]]) -> Layout:
    """Return the curated lists: (background's key, titles, whether moderators changed it) each."""
    names = labels()
    lines = []
    example = ""
    for key, titles, changed in lists:
        source = "set by moderators" if changed else "as shipped"
        shown = listing(wording.shown(title, 60) for title in titles) or "nothing that the guide has"
        lines.append(f"**{names[key][:1].upper()}{names[key][1:]}** ({source}): {shown}")
        example = key if changed or not example else example
    command = f"/guide defaults background: {example} libraries:"
    return page(
        "## Where to start, by background",
        wording.within(lines, _ROOM),
        f"-# Change a list: `{command} snnTorch, Norse`, best first. "
        f"Take it back to the one that ships with the bot: `{command} reset`.",
    )


def _defect(defect: Defect) -> str:
    """Return a remark that fits a phone: its entry is named by the folder, the whole path tells no more."""
    entry = "/".join(defect.file.removesuffix("/index.md").split("/")[-2:])
    return f"**{wording.shown(entry, 60)}**: {wording.shown(f'{defect.field}: {defect.problem}', 160)}"


def _verdicts(rows: Sequence[Verdicts], titles: dict[str, str]) -> list[str]:
    return [
        f"- {wording.shown(titles.get(row.subject, row.subject), 80)}: "
        f"{row.helpful} helpful, {row.not_helpful} not helpful"
        for row in rows[:_ROWS]
    ]


def _unanswered(rows: Sequence[Unanswered]) -> list[str]:
    times = Counter[str]()
    for row in rows:
        times[row.subject] += row.times
    best = sorted(times.items(), key=lambda counted: (-counted[1], counted[0]))[: 2 * _ROWS]
    return [f"- {wording.shown(subject, 80)}: {_times(count)}" for subject, count in best]


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"

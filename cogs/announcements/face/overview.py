"""What moderators see of their sources: the list, how each is doing, and what a reading would do now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Self

from discord import ui

from bot.clock import discord_time
from bot.limits import MESSAGE_TEXT, custom_id, fit
from bot.privacy import NOBODY
from bot.texts import link, plural
from bot.ui import Layout, page
from cogs.announcements.face.controls import Interaction, ModeratorComponent
from cogs.announcements.face.wording import KINDS, filter_lines, named, way, within
from cogs.announcements.newness import Judgement
from cogs.announcements.sameness import State
from cogs.announcements.service import DryRun, Status
from cogs.announcements.storage.records import Source
from cogs.announcements.text import safe

if TYPE_CHECKING:
    from cogs.announcements.cog import Announcements

What = Literal["list", "status"]
# The longest texts of so many sources fit into one message.
_PER_PAGE = 5
_EMPTY = "No source is followed yet. `/announce add` takes the address of a blog, a channel or a repository."
_TITLE = 120
_REASON = 200
_SIGNS: Mapping[State, str] = {
    "due": "📣",
    "announced": "✅",
    "summarised": "✅",
    "filtered": "🚫",
    "duplicate": "👥",
    "old": "🕰️",
    "skipped": "⏸️",
    "baseline": "▫️",
}


def overview(what: What, statuses: Sequence[Status], number: int = 0) -> Layout:
    """Return one page of the sources: what was chosen for them (`list`), or how they are doing (`status`).

    Those that cannot be read come first in the status.
    """
    if not statuses:
        return page(_EMPTY)
    pages = -(-len(statuses) // _PER_PAGE)
    number = min(number, pages - 1)
    if what == "status":
        statuses = sorted(statuses, key=lambda each: each.source.error is None)
    shown = statuses[number * _PER_PAGE : (number + 1) * _PER_PAGE]
    describe = _chosen if what == "list" else _doing
    heading = f"## {plural(len(statuses), 'source')}"
    if what == "status":
        failing = sum(each.source.error is not None for each in statuses)
        heading += f", {failing} failing" if failing else ", all well"
    view = page(heading, *(within(describe(each), 700) for each in shown))
    around = [each for each in (number - 1, number + 1) if 0 <= each < pages]
    if around:
        view.add_item(ui.ActionRow(*(Turn.button(what, each, pages) for each in around)))
    return view


def test_view(source: Source, run: DryRun) -> Layout:
    """Return what a reading now would do with the newest items, and why."""
    found = run.found.reading
    heading = f"## What a reading of {named(source.title, source.url)} would do now"
    counted = f"{plural(len(found.items), 'item')}; nothing was changed or posted."
    if source.paused_at is not None:
        counted += " The source is **paused**: nothing is posted until `/announce resume`."
    lines = [_judged(each) for each in run.judgements] or ["It holds nothing."]
    problems = [f"⚠️ {safe(fit(problem, _REASON))}" for problem in found.problems[:3]]
    room = MESSAGE_TEXT - len(heading) - len(counted) - 800
    texts = [heading + "\n-# " + counted, within(lines, room), within(problems, 700) if problems else ""]
    return page(*(text for text in texts if text))


def _judged(each: Judgement) -> str:
    title = fit(each.item.title or "Untitled", _TITLE)
    sign = "✏️" if each.edit else _SIGNS[each.state]
    shown = link(title, each.item.link) if each.item.link and len(each.item.link) < _REASON else safe(title)
    when = f" ({discord_time(each.item.published, 'd')})" if each.item.published else ""
    late = ", in a summary" if each.late else ""
    verdict = _VERDICTS.get(each.state, "not posted") + late
    return f"{sign} {shown}{when}\n-# {verdict}: {safe(fit(each.why, _REASON))}"


_VERDICTS: Mapping[State, str] = {
    "due": "posted",
    "announced": "posted before",
    "summarised": "posted before",
}


def _chosen(status: Status) -> list[str]:
    source = status.source
    lines = [
        f"**{named(source.title, source.url)}**{_paused(source)}",
        f"{KINDS[source.kind]}, posted {way(source)}",
    ]
    rules = filter_lines(source.filters)
    extra = [f"{plural(len(rules), 'filter')}"] if rules else []
    if source.template is not None:
        extra.append("own words")
    if source.quiet is not None:
        extra.append(f"quiet from {source.quiet.begins:%H:%M} to {source.quiet.ends:%H:%M}")
    if extra:
        lines.append(f"-# {', '.join(extra)}")
    by = f"by <@{source.added_by}>" if source.added_by != NOBODY else "by the configuration"
    lines.append(f"-# added {by} {discord_time(source.added_at, 'd')}")
    return lines


def _doing(status: Status) -> list[str]:
    source = status.source
    sign = "⏸️" if source.paused_at else "🔴" if source.error else "🟢" if source.succeeded_at else "⚪"
    lines = [f"{sign} **{named(source.title, source.url)}**{_paused(source)}"]
    if source.succeeded_at is None:
        lines.append("Not read yet.")
    else:
        lines.append(f"Last read well {discord_time(source.succeeded_at, 'R')}.")
    if source.error is not None:
        again = f" ({source.failures:,} times in a row)" if source.failures > 1 else ""
        lines.append(f"⚠️ {safe(fit(source.error, 300))}{again}.")
    if source.paused_at is None:
        lines.append(f"Next try {discord_time(source.next_check_at, 'R')}.")
    counted = status.items
    waiting = f", {counted.waiting} waiting" if counted.waiting else ""
    lines.append(f"-# {plural(counted.known, 'item')} known, {counted.announced} announced{waiting}")
    lines += [f"-# {safe(fit(problem, 150))}" for problem in source.problems[:1]]
    return lines


def _paused(source: Source) -> str:
    return f" · paused since {discord_time(source.paused_at, 'd')}" if source.paused_at else ""


class Turn(
    ModeratorComponent[ui.Button[Any]], template=r"announce:page:(?P<what>list|status):(?P<page>\d{1,6})"
):
    """Turns to another page."""

    @classmethod
    def button(cls, what: What, number: int, pages: int) -> Self:
        """Return the button to page `number`, counted from 0."""
        name = custom_id("announce:page", what, number)
        return cls.of(ui.Button(label=f"Page {number + 1} of {pages}", custom_id=name))

    async def act(self, interaction: Interaction, cog: Announcements) -> None:
        """Show it."""
        await interaction.response.defer()
        what: What = self.found["what"]  # type: ignore[assignment]
        view = overview(what, await cog.service.statuses(), int(self.found["page"]))
        await interaction.edit_original_response(view=view)

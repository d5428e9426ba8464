"""What moderators see: status, cogs and settings as Components V2."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.clock import discord_time
from bot.health import Condition
from bot.limits import MESSAGE_TEXT, fit
from bot.overrides import EffectiveValue, Override
from bot.privacy import NOBODY
from bot.texts import plural
from bot.ui import Layout, page
from bot.vitals.rules import Report

# Room for the headings around a list that may be long.
_LIST = MESSAGE_TEXT - 500
# Checks of a report that repeat what stands on the board.
_TOLD_BY_PARTS = ("parts", "server")


def status(
    conditions: Sequence[Condition],
    *,
    version: str,
    started: datetime,
    latency: timedelta | None,
    members: int | None,
    report: Report | None = None,
) -> Layout:
    """Return the bot's state: what does not work, with its reason and since when; the rest in small print.

    `report` is what the process measured of itself; None before it has.
    """
    bad = sum(not condition.ok for condition in conditions)
    # What single parts say of themselves stands there in full.
    measured = [check for check in report.checks if check.name not in _TOLD_BY_PARTS] if report else []
    # The same trouble is not counted twice.
    told = {condition.name for condition in conditions if not condition.ok}
    bad += sum(check.level != "ok" and check.name not in told for check in measured)
    heading = (
        "## ✅ Everything works" if not bad else f"## ⚠️ {plural(bad, 'part needs', 'parts need')} a look"
    )
    shown = [f"⚠️ **{check.name}**: {check.detail}" for check in measured if check.level != "ok"]
    shown += [
        f"⚠️ **{each.name}**: {each.detail} ({discord_time(each.since, 'R')})"
        for each in conditions
        if not each.ok
    ]
    shown += [f"-# ✅ {check.name}: {check.detail}" for check in measured if check.level == "ok"]
    shown += _well(condition for condition in conditions if condition.ok)
    facts = [f"Version {version}", f"up since {discord_time(started, 'R')}"]
    if latency is not None:
        facts.append(f"gateway {latency / timedelta(milliseconds=1):.0f} ms")
    if members is not None:
        facts.append(plural(members, "member"))
    return page(heading, _joined(shown), "-# " + " · ".join(facts))


def _well(conditions: Iterable[Condition]) -> Iterable[str]:
    """Return a line for each group of parts that work, such as a job's: nobody reads thirty."""
    groups: dict[str, list[Condition]] = {}
    for condition in conditions:
        groups.setdefault(condition.name.partition(".")[0], []).append(condition)
    for group, parts in groups.items():
        if len(parts) == 1:
            yield f"-# ✅ {parts[0].name}: {parts[0].detail}"
        else:
            yield f"-# ✅ {group}: {len(parts)} parts work"


def cog_list(rows: Iterable[tuple[str, bool, str]]) -> Layout:
    """Return the installed cogs: (name, running, summary) each."""
    lines = [f"{'🟢' if running else '⚪'} **{name}**: {summary}" for name, running, summary in rows]
    return page("## The bot's jobs", _joined(lines), "-# `/admin cogs enable` and `disable` switch them.")


def settings(cog: str, values: Iterable[EffectiveValue]) -> Layout:
    """Return one cog's effective settings with where each comes from."""
    lines = [f"`{value.key}` = `{_shown(value)}` ({_source(value.source)})" for value in values]
    return page(
        f"## Settings of {cog}",
        _joined(lines) or "This job has no settings.",
        "-# `/admin config set` changes one, `reset` takes the change back, `export` writes them all.",
    )


def _joined(lines: Iterable[str]) -> str:
    return fit("\n".join(lines), _LIST)


def _shown(value: EffectiveValue) -> str:
    return fit(json.dumps(value.value, ensure_ascii=False).replace("`", "ˋ"), 200)


def _source(source: str | Override) -> str:
    if isinstance(source, Override):
        if source.changed_by == NOBODY:
            return f"set by somebody {discord_time(source.changed_at, 'R')}"
        return f"set by <@{source.changed_by}> {discord_time(source.changed_at, 'R')}"
    return {"default": "the default", "config.toml": "from config.toml"}.get(source, source)

"""Keeps one catalogue in force and replaces it, in one step, by what the source says."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import Clock
from bot.health import HealthBoard
from bot.repository.files import Incomplete, Paused, SourceError
from bot.repository.store import CopyStore, Schedule
from bot.texts import plural
from cogs.guide.model import Guide
from cogs.guide.pages.reader import Layout
from cogs.guide.settings import GuideSettings
from cogs.guide.source.catalogue import Catalogue, Change, build, compare, start_here, unknown_slugs
from cogs.guide.source.folder import read_folder
from cogs.guide.source.origin import Found, GuideSource
from cogs.guide.source.provenance import Outcome, RefreshReport

log = logging.getLogger(__name__)

FIRST_RETRY = timedelta(minutes=5)


class Refresher:
    """The catalogue in force, and the way to the next one. One look at the source at a time."""

    def __init__(
        self,
        origin: GuideSource,
        store: CopyStore,
        clock: Clock,
        health: HealthBoard,
        settings: GuideSettings,
        example: Path,
    ) -> None:
        self._origin = origin
        self._store = store
        self._clock = clock
        self._health = health
        self._settings = settings
        self._example = example
        self._catalogue: Catalogue | None = None
        self._running: asyncio.Task[RefreshReport] | None = None
        self._forced = False

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue in force; `load` comes first."""
        if self._catalogue is None:
            raise RuntimeError("the guide is asked before it was started")
        return self._catalogue

    @property
    def running(self) -> bool:
        """Whether the source is being looked at."""
        return self._running is not None and not self._running.done()

    async def load(self) -> None:
        """Put the last good copy in force, or the example when there is none that can be read."""
        found = problem = None
        try:
            found = await self._origin.last_good()
        except SourceError as error:
            problem = error
        if found is not None:
            catalogue = await self._build(found)
            if not catalogue.empty:
                self._catalogue = catalogue
                self._report_pages(catalogue)
                log.info("the guide answers from the copy of %s", catalogue.source)
                return
        self._catalogue = await self._example_catalogue()
        if problem is not None:
            self._health.bad("guide.source", f"{problem}; {_stays(self.catalogue)}")
        log.info("the guide answers from the example that ships with the bot, until the real one is fetched")

    async def stop(self) -> None:
        """End a running look; what it has fetched is kept."""
        if self._running is not None and not self._running.done():
            self._running.cancel()
            await asyncio.wait((self._running,))

    async def due(self) -> bool:
        """Return whether it is time to look at the source."""
        schedule = await self._store.schedule()
        now = self._clock.now()
        return (
            schedule is None
            or schedule.source != self._origin.key
            or schedule.next_at <= now
            # The interval was shortened, or the computer's clock was wrong.
            or schedule.next_at > now + max(self._interval, timedelta(hours=24))
        )

    async def refresh(self, *, force: bool) -> RefreshReport:
        """Look at the source, or join the look that is under way; see `GuideService.refresh`."""
        while force and not self._forced and self._running is not None and not self._running.done():
            await asyncio.wait((self._running,))
        if self._running is None or self._running.done():
            self._forced = force
            self._running = asyncio.create_task(self._look(force), name="guide-refresh")
        # Shielded: a caller that gives up must not take the others' answer away.
        return await asyncio.shield(self._running)

    # --- one look ------------------------------------------------------------------------------------------

    async def _look(self, force: bool) -> RefreshReport:
        started, begun = self._clock.now(), self._clock.monotonic()
        try:
            report = await self._take(force, started)
        except SourceError as error:
            report = self._failed(error, started)
            if isinstance(error, Paused) and error.known:
                # Nothing was tried, so nothing failed.
                return report
        except asyncio.CancelledError:
            # Swallowed on purpose: `stop` ends this task alone, and others may wait for its answer.
            report = self._report("incomplete", "the bot is stopping; the rest follows next time", started)
            return replace(report, duration=timedelta(seconds=self._clock.monotonic() - begun))
        report = await self._note(report)
        return replace(report, duration=timedelta(seconds=self._clock.monotonic() - begun))

    async def _take(self, force: bool, started: datetime) -> RefreshReport:
        """Ask the source, and put what it says in force unless it looks like an accident."""
        old = self.catalogue
        same_source = old.key == self._origin.key
        found = await self._origin.look(old.fetched_at if same_source else None)
        if found is None:
            self._catalogue = replace(
                old, origin="github" if old.origin == "copy" else old.origin, confirmed_at=self._clock.now()
            )
            return self._report("unchanged", f"nothing changed; {_described(self.catalogue)}", started)
        new = await self._build(found)
        if new.empty:
            first = next((defect for defect in new.defects if defect.fatal), None)
            raise SourceError(
                f"not one of {plural(len(found.files), 'file')} can be read as a page ({first})"
            )
        change = compare(old.guide if same_source else Guide(), new.guide)
        if change.mass_deletion and not force:
            return self._report("refused", _refusal(change, old), started, change, fetched=found.fetched)
        await self._origin.accept(found)
        self._catalogue = new
        self._report_pages(new)
        if change.nothing:
            return self._report("unchanged", f"nothing changed; {_described(new)}", started)
        return self._report("updated", _described(new), started, change, fetched=found.fetched)

    def _failed(self, error: SourceError, started: datetime) -> RefreshReport:
        message = f"{error}; {_stays(self.catalogue)}"
        match error:
            case Incomplete():
                report = self._report("incomplete", message, started, fetched=error.fetched)
                return replace(report, retry_at=error.retry_at)
            case Paused():
                return replace(self._report("failed", message, started), retry_at=error.until)
            case _:
                return self._report("failed", message, started)

    def _report(
        self,
        outcome: Outcome,
        message: str,
        started: datetime,
        change: Change | None = None,
        *,
        fetched: int = 0,
    ) -> RefreshReport:
        return RefreshReport(
            outcome=outcome,
            message=message,
            started_at=started,
            duration=timedelta(),
            added=change.added if change else (),
            changed=change.changed if change else (),
            removed=change.removed if change else (),
            defects=self.catalogue.defects,
            fetched=fetched,
        )

    async def _note(self, report: RefreshReport) -> RefreshReport:
        """Set the next look, tell the health board, and return the report with the time of that look."""
        now = self._clock.now()
        failures, next_at = 0, now + self._interval
        if report.outcome in ("failed", "incomplete"):
            if not report.fetched:
                before = await self._store.schedule()
                failures = 1 + (before.failures if before and before.source == self._origin.key else 0)
            # Ever later, also when a pause that was asked for has to be asked for again.
            next_at = now + min(FIRST_RETRY * 2 ** min(max(failures - 1, 0), 10), self._interval)
            next_at = max(next_at, report.retry_at or next_at)
        await self._store.set_schedule(Schedule(self._origin.key, failures, next_at))
        if report.ok:
            self._health.good("guide.source", report.message)
            self._health.succeeded("guide.source")
            log.info("the guide was looked at: %s", report.message)
            return report
        self._health.bad("guide.source", report.message)
        return replace(report, retry_at=next_at)

    def _report_pages(self, catalogue: Catalogue) -> None:
        left_out = [defect for defect in catalogue.defects if defect.fatal]
        if left_out:
            shown = "; ".join(map(str, left_out[:3])) + (" …" if len(left_out) > 3 else "")
            self._health.bad("guide.pages", f"{plural(len(left_out), 'page')} left out: {shown}")
        else:
            self._health.good("guide.pages", "every page of the guide can be read")
        self._report_start_here(catalogue)

    def _report_start_here(self, catalogue: Catalogue) -> None:
        unknown = unknown_slugs(self._settings.start_here, catalogue.guide)
        if unknown:
            shown = "; ".join(f"start_here.{key}: {', '.join(slugs)}" for key, slugs in unknown.items())
            self._health.bad("guide.start_here", f"not in the guide: {shown}. Change it with /guide defaults")
        else:
            self._health.good("guide.start_here", "every library for beginners is in the guide")

    # --- catalogues ----------------------------------------------------------------------------------------

    async def _build(self, found: Found) -> Catalogue:
        return await asyncio.to_thread(
            build,
            found.files,
            found.defects,
            self._settings.layout,
            start_here(self._settings.start_here),
            key=self._origin.key if found.snapshot is None else found.snapshot.record.source,
            origin=found.origin,
            source=found.source,
            commit=found.commit,
            fetched_at=found.fetched_at,
            confirmed_at=found.confirmed_at,
        )

    async def _example_catalogue(self) -> Catalogue:
        return await asyncio.to_thread(example_catalogue, self._example, self._settings)

    @property
    def _interval(self) -> timedelta:
        return timedelta(hours=self._settings.refresh_hours)


def example_catalogue(folder: Path, settings: GuideSettings) -> Catalogue:
    """Return the example that ships with the bot. Blocking; raises `SourceError` when it is not there."""
    # Its layout and the site it describes are its own, whatever `settings` says about the source.
    layout = Layout()
    files, defects = read_folder(folder, layout)
    return build(
        files,
        defects,
        layout,
        start_here(settings.start_here),
        key="example",
        origin="example",
        source="the example that ships with the bot",
    )


def _described(catalogue: Catalogue) -> str:
    guide = catalogue.guide
    state = f", state {catalogue.commit[:10]}" if catalogue.commit else ""
    return (
        f"{plural(len(guide.libraries), 'library', 'libraries')} and {plural(len(guide.hardware), 'chip')} "
        f"from {catalogue.source}{state}"
    )


def _stays(catalogue: Catalogue) -> str:
    if catalogue.confirmed_at is None:
        return f"{catalogue.source} answers until then"
    return f"the copy of {catalogue.confirmed_at:%Y-%m-%d %H:%M} UTC stays in force"


def _refusal(change: Change, old: Catalogue) -> str:
    names = ", ".join(change.removed[:5]) + (", …" if len(change.removed) > 5 else "")
    return (
        f"{change.lost} of {change.before} entries would vanish at once ({names}), which looks like an "
        f"accident; {_stays(old)}. A moderator can force the update when it is meant"
    )

"""A guide ready to answer: files read, indexed, with their origin; and how two of them differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cogs.guide.matching.defaults import Defaults, shipped_defaults
from cogs.guide.matching.engine import GuideIndex
from cogs.guide.model import Defect, Guide, Hardware, Library
from cogs.guide.pages.reader import Layout, read_guide
from cogs.guide.settings import StartHereSettings
from cogs.guide.source.provenance import MISSED_REFRESHES, Origin, Provenance


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One guide, its index and where it comes from.

    `key` tells sources apart; the other fields are those of `Provenance`.
    """

    index: GuideIndex
    defects: tuple[Defect, ...]
    key: str
    origin: Origin
    source: str
    commit: str | None = None
    fetched_at: datetime | None = None
    confirmed_at: datetime | None = None

    @property
    def guide(self) -> Guide:
        """The guide itself."""
        return self.index.guide

    @property
    def empty(self) -> bool:
        """Whether not one page could be read."""
        return not (self.guide.libraries or self.guide.hardware)

    def provenance(self, now: datetime, refresh_every: timedelta) -> Provenance:
        """Return where it comes from and its age at `now` (UTC)."""
        age = now - self.confirmed_at if self.confirmed_at else None
        return Provenance(
            origin=self.origin,
            source=self.source,
            commit=self.commit,
            fetched_at=self.fetched_at,
            confirmed_at=self.confirmed_at,
            age=age,
            stale=age is not None and age > MISSED_REFRESHES * refresh_every,
        )


@dataclass(frozen=True, slots=True)
class Change:
    """How a guide differs from the one before, in titles, and which share of the old entries is gone."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    lost: int
    before: int

    @property
    def nothing(self) -> bool:
        """Whether a reader sees no difference."""
        return not (self.added or self.changed or self.removed)

    @property
    def mass_deletion(self) -> bool:
        """Whether more than half of the entries vanished: rather an accident than an edit."""
        return self.lost * 2 > self.before


def build(
    files: Mapping[str, bytes],
    defects: Sequence[Defect],
    layout: Layout,
    defaults: Defaults,
    *,
    key: str,
    origin: Origin,
    source: str,
    commit: str | None = None,
    fetched_at: datetime | None = None,
    confirmed_at: datetime | None = None,
) -> Catalogue:
    """Read and index `files`. Takes some tenths of a second of computing: call it in a thread.

    `defects` are those found while fetching; the reader's are added.
    """
    guide, found = read_guide(files, layout)
    guide = replace(guide, source=source, commit=commit, fetched_at=fetched_at)
    return Catalogue(
        index=GuideIndex(guide, defaults=defaults),
        defects=tuple(sorted({*defects, *found})),
        key=key,
        origin=origin,
        source=source,
        commit=commit,
        fetched_at=fetched_at,
        confirmed_at=confirmed_at,
    )


def compare(old: Guide, new: Guide) -> Change:
    """Return what a reader of the guide sees change from `old` to `new`."""
    before, after = _entries(old), _entries(new)
    lost = [entry for entry in before if entry not in after]
    return Change(
        added=tuple(after[entry].title for entry in after if entry not in before),
        changed=tuple(
            after[entry].title for entry in after if before.get(entry, after[entry]) != after[entry]
        ),
        removed=tuple(before[entry].title for entry in lost),
        lost=len(lost),
        before=len(before),
    )


def start_here(settings: StartHereSettings) -> Defaults:
    """Return the curated lists: those that ship with the bot, replaced where `settings` names slugs."""
    shipped = shipped_defaults()
    chosen = {
        "machine-learning": settings.machine_learning,
        "neuroscience": settings.neuroscience,
        "event-cameras": settings.event_cameras,
        "hardware": settings.hardware,
    }
    return shipped.model_copy(
        update={
            "general": settings.general or shipped.general,
            "backgrounds": {
                name: background.model_copy(update={"libraries": chosen.get(name) or background.libraries})
                for name, background in shipped.backgrounds.items()
            },
        }
    )


def unknown_slugs(settings: StartHereSettings, guide: Guide) -> dict[str, list[str]]:
    """Return the names in `settings` that `guide` does not have, by key; keys without any are left out."""
    found = {key: [slug for slug in slugs if slug not in guide.library_by_slug] for key, slugs in settings}
    return {key: slugs for key, slugs in found.items() if slugs}


def _entries(guide: Guide) -> dict[tuple[str, str], Library | Hardware]:
    return {
        **{("software", library.slug): library for library in guide.libraries},
        **{("hardware", chip.slug): chip for chip in guide.hardware},
    }

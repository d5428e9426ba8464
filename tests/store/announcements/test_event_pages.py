"""Event pages from GitHub, and what becomes of events: on a real database, a clock that stands still."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import ManualClock, to_text
from bot.database import Database
from bot.delivery import KEEP_BODIES, KEEP_DIRECT
from bot.errors import UserError
from bot.fetch import Fetcher
from bot.health import Condition, HealthBoard
from bot.migrations import migrate
from bot.outbox import Message, Outbox
from bot.outbox_people import OutboxPeople
from bot.outbox_rows import OutboxRows
from bot.ports import NextEvent
from bot.repository.files import Entry, SourceError
from bot.repository.github import GitHub, Place
from bot.repository.mirror import Mirror
from bot.repository.store import CopyStore
from cogs.announcements.agenda.acting import Actor
from cogs.announcements.agenda.personal import PersonalReminders
from cogs.announcements.agenda.scheduled import ScheduledStore
from cogs.announcements.agenda.service import EventService
from cogs.announcements.agenda.source import GitHubPages, PageSource, pick
from cogs.announcements.agenda.store import EventStore, ReminderStore
from cogs.announcements.events.event import Event
from cogs.announcements.events.pages import FOLDERS
from cogs.announcements.face import event_cards
from tests.wire.guide_source.fake_github import REPOSITORY, FakeGitHub, answer

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
CHANNEL = 100
MODERATORS = 200


def page(title: str, *lines: str) -> bytes:
    return "\n".join(("---", f'title: "{title}"', *lines, "---", "")).encode()


def on(start: datetime) -> tuple[str, str]:
    return f"date: {start:%Y-%m-%d}", f'start_datetime: "{start:%Y-%m-%dT%H:%M:%S}+00:00"'


@dataclass
class Site:
    """The events of a repository; `start` makes the service anew on the same database, as a restart does."""

    github: FakeGitHub
    database: Database
    fetcher: Fetcher
    clock: ManualClock = field(default_factory=lambda: ManualClock(START))

    def start(self, *, role_id: int | None = None, source: PageSource | None = None) -> EventService:
        self.health = HealthBoard(self.clock)
        place = Place(
            REPOSITORY,
            "main",
            tuple(FOLDERS),
            self.github.api_url,
            self.github.raw_url,
            0.0,
            "[x]",
            "the bot",
        )
        copies = CopyStore(self.database, "event")
        github = GitHub(place, self.fetcher, self.clock, copies, asyncio.sleep, None, lambda _: None)
        pages = source or GitHubPages(Mirror("site", github, copies, self.clock, pick), copies, self.clock)
        store, self.reminders = EventStore(self.database), ReminderStore(self.database)
        outbox = Outbox(self.database, self.clock)
        actor = Actor(
            self.database,
            store,
            ScheduledStore(self.database),
            PersonalReminders(self.reminders, outbox, event_cards),
            outbox,
            event_cards,
            channel_id=CHANNEL,
            role_id=role_id,
            moderator_channel=MODERATORS,
        )
        site = "https://open-neuromorphic.org"
        return EventService(
            self.database, store, self.reminders, pages, site, actor, None, self.clock, self.health
        )

    def write(self, name: str, content: bytes) -> None:
        self.github.files[f"content/workshops/{name}/index.md"] = content

    async def keys(self) -> list[str]:
        return [row["key"] for row in await self.database.all("SELECT key FROM outbox ORDER BY id")]

    def condition(self, name: str) -> Condition:
        return next(each for each in self.health.conditions() if each.name == f"announcements.events.{name}")


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with AsyncExitStack() as stack:
        github = FakeGitHub(
            {
                "content/workshops/old/index.md": page("Old", *on(START - timedelta(days=100))),
                "content/workshops/_index.md": b"landing",
                "content/workshops/old/poster.png": b"picture",
                "README.md": b"readme",
            }
        )
        await github.start()
        stack.push_async_callback(github.stop)
        path = tmp_path / "community.sqlite3"
        migrate(path)
        database = await Database.open(path)
        stack.push_async_callback(database.close)
        fetcher = Fetcher(private_hosts=("127.0.0.1",))
        stack.push_async_callback(fetcher.close)
        yield Site(github, database, fetcher)


async def test_only_what_changed_is_fetched_and_github_is_asked_every_half_hour(site: Site) -> None:
    service = site.start()
    await service.sweep()
    assert site.github.kinds() == ["tree", "raw"]
    await service.sweep()
    assert site.github.kinds() == ["tree", "raw"]
    site.write("new", page("New", *on(START + timedelta(days=3))))
    site.clock.advance(timedelta(minutes=30))
    await service.sweep()
    assert site.github.kinds() == ["tree", "raw", "tree", "raw"]
    assert site.github.fetched() == ["old", "new"]
    assert await site.keys() == ["announcements.event.2.announce"]
    site.clock.advance(timedelta(minutes=30))
    await service.sweep()
    assert site.github.kinds()[4:] == ["tree"]
    assert "If-None-Match" in site.github.calls[-1].headers


async def test_an_outage_is_told_and_stops_no_reminder(site: Site) -> None:
    start = START + timedelta(days=3)
    service = site.start()
    await service.sweep()
    site.write("new", page("New", *on(start)))
    site.clock.advance(timedelta(minutes=30))
    await service.sweep()
    site.github.faults["tree"] = answer(500)
    service = site.start()
    await service.start()
    assert [each.event.title for each in service.upcoming()] == ["New"]
    site.clock.advance(start - timedelta(hours=24) - site.clock.now())
    await service.sweep()
    assert (await site.keys())[-1].startswith("announcements.event.2.remind-day")
    assert not site.condition("source").ok
    asked = len(site.github.calls)
    await service.sweep()
    assert len(site.github.calls) == asked
    site.github.faults.clear()
    site.clock.advance(timedelta(minutes=5))
    await service.sweep()
    assert site.condition("source").ok
    # No second announcement for what was known before.
    assert len(await site.keys()) == 2


async def test_what_is_there_at_first_is_not_announced_but_reminded_of(site: Site) -> None:
    start = START + timedelta(days=2)
    site.write("soon", page("Soon", *on(start)))
    site.write("draft", page("Draft", "draft: true", *on(START + timedelta(days=3))))
    service = site.start()
    await service.sweep()
    assert await site.keys() == []
    assert service.next_event() == NextEvent("Soon", "https://open-neuromorphic.org/workshops/soon/", start)
    site.clock.advance(timedelta(days=1))
    site.write("draft", page("Draft", *on(START + timedelta(days=3))))
    await service.sweep()
    remind, announce = sorted(await site.keys(), reverse=True)
    assert ".remind-day." in remind
    # The draft was shown to nobody before.
    assert announce.endswith(".announce")
    site.clock.advance(timedelta(days=1))
    following = service.next_event()
    assert following is not None
    assert following.title == "Draft"


async def test_pages_that_cannot_be_had_cancel_nothing(site: Site) -> None:
    service = site.start()
    await service.sweep()
    site.write("new", page("New", *on(START + timedelta(days=3))))
    site.clock.advance(timedelta(minutes=30))
    await service.sweep()
    for content in (b"---\ntitle: [\n---\n", b"x" * 600_000):
        site.write("new", content)
        site.clock.advance(timedelta(hours=1))
        await service.sweep()
        assert not site.condition("pages").ok
        assert "new" in site.condition("pages").detail
        assert [each.event.title for each in service.upcoming()] == ["New"]
    assert await site.keys() == ["announcements.event.2.announce"]


async def test_reminders_of_people_are_exported_and_erased(site: Site) -> None:
    site.write("soon", page("Soon", *on(START + timedelta(days=2))))
    service = site.start()
    await service.sweep()
    (soon,) = service.upcoming()
    await service.keep_reminder(soon.id, 7, 70)
    await service.keep_reminder(soon.id, 7, 70)
    await service.keep_reminder(soon.id, 8, 80)
    assert await site.reminders.export(7) == [
        {"event": "workshop/soon", "direct_messages": 70, "asked_at": "2026-03-01T12:00:00.000000Z"}
    ]
    assert await site.reminders.erase(7) == 1
    assert await site.reminders.export(7) == []
    site.clock.advance(timedelta(days=2, minutes=-30))
    await service.sweep()
    row = await site.database.all("SELECT channel_id FROM outbox WHERE key LIKE '%.personal.%'")
    assert [each["channel_id"] for each in row] == [80]


@pytest.mark.parametrize("cancelled", [False, True])
async def test_what_is_written_to_somebody_alone_is_not_sent_once_they_had_theirs_erased(
    site: Site, cancelled: bool
) -> None:
    ada, ben = 812345678901234567, 812345678901234568
    site.write("soon", page("Soon", *on(START + timedelta(days=2))))
    service = site.start()
    await service.sweep()
    (soon,) = service.upcoming()
    for person, channel in ((ada, 70), (ben, 80)):
        await service.keep_reminder(soon.id, person, channel)
    if cancelled:
        del site.github.files["content/workshops/soon/index.md"]
        for _ in range(3):
            site.clock.advance(timedelta(minutes=31))
            await service.sweep()
    else:
        site.clock.advance(timedelta(days=2, minutes=-30))
        await service.sweep()
    people = OutboxPeople(site.database)
    assert [(each.channel_id, each.direct) for each in await people.naming(ada)] == [(70, True)]
    assert await people.erase(ada) == 1
    rows = await site.database.all("SELECT channel_id FROM outbox WHERE key LIKE '%.personal.%'")
    assert [row["channel_id"] for row in rows] == [80]


async def test_where_somebody_was_reminded_is_forgotten_a_day_later(site: Site) -> None:
    site.write("soon", page("Soon", *on(START + timedelta(days=2))))
    service = site.start()
    await service.sweep()
    (soon,) = service.upcoming()
    await service.keep_reminder(soon.id, 8, 80)
    site.clock.advance(timedelta(days=2, minutes=-30))
    await service.sweep()
    sent = "UPDATE outbox SET state = 'sent', message_id = id, settled_at = created_at"
    async with site.database.write() as tx:
        await tx.execute(sent)
    for hours, left in ((23, 1), (2, 0)):
        site.clock.advance(timedelta(hours=hours))
        await OutboxRows(site.database).forget(site.clock.now(), bodies=KEEP_BODIES, direct=KEEP_DIRECT)
        rows = await site.database.all("SELECT 1 FROM outbox WHERE channel_id = 80")
        assert len(rows) == left
    # What everybody was told stays.
    assert await site.database.all("SELECT 1 FROM outbox")


async def test_it_is_said_why_nobody_can_be_reminded_any_more(site: Site) -> None:
    start = START + timedelta(days=2)
    site.write("soon", page("Soon", *on(start)))
    site.write("some-day", page("Some day", f"date: {start:%Y-%m-%d}"))
    service = site.start()
    await service.sweep()
    for question in await service.questions():
        await service.confirm(question.doubts[0].id)
    ids = {each.event.title: each.id for each in service.upcoming()}
    assert service.to_remind_of(ids["Soon"]).start == start
    with pytest.raises(UserError, match="does not say yet when"):
        service.to_remind_of(ids["Some day"])
    for moment, why in (
        (start - timedelta(hours=1), "too soon"),
        (start, "has begun"),
        (start + timedelta(hours=3), "is over"),
    ):
        site.clock.advance(moment - site.clock.now())
        with pytest.raises(UserError, match=why):
            service.to_remind_of(ids["Soon"])


async def test_all_that_was_said_is_corrected_and_nothing_is_said_once_it_has_begun(site: Site) -> None:
    start = START + timedelta(days=3)
    service = site.start()
    await service.sweep()
    site.write("new", page("New", *on(start)))
    for moment in (START + timedelta(minutes=30), start - timedelta(hours=23)):
        site.clock.advance(moment - site.clock.now())
        await service.sweep()
    rows = await site.database.all("SELECT key, not_after FROM outbox ORDER BY id")
    assert [row["not_after"] for row in rows] == [to_text(start)] * 2
    async with site.database.write() as tx:
        await tx.execute("UPDATE outbox SET state = 'sent', message_id = id, settled_at = created_at")
    site.write("new", page("Newer", *on(start + timedelta(hours=1))))
    site.clock.advance(timedelta(minutes=30))
    await service.sweep()
    edits = await site.database.all("SELECT key, body FROM outbox WHERE action = 'edit' ORDER BY id")
    assert sorted(row["key"].split(".")[3] for row in edits) == ["announce/edit/1", "remind-day"]
    for row in edits:
        assert "Newer" in row["body"]
        assert str(int((start + timedelta(hours=1)).timestamp())) in row["body"]


async def test_an_announcement_mentions_the_role_and_nothing_else_does(site: Site) -> None:
    start = START + timedelta(days=3)
    service = site.start(role_id=55)
    await service.sweep()
    site.write("new", page("New @everyone <@&66>", *on(start)))
    site.clock.advance(timedelta(minutes=30))
    await service.sweep()
    site.clock.advance(start - timedelta(hours=20) - site.clock.now())
    await service.sweep()
    rows = await site.database.all("SELECT body FROM outbox ORDER BY id")
    announced, reminded = (Message.from_json(row["body"]) for row in rows)
    assert (announced.roles, announced.everyone, announced.users) == ((55,), False, ())
    assert (reminded.roles, reminded.everyone, reminded.users) == ((), False, ())


async def test_the_calendars_file_has_a_name_that_discord_keeps(site: Site) -> None:
    service = site.start()
    await service.sweep()
    site.write('spikes & "chips" ü', page("Soon", *on(START + timedelta(days=2))))
    site.clock.advance(timedelta(minutes=30))
    await service.sweep()
    (row,) = await site.database.all("SELECT body FROM outbox")
    (file,) = Message.from_json(row["body"]).files
    assert file.name == "spikes----chips---.ics"
    assert f"attachment://{file.name}" in row["body"]


async def test_one_event_that_fails_keeps_no_other_from_being_announced(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = site.start()
    await service.sweep()
    for name in ("bad", "good"):
        site.write(name, page(name.title(), *on(START + timedelta(days=3))))
    usual = event_cards.announcement

    def broken(event: Event, *args: Any, **rest: Any) -> Message:
        if event.title == "Bad":
            raise RuntimeError("broken")
        return usual(event, *args, **rest)

    monkeypatch.setattr(event_cards, "announcement", broken)
    site.clock.advance(timedelta(minutes=30))
    await service.sweep()
    assert await site.keys() == ["announcements.event.3.announce"]
    assert "workshop/bad" in site.condition("due").detail
    monkeypatch.undo()
    await service.sweep()
    assert await site.keys() == ["announcements.event.3.announce", "announcements.event.2.announce"]
    assert site.condition("due").ok


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ((), "not one event page"),
        ((Entry("README.md", "a" * 40),), "not one event page"),
        (
            tuple(Entry(f"content/workshops/{number}/index.md", "a" * 40) for number in range(2001)),
            "2,001 event pages",
        ),
    ],
)
def test_a_tree_that_cannot_be_meant_is_refused(entries: tuple[Entry, ...], why: str) -> None:
    with pytest.raises(SourceError, match=why):
        pick(entries)


def test_single_pages_that_are_unfit_are_left_out() -> None:
    wanted = pick(
        (
            Entry("content/workshops/good/index.md", "a" * 40, 100),
            Entry("content/workshops/huge/index.md", "b" * 40, 10**9),
            Entry("content/workshops/odd/index.md", "no sha", 10),
        )
    )
    assert [entry.path for entry in wanted.pages] == ["content/workshops/good/index.md"]
    assert set(wanted.left_out) == {"content/workshops/huge/index.md", "content/workshops/odd/index.md"}

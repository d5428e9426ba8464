"""What is remembered about questions and answers: on a real SQLite file, through the service."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.database import Database
from bot.fetch import Fetcher
from bot.health import HealthBoard
from bot.migrations import migrate
from cogs.guide.matching.answer import Answer, Filters, Match, Need, Reason
from cogs.guide.model import LicenceFamily
from cogs.guide.service import GuideService
from cogs.guide.settings import GuideSettings
from cogs.guide.storage.answer_store import SUBJECTS_A_MONTH, AnswerStore
from cogs.guide.storage.memory import JUDGED_LIFETIME, Unanswered, Verdicts, days_talk, needs_in_words

START = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    path = tmp_path / "community.sqlite3"
    migrate(path)
    database = await Database.open(path)
    yield database
    await database.close()


@pytest.fixture
async def guide(database: Database, clock: ManualClock) -> GuideService:
    return await started(database, clock)


async def started(database: Database, clock: ManualClock) -> GuideService:
    """The service as after a start of the process: nothing in memory but what the database gives."""
    service = GuideService(database, Fetcher(), clock, HealthBoard(clock), GuideSettings(), environ={})
    await service.start()
    return service


def an_answer(guide: GuideService, *slugs: str, kind: str = "answer", gaps: tuple[str, ...] = ()) -> Answer:
    ranked = tuple(
        Match(slug, guide.guide.library_by_slug[slug], 3.0 - n, (Reason("matches", "text", "“spikes”"),))
        for n, slug in enumerate(slugs)
    )
    needs = (Need("dependency", "JAX"), Need("dependency", "PyTorch", wanted=False))
    return Answer(kind, ranked, ("the asker's words",), ranked[:1], needs, gaps=gaps)  # type: ignore[arg-type]


async def rows(database: Database) -> str:
    """Everything that the guide keeps, as text."""
    tables = await database.all("SELECT name FROM sqlite_master WHERE name GLOB 'guide_*' AND type = 'table'")
    found = [await database.all(f"SELECT * FROM {table['name']}") for table in tables]
    return json.dumps([[list(map(str, row)) for row in table] for table in found], ensure_ascii=False)


# --- verdicts ------------------------------------------------------------------------------------------


async def test_the_text_of_a_question_is_never_stored(guide: GuideService, database: Database) -> None:
    text = "Does Grandma's xylophone plan need a JAX library?"
    answer = guide.ask(text)
    needs = needs_in_words(answer, Filters())
    assert await guide.record_verdict(7, helpful=True, libraries=["spyx"], needs=needs)
    await guide.record_unanswered(replace(answer, kind="not_in_guide", missing=("xylophone plan",)))
    stored = await rows(database)
    assert "JAX" in stored
    assert "Grandma" not in stored
    assert "xylophone" not in stored


def test_needs_of_the_question_and_of_the_menus_are_worded_alike() -> None:
    answer = Answer("answer", needs=(Need("language", "Python"), Need("nir", "NIR", wanted=False)))
    filters = Filters(
        languages=frozenset({"Rust", "Python"}),
        licence_family=LicenceFamily.PERMISSIVE,
        dependency="JAX",
        nir=False,
        hardware=True,
        category="simulator",
        field="robotics",
    )
    assert needs_in_words(answer, filters) == (
        "Python", "not NIR", "Rust", "permissive", "JAX", "hardware support", "simulator", "robotics",
    )  # fmt: skip
    assert needs_in_words(answer, Filters()) == ("Python", "not NIR")


async def test_an_answer_is_counted_once(guide: GuideService, database: Database, clock: ManualClock) -> None:
    for helpful in (True, False):
        for service in (guide, await started(database, clock)):
            await service.record_verdict(
                7, helpful=helpful, libraries=["spyx", "norse"], needs=["JAX", "not PyTorch"]
            )
    insights = await guide.insights()
    assert insights.libraries == (Verdicts("norse", 1, 0), Verdicts("spyx", 1, 0))
    assert insights.needs == (Verdicts("JAX", 1, 0), Verdicts("not PyTorch", 1, 0))


async def test_verdicts_on_several_answers_add_up(guide: GuideService) -> None:
    for message, helpful in enumerate((True, True, False)):
        assert await guide.record_verdict(message, helpful=helpful, libraries=["spyx"])
    assert (await guide.insights()).libraries == (Verdicts("spyx", 2, 1),)


async def test_presses_at_the_same_moment_count_once(guide: GuideService) -> None:
    counted = await asyncio.gather(
        *(guide.record_verdict(7, helpful=True, libraries=["spyx"]) for _ in range(5))
    )
    assert sorted(counted) == [False] * 4 + [True]
    assert (await guide.insights()).libraries == (Verdicts("spyx", 1, 0),)


async def test_which_answers_were_judged_is_forgotten(
    guide: GuideService, database: Database, clock: ManualClock
) -> None:
    await guide.record_verdict(7, helpful=True, libraries=["spyx"])
    clock.advance(JUDGED_LIFETIME + timedelta(seconds=1))
    await guide.sweep()
    assert await database.all("SELECT * FROM guide_judged") == []


# --- what the guide had no answer for ------------------------------------------------------------------


async def test_what_a_question_lacks_is_counted_once(guide: GuideService) -> None:
    answer = an_answer(guide, kind="not_in_guide", gaps=("FrobNix", "x" * 500, "  ", "frobnix", "JAX"))
    await guide.record_unanswered(answer)
    await guide.record_unanswered(answer)
    await guide.record_unanswered(an_answer(guide, "spyx", gaps=("never",)))
    insights = await guide.insights()
    assert insights.unanswered_needs == (), "needs that were understood are no gap beside one that is"
    assert insights.unknown_names == (
        Unanswered("frobnix", 2), Unanswered("jax", 2), Unanswered("x" * 100, 2),
    )  # fmt: skip


async def test_needs_that_nothing_fits_together_are_counted(guide: GuideService) -> None:
    await guide.record_unanswered(an_answer(guide, kind="not_in_guide"))
    insights = await guide.insights()
    assert insights.unanswered_needs == (Unanswered("JAX", 1), Unanswered("not PyTorch", 1))
    assert insights.unknown_names == ()


async def test_nonsense_cannot_fill_the_database(guide: GuideService, database: Database) -> None:
    async with database.write() as tx:
        await tx.execute_many(
            "INSERT INTO guide_unanswered VALUES ('2026-03', 'name', ?, 1)",
            [(f"name{n}",) for n in range(SUBJECTS_A_MONTH)],
        )
    await guide.record_unanswered(Answer("not_in_guide", gaps=("one too many", "name7")))
    names = {row.subject: row.times for row in (await guide.insights()).unknown_names}
    assert names["name7"] == 2
    (row,) = await database.all("SELECT count(*) AS n FROM guide_unanswered")
    assert row["n"] == SUBJECTS_A_MONTH


async def test_counts_are_kept_for_a_year(
    guide: GuideService, database: Database, clock: ManualClock
) -> None:
    await guide.record_unanswered(Answer("not_in_guide", gaps=("frobnix",)))
    clock.advance(timedelta(days=40))  # May
    await guide.record_verdict(7, helpful=True, libraries=["spyx"])
    assert (await guide.insights()).since == datetime(2026, 3, 1, tzinfo=UTC)
    clock.advance(timedelta(days=300))  # March 2027
    assert (await guide.insights()).since == datetime(2026, 5, 1, tzinfo=UTC)
    assert (await guide.insights()).unknown_names == ()
    clock.advance(timedelta(days=60))
    assert (await guide.insights()).since is None
    await guide.sweep()
    assert await database.all("SELECT 1 FROM guide_unanswered UNION SELECT 1 FROM guide_verdict") == []


# --- listening -----------------------------------------------------------------------------------------


async def test_a_conversation_is_answered_once_also_after_a_restart(
    guide: GuideService, database: Database, clock: ManualClock
) -> None:
    assert await guide.claim_conversation(1, 10)
    clock.advance(timedelta(days=1))
    assert not await guide.claim_conversation(1, 10)
    assert not await (await started(database, clock)).claim_conversation(1, 10)


async def test_claims_at_the_same_moment_give_one_answer(guide: GuideService) -> None:
    claims = await asyncio.gather(*(guide.claim_conversation(1, 10) for _ in range(5)))
    assert sorted(claims) == [False] * 4 + [True]


async def test_a_channel_cools_down(guide: GuideService, clock: ManualClock) -> None:
    cooldown = timedelta(seconds=guide.settings.listen.cooldown_seconds)
    assert await guide.claim_conversation(1, 10)
    clock.advance(cooldown - timedelta(seconds=1))
    assert not await guide.claim_conversation(2, 10)
    assert await guide.claim_conversation(3, 11)
    clock.advance(timedelta(seconds=1))
    assert await guide.claim_conversation(2, 10)


async def test_a_claim_that_could_not_be_used_is_given_back(guide: GuideService) -> None:
    assert await guide.claim_conversation(1, 10)
    await guide.release_conversation(1)
    assert await guide.claim_conversation(1, 10)


async def test_answered_conversations_are_forgotten_after_a_quarter(
    guide: GuideService, database: Database, clock: ManualClock
) -> None:
    await guide.claim_conversation(1, 10)
    clock.advance(timedelta(days=90))
    await guide.sweep()
    assert len(await database.all("SELECT * FROM guide_conversation")) == 1
    clock.advance(timedelta(seconds=1))
    await guide.sweep()
    assert await database.all("SELECT * FROM guide_conversation") == []


# --- schema --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO guide_verdict VALUES ('2026-03', 'person', 'ada', 1, 0)",
        "INSERT INTO guide_verdict VALUES ('2026-03', 'library', 'spyx', -1, 0)",
        "INSERT INTO guide_unanswered VALUES ('March', 'name', 'x', 1)",
        "INSERT INTO guide_blob VALUES ('../etc/passwd', x'00', '2026-01-01')",
        "INSERT INTO guide_copy VALUES (2, 's', NULL, NULL, '2026-01-01', '2026-01-01')",
        "INSERT INTO guide_file VALUES ('a', 1, NULL, 'too large')",
    ],
)
async def test_the_schema_refuses_what_must_not_be(database: Database, sql: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="constraint failed"):
        async with database.write() as tx:
            await tx.execute(sql)


async def test_what_stands_for_a_person_is_found_and_forgotten_and_nothing_else(
    guide: GuideService, database: Database, clock: ManualClock
) -> None:
    ada, ben, channel, thread = 812345678901234567, 812345678901234568, 7, 70
    store = AnswerStore(database)
    # Half an hour before midnight; the answer to the second comes right after.
    assert await guide.claim_conversation(days_talk(channel, ada, clock.now()), channel)
    clock.advance(timedelta(minutes=29, seconds=59))
    late = days_talk(8, ada, clock.now())
    clock.advance(timedelta(seconds=2))
    assert await guide.claim_conversation(late, 8)
    assert await guide.claim_conversation(days_talk(9, ben, clock.now()), 9)
    assert await guide.claim_conversation(thread, thread)
    found = await store.answered(ada)
    assert [(each.channel_id, each.at) for each in found] == [(7, START), (8, clock.now())]
    assert await store.forget(ada) == 2
    assert await store.forget(ada) == 0
    assert await store.answered(ada) == []
    assert len(await store.answered(ben)) == 1
    left = await database.all("SELECT channel_id FROM guide_conversation ORDER BY channel_id")
    assert [row["channel_id"] for row in left] == [9, thread]

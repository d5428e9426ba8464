"""What is remembered about questions and answers: on a real SQLite file, through the service."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.database import Database
from bot.fetch import Fetcher
from bot.health import HealthBoard
from bot.migrations import migrate
from cogs.guide.answer_json import answer_from_json, answer_to_json, filters_from_json, filters_to_json
from cogs.guide.answer_store import SUBJECTS_A_MONTH
from cogs.guide.matching.answer import Answer, Filters, Match, Need, Reason
from cogs.guide.memory import QUESTION_LIFETIME, Unanswered, Verdicts
from cogs.guide.model import Guide, LicenceFamily
from cogs.guide.service import GuideService
from cogs.guide.settings import GuideSettings

START = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
ADA, BEN = 101, 102


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


def an_answer(
    guide: GuideService, *slugs: str, kind: str = "answer", missing: tuple[str, ...] = ()
) -> Answer:
    ranked = tuple(
        Match(slug, guide.guide.library_by_slug[slug], 3.0 - n, (Reason("matches", "text", "“spikes”"),))
        for n, slug in enumerate(slugs)
    )
    needs = (Need("dependency", "JAX"), Need("dependency", "PyTorch", wanted=False))
    return Answer(kind, ranked, missing, ranked[:1], needs)  # type: ignore[arg-type]


async def rows(database: Database) -> str:
    """Everything that the guide keeps, as text."""
    tables = await database.all("SELECT name FROM sqlite_master WHERE name GLOB 'guide_*' AND type = 'table'")
    found = [await database.all(f"SELECT * FROM {table['name']}") for table in tables]
    return json.dumps([[list(map(str, row)) for row in table] for table in found], ensure_ascii=False)


# --- buttons that outlive restarts ---------------------------------------------------------------------


async def test_buttons_work_at_once_and_after_a_restart(
    guide: GuideService, database: Database, clock: ManualClock
) -> None:
    answer = an_answer(guide, "spyx", "norse", missing=("frobnix",))
    filters = Filters(languages=frozenset({"Python"}), licence_family=LicenceFamily.PERMISSIVE, nir=True)
    kept = guide.remember_question(answer, asker_id=ADA, filters=filters, question="JAX, my secret plan?")
    assert await guide.recall_question(kept.key) == kept
    await guide.keep_question(kept)
    recalled = await (await started(database, clock)).recall_question(kept.key)
    assert recalled is not None
    assert recalled.asker_id == ADA
    assert recalled.filters == filters
    assert answer_to_json(recalled.answer) == answer_to_json(answer)
    assert recalled.question is None


async def test_the_text_of_a_question_is_never_stored(guide: GuideService, database: Database) -> None:
    text = "Does Grandma's xylophone plan need a JAX library?"
    kept = guide.remember_question(guide.ask(text), asker_id=ADA, question=text)
    await guide.keep_question(kept)
    await guide.record_feedback(kept.key, helpful=True)
    await guide.record_unanswered(kept.answer)
    stored = await rows(database)
    assert "Grandma" not in stored
    assert text not in stored


async def test_an_answer_is_forgotten_after_its_time(
    guide: GuideService, database: Database, clock: ManualClock
) -> None:
    kept = guide.remember_question(an_answer(guide, "spyx"), asker_id=ADA)
    await guide.keep_question(kept)
    clock.advance(QUESTION_LIFETIME)
    for service in (guide, await started(database, clock)):
        assert await service.recall_question(kept.key) is None
        assert not await service.record_feedback(kept.key, helpful=True)
        assert await service.refine(kept.key, Filters()) is None
    await guide.sweep()
    assert await database.all("SELECT * FROM guide_question") == []


async def test_an_answer_shows_the_guide_as_it_is_now(guide: GuideService) -> None:
    stored = answer_to_json(an_answer(guide, "spyx", "norse"))
    norse = dataclasses.replace(guide.guide.library_by_slug["norse"], title="Norse 2")
    assert [match.library.title for match in answer_from_json(stored, Guide((norse,))).ranked] == ["Norse 2"]


def test_filters_survive_being_stored() -> None:
    for filters in (
        Filters(),
        Filters(frozenset({"C++", "Rust"}), None, "JAX", False, True, "simulator", "x"),
    ):
        assert filters_from_json(json.loads(json.dumps(filters_to_json(filters)))) == filters


async def test_asking_differently_uses_the_text_while_it_is_remembered(guide: GuideService) -> None:
    text = "is there a JAX library?"
    kept = guide.remember_question(guide.ask(text), asker_id=ADA, question=text)
    filters = Filters(licence_family=LicenceFamily.PERMISSIVE)
    again = await guide.refine(kept.key, filters)
    assert again is not None
    assert again.key != kept.key
    assert (again.asker_id, again.filters, again.answer) == (ADA, filters, guide.ask(text, filters))


async def test_asking_differently_after_a_restart_asks_for_the_same_needs(
    guide: GuideService, database: Database, clock: ManualClock
) -> None:
    kept = guide.remember_question(guide.ask("a JAX library please"), asker_id=ADA, question="…")
    await guide.keep_question(kept)
    again = await (await started(database, clock)).refine(kept.key, Filters())
    assert again is not None
    assert again.answer.kind == "answer"
    assert "JAX" in str(again.answer.ranked[0].library.dependencies)


async def test_keys_are_not_guessable_and_only_so_many_are_remembered(guide: GuideService) -> None:
    answer = an_answer(guide)
    keys = [guide.remember_question(answer, asker_id=n).key for n in range(600)]
    assert len(set(keys)) == 600
    assert all(len(key) == 8 and key.isalnum() for key in keys)
    assert await guide.recall_question(keys[0]) is None
    assert await guide.recall_question(keys[-1]) is not None


# --- verdicts ------------------------------------------------------------------------------------------


async def test_one_verdict_counts_for_each_answer_the_last_one(
    guide: GuideService, database: Database, clock: ManualClock
) -> None:
    kept = guide.remember_question(an_answer(guide, "spyx", "norse"), asker_id=ADA)
    await guide.keep_question(kept)
    for helpful in (True, True, False):
        assert await guide.record_feedback(kept.key, helpful=helpful)
    insights = await guide.insights()
    assert insights.libraries == (Verdicts("norse", 0, 1), Verdicts("spyx", 0, 1))
    assert insights.needs == (Verdicts("JAX", 0, 1), Verdicts("not PyTorch", 0, 1))
    recalled = await (await started(database, clock)).recall_question(kept.key)
    assert recalled is not None
    assert recalled.helpful is False


async def test_a_verdict_may_come_before_the_answer_is_kept(guide: GuideService) -> None:
    kept = guide.remember_question(an_answer(guide, "spyx"), asker_id=ADA)
    assert await guide.record_feedback(kept.key, helpful=True)
    await guide.keep_question(kept)
    assert (await guide.insights()).libraries == (Verdicts("spyx", 1, 0),)


async def test_a_verdict_changed_in_another_month_is_taken_back_where_it_was(
    guide: GuideService, database: Database, clock: ManualClock
) -> None:
    kept = guide.remember_question(an_answer(guide, "spyx"), asker_id=ADA)
    await guide.record_feedback(kept.key, helpful=True)
    clock.advance(timedelta(hours=1))  # April
    await guide.record_feedback(kept.key, helpful=False)
    found = await database.all("SELECT month, helpful, not_helpful FROM guide_verdict WHERE kind = 'library'")
    assert [tuple(row) for row in found] == [("2026-03", 0, 1)]


async def test_a_library_that_was_only_near_is_not_judged(guide: GuideService) -> None:
    kept = guide.remember_question(an_answer(guide, "spyx", kind="not_in_guide"), asker_id=ADA)
    await guide.record_feedback(kept.key, helpful=False)
    assert (await guide.insights()).libraries == ()


async def test_only_the_libraries_that_were_shown_are_judged(guide: GuideService) -> None:
    kept = guide.remember_question(an_answer(guide, "spyx", "norse", "brian", "nest"), asker_id=ADA)
    await guide.record_feedback(kept.key, helpful=True)
    assert [verdict.subject for verdict in (await guide.insights()).libraries] == ["brian", "norse", "spyx"]


async def test_an_unknown_key_is_no_verdict(guide: GuideService) -> None:
    assert not await guide.record_feedback("zzzzzzzz", helpful=True)
    assert (await guide.insights()).needs == ()


# --- what the guide had no answer for ------------------------------------------------------------------


async def test_unanswered_needs_and_names_are_counted(guide: GuideService) -> None:
    answer = an_answer(guide, kind="not_in_guide", missing=("FrobNix", "x" * 500, "  ", "frobnix"))
    await guide.record_unanswered(answer)
    await guide.record_unanswered(answer)
    await guide.record_unanswered(an_answer(guide, "spyx", missing=("never",)))
    insights = await guide.insights()
    assert insights.unanswered_needs == (Unanswered("JAX", 2), Unanswered("not PyTorch", 2))
    assert insights.unknown_names == (Unanswered("frobnix", 2), Unanswered("x" * 100, 2))


async def test_nonsense_cannot_fill_the_database(guide: GuideService, database: Database) -> None:
    async with database.write() as tx:
        await tx.execute_many(
            "INSERT INTO guide_unanswered VALUES ('2026-03', 'name', ?, 1)",
            [(f"name{n}",) for n in range(SUBJECTS_A_MONTH)],
        )
    await guide.record_unanswered(Answer("not_in_guide", missing=("one too many", "name7")))
    names = {row.subject: row.times for row in (await guide.insights()).unknown_names}
    assert names["name7"] == 2
    (row,) = await database.all("SELECT count(*) AS n FROM guide_unanswered")
    assert row["n"] == SUBJECTS_A_MONTH


async def test_counts_are_kept_for_a_year(
    guide: GuideService, database: Database, clock: ManualClock
) -> None:
    await guide.record_unanswered(Answer("not_in_guide", missing=("frobnix",)))
    kept = guide.remember_question(an_answer(guide, "spyx"), asker_id=ADA)
    await guide.record_feedback(kept.key, helpful=True)
    assert (await guide.insights()).since == datetime(2025, 4, 1, tzinfo=UTC)
    clock.advance(timedelta(days=335))  # 1 March 2027
    assert (await guide.insights()).since == datetime(2026, 4, 1, tzinfo=UTC)
    assert (await guide.insights()).unknown_names == ()
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


# --- privacy -------------------------------------------------------------------------------------------


async def test_what_is_stored_about_a_person_is_shown_and_erased(
    guide: GuideService, database: Database
) -> None:
    for asker in (ADA, ADA, BEN, None):
        kept = guide.remember_question(an_answer(guide, "spyx"), asker_id=asker)
        await guide.keep_question(kept)
    mine = guide.remember_question(an_answer(guide, "spyx"), asker_id=ADA)
    await guide.keep_question(mine)
    await guide.record_feedback(mine.key, helpful=True)
    exported = await guide.export_member(ADA)
    assert len(exported["questions"]) == 3
    assert exported["questions"][0]["answer"]["needs"][0]["value"] == "JAX"
    assert json.loads(json.dumps(exported)) == exported
    assert await guide.erase_member(ADA) == 3
    assert (await guide.export_member(ADA)) == {"questions": []}
    assert await guide.recall_question(mine.key) is None
    assert str(ADA) not in await rows(database)
    # Their verdict is counted without a name, and other people's questions stay.
    assert (await guide.insights()).libraries == (Verdicts("spyx", 1, 0),)
    assert len((await guide.export_member(BEN))["questions"]) == 1


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO guide_question VALUES ('abcdefgh', 1, 'text', '{}', NULL, '2026-01-01', '2026-01-02')",
        "INSERT INTO guide_question VALUES ('abcdefgh', 1, '{}', '{}', 2, '2026-01-01', '2026-01-02')",
        "INSERT INTO guide_question VALUES ('abcdefgh', 1, '{}', '{}', NULL, '2026-01-02', '2026-01-01')",
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

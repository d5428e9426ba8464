"""The process ends at any write of any step: after the restart the election comes to the same end."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.database import Transaction
from bot.errors import UserError
from bot.migrations import migrate
from cogs.elections.box import KeyFolder
from cogs.elections.conduct.facts import QuestionDraft
from cogs.elections.model import CandidateState, Form, Stage
from cogs.elections.record.form import read
from cogs.elections.record.recount import recount

from .course import COMMITTEE, DAY, HOUR, SECRETARY, Course, course_at, member

CHAIR_ROLE = 71


class Killed(BaseException):
    """The process ends here; nothing catches that."""


class Cuts:
    """Ends the process at the `at`th write, commit or act on a key file; counts them."""

    def __init__(self, patched: pytest.MonkeyPatch, at: int) -> None:
        self.made = 0
        self._at = at
        # What is read changes nothing: an end before a read is an end before the next write.
        for name in ("execute", "execute_many", "insert"):
            patched.setattr(Transaction, name, self._before(getattr(Transaction, name)))
        patched.setattr(Transaction, "committed", self._after_commit(Transaction.committed))
        for name in ("create", "destroy"):
            patched.setattr(KeyFolder, name, self._around(getattr(KeyFolder, name)))

    def _tick(self) -> None:
        self.made += 1
        if self.made == self._at:
            raise Killed

    def _before(self, real: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def step(*given: Any) -> Any:
            self._tick()
            return await real(*given)

        return step

    def _after_commit(self, real: Callable[[Transaction], None]) -> Callable[[Transaction], None]:
        def committed(tx: Transaction) -> None:
            real(tx)
            self._tick()

        return committed

    def _around(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def act(*given: Any, **named: Any) -> Any:
            self._tick()
            done = real(*given, **named)
            self._tick()
            return done

        return act


async def prepared(course: Course) -> None:
    """A by-election in whose nominations somebody stands, and another is asked."""
    await course.start(office_roles={"Chair": CHAIR_ROLE})
    election = await course.draft("by-election")
    await course.conduct.add_question(SECRETARY, election.id, QuestionDraft(Form.OFFICE, "Chair"))
    await course.until(election.nominations_at)
    await course.stand(election, Chair=[1])


async def nominate(course: Course) -> None:
    sheet = await course.conduct.describe(1)
    await course.conduct.nominate(member(3), sheet.questions[0].question.id, 2, "Ben", "")


async def accept(course: Course) -> None:
    (ben,) = [
        each for each in (await course.conduct.describe(1)).questions[0].candidates if each.name == "Ben"
    ]
    await course.conduct.answer(member(2), ben.id, True)


async def until_nominations_end(course: Course) -> None:
    await course.until((await course.conduct.describe(1)).election.nominations_until)


async def until_opening(course: Course) -> None:
    await course.until((await course.conduct.describe(1)).election.opens_at)


async def votes(course: Course) -> None:
    for number in range(1, 4):
        await course.vote(1, number, Chair=["Ada", "Ben"])


async def until_reminder(course: Course) -> None:
    await course.until((await course.conduct.describe(1)).election.closes_at - 2 * DAY)


async def until_close(course: Course) -> None:
    await course.until((await course.conduct.describe(1)).election.closes_at)


async def extend(course: Course) -> None:
    if (await course.conduct.describe(1)).election.stage is not Stage.NOT_VALID:
        await course.conduct.sweep()
    until = course.clock.now() + 7 * DAY
    await course.conduct.extend(SECRETARY, 1, until, "A holiday was in between.")


async def more_votes(course: Course) -> None:
    for number in (4, 5, 6):
        if not await course.box.has_voted(1, f"m{number:03}"):
            await course.vote(1, number, Chair=["Ada"])


async def confirm(course: Course) -> None:
    await course.conduct.sweep()
    await course.conduct.confirm(COMMITTEE, 1)


async def an_hour_later(course: Course) -> None:
    await course.after(HOUR)


STORY = (
    nominate, accept, until_nominations_end, until_opening, votes, until_reminder, until_close, extend,
    more_votes, until_close, an_hour_later, confirm, an_hour_later,
)  # fmt: skip


async def told(course: Course) -> None:
    """Go through the story. Whoever acted when the process ended acts again, and may hear that it was done."""
    for chapter in STORY:
        try:
            await chapter(course)
        except Killed:
            await course.start(office_roles={"Chair": CHAIR_ROLE})
            await course.conduct.sweep()
            try:
                await chapter(course)
            except UserError:
                assert chapter in (nominate, extend, confirm), chapter


async def a_run(folder: Path, ready: Path, cut: int) -> int:
    here = folder / str(cut)
    shutil.copytree(ready, here)
    async with course_at(here / "community.sqlite3", office_roles={"Chair": CHAIR_ROLE}) as course:
        course.clock.advance(HOUR)
        with pytest.MonkeyPatch.context() as patched:
            cuts = Cuts(patched, cut)
            await told(course)
        await ended_as_it_should(course, cut)
        return cuts.made


async def ended_as_it_should(course: Course, cut: int) -> None:
    sheet = await course.conduct.describe(1)
    assert sheet.election.stage is Stage.CONFIRMED, cut
    assert sheet.questions[0].outcome is not None
    assert sheet.questions[0].outcome["elected"] == ["Ada"], cut
    assert [each.state for each in sheet.questions[0].candidates] == [CandidateState.ACCEPTED] * 2, cut
    steps = await course.steps()
    for once in (
        "freeze",
        "open",
        "declare not valid",
        "extend",
        "count",
        "declare elected",
        "confirm",
        "roles",
    ):
        assert steps.count(once) == 1, (cut, once)
    assert steps.count("close") == 2, cut
    assert steps.count("nominate") == 2, cut
    # What was said was said once, and in its order.
    assert [each.split(" [")[0] for each in course.says()] == [
        "nominations open", "asked", "ballot", "vote", "reminder", "closing", "result", "extension",
        "closing", "result", "confirmation",
    ], cut  # fmt: skip
    assert course.notes() == ["note: decide [not valid]"], cut
    assert [term.name for term in await course.conduct.terms()] == ["Ada"], cut
    assert course.roles.held == {(1, CHAIR_ROLE)}, cut
    assert recount(read((await course.conduct.export(SECRETARY, 1, "public")).data)).same, cut
    assert course.rows("SELECT count(*) FROM election_ballot") == [(6,)], cut
    assert course.rows("SELECT count(*) FROM election_sealed_ballot") == [(0,)], cut
    assert course.rows("SELECT count(*) FROM election_key") == [(0,)], cut
    assert not course.keys.exists(1), cut


@pytest.mark.parametrize("third", range(3))
async def test_cut_short_at_every_write(tmp_path: Path, third: int) -> None:
    ready = tmp_path / "ready"
    ready.mkdir()
    migrate(ready / "community.sqlite3")
    async with course_at(ready / "community.sqlite3") as course:
        await course.roll(10)
        await prepared(course)
    made = await a_run(tmp_path, ready, 0)
    assert made > 100
    for cut in range(1 + third, made + 1, 3):
        await a_run(tmp_path, ready, cut)
        shutil.rmtree(tmp_path / str(cut))

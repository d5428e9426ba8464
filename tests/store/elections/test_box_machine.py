"""The box against a slow and obvious one: lists in memory, whatever happens to whom in which order."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections import Counter
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.clock import to_text
from bot.errors import UserError
from cogs.elections.box.refusals import AlreadyVoted, Closed, NotHolder, NotOnRoll
from cogs.elections.model import Receipts, Stage, Turnout, Voter
from tests.store.elections.box_world import CLOSES, BoxWorld, box_world
from tests.store.power_cut import PowerCut, cut_at

MEMBERS = ["m1", "m2", "m3"]
# The last is on no roll at first.
EVERYBODY = [*MEMBERS, "late"]
who = st.sampled_from(EVERYBODY)
what = st.permutations(range(3)).flatmap(lambda all_: st.integers(0, 3).map(lambda n: tuple(all_[:n])))
OVER = (Stage.COUNTED, Stage.NOT_VALID)


class BoxMachine(RuleBasedStateMachine):
    """Whatever the real box does, the lists do."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(mkdtemp(prefix="box-machine-"))

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    @initialize(mode=st.sampled_from(Receipts), secret=st.booleans())
    def begin(self, mode: Receipts, secret: bool) -> None:
        self.opened_world = box_world(self.folder)
        self.world: BoxWorld = self.run(self.opened_world.__aenter__())
        self.asked = self.run(self.world.election(voters=MEMBERS, proxies=True, receipts=mode, secret=secret))
        self.stage, self.extended, self.closes = Stage.OPEN, False, CLOSES
        self.roll = set(MEMBERS)
        # Of each who voted: what, and who cast it; and the receipt they were given last.
        self.box: dict[str, tuple[tuple[int, ...], str | None]] = {}
        self.receipts: dict[str, str] = {}
        self.proxies: dict[str, str] = {}
        self.destroyed = False

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.run(self.opened_world.__aexit__(None, None, None))
        self.runner.close()
        shutil.rmtree(self.folder)

    def go_to(self, stage: Stage, **more: Any) -> None:
        self.run(self.world.stage(self.asked.id, stage, **more))
        self.stage = stage

    # --- what voters do ----------------------------------------------------------------------------------

    def refusal(self, member: str, holder: str | None) -> type[UserError] | None:
        if self.stage is not Stage.OPEN or self.world.clock.now() >= self.closes:
            return Closed
        if member not in self.roll:
            return NotOnRoll
        if self.extended and member in self.box:
            return AlreadyVoted
        if holder is not None and self.proxies.get(member) != holder:
            return NotHolder
        return None

    @rule(member=who, choice=what)
    def vote(self, member: str, choice: tuple[int, ...]) -> None:
        self.cast(member, choice)

    @precondition(lambda self: self.proxies)
    @rule(member=who, holder=who, choice=what, theirs=st.booleans())
    def vote_for(self, member: str, holder: str, choice: tuple[int, ...], theirs: bool) -> None:
        self.cast(member, choice, self.proxies.get(member, holder) if theirs else holder)

    @rule(member=who, choice=what, cut=st.integers(1, 14))
    def vote_as_the_power_goes(self, member: str, choice: tuple[int, ...], cut: int) -> None:
        self.cast(member, choice, cut=cut)

    def cast(
        self, member: str, choice: tuple[int, ...], holder: str | None = None, cut: int | None = None
    ) -> None:
        expected = self.refusal(member, holder)
        casting = self.world.box.cast(self.asked.id, member, self.asked.ranked(*choice), holder_id=holder)
        with pytest.MonkeyPatch.context() as patch:
            if cut is not None:
                cut_at(patch, cut)
            refused: type[UserError] | None = None
            try:
                receipt = self.run(casting)
            except PowerCut:
                return
            except UserError as error:
                refused = type(error)
        assert refused is expected
        if refused is not None:
            return
        self.box[member] = choice, holder
        if holder is None:
            self.proxies.pop(member, None)
        mode = self.asked.regulations.receipts
        assert bool(receipt) is (mode is not Receipts.NONE)
        assert (receipt == self.receipts.get(member, receipt)) or mode is Receipts.BALLOT
        self.receipts[member] = receipt

    @rule(member=who, holder=who)
    def give(self, member: str, holder: str) -> None:
        if {member, holder} <= self.roll and member != holder and member not in self.box:

            async def give() -> None:
                async with self.world.database.write() as tx:
                    await self.world.proxies.give(tx, self.asked.id, member, holder)

            self.run(give())
            self.proxies[member] = holder

    @rule(member=who)
    def take_back(self, member: str) -> None:
        async def end() -> bool:
            async with self.world.database.write() as tx:
                return await self.world.proxies.end(tx, self.asked.id, member)

        assert self.run(end()) is (self.proxies.pop(member, None) is not None)

    # --- what officers and time do -----------------------------------------------------------------------

    @precondition(lambda self: "late" not in self.roll and self.stage is Stage.OPEN)
    @rule()
    def add_late(self) -> None:
        async def add() -> None:
            async with self.world.database.write() as tx:
                await self.world.voters.add(
                    tx, self.asked.id, Voter("late", "Late", 99, late_reason="left out")
                )

        self.run(add())
        self.roll.add("late")

    @precondition(lambda self: self.stage is Stage.OPEN and len(self.box) > 1)
    @rule(member=who, choice=what, then=st.sampled_from(("valid", "not valid", "extended", "extended")))
    def close(self, member: str, choice: tuple[int, ...], then: str) -> None:
        self.world.clock.advance(self.closes - self.world.clock.now())
        # Nobody has closed the vote yet.
        self.cast(member, choice)
        self.go_to(Stage.NOT_VALID if then == "not valid" else Stage.CLOSED)
        if then == "extended" and not self.extended:
            self.extend()

    def extend(self) -> None:
        self.extended, self.closes = True, self.world.clock.now() + timedelta(days=7)
        self.go_to(Stage.OPEN, extended=1, closes_at=to_text(self.closes))

    @precondition(lambda self: self.stage is Stage.CLOSED)
    @rule(cut=st.none() | st.integers(1, 12))
    def count(self, cut: int | None) -> None:
        with pytest.MonkeyPatch.context() as patch:
            if cut is not None:
                cut_at(patch, cut)
            try:
                opened = self.run(self.world.open_box(self.asked))
            except PowerCut:
                return
        self.stage = Stage.COUNTED
        ((*ballots,),) = opened.values()
        expected = {
            member: json.dumps(self.asked.ranked(*choice)[self.asked.questions[0]])
            for member, (choice, _) in self.box.items()
        }
        assert Counter(json.dumps(each.answer) for each in ballots) == Counter(expected.values())
        if not self.asked.regulations.secret:
            assert {each.member_id: json.dumps(each.answer) for each in ballots} == expected
        included = (
            sorted(self.receipts.values()) if self.asked.regulations.receipts is Receipts.INCLUSION else []
        )
        assert self.run(self.world.ballots.receipts(self.asked.id)) == included

    @precondition(lambda self: self.stage in OVER)
    @rule(cut=st.none() | st.integers(1, 8))
    def destroy(self, cut: int | None) -> None:
        with pytest.MonkeyPatch.context() as patch:
            if cut is not None:
                cut_at(patch, cut)
            try:
                self.run(self.world.box.destroy(self.asked.id))
            except PowerCut:
                # Begun is as good as done: what is left is done at the next start.
                self.restart()
                self.run(self.world.box.destroy(self.asked.id))
        self.destroyed = True

    @rule()
    def restart(self) -> None:
        self.run(self.world.restart())

    # --- what is always so -------------------------------------------------------------------------------

    @invariant()
    def who_has_voted_is_known(self) -> None:
        by_proxy = sum(holder is not None for _, holder in self.box.values())
        assert self.run(self.world.box.turnout(self.asked.id)) == Turnout(
            len(self.roll), len(self.box), by_proxy
        )
        assert set(self.run(self.world.voters.voted(self.asked.id))) == set(self.box)
        assert self.run(self.world.proxies.all(self.asked.id)) == self.proxies

    @invariant()
    def what_was_voted_is_sealed_until_it_is_counted_and_never_otherwise_opened(self) -> None:
        sealed = self.run(self.world.ballots.sealed(self.asked.id))
        assert len(sealed) == (0 if self.stage is Stage.COUNTED or self.destroyed else len(self.box))
        assert len({len(each) for each in sealed.values()}) <= 1
        opened = self.run(self.world.count("election_ballot"))
        assert opened == (len(self.box) if self.stage is Stage.COUNTED else 0)

    @invariant()
    def the_key_is_there_as_long_as_it_is_needed(self) -> None:
        assert self.world.keys.exists(self.asked.id) is not self.destroyed
        over = not self.destroyed and (
            self.stage is Stage.COUNTED or (self.stage is Stage.NOT_VALID and self.extended)
        )
        assert self.run(self.world.box.to_destroy()) == ([self.asked.id] if over else [])


BoxMachine.TestCase.settings = settings(
    max_examples=30, stateful_step_count=50, deadline=None, parent=settings.get_profile("house")
)
TestBox = BoxMachine.TestCase

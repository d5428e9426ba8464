"""Hundreds vote at once, and the process is killed in the middle: what was acknowledged is in the box."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from cogs.elections import receipts
from cogs.elections.model import Receipts
from tests.store.elections.box_world import box_world

CASTS = """
import asyncio, json, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.clock import ManualClock
from bot.database import Database
from cogs.elections.box import BallotBox, KeyFolder

async def main():
    path, election, question, now = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    database = await Database.open(path)
    box = BallotBox(database, KeyFolder.beside(path), ManualClock(datetime.fromisoformat(now)))
    await box.prepare(election)
    together = asyncio.Semaphore(200)

    async def cast(member, answer):
        async with together:
            receipt = await box.cast(election, member, {question: answer})
            print(json.dumps([member, receipt, answer]), flush=True)

    await asyncio.gather(*(cast(*each) for each in json.load(sys.stdin)))
    await database.close()

asyncio.run(main())
"""

Casts = list[tuple[str, object]]


def cast_in_another_process(arguments: list[str], casts: Casts, kill_after: int | None) -> list[list[str]]:
    """Return what was acknowledged: member, receipt and answer. The process is killed after so many of them."""
    process = subprocess.Popen(
        [sys.executable, "-c", CASTS, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    json.dump(casts, process.stdin)
    process.stdin.close()
    acknowledged = []
    with process.stdout as lines:
        for line in lines:
            # A line that was cut off told nobody anything.
            if line.endswith("\n"):
                acknowledged.append(json.loads(line))
            if len(acknowledged) == kill_after:
                process.kill()
    assert process.wait() == (0 if kill_after is None else -9)
    return acknowledged


@pytest.mark.parametrize(("voters", "mode"), [(1_000, Receipts.BALLOT), (600, Receipts.INCLUSION)])
async def test_every_receipt_that_was_given_is_in_the_box_once(
    tmp_path: Path, voters: int, mode: Receipts
) -> None:
    random = Random(voters)
    async with box_world(tmp_path) as world:
        asked = await world.election(voters=voters, offices=(5,), receipts=mode)
        members = [voter.member_id for voter in await world.voters.all(asked.id)]

        def some_answer() -> object:
            return asked.ranked(*random.sample(range(5), random.randrange(6)))[asked.questions[0]]

        arguments = [str(world.path), str(asked.id), str(asked.questions[0]), world.clock.now().isoformat()]
        last: dict[str, list[str]] = {}
        for kill_after in (voters // 3, voters // 3, None):
            # Who got no receipt tries again; some of the others vote again.
            again = [member for member in members if member not in last or random.random() < 0.1]
            random.shuffle(again)
            casts: Casts = [(member, some_answer()) for member in again]
            told = await asyncio.to_thread(cast_in_another_process, arguments, casts, kill_after)
            assert kill_after is None or kill_after <= len(told) < len(casts)
            last |= {each[0]: each for each in told}
            assert last.keys() <= set(await world.voters.voted(asked.id))
            # Who voted again and was not answered may find either ballot in the box; they ask again.
            for member, _ in casts:
                if member not in {each[0] for each in told}:
                    last.pop(member, None)
        assert last.keys() == set(members)
        assert (await world.box.turnout(asked.id)).voted == voters
        await world.close(asked.id)
        ((*ballots,),) = (await world.open_box(asked)).values()
        assert len(ballots) == voters
        if mode is Receipts.BALLOT:
            assert {each.receipt: each.answer for each in ballots} == {
                receipts.of_question(receipt, 1): answer for _, receipt, answer in last.values()
            }
        else:
            assert await world.ballots.receipts(asked.id) == sorted(
                receipt for _, receipt, _ in last.values()
            )
            assert sorted(json.dumps(each.answer) for each in ballots) == sorted(
                json.dumps(answer) for _, _, answer in last.values()
            )
        await world.box.destroy(asked.id)
        assert not world.keys.exists(asked.id)

"""Sweeps: woken again whatever happens, and ended with their cog."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from bot import schedule
from bot.clock import SystemClock
from bot.health import HealthBoard
from bot.schedule import Sweeps

NOW = timedelta(0)
LONG = timedelta(hours=1)
SOON = timedelta(milliseconds=20)


@pytest.fixture
def health() -> HealthBoard:
    return HealthBoard(SystemClock())


@pytest_asyncio.fixture
async def sweeps(health: HealthBoard) -> AsyncIterator[Sweeps]:
    made = Sweeps(health)
    made.start()
    yield made
    made.stop()
    await asyncio.sleep(0)


class Sweep:
    """Counts its runs, fails as often as it is told, and waits while it is held."""

    def __init__(self, *, failures: int = 0, held: bool = False) -> None:
        self.runs = 0
        self.ends: list[str] = []
        self._failures = failures
        self._free = asyncio.Event()
        if not held:
            self._free.set()
        self.ran = asyncio.Condition()

    async def __call__(self) -> None:
        async with self.ran:
            self.runs += 1
            self.ran.notify_all()
        try:
            await self._free.wait()
        except asyncio.CancelledError:
            self.ends.append("cancelled")
            raise
        if self.runs <= self._failures:
            raise RuntimeError("half-way")
        self.ends.append("done")

    def release(self) -> None:
        self._free.set()

    async def run(self, times: int) -> None:
        async with self.ran:
            await asyncio.wait_for(self.ran.wait_for(lambda: self.runs >= times), 60)


async def told(health: HealthBoard, *, ok: bool) -> str:
    for _ in range(1000):
        for condition in health.conditions():
            if condition.ok == ok:
                return f"{condition.name}: {condition.detail}"
        await asyncio.sleep(0.01)
    raise AssertionError(f"nothing became {'good' if ok else 'bad'}")


async def test_a_sweep_is_woken_and_woken_again(sweeps: Sweeps, health: HealthBoard) -> None:
    sweep = Sweep()
    sweeps.every(SOON, "guide.refresh", sweep, first_in=NOW)
    await sweep.run(3)
    assert await told(health, ok=True) == "guide.refresh: runs as planned"


async def test_a_failing_sweep_is_shown_with_its_reference_woken_again_and_healed(
    sweeps: Sweeps, health: HealthBoard, caplog: pytest.LogCaptureFixture
) -> None:
    sweep = Sweep(failures=2)
    sweeps.every(SOON, "guide.refresh", sweep, first_in=NOW)
    bad = await told(health, ok=False)
    (first, *_) = (record for record in caplog.records if record.exc_info)
    reference: str = first.fields["ref"]  # type: ignore[attr-defined]
    assert f"reference {reference}" in bad
    await sweep.run(3)
    assert await told(health, ok=True)


async def test_what_is_long_overdue_runs_once_and_at_once(sweeps: Sweeps) -> None:
    sweep = Sweep()
    sweeps.every(LONG, "guide.refresh", sweep, first_in=timedelta(days=-30))
    await sweep.run(1)
    await asyncio.sleep(0.05)
    assert sweep.runs == 1


async def test_a_slow_sweep_is_never_run_beside_itself(sweeps: Sweeps) -> None:
    sweep = Sweep(held=True)
    sweeps.every(SOON, "guide.refresh", sweep, first_in=NOW)
    await sweep.run(1)
    await asyncio.sleep(0.1)
    assert sweep.runs == 1
    sweep.release()
    await sweep.run(2)


async def test_woken_a_sweep_runs_before_its_time(sweeps: Sweeps) -> None:
    sweep = Sweep()
    sweeps.every(LONG, "guide.refresh", sweep, first_in=LONG)
    sweeps.wake()
    await sweep.run(1)


async def test_woken_while_it_runs_a_sweep_runs_once_more(sweeps: Sweeps) -> None:
    sweep = Sweep(held=True)
    sweeps.every(LONG, "guide.refresh", sweep, first_in=NOW)
    await sweep.run(1)
    sweeps.wake()
    sweeps.wake()
    sweep.release()
    await sweep.run(2)
    await asyncio.sleep(0.05)
    assert sweep.runs == 2


async def test_woken_while_it_runs_and_cancelled_it_runs_no_more(sweeps: Sweeps) -> None:
    sweep, other = Sweep(held=True), Sweep()
    sweeps.every(LONG, "guide.refresh", sweep, first_in=NOW)
    await sweep.run(1)
    sweeps.wake()
    sweeps.cancel("guide.refresh")
    sweep.release()
    sweeps.every(LONG, "guide.other", other, first_in=timedelta(milliseconds=50))
    await other.run(1)
    assert sweep.runs == 1


async def test_a_sweep_of_the_same_name_replaces_the_other(sweeps: Sweeps) -> None:
    old, new = Sweep(), Sweep()
    sweeps.every(LONG, "guide.refresh", old, first_in=LONG)
    sweeps.every(LONG, "guide.refresh", new, first_in=NOW)
    await new.run(1)
    assert old.runs == 0


async def test_a_cancelled_sweep_is_not_woken_and_cancelling_twice_is_harmless(sweeps: Sweeps) -> None:
    gone, other = Sweep(), Sweep()
    sweeps.every(LONG, "guide.refresh", gone, first_in=timedelta(milliseconds=50))
    sweeps.every(LONG, "guide.other", other, first_in=timedelta(milliseconds=100))
    sweeps.cancel("guide.refresh")
    sweeps.cancel("guide.refresh")
    await other.run(1)
    assert gone.runs == 0


async def test_ending_a_cog_lets_its_running_sweep_finish_and_leaves_other_cogs_alone(sweeps: Sweeps) -> None:
    ending, other = Sweep(held=True), Sweep()
    sweeps.every(SOON, "guide.refresh", ending, first_in=NOW)
    sweeps.every(SOON, "guidebook.refresh", other, first_in=NOW)
    await ending.run(1)
    asyncio.get_running_loop().call_later(0.05, ending.release)
    await sweeps.end("guide")
    assert ending.ends == ["done"]
    runs = other.runs
    await other.run(runs + 2)
    assert ending.runs == 1


async def test_a_sweep_that_does_not_end_is_cancelled(
    sweeps: Sweeps, monkeypatch: pytest.MonkeyPatch, health: HealthBoard
) -> None:
    monkeypatch.setattr(schedule, "GRACE_SECONDS", 0.05)
    sweep = Sweep(held=True)
    sweeps.every(SOON, "guide.refresh", sweep, first_in=NOW)
    await sweep.run(1)
    await sweeps.end("guide")
    assert sweep.ends == ["cancelled"]
    assert health.conditions() == []


async def test_stopping_cancels_what_runs(health: HealthBoard) -> None:
    sweeps = Sweeps(health)
    sweeps.start()
    sweep = Sweep(held=True)
    sweeps.every(LONG, "guide.refresh", sweep, first_in=NOW)
    await sweep.run(1)
    sweeps.stop()
    for _ in range(100):
        await asyncio.sleep(0.01)
        if sweep.ends:
            break
    assert sweep.ends == ["cancelled"]
    sweeps.stop()


async def test_stopping_what_never_started_is_harmless(health: HealthBoard) -> None:
    Sweeps(health).stop()
    assert health.conditions() == []

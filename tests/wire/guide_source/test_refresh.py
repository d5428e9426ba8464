"""What a refresh fetches, keeps and puts in force when GitHub is well."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from cogs.guide.source.provenance import RefreshReport
from tests.wire.guide_source.conftest import NAMES, START, World
from tests.wire.guide_source.fake_github import SOFTWARE, page

Edit = Callable[..., None]
TITLES = sorted(name.title() for name in NAMES)


async def test_before_the_first_refresh_the_example_answers(world: World) -> None:
    service = await world.start()
    assert service.provenance.origin == "example"
    assert service.provenance.age is None
    assert service.ask("Is there an example library?").kind == "answer"
    assert world.github.calls == []


async def test_first_refresh_asks_for_one_tree_and_each_page_once(world: World) -> None:
    service = await world.start()
    report = await service.refresh()
    assert report.outcome == "updated"
    assert sorted(world.titles()) == TITLES
    assert report.added == (*TITLES, "Chip - Org")
    assert world.github.kinds().count("tree") == 1
    assert len(world.github.calls) == 1 + len(NAMES) + 1 + 1  # tree, libraries, chip, categories
    assert service.provenance.origin == "github"
    # The copy is as old as its last file: six gaps of a second and one more for the categories.
    assert service.provenance.confirmed_at == world.clock.now()
    assert service.provenance.commit is not None
    assert world.condition().ok


async def test_files_come_with_a_gap_between_them(world: World) -> None:
    service = await world.start(seconds_between_files=2)
    await service.refresh()
    assert world.slept == [2.0] * len((*NAMES, "categories"))


async def test_nothing_changed_is_one_conditional_request(world: World) -> None:
    service = await world.start()
    await service.refresh()
    index, world.github.calls = service.index, []
    world.clock.advance(timedelta(hours=6))
    report = await service.refresh()
    assert report.outcome == "unchanged"
    (call,) = world.github.calls
    assert "If-None-Match" in call.headers
    assert service.index is index
    assert service.provenance.confirmed_at == world.clock.now()


async def test_only_changed_files_are_fetched(world: World, edit: Edit) -> None:
    service = await world.start()
    await service.refresh()
    world.github.calls = []
    edit(alpha=page("Alpha", "Now for JAX."), omega=page("Omega"), zeta=None)
    report = await service.refresh()
    assert world.github.fetched() == ["alpha", "omega"]
    assert (report.added, report.changed, report.removed) == (("Omega",), ("Alpha",), ("Zeta",))
    assert service.find_library("Zeta") is None


async def test_a_change_elsewhere_in_the_site_fetches_nothing(world: World) -> None:
    service = await world.start()
    await service.refresh()
    world.github.calls = []
    world.github.files["content/blog/new/index.md"] = b"---\ntitle: Blog\n---\n"
    report = await service.refresh()
    assert report.outcome == "unchanged"
    assert world.github.kinds() == ["tree"]


async def test_a_page_that_returns_needs_no_fetch(world: World, edit: Edit) -> None:
    service = await world.start()
    await service.refresh()
    old = world.github.files[f"{SOFTWARE}/alpha/index.md"]
    edit(alpha=page("Alpha two"))
    await service.refresh()
    world.github.calls = []
    edit(alpha=old)
    await service.refresh()
    assert world.github.kinds() == ["tree"]
    assert "Alpha" in world.titles()


async def test_after_a_restart_the_copy_answers_and_is_not_fetched_again(world: World) -> None:
    service = await world.start()
    await service.refresh()
    confirmed = service.provenance.confirmed_at
    world.github.calls = []
    world.clock.advance(timedelta(hours=1))
    service = await world.start()
    assert service.provenance.origin == "copy"
    assert service.provenance.confirmed_at == confirmed
    assert service.provenance.age == timedelta(hours=1)
    assert sorted(world.titles()) == TITLES
    await service.refresh_if_due()
    assert world.github.calls == []
    world.clock.advance(timedelta(hours=5))
    await service.refresh_if_due()
    assert world.github.kinds() == ["tree"]
    assert service.provenance.origin == "github"


async def test_concurrent_refreshes_share_one_run(world: World) -> None:
    service = await world.start()
    reports = await asyncio.gather(*(service.refresh() for _ in range(5)))
    assert world.github.kinds().count("tree") == 1
    assert all(report is reports[0] for report in reports)


async def test_a_caller_that_gives_up_does_not_end_the_run(world: World) -> None:
    service = await world.start()
    impatient = asyncio.create_task(service.refresh())
    await asyncio.sleep(0)
    patient: asyncio.Task[RefreshReport] = asyncio.create_task(service.refresh())
    await asyncio.sleep(0)
    impatient.cancel()
    assert (await patient).outcome == "updated"


async def test_answers_go_on_during_a_refresh_and_change_in_one_step(world: World) -> None:
    service = await world.start()
    seen: list[str] = []

    async def look() -> None:
        seen.append(service.provenance.origin)
        assert service.find_library("Example") is not None
        assert service.find_library("Alpha") is None

    world.before_sleep = look
    await service.refresh()
    assert set(seen) == {"example"}
    assert service.find_library("Example") is None
    assert service.find_library("Alpha") is not None


async def test_stopped_half_way_it_goes_on_where_it_was(world: World) -> None:
    service = await world.start()
    arrived = asyncio.Event()

    async def stuck() -> None:
        if len(world.github.fetched()) == 3:
            arrived.set()
            await asyncio.Event().wait()

    world.before_sleep = stuck
    refresh = asyncio.create_task(service.refresh())
    await arrived.wait()
    await service.stop()
    assert (await refresh).outcome == "incomplete"
    world.before_sleep = lambda: asyncio.sleep(0)
    before = world.github.fetched()
    world.github.calls = []
    service = await world.start()
    assert service.provenance.origin == "example"
    assert (await service.refresh()).outcome == "updated"
    pages = [name for name in world.github.fetched() if name != "taxonomies"]
    assert sorted(before + pages) == sorted([*NAMES, "chip"])


async def test_what_another_process_put_in_force_is_taken_over(world: World, edit: Edit) -> None:
    service = await world.start()
    await service.refresh()
    edit(alpha=page("Alpha two"))
    first = world.service
    world.service = None  # type: ignore[assignment] - the first one runs on
    other = await world.start()
    world.clock.advance(timedelta(seconds=1))
    await other.refresh()
    assert first.find_library("Alpha two") is None
    report = await first.refresh()
    assert report.changed == ("Alpha two",)
    assert first.find_library("Alpha two") is not None


async def test_a_truncated_tree_is_walked(world: World) -> None:
    world.github.truncate = True
    service = await world.start()
    report = await service.refresh()
    assert report.outcome == "updated"
    assert sorted(world.titles()) == TITLES
    # The whole, its top level, and the two folders on the way: nothing else of the site.
    assert world.github.kinds().count("tree") == 4


async def test_it_becomes_stale_after_three_missed_refreshes(world: World) -> None:
    service = await world.start()
    await service.refresh()
    world.clock.advance(timedelta(hours=18))
    assert not service.provenance.stale
    world.clock.advance(timedelta(seconds=1))
    assert service.provenance.stale


async def test_another_repository_means_another_guide(world: World) -> None:
    service = await world.start()
    await service.refresh()
    service = await world.start(branch="next")
    # Its ETag and its entries say nothing about the other branch; the old copy answers until it is read.
    assert service.provenance.source.endswith("@main")
    world.github.calls = []
    report = await service.refresh()
    assert report.outcome == "failed"
    assert "If-None-Match" not in world.github.calls[0].headers


async def test_settings_can_change_while_it_runs(world: World) -> None:
    service = await world.start()
    await service.refresh()
    start = world.service.settings.start_here.model_copy(update={"general": ("zeta",)})
    await service.apply(service.settings.model_copy(update={"start_here": start}))
    assert service.ask("I am a beginner, where should I start?").ranked[0].slug == "zeta"
    assert service.provenance.origin == "copy"


@pytest.mark.parametrize("hours", [0.25, 6, 168])
async def test_the_next_look_is_due_after_the_interval(world: World, hours: float) -> None:
    service = await world.start(refresh_hours=hours)
    await service.refresh_if_due()
    assert world.clock.now() > START
    world.github.calls = []
    world.clock.advance(timedelta(hours=hours) - timedelta(seconds=1))
    await service.refresh_if_due()
    assert world.github.calls == []
    world.clock.advance(timedelta(seconds=1))
    await service.refresh_if_due()
    assert world.github.kinds() == ["tree"]

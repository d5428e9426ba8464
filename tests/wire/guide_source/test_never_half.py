"""Whatever happens in whatever order, the guide in force is one that its editors published, whole."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from aiohttp import web

from tests.wire.guide_source.conftest import NAMES, World
from tests.wire.guide_source.fake_github import SOFTWARE, Fault, answer, cut, page

STEPS = 40


@pytest.mark.parametrize("seed", range(4))
async def test_the_guide_is_never_half_an_update(world: World, seed: int) -> None:
    chance = random.Random(seed)
    await world.start(seconds_between_files=0)
    states = [shown(world), published(world)]
    updates = 0
    for number in range(STEPS):
        match chance.choice(["edit", "edit", "fault", "mend", "restart", "refresh", "refresh", "wait"]):
            case "edit":
                for name in chance.sample(NAMES, 2):
                    text = f"Text {number}."
                    world.github.files[f"{SOFTWARE}/{name}/index.md"] = page(name.title(), text)
                states.append(published(world))
            case "fault":
                world.github.faults[chance.choice(["tree", "raw", "blob"])] = sometimes(chance)
            case "mend":
                world.github.faults.clear()
            case "restart":
                await world.start(seconds_between_files=0)
            case "refresh":
                report = await world.service.refresh()
                updates += report.outcome == "updated"
                assert shown(world) == states[-1] or not report.ok
            case "wait":
                world.clock.advance(timedelta(minutes=chance.choice([1, 40])))
        assert shown(world) in states
    assert updates > 1
    world.github.faults.clear()
    world.clock.advance(timedelta(days=2))
    assert (await world.service.refresh()).ok
    assert shown(world) == states[-1]


def shown(world: World) -> frozenset[tuple[str, str]]:
    return frozenset((library.title, library.description) for library in world.service.guide.libraries)


def published(world: World) -> frozenset[tuple[str, str]]:
    """What the repository says now; pages are written by `page`."""
    contents = [world.github.files[f"{SOFTWARE}/{name}/index.md"].decode() for name in NAMES]
    return frozenset((text.split("\n")[1][7:], text.split("\n")[2][13:]) for text in contents)


def sometimes(chance: random.Random) -> Fault:
    """A fault that hits one request in two, of a kind chosen anew each time."""
    kinds: list[Fault] = [
        answer(500),
        answer(404),
        answer(429, Retry_After="1200"),
        answer(429, Retry_After="5"),
        answer(200, "<html>"),
        answer(200, page("Evil").decode()),
        cut,
    ]

    def maybe(request: web.Request) -> object:
        return chance.choice(kinds)(request) if chance.random() < 0.5 else None

    return maybe  # type: ignore[return-value]

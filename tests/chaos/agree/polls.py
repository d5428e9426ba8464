"""Polls: what was counted is what voters were told, and each was asked and answered once."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.chaos.world import World


def problems(world: World) -> Iterator[str]:
    """What does not agree."""
    yield from _secret(world)
    yield from _dates(world)


def _secret(world: World) -> Iterator[str]:
    for question, tried in world.known.tried.items():
        told = world.known.told[question]
        rows = world.stored("SELECT counts FROM poll WHERE question = ?", question)
        if len(rows) != 1:
            yield f"{question} was asked {len(rows)} times"
            continue
        for choice, count in zip(("Yes", "No"), json.loads(rows[0][0] or "[]"), strict=True):
            if not told[choice] <= count <= tried[choice]:
                yield f"{question}: {count} for {choice}, {told[choice]} were told so and {tried[choice]} tried"


def _dates(world: World) -> Iterator[str]:
    for question, can in world.known.dates.items():
        rows = world.stored("SELECT id, ended_at FROM poll WHERE question = ?", question)
        if len(rows) != 1 or rows[0][1] is None:
            yield f"{question} was asked {len(rows)} times, or has no end: {rows}"
            continue
        answers = dict(world.stored("SELECT voter, answer FROM poll_vote WHERE poll_id = ?", rows[0][0]))
        for person, moments in can.items():
            said = json.loads(answers.get(person, "[]"))
            if [number for number, fit in enumerate(said, 1) if fit] != moments:
                yield f"{question}: {person} can at {moments}, and {said} is noted"
        if len(answers) > 2:
            yield f"{question}: {len(answers)} answers of two people"

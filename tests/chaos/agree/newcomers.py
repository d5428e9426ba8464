"""Newcomers: everybody greeted as often as they came, and the ledger says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.chaos.world import World


def problems(world: World) -> Iterator[str]:
    """What does not agree."""
    said = "\n".join(world.said_in("welcome"))
    ledger = {
        str(person): (state, reason)
        for person, state, reason in world.stored("SELECT user_id, state, reason FROM welcome_newcomer")
    }
    for each in world.known.newcomers:
        times = said.count(f"<@{each.id}>")
        if not each.least <= times <= each.most:
            yield (
                f"newcomer {each.id} was greeted {times} times, and should be {each.least} to {each.most} times; "
                f"the ledger says {ledger.get(each.id)}"
            )
        state, _ = ledger.get(each.id, (None, None))
        if state is not None and (state == "greeted") != (times > 0):
            yield f"newcomer {each.id} was greeted {times} times, and the ledger says {state}"
    introductions = Counter(
        person
        for words in world.said_in("introductions")
        for person in world.known.introduced
        if f"<@{person}>" in words
    )
    for person in world.known.introduced:
        if introductions[person] != 1:
            yield f"{person} is introduced {introductions[person]} times"

"""Counting beside `pyrankvote` and `votelib`: the same ballots, the same run, from plain tuples to the result.

`python -m tests.benchmarks.elections [--rounds N]`. A hundred thousand ballots rank eight candidates, thirty thousand
of them differently. Exit code 1 when a count is not as much faster as it should be.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from random import Random

import pyrankvote
from votelib.evaluate.sequential import TransferableVoteSelector

from cogs.elections.count import Contest, count

NAMES = ("Ada", "Ben", "Cai", "Dee", "Eve", "Fay", "Gus", "Hal")
BALLOTS, DIFFERENT = 100_000, 30_000
SEATS = {"irv": 1, "stv": 3}
# So many times faster than each it should be.
LEAST = {"pyrankvote": 5.0, "votelib": 2.5}

Ballots = list[tuple[str, ...]]


def some_ballots() -> Ballots:
    """Return the ballots, the same every time: most rank everybody, earlier names are liked a little better."""
    random = Random(8)
    different: dict[tuple[str, ...], None] = {}
    while len(different) < DIFFERENT:
        order = sorted(NAMES, key=lambda name: random.random() * (8 + NAMES.index(name)))
        different[tuple(order[: random.choice((3, 4, 5, 6, 7, 8, 8, 8))])] = None
    pool = list(different)
    ballots = pool + random.choices(pool, k=BALLOTS - DIFFERENT)
    random.shuffle(ballots)
    return ballots


def ours(ballots: Ballots, method: str) -> set[str]:
    """Count with this project."""
    return set(count(Contest.of_rankings(NAMES, ballots, seats=SEATS[method]), method).winners)


def pyrankvote_s(ballots: Ballots, method: str) -> set[str]:
    """Count as its documentation shows."""
    people = {name: pyrankvote.Candidate(name) for name in NAMES}
    papers = [pyrankvote.Ballot([people[name] for name in ballot]) for ballot in ballots]
    if method == "irv":
        result = pyrankvote.instant_runoff_voting(list(people.values()), papers)
    else:
        result = pyrankvote.single_transferable_vote(list(people.values()), papers, SEATS[method])
    return {str(person) for person in result.get_winners()}


def votelib_s(ballots: Ballots, method: str) -> set[str]:
    """Count as its documentation shows."""
    selector = TransferableVoteSelector(quota_function="droop", transferer="Gregory")
    return set(selector.evaluate(dict(Counter(ballots)), SEATS[method]))


def seconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes."""
    gc.collect()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the times and how many times faster the count is; return 1 when it is too slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="The least time of so many rounds counts.")
    rounds = parser.parse_args(arguments).rounds
    ballots = some_ballots()
    others = {"pyrankvote": pyrankvote_s, "votelib": votelib_s}
    slow = False
    for method in SEATS:
        least = {"ours": float("inf"), **dict.fromkeys(others, float("inf"))}
        # In turns: what else runs here slows all of them down.
        for _ in range(rounds):
            for name, counted in {"ours": ours, **others}.items():
                least[name] = min(least[name], seconds(partial(counted, ballots, method)))
        same = all(counted(ballots, method) == ours(ballots, method) for counted in others.values())
        print(
            f"{method}: {1000 * least['ours']:.0f} ms; {'the same' if same else 'NOT the same'} are elected"
        )
        for name in others:
            ratio = least[name] / least["ours"]
            slow |= ratio < LEAST[name]
            print(
                f"  {ratio:.1f} times as fast as {name} ({1000 * least[name]:.0f} ms; least {LEAST[name]:g})"
            )
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())

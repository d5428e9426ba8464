"""Compared with `pyrankvote` and `votelib`, where they are right.

Both are wrong in places: `pyrankvote` breaks ties by chance, elects somebody from no ballots and has rules of its own
for STV; `votelib` gives up on ties and when ballots run out. What is compared are elections without a tie.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

import pyrankvote
import pytest
from votelib.evaluate.condorcet import Schulze
from votelib.evaluate.core import VotingSystemError
from votelib.evaluate.sequential import TransferableVoteSelector

from cogs.elections.count import Contest, count

NAMES = ("Ada", "Ben", "Cai", "Dee", "Eve")
ELECTIONS = 60


def untied(method: str, seats: int) -> Iterator[tuple[Contest, set[str]]]:
    """Yield elections in which nothing was tied, the same every time, with the winners."""
    random = Random(f"{method} {seats}")
    for _ in range(ELECTIONS):
        ballots: Counter[tuple[str, ...]] = Counter()
        for _ in range(random.randint(4, 12)):
            order = random.sample(NAMES, len(NAMES))
            ballots[tuple(order[: random.randint(1, len(NAMES))])] += random.randint(1, 99)
        contest = Contest(NAMES, "ranking", ballots, seats=seats)
        result = count(contest, method)
        if not any(stage.tied for stage in result.rounds):
            yield contest, set(result.winners)


def test_irv_as_pyrankvote() -> None:
    people = {name: pyrankvote.Candidate(name) for name in NAMES}
    compared = 0
    for contest, winners in untied("irv", 1):
        papers = [
            pyrankvote.Ballot(ranked_candidates=[people[name] for name in ranking])
            for ranking, weight in contest.ballots.items()
            for _ in range(weight)
        ]
        theirs = pyrankvote.instant_runoff_voting(list(people.values()), papers)
        assert {str(person) for person in theirs.get_winners()} == winners
        compared += 1
    assert compared > ELECTIONS / 2


@pytest.mark.parametrize(("method", "seats"), [("irv", 1), ("stv", 2)])
def test_transfers_as_votelib(method: str, seats: int) -> None:
    # It passes surpluses on as exact fractions; five decimal places elect the same people here.
    selector = TransferableVoteSelector(quota_function="droop", transferer="Gregory")
    compared = 0
    for contest, winners in untied(method, seats):
        try:
            theirs = set(selector.evaluate(dict(contest.ballots), seats))
        except (NotImplementedError, VotingSystemError):
            continue
        assert theirs == winners
        compared += 1
    assert compared > ELECTIONS / 2


def test_schulze_as_votelib() -> None:
    compared = 0
    for contest, winners in untied("schulze", 1):
        comparisons = count(contest, "schulze").rounds[0].comparisons
        assert comparisons is not None
        pairs = {(one, other): votes for one, row in comparisons.items() for other, votes in row.items()}
        assert set(Schulze().evaluate(pairs, 1)) == winners
        compared += 1
    assert compared > ELECTIONS / 2

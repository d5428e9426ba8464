"""Elections in a few lines, for tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from cogs.elections.count import Contest, Rules
from cogs.elections.count.contest import Rank


def ranked(text: str, names: str = "", *, seats: int = 1, withdrawn: str = "", **rules: Any) -> Contest:
    """Return the contest of lines such as `42 Ada > Ben = Cai > - > Dee`; `-` is a rank that was left out.

    Candidates stand in the order of `names`, else as they are met first.
    """
    ballots: Counter[tuple[Rank, ...]] = Counter()
    met: dict[str, None] = dict.fromkeys(names.split())
    for line in filter(None, map(str.strip, text.splitlines())):
        weight, _, ranks = line.partition(" ")
        ranking = tuple(map(_rank, ranks.split(">"))) if ranks else ()
        met.update((name, None) for rank in ranking for name in ([rank] if isinstance(rank, str) else rank))
        ballots[ranking] += int(weight)
    return Contest(
        tuple(met),
        "ranking",
        ballots,
        seats=seats,
        withdrawn=frozenset(withdrawn.split()),
        rules=Rules.read(rules),
    )


def approved(text: str, names: str, *, seats: int = 1, withdrawn: str = "", **rules: Any) -> Contest:
    """Return the contest of lines such as `3 Ada Ben`: so many approve of these."""
    ballots: Counter[frozenset[str]] = Counter()
    for line in filter(None, map(str.strip, text.splitlines())):
        weight, *chosen = line.split()
        ballots[frozenset(chosen)] += int(weight)
    return Contest(
        tuple(names.split()),
        "approved",
        ballots,
        seats=seats,
        withdrawn=frozenset(withdrawn.split()),
        rules=Rules.read(rules),
    )


def scored(
    rows: Mapping[str, tuple[int, ...]], weights: tuple[int, ...], *, seats: int = 1, **rules: Any
) -> Contest:
    """Return the contest in which the voters of each of `weights` give the candidates these scores."""
    ballots: Counter[frozenset[tuple[str, int]]] = Counter()
    for column, weight in enumerate(weights):
        ballots[frozenset((name, scores[column]) for name, scores in rows.items())] += weight
    return Contest(tuple(rows), "scores", ballots, seats=seats, rules=Rules.read(rules))


def voted(yes: int, no: int, abstain: int = 0, *, eligible: int | None = None, **rules: Any) -> Contest:
    """Return a motion on which so many voted."""
    votes = {vote: n for vote, n in (("yes", yes), ("no", no), ("abstain", abstain)) if n}
    return Contest((), "vote", votes, eligible=eligible, rules=Rules.read(rules))


def _rank(text: str) -> Rank:
    names = tuple(text.replace("-", "").replace("=", " ").split())
    return names[0] if len(names) == 1 else names

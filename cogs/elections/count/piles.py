"""Ballot papers in piles, one for each candidate they count for, as returning officers keep them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cogs.elections.count.rankings import Paper


def sort(papers: Iterable[Paper], continuing: Collection[str]) -> tuple[dict[str, list[Paper]], int]:
    """Return the papers in piles by their next preference, and the weight of those that have none.

    Every continuing candidate has a pile, empty or not, in the order of `continuing`.
    """
    piles: dict[str, list[Paper]] = {name: [] for name in continuing}
    rest = 0
    for paper in papers:
        for name in paper[0]:
            if name in piles:
                piles[name].append(paper)
                break
        else:
            rest += paper[1]
    return piles, rest


def weight(papers: Iterable[Paper]) -> int:
    """Return how many ballots the papers stand for."""
    return sum([paper[1] for paper in papers])

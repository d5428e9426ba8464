"""From a count that was followed to its end to the result, in words."""

from __future__ import annotations

from collections.abc import Mapping

from cogs.elections.count.contest import Contest
from cogs.elections.count.result import Result, Round
from cogs.elections.count.ties import LIMIT, Played, by_votes
from cogs.elections.count.words import are, listing


def conclude(method: str, contest: Contest, played: Played, places: int = 0, remark: str = "") -> Result:
    """Return the result of `played`, with `remark` in its reason."""
    winners = played.certain
    others = tuple(name for name in contest.standing if name in played.possible.difference(winners))
    said = [f"{are(winners)} elected."] if winners else []
    if played.tie:
        said.append(f"Tie between {listing(played.tie)}: depending on it {_may(others)} elected.")
        if not played.complete:
            said.append(f"There are more than {LIMIT:,} ways to break the ties; the rest was not counted.")
    else:
        said += [remark] if remark else []
        said += [
            f"Tie between {listing(tied)}: however it is broken, the same are elected."
            for tied in played.harmless
        ]
        said += _not_beaten(contest, winners)
    return Result(
        method,
        winners,
        played.rounds,
        valid=True,
        reason=" ".join(said),
        tie=(played.tie,) if played.tie else (),
        possible_winners=(*winners, *others),
        places=places,
        candidates=contest.candidates,
        complete=played.complete,
    )


def nobody(method: str, contest: Contest, places: int = 0) -> Result:
    """Return the result when no ballot is valid: nobody is elected, however many seats there are."""
    return Result(
        method,
        (),
        (Round(dict.fromkeys(contest.standing, 0)),),
        valid=False,
        reason="No valid ballot was cast: nobody is elected.",
        places=places,
        candidates=contest.candidates,
    )


def not_valid(method: str, contest: Contest) -> Result:
    """Return the result when too few took part: it says so and nothing else."""
    needed = contest.rules.participation
    reason = f"Not valid: {contest.cast} of {contest.eligible} took part; at least {needed} was needed."
    passed = False if method == "motion" else None
    return Result(method, (), (), valid=False, reason=reason, passed=passed, candidates=contest.candidates)


def most(votes: Mapping[str, int], seats: int, default: str | None = None) -> Played:
    """Return what follows when those with most votes are elected, as many as there are seats, in one round.

    Nobody is elected who has no more votes than the `default` option.
    """
    order = by_votes(tuple(votes), votes, default)
    if default is not None:
        order = tuple(name for name in order if votes[name] > votes[default])
    elected = order[:seats]
    tied: tuple[str, ...] = ()
    if len(order) > seats and votes[order[seats]] == votes[order[seats - 1]]:
        edge = votes[order[seats]]
        elected = tuple(name for name in elected if votes[name] > edge)
        tied = tuple(name for name in order if votes[name] == edge)
    stage = Round(votes, elected=elected, tied=tied)
    return Played((stage,), elected, frozenset((*elected, *tied)), tied)


def _may(names: tuple[str, ...]) -> str:
    """Return who may be elected, as the end of a sentence."""
    return f"{listing(names, 'or')} is" if names else "nobody else is"


def _not_beaten(contest: Contest, winners: tuple[str, ...]) -> list[str]:
    default = contest.rules.default_option
    if default is None or len(winners) >= min(contest.seats, len(contest.standing) - 1):
        return []
    return [f"{default} was not beaten{'' if winners else ': nobody is elected'}."]

"""The ballot paper of a question and the contest that is counted, the same for bot and recount."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cogs.elections.count import METHODS, Contest, Rules
from cogs.elections.files.ballot_json import read_ballots
from cogs.elections.model import Answer, Form, Regulations

# The default option: on the paper and in files by its name, in ballots while voting is open by its id.
REOPEN = "Reopen nominations"
REOPEN_ID = "reopen"

# Where a method understands several kinds of ballots, the one that the bot asks for.
_KINDS = {"plurality": "approved", "two-round": "ranking"}
_SEAT_BY_SEAT = ("stv", "meek", "bloc-star")


@dataclass(frozen=True, slots=True)
class Paper:
    """What a question's ballot paper offers: `options` are candidates, then the default option, if any."""

    options: tuple[str, ...]
    default_option: str | None = None


def paper(candidates: Sequence[str], seats: int, regulations: Regulations) -> Paper:
    """Return the paper for those who stand when it is frozen, in the order of nomination (A13)."""
    unopposed = len(candidates) <= seats
    acclaimed = unopposed and regulations.unopposed == "acclaim"
    if candidates and not acclaimed and (unopposed or regulations.reopen_option):
        return Paper((*candidates, REOPEN), REOPEN)
    return Paper(tuple(candidates))


def ballot_kind(form: Form, regulations: Regulations) -> str:
    """Return what an answer to a question holds: `ranking`, `approved`, `scores` or `vote`."""
    if form is Form.MOTION:
        return "vote"
    return _KINDS.get(regulations.method, METHODS[regulations.method].kinds[0])


def contest(
    form: Form,
    candidates: Sequence[str],
    answers: Iterable[Answer],
    regulations: Regulations,
    *,
    roll: int,
    seats: int = 1,
    withdrawn: Collection[str] = (),
    title: str = "",
) -> Contest:
    """Return the contest of a question.

    `candidates` are all who stood when the paper was frozen, by their names on it and without the default
    option; `withdrawn` those of them who withdrew later (A17). `answers` are ballots with the same names.
    Raises `count.Refused` naming the ballot that is not as it should be.
    """
    motion = form is Form.MOTION
    method = "motion" if motion else regulations.method
    offered = Paper(()) if motion else paper(candidates, seats, regulations)
    kind = ballot_kind(form, regulations)
    _, ballots = read_ballots([dict(answer) for answer in answers], frozenset(offered.options), kind)
    if method in _SEAT_BY_SEAT and seats > 1 and len(candidates) <= seats:
        # Seat after seat, the default option would let a minority keep out whom the majority wants, or come
        # too late to keep out whom it does not want. Everybody is compared with it instead.
        method = "schulze"
        if kind == "scores":
            kind, ballots = "ranking", _by_stars(ballots)
    return Contest(
        candidates=offered.options,
        kind=kind,
        ballots=ballots,
        seats=seats,
        withdrawn=frozenset(withdrawn),
        eligible=roll,
        rules=Rules(
            overvote=regulations.overvote,
            duplicate=regulations.duplicate,
            unranked=regulations.unranked,
            default_option=offered.default_option,
            threshold=regulations.threshold,
            base=regulations.base,
            # Whether enough took part is decided once for the whole election (`validity`).
            participation=Fraction(0),
        ),
        method=method,
        title=title,
    )


def _by_stars(ballots: Mapping[Any, int]) -> Mapping[Any, int]:
    """Return scored ballots as rankings: equal stars share a rank, and no star is no rank."""
    rankings: Counter[tuple[tuple[str, ...], ...]] = Counter()
    for scores, weight in ballots.items():
        stars = sorted({score for _, score in scores if score}, reverse=True)
        ranks = (tuple(sorted(name for name, score in scores if score == wanted)) for wanted in stars)
        rankings[tuple(ranks)] += weight
    return rankings

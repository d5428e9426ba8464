"""Our JSON ballots.

    {"method": "irv", "seats": 1, "candidates": ["Ada", "Ben", "Cai"], "withdrawn": [], "eligible": 100,
     "rules": {"overvote": "skip"},
     "ballots": [{"weight": 3, "ranking": [["Ada"], ["Ben", "Cai"]]}]}

A ballot holds one of `ranking` (a list of ranks, each a list of candidates; an empty one is a rank that
was left out), `approved` (a list of candidates), `scores` (0 to 5 by candidate) and `vote` (yes, no or
abstain), all ballots of a file the same. Its weight is 1 unless it says otherwise. `candidates` and
`ballots` have to be there (motions have no candidates); `method` and `seats` may be given elsewhere.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from cogs.elections.count.contest import KINDS, TOP_SCORE, VOTES, Contest, check_weight
from cogs.elections.count.rules import Refused, Rules

_KEYS = ("title", "method", "seats", "candidates", "withdrawn", "eligible", "rules", "ballots")


def read_json(text: str) -> Contest:
    """Return the contest of a file. Raises `Refused` naming the key or ballot, or the line of bad JSON."""
    given = _parse(text)
    for key in given:
        if key not in _KEYS:
            raise Refused(f"{key} is unknown; the keys are {', '.join(_KEYS)}")
    candidates = tuple(_names(given.get("candidates", []), "candidates"))
    kind, ballots = read_ballots(given.get("ballots"), frozenset(candidates))
    rules = given.get("rules", {})
    if not isinstance(rules, dict):
        raise Refused("rules: not an object")
    return Contest(
        candidates=candidates,
        kind=kind,
        ballots=ballots,
        seats=_whole(given.get("seats", 1), "seats", least=1),
        withdrawn=frozenset(_names(given.get("withdrawn", []), "withdrawn")),
        eligible=_whole(given["eligible"], "eligible", least=0)
        if given.get("eligible") is not None
        else None,
        rules=Rules.read(rules),
        method=_optional_text(given, "method"),
        title=_optional_text(given, "title") or "",
    )


def write_json(contest: Contest) -> str:
    """Return a contest in the form that `read_json` takes, one ballot a line."""
    head: dict[str, Any] = {
        "title": contest.title or None,
        "method": contest.method,
        "seats": contest.seats,
        "candidates": list(contest.candidates),
        "withdrawn": [name for name in contest.candidates if name in contest.withdrawn],
        "eligible": contest.eligible,
        "rules": contest.rules.as_json(),
    }
    said = [f"{_dump(key)}: {_dump(value)}" for key, value in head.items() if value is not None]
    ballots = [
        _dump({"weight": weight, contest.kind: _WRITE[contest.kind](says)})
        for says, weight in contest.ballots.items()
    ]
    said.append('"ballots": [' + ",".join(f"\n  {ballot}" for ballot in ballots) + "\n]")
    return "{" + ",\n ".join(said) + "}\n"


def read_ballots(
    given: object, candidates: frozenset[str], kind: str | None = None
) -> tuple[str, Mapping[Hashable, int]]:
    """Return what a list of ballots holds, all of one kind, and how often each says so.

    `kind` is what they have to hold; without it the first ballot decides. Raises `Refused` naming the ballot.
    """
    if not isinstance(given, list):
        raise Refused("ballots: not a list" if given is not None else "ballots: there are none")
    found: Counter[Hashable] = Counter()
    for number, ballot in enumerate(given, 1):
        try:
            this, says, weight = _ballot(ballot, candidates)
            if kind is not None and this != kind:
                raise Refused(f"holds {this}, and {'those before hold' if found else 'has to hold'} {kind}")
        except Refused as error:
            raise Refused(f"ballot {number}: {error}") from None
        kind = this
        found[says] += weight
    return kind or KINDS[0], found


def _parse(text: str) -> dict[str, Any]:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        for key, times in Counter(key for key, _ in pairs).items():
            if times > 1:
                raise Refused(f"{key} is given {times} times")
        return dict(pairs)

    try:
        given = json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise Refused(f"line {error.lineno}: {error.msg}") from None
    except RecursionError:
        raise Refused("nested too deep") from None
    except Refused:
        raise
    except ValueError as error:
        raise Refused(str(error)) from None
    if not isinstance(given, dict):
        raise Refused("not an object")
    return given


def _ballot(given: object, candidates: frozenset[str]) -> tuple[str, Hashable, int]:
    if not isinstance(given, dict):
        raise Refused("not an object")
    kinds = [key for key in given if key != "weight"]
    if len(kinds) != 1 or kinds[0] not in KINDS:
        raise Refused(f"holds {', '.join(kinds) or 'nothing'}, and has to hold one of {', '.join(KINDS)}")
    (kind,) = kinds
    return kind, _READ[kind](given[kind], candidates), check_weight(given.get("weight", 1))


def _ranking(given: object, candidates: frozenset[str]) -> Hashable:
    if not isinstance(given, list):
        raise Refused("ranking: not a list")
    ranks = [_known(rank, f"rank {number}", candidates) for number, rank in enumerate(given, 1)]
    return tuple(rank[0] if len(rank) == 1 else rank for rank in ranks)


def _approved(given: object, candidates: frozenset[str]) -> Hashable:
    return frozenset(_known(given, "approved", candidates))


def _scores(given: object, candidates: frozenset[str]) -> Hashable:
    if not isinstance(given, dict):
        raise Refused("scores: not an object")
    _known(list(given), "scores", candidates)
    for name, score in given.items():
        if isinstance(score, bool) or not isinstance(score, int) or not 0 <= score <= TOP_SCORE:
            raise Refused(
                f"scores: {name} has {score!r}, and a score is a whole number from 0 to {TOP_SCORE}"
            )
    return frozenset(given.items())


def _vote(given: object, candidates: frozenset[str]) -> Hashable:
    if given not in VOTES:
        raise Refused(f"vote: {given!r} is none of {', '.join(VOTES)}")
    return given


_READ: Mapping[str, Callable[[object, frozenset[str]], Hashable]] = {
    "ranking": _ranking,
    "approved": _approved,
    "scores": _scores,
    "vote": _vote,
}
_WRITE: Mapping[str, Callable[[Any], object]] = {
    "ranking": lambda ranks: [[rank] if isinstance(rank, str) else list(rank) for rank in ranks],
    "approved": sorted,
    "scores": lambda scores: dict(sorted(scores)),
    "vote": str,
}


def _known(given: object, where: str, candidates: frozenset[str]) -> tuple[str, ...]:
    names = _names(given, where)
    for name in names:
        if name not in candidates:
            raise Refused(f"{where}: {name!r} is no candidate")
    return tuple(names)


def _names(given: object, where: str) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        raise Refused(f"{where}: not a list of names")
    return given


def _whole(given: object, where: str, *, least: int) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or given < least:
        raise Refused(f"{where}: {given!r} is no whole number from {least} up")
    return given


def _optional_text(given: Mapping[str, Any], key: str) -> str | None:
    value = given.get(key)
    if value is not None and not isinstance(value, str):
        raise Refused(f"{key}: {value!r} is no text")
    return value


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)

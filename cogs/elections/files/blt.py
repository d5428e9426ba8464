r"""BLT, the ballot format of OpenSTV, OpaVote and the Electoral Reform Society.

    4 2            candidates, seats
    -2             the second candidate has withdrawn
    3 1 4 3 0      three ballots: first choice 1, then 4, then 3
    (b7) 1 2 0     a ballot with an id; its weight is always 1
    1 1=3 - 4 0    1 and 3 share a rank, the next is left out
    0              no more ballots
    "Ada"          the candidates' names
    ...
    "Committee"    the title; whatever follows is ignored

A ballot ends on its line. `#` begins a comment, `/* … */` is one; inside quotes neither is. A quote or a
backslash in a name has a backslash before it. Withdrawn candidates may also stand as `[withdrawn 2]`
(Droop); other options in square brackets are ignored.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from cogs.elections.count.contest import Contest, Rank, Ranking, check_weight
from cogs.elections.count.rules import Refused

_COMMENT_OR_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"|#[^\n]*|/\*.*?\*/', re.DOTALL)
_NUMBER = re.compile(r"[0-9]{1,12}")
_WITHDRAWN = re.compile(r"-[0-9]+(?:\s+-[0-9]+)*")
_BALLOT_ID = re.compile(r"\(([^()]*)\)\s*")
_OPTION = re.compile(r"\[\s*(\w+)([^\]]*)\]")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_SKIPPED = "-"


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str

    def refuse(self, problem: str) -> Refused:
        return Refused(f"line {self.number}: {problem}")


def read_blt(text: str) -> Contest:
    """Return the contest of a BLT file. Raises `Refused` naming the line."""
    lines = _lines(text)
    candidates, seats = _header(_next(lines, "the numbers of candidates and seats"))
    withdrawn: set[int] = set()
    ballots: Counter[tuple[tuple[int, ...], ...]] = Counter()
    ids: set[str] = set()
    while (line := _next(lines, "the 0 that ends the ballots")).text != "0":
        if line.text.startswith("["):
            withdrawn |= _option(line, candidates)
        elif _WITHDRAWN.fullmatch(line.text) and not ballots:
            withdrawn |= {_candidate(word[1:], candidates, line) for word in line.text.split()}
        else:
            weight, ranks = _ballot(line, candidates, ids)
            ballots[ranks] += weight
    names = [_string(_next(lines, f"the name of candidate {number + 1}")) for number in range(candidates)]
    title = next(lines, None)
    return Contest(
        candidates=tuple(names),
        kind="ranking",
        ballots={_named(ranks, names): weight for ranks, weight in ballots.items()},
        seats=seats,
        withdrawn=frozenset(names[number - 1] for number in withdrawn),
        title=_string(title) if title and title.text.startswith('"') else "",
    )


def write_blt(contest: Contest) -> str:
    """Return a contest of rankings as BLT; its rules and its method have no place there."""
    if contest.kind != "ranking":
        raise Refused(f"BLT holds rankings, and the ballots hold {contest.kind}")
    numbers = {name: str(number) for number, name in enumerate(contest.candidates, 1)}
    lines = [f"{len(numbers)} {contest.seats}"]
    if contest.withdrawn:
        lines.append(
            " ".join(f"-{numbers[name]}" for name in contest.candidates if name in contest.withdrawn)
        )
    for ranking, weight in contest.ballots.items():
        lines.append(" ".join((str(weight), *(_written(rank, numbers) for rank in ranking), "0")))
    lines.append("0")
    lines += [_quoted(name) for name in (*contest.candidates, contest.title)]
    return "\n".join(lines) + "\n"


def _lines(text: str) -> Iterator[_Line]:
    """Yield the lines that say something, without comments, numbered as in the file."""

    def blanked(found: re.Match[str]) -> str:
        return found[0] if found[0].startswith('"') else "\n" * found[0].count("\n") or " "

    for number, line in enumerate(_COMMENT_OR_STRING.sub(blanked, text).split("\n"), 1):
        if stripped := line.strip():
            yield _Line(number, stripped)


def _next(lines: Iterator[_Line], wanted: str) -> _Line:
    line = next(lines, None)
    if line is None:
        raise Refused(f"the file ends before {wanted}")
    return line


def _header(line: _Line) -> tuple[int, int]:
    words = line.text.split()
    if len(words) != 2 or not all(_NUMBER.fullmatch(word) for word in words):
        raise line.refuse(f"the numbers of candidates and seats are needed here, not {line.text!r}")
    candidates, seats = int(words[0]), int(words[1])
    if not candidates or not seats:
        raise line.refuse("there has to be a candidate and a seat")
    return candidates, seats


def _option(line: _Line, candidates: int) -> set[int]:
    found = _OPTION.fullmatch(line.text)
    if not found:
        raise line.refuse(f"the option {line.text!r} does not end with ]")
    if found[1] != "withdrawn":
        return set()
    return {_candidate(word, candidates, line) for word in found[2].split()}


def _ballot(line: _Line, candidates: int, ids: set[str]) -> tuple[int, tuple[tuple[int, ...], ...]]:
    text = line.text
    if found := _BALLOT_ID.match(text):
        if found[1].strip() in ids:
            raise line.refuse(f"a second ballot has the id {found[1].strip()}")
        ids.add(found[1].strip())
        text = text[found.end() :]
    words = text.split()
    if len(words) < 2 or words[-1] != "0":
        raise line.refuse(f"a ballot is its weight, its candidates and 0, not {line.text!r}")
    if not _NUMBER.fullmatch(words[0]):
        raise line.refuse(f"the weight {words[0]!r} is no whole number from 1 up")
    try:
        weight = check_weight(int(words[0]))
    except Refused as error:
        raise line.refuse(str(error)) from None
    if found and weight != 1:
        raise line.refuse(f"a ballot with an id weighs 1, not {weight}")
    return weight, tuple(_rank(word, candidates, line) for word in words[1:-1])


def _rank(word: str, candidates: int, line: _Line) -> tuple[int, ...]:
    if word == _SKIPPED:
        return ()
    return tuple(_candidate(number, candidates, line) for number in word.split("="))


def _candidate(word: str, candidates: int, line: _Line) -> int:
    if not _NUMBER.fullmatch(word) or not 1 <= int(word) <= candidates:
        raise line.refuse(f"{word!r} is no candidate; they have the numbers 1 to {candidates}")
    return int(word)


def _string(line: _Line) -> str:
    found = _STRING.fullmatch(line.text)
    if not found:
        raise line.refuse(f"a text in quotes is needed here, not {line.text!r}")
    return " ".join(re.sub(r"\\(.)", r"\1", found[1]).split())


def _named(ranks: tuple[tuple[int, ...], ...], names: list[str]) -> Ranking:
    return tuple(
        names[rank[0] - 1] if len(rank) == 1 else tuple(names[number - 1] for number in rank)
        for rank in ranks
    )


def _written(rank: Rank, numbers: dict[str, str]) -> str:
    if isinstance(rank, str):
        return numbers[rank]
    return "=".join(numbers[name] for name in rank) or _SKIPPED


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'

"""The regulations of an election: what each field may be, changed by words, written to JSON and back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from cogs.elections.count import METHODS
from cogs.elections.model import Place, Publication, Receipts, Regulations
from cogs.elections.rules.errors import Refused


@dataclass(frozen=True, slots=True)
class Field:
    """A field of `Regulations`: what it decides, by which rule, and which values it takes.

    `choices` are the values of a choice or switch, `least` and `most` the bounds of a number or share, and of
    the length of a text.
    """

    says: str
    source: str
    choices: tuple[str, ...] = ()
    least: Fraction = Fraction(0)
    most: Fraction = Fraction(1)


_SWITCH = ("yes", "no")
_DAYS = {"least": Fraction(1), "most": Fraction(365)}

FIELDS: Mapping[str, Field] = MappingProxyType(
    {
        "place": Field("where the vote is held", "9, 10", tuple(Place)),
        "method": Field("how offices are counted", "A1, A34", tuple(m for m in METHODS if m != "motion")),
        "threshold": Field("the share of yes that a motion takes", "11, 19, A2 to A4"),
        "base": Field("of what: yes and no votes (valid) or all seats", "A2, A5", ("valid", "seats")),
        "participation": Field("the share of the roll that has to vote online", "10, A6"),
        "quorum": Field("the share of the roll that has to be at the meeting", "9"),
        "secret": Field("whether the ballot is secret", "A18", _SWITCH),
        "receipts": Field("what a receipt shows", "A19", tuple(Receipts)),
        "publication": Field("what is published of the ballots", "7", tuple(Publication)),
        "one_office": Field("whether one person holds one office only", "A16", _SWITCH),
        "unopposed": Field(
            "what happens when no more stand than there are seats", "A13", ("confirm", "acclaim")
        ),
        "reopen_option": Field('whether every paper offers "Reopen nominations"', "A13", _SWITCH),
        "empty": Field("what happens when nobody stands", "A14", ("extend", "reopen")),
        "tie": Field("how a tie is settled", "A11", ("revote", "lot")),
        "lot_source": Field(
            "by which public value a lot is drawn, fixed only after voting has closed",
            "A11",
            (),
            Fraction(10),
            Fraction(200),
        ),
        "proxies": Field("whether a member may vote through another", "13, A10", _SWITCH),
        "max_proxies": Field("for how many others one member may vote", "A10", (), Fraction(1), Fraction(25)),
        "proxies_count_for_quorum": Field("whether proxies count as present", "A10", _SWITCH),
        "probation_votes": Field("whether members on probation vote", "A7", _SWITCH),
        "may_extend": Field("whether voting may be extended once", "A15", _SWITCH),
        "nomination_days": Field("how many days nominations last", "A23", (), **_DAYS),
        "voting_days": Field("how many days voting lasts", "A23", (), **_DAYS),
        "extension_days": Field(
            "how many days an extension or second ballot lasts", "A11, A14, A15", (), **_DAYS
        ),
        "small_electorate": Field(
            "below how many voters a tally may tell too much", "10", (), Fraction(0), Fraction(1000)
        ),
        "candidates": Field("who may stand", "5, 6, 8", ("members", "anyone")),
        "officer_may_stand": Field("whether the returns officer may stand", "A21", _SWITCH),
        "by_election_term": Field("how long a term after a by-election is", "A24", ("full", "remainder")),
        "overvote": Field("what several on one rank do to a ballot", "A1", ("exhaust", "skip")),
        "duplicate": Field("what a name given twice does to a ballot", "A1", ("skip", "exhaust")),
        "unranked": Field("what not ranking somebody means (Schulze)", "A33", ("last", "no-preference")),
    }
)

_YES, _NO = frozenset({"yes", "true", "on"}), frozenset({"no", "false", "off"})
_PERCENT = re.compile(r"(\d{1,3})\s*%", re.ASCII)
_SHARE = re.compile(r"(\d{1,6})\s*/\s*(\d{1,6})|([01])", re.ASCII)
_WHOLE = re.compile(r"\d{1,6}", re.ASCII)


def change(regulations: Regulations, key: str, text: str) -> Regulations:
    """Return the regulations with a field set to what somebody typed: `2/3`, `50 %`, `yes`, `irv`, `14`.

    Raises `Refused` when there is no such field, when it does not take that value, or when two fields then
    contradict each other.
    """
    if key not in FIELDS:
        raise Refused(f"There is no rule called {key!r}.", f"The rules are {', '.join(FIELDS)}.")
    changed = replace(regulations, **{key: _read(key, " ".join(text.split()))})
    check(changed)
    return changed


def check(regulations: Regulations) -> None:
    """Raise `Refused` for what cannot be, or cannot be together."""
    for key, rule in FIELDS.items():
        value = getattr(regulations, key)
        if rule.choices:
            if _text(value) not in rule.choices:
                raise Refused(f"{key} cannot be {value!r}.", f"It is {_listing(rule.choices)}.")
        elif not rule.least <= (len(value) if isinstance(value, str) else value) <= rule.most:
            raise Refused(f"{key} cannot be {_text(value)}.", f"It is {_bounds(key)}.")
    if not regulations.threshold:
        raise Refused("With a threshold of 0 everything would pass.", "Give 1/2 for a majority.")
    if regulations.receipts is Receipts.BALLOT and regulations.publication is Publication.ROUNDS:
        raise Refused(
            "A receipt cannot show a ballot that is not published.",
            "Set receipts to inclusion, or publication to ballots.",
        )


def refuse_seats(seats: int, regulations: Regulations) -> None:
    """Raise `Refused` when the method cannot fill so many seats (A34): such a vote could never be counted."""
    if seats > 1 and not METHODS[regulations.method].several_seats:
        raise Refused(
            f"{regulations.method} fills one seat, not {seats}.",
            "Set method to stv, which shares seats in proportion, or ask for each seat by itself.",
        )


def to_json(regulations: Regulations) -> dict[str, Any]:
    """Return all fields as plain JSON values; shares are exact texts such as `2/3`."""
    values = {field.name: getattr(regulations, field.name) for field in fields(regulations)}
    return {key: str(value) if isinstance(value, Fraction) else value for key, value in values.items()}


def from_json(given: Mapping[str, Any]) -> Regulations:
    """Return the regulations that `to_json` wrote; a field that is not there has its default.

    Raises `Refused` naming the first field that is unknown or wrong.
    """
    usual = Regulations()
    values: dict[str, Any] = {}
    for key, value in given.items():
        if key not in FIELDS:
            raise Refused(f"regulations.{key} is unknown.", f"The rules are {', '.join(FIELDS)}.")
        default = getattr(usual, key)
        wanted = str if isinstance(default, Fraction | str) else type(default)
        if type(value) is not wanted and not (wanted is str and isinstance(value, str)):
            raise Refused(f"regulations.{key} is {value!r}.", _wanted(key))
        values[key] = value if isinstance(value, bool | int) else _read(key, value)
    regulations = replace(usual, **values)
    check(regulations)
    return regulations


def _read(key: str, text: str) -> Any:
    default, rule = getattr(Regulations(), key), FIELDS[key]
    word = text.casefold()
    if isinstance(default, bool):
        if word in _YES | _NO:
            return word in _YES
    elif isinstance(default, Fraction):
        return _share(key, text)
    elif isinstance(default, int):
        if _WHOLE.fullmatch(text) and rule.least <= int(text) <= rule.most:
            return int(text)
    elif not rule.choices:
        if text.isprintable() and rule.least <= len(text) <= rule.most:
            return text
    elif word in rule.choices:
        return type(default)(word) if isinstance(default, StrEnum) else word
    raise Refused(f"{key} cannot be {text!r}.", _wanted(key))


def _share(key: str, text: str) -> Fraction:
    # Decimals are refused: 0.6667 is not two thirds, and nobody would see it.
    share = Fraction(-1)
    if match := _PERCENT.fullmatch(text):
        share = Fraction(int(match[1]), 100)
    elif (match := _SHARE.fullmatch(text)) and match[2] != "0" * len(match[2] or "x"):
        share = Fraction(int(match[1]), int(match[2])) if match[1] else Fraction(int(match[3]))
    if not 0 <= share <= 1:
        raise Refused(f"{key} cannot be {text!r}.", _wanted(key))
    return share


def _wanted(key: str) -> str:
    rule = FIELDS[key]
    if rule.choices:
        return f"It is {_listing(rule.choices)}."
    if isinstance(getattr(Regulations(), key), Fraction):
        return 'Write a fraction such as "2/3", or whole per cent such as "50 %".'
    return f"It is {_bounds(key)}."


def _bounds(key: str) -> str:
    rule = FIELDS[key]
    bounds = f"{rule.least} to {rule.most}"
    text = isinstance(getattr(Regulations(), key), str)
    return f"one line of {bounds} characters" if text else f"a number from {bounds}"


def _listing(choices: Sequence[str]) -> str:
    return " or ".join(choices) if len(choices) < 3 else f"one of {', '.join(choices)}"


def _text(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)

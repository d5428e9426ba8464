"""The policy a motion is decided by, as it is stored with the motion, and in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from fractions import Fraction
from typing import Any

from cogs.committee.model import Base, Policy
from cogs.committee.rules.tally import HALF


def to_json(policy: Policy) -> dict[str, Any]:
    """Return a policy for a JSON file or column; shares are texts such as `2/3`."""
    return {
        key: str(value) if isinstance(value, Fraction | Base) else value
        for key, value in asdict(policy).items()
    }


def from_json(stored: Mapping[str, Any]) -> Policy:
    """Return the policy that `to_json` wrote; what is missing has its default.

    Raises `ValueError` naming a key that is unknown or a value that cannot be.
    """
    defaults = {field.name: field.default for field in fields(Policy)}
    read = {}
    for key, value in stored.items():
        if key not in defaults:
            raise ValueError(f"{key} is no setting of the policy")
        try:
            read[key] = _READERS[type(defaults[key])](value)
        except (TypeError, ValueError, ZeroDivisionError):
            raise ValueError(f"{key} cannot be {value!r}") from None
    return Policy(**read)


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


_READERS: Mapping[type, Callable[[Any], Any]] = {
    Fraction: Fraction,
    Base: Base,
    int: _whole,
    bool: _yes_or_no,
    tuple: lambda value: tuple(_whole(day) for day in value),
}


def in_words(policy: Policy) -> list[str]:
    """Return the rules a motion is decided by as sentences."""
    share = "more than half" if policy.threshold == HALF else f"at least {policy.threshold}"
    base = "the filled seats" if policy.base is Base.SEATS else "all seats, vacant ones too,"
    sentences = [
        f"{share[0].upper()}{share[1:]} of {base} have to approve.",
        f"Silence for {policy.answer_days} days is an abstention.",
    ]
    if policy.dismiss_stale:
        sentences.append("A change of the text dismisses approvals from before it.")
    if policy.veto_needs_prior_request:
        sentences.append("A veto needs a request for changes before it.")
    return sentences

"""What can be asked: a question and its options as they are typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from bot.errors import UserError
from bot.limits import fit
from bot.texts import UNSEEN, plural
from cogs.polls.model import Option

# Discord's own polls take no longer question (resources/poll).
QUESTION = 300
# What the label of a button holds (bot.limits.BUTTON_LABEL).
LABEL = 80
LEAST_OPTIONS, MOST_OPTIONS = 2, 20
_SHOWN = 60
# "-" and "•" before an option are how people write lists, and no part of it; so are numbers, if all have one.
_BULLET = re.compile(r"^\s*[-*•–]\s+")
_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s+")
# They join the parts of an emoji, and letters in several scripts.
_JOINERS = "\u200c\u200d"
# Marks that are not seen name the part of a country after a flag, such as Wales (Unicode, UTS #51, ED-14a).
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")


def one_line(text: str) -> str:
    """Return a text on one line, without characters that are not seen but change what others look like.

    Such are marks that turn the direction of writing (Unicode, UAX #9) and control characters.
    """
    composed = unicodedata.normalize("NFC", text)
    flags = {place for flag in _FLAG.finditer(composed) for place in range(*flag.span())}
    kept = (
        " " if mark.isspace() else mark
        for place, mark in enumerate(composed)
        if mark.isspace()
        or mark in _JOINERS
        or place in flags
        or unicodedata.category(mark) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    joined = " ".join("".join(kept).split())
    # Of joiners and combining marks alone nothing is seen.
    seen = any(unicodedata.category(mark)[0] not in "CMZ" for mark in UNSEEN.sub("", joined))
    return joined if seen else ""


def alike(text: str) -> str:
    """Return a text without case and what is not seen: the same for two that nobody tells apart."""
    bare = UNSEEN.sub("", text).translate(dict.fromkeys(map(ord, _JOINERS)))
    return " ".join(bare.split()).casefold()


def question(typed: str) -> str:
    """Return the question that was typed. Raises `UserError` when it is empty or too long."""
    text = one_line(typed)
    if not text:
        raise UserError("The question is empty.", "Write what you want to know.")
    if len(text) > QUESTION:
        raise UserError(f"The question has {len(text)} characters; {QUESTION} are the most.", "Shorten it.")
    return text


def lines(typed: str) -> list[str]:
    """Return the lines that were typed, without what numbers or bullets them; empty ones are left out."""
    found = [line for each in typed.splitlines() if (line := one_line(_BULLET.sub("", each)))]
    if all(map(_NUMBER.match, found)):
        found = [line for each in found if (line := _NUMBER.sub("", each))]
    return found


def options(typed: str) -> Sequence[Option]:
    """Return the options that were typed, one a line.

    Raises `UserError` for too few or too many, for one that is too long, and for one that is there twice.
    """
    found = lines(typed)
    refuse_count(len(found), LEAST_OPTIONS, MOST_OPTIONS, "option")
    for text in found:
        if len(text) > LABEL:
            raise UserError(
                f"“{fit(text, _SHOWN)}” has {len(text)} characters; {LABEL} are the most.", "Shorten it."
            )
    if double := first_double(map(alike, found)):
        raise UserError(
            f"Options {double[0] + 1} and {double[1] + 1} are the same.", "Leave one of them out."
        )
    return tuple(Option(number, text) for number, text in enumerate(found, 1))


def refuse_count(had: int, least: int, most: int, what: str) -> None:
    """Raise `UserError` unless there are enough lines and not too many."""
    if not least <= had <= most:
        raise UserError(
            f"You wrote {plural(had, what)}; a poll has {least} to {most}.",
            f"Write one {what} on each line.",
        )


def first_double(values: Iterable[object]) -> tuple[int, int] | None:
    """Return the places of the first value that comes twice, or None."""
    seen: dict[object, int] = {}
    for place, value in enumerate(values):
        if value in seen:
            return seen[value], place
        seen[value] = place
    return None

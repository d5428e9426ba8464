"""What people do with a sentence: ask, wish, report trouble, announce, chat (``lists/speech_acts.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from cogs.guide.matching.lexicon import LexiconError
from cogs.guide.matching.patterns import Pattern, PatternError, compile_pattern

_FILE = "speech_acts.toml"


@dataclass(frozen=True, slots=True)
class SpeechActs:
    """Kinds of acts with their phrases: those of people who ask for software, and those of other talk."""

    asking: Mapping[str, tuple[Pattern, ...]]
    other: Mapping[str, tuple[Pattern, ...]]


@lru_cache(maxsize=1)
def shipped_acts() -> SpeechActs:
    """The acts that ship with the bot."""
    return read_acts(resources.files(__package__).joinpath("lists", _FILE).read_text(encoding="utf-8"))


def read_acts(text: str) -> SpeechActs:
    """Acts from TOML. Raises LexiconError, with the kind of act, when a phrase cannot be read."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{_FILE}: {error}") from None
    lists = {f"${name}": "|".join(words) for name, words in tables.get("words", {}).items()}
    read = {}
    for side in ("asking", "other"):
        read[side] = {kind: _expanded(kind, phrases, lists) for kind, phrases in tables.get(side, {}).items()}
    return SpeechActs(**read)


def _expanded(kind: str, phrases: list[str], lists: Mapping[str, str]) -> tuple[Pattern, ...]:
    expanded = []
    for phrase in phrases:
        words = [lists.get(choice, choice) for choice in phrase.replace("|", " | ").split()]
        if unknown := next((word for word in words if word.startswith("$")), None):
            raise LexiconError(f"{_FILE}: {kind!r} uses {unknown}, which [words] does not list")
        expanded.append(" ".join(words).replace(" | ", "|"))
    try:
        return tuple(map(compile_pattern, expanded))
    except PatternError as error:
        raise LexiconError(f"{_FILE}: {kind!r}: {error}") from None

"""Where to start, by background: a curated list that moderators can change."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, ValidationError

from cogs.guide.matching.lexicon import LexiconError
from cogs.guide.matching.patterns import IndexedText, compile_pattern
from cogs.guide.matching.words import Word


class Background(BaseModel):
    """What people of one background are told first: slugs of libraries, best first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    libraries: tuple[str, ...]
    words: tuple[str, ...] = ()
    """Phrases by which a question shows this background."""


class Defaults(BaseModel):
    """The curated lists. Slugs that the guide does not have are passed over in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    general: tuple[str, ...]
    backgrounds: Mapping[str, Background]

    def background_of(self, words: Sequence[Word]) -> str | None:
        """The background whose words a question shows most of; None when it shows none."""
        text = IndexedText(words)
        hits = {
            name: sum(compile_pattern(phrase).find(text) is not None for phrase in background.words)
            for name, background in self.backgrounds.items()
        }
        best = max(hits, key=lambda name: hits[name], default=None)
        return best if best is not None and hits[best] else None


@lru_cache(maxsize=1)
def shipped_defaults() -> Defaults:
    """The list that ships with the project."""
    return parse_defaults(
        resources.files(__package__).joinpath("lists", "start_here.toml").read_text(encoding="utf-8")
    )


def parse_defaults(text: str) -> Defaults:
    """Read a list in TOML. Raises LexiconError naming the place."""
    try:
        return Defaults.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"start_here.toml: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise LexiconError(f"start_here.toml: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None

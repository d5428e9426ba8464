"""Fonts for names in any script: what no font of this machine has is not drawn as empty boxes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

BASE = "DejaVu Sans"
# Formulas' fonts, and those that have a box for everything.
_NO_TEXT = ("Last Resort", "STIX", "cm", "Math", "Emoji", "Mono", "Serif", "Display")
_MOST_FONTS = 300
# Letters, marks and digits: a name without one of them is another name.
_MEANING = "LMN"


class Fonts:
    """The fonts that these texts need, as far as the machine has them."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.families = [BASE]
        self._has = set(_glyphs(font_manager.findfont(BASE)))
        missing = {ord(mark) for text in texts for mark in text if _drawn(mark)} - self._has
        tried = 0
        for font in font_manager.fontManager.ttflist:
            if not missing or tried >= _MOST_FONTS:
                break
            if font.name in self.families or any(word in font.name for word in _NO_TEXT):
                continue
            if font.style != "normal":
                continue
            tried += 1
            if found := missing & _glyphs(font.fname):
                self.families.append(font.name)
                self._has |= found
                missing -= found

    def drawable(self, text: str, otherwise: str) -> str:
        """Return a text without what cannot be drawn; `otherwise` when that would change what it says."""
        kept = []
        for mark in " ".join(text.split()):
            if _drawn(mark) and ord(mark) in self._has:
                kept.append(mark)
            elif unicodedata.category(mark)[0] in _MEANING and _drawn(mark):
                return otherwise
        return " ".join("".join(kept).split()) or otherwise


@cache
def _glyphs(path: str) -> frozenset[int]:
    try:
        return frozenset(FT2Font(path).get_charmap())
    except (OSError, RuntimeError):
        return frozenset()


def _drawn(mark: str) -> bool:
    """Return whether a character has a shape of its own; joiners and variation selectors have none."""
    return unicodedata.category(mark)[0] != "C" and not "\ufe00" <= mark <= "\ufe0f"

"""What words stand for that look like a name, or like a part of one."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence, Set

from cogs.guide.matching.licences import LICENCES
from cogs.guide.matching.names import Mention
from cogs.guide.matching.needs import DEPENDENCIES, LANGUAGES, Demand
from cogs.guide.matching.stopwords import STOP_STEMS
from cogs.guide.matching.wordlists import WordList
from cogs.guide.matching.words import Word, stem

MANY = 2
"""Words beside a name, none of them known to the guide, that show another sense of it."""
_FACETS = {*DEPENDENCIES, *LANGUAGES, *LICENCES, "nir"}
_ABOUT_SOFTWARE = """
library tool package framework software simulator code script install installation version release crash error
bug docs tutorial licence license maintain import compile build model network run repository author
alternative project use what which who whose where how when why is are does do did can could has have any link
"""
_SOFTWARE = frozenset(stem(word) for word in _ABOUT_SOFTWARE.split())
"""Words of whoever means software, or asks."""


def compound_names(
    text: str, words: Sequence[Word], demands: Sequence[Demand], explained: Set[int], common: WordList
) -> Iterator[Mention]:
    """Names of other tools that begin with what libraries build on: "PyTorch Geometric", "JAX MD".

    ``explained`` are the places that a name or topic explains. Where everyday words are capitalised too, the
    question is a heading, and capitals tell nothing.
    """
    for demand in demands:
        at = demand.place + 1
        if demand.need.kind != "dependency" or not 0 < at < len(words) or at in explained:
            continue
        base, word = words[at - 1], words[at]
        if not (
            base.surface[0].isupper() and word.surface[0].isupper() and text[base.end : word.start] == " "
        ):
            continue
        capitals = {
            each.folded for each in words[1:] if each.surface[:1].isupper() and not each.surface.isupper()
        }
        heading = any(other in common for other in capitals - {base.folded, word.folded})
        if not heading and word.stem not in STOP_STEMS and word.folded not in _FACETS:
            name = f"{base.surface} {word.surface}"
            yield Mention("elsewhere", name, name, at - 1, at)


def is_everyday(
    text: str, words: Sequence[Word], name: Mention, known: WordList, ordinary: Container[str]
) -> bool:
    """Whether a name that is also a word has its other sense: "I found a nest beneath the porch roof".

    So it has in statements whose words the guide does not know and that say nothing of software.
    """
    if "?" in text or name.written.isupper():
        return False
    beside = [word for at, word in enumerate(words) if not name.first <= at <= name.last]
    if any(word.stem in _SOFTWARE or word.folded in ordinary for word in beside):
        return False
    others = [word for word in beside if word.stem not in STOP_STEMS and len(word.folded) > 2]
    unknown = sum(word.folded not in known for word in others)
    return unknown >= MANY and MANY * (len(others) - unknown) <= unknown

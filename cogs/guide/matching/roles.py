"""What part a name plays in a question: asked about, mentioned as context, or wished away."""

from __future__ import annotations

from enum import StrEnum

from cogs.guide.matching.names import Mention
from cogs.guide.matching.needs import negated
from cogs.guide.matching.question import Question, near_words


class Role(StrEnum):
    """The part of a name."""

    SUBJECT = "subject"
    CONTEXT = "context"
    MODEL = "model"
    """Something like it is wanted: "like jAER", "alternative to Brian", "Keras-style"."""
    REFUSED = "refused"


_LIKE = {"like", "similar", "resembling", "alternative", "alternatives", "replacement", "replacing", "replace",
         "equivalent", "equivalents", "besides", "apart", "unlike", "leaving", "beyond", "style"}  # fmt: skip
_LINKS = {"to", "of", "for", "from", "a", "the", "an", "other", "than"}
_CONTEXT = {"in", "with", "from", "into", "to", "onto", "within", "inside", "top", "on", "through", "via", "for", "of",
            "using", "alongside", "extends", "extend", "my", "our", "existing", "trained", "old", "between",
            "under", "around", "use", "used", "have", "know", "feeding"}  # fmt: skip
_REQUEST = {"library", "libraries", "package", "packages", "tool", "tools", "framework", "frameworks", "something",
            "anything", "which", "plugin", "extension", "addon", "wrapper", "way", "software", "move", "export",
            "import", "convert", "transfer", "port", "translate", "switch", "combine", "toolbox", "options",
            "option", "else", "bridge", "decide", "lib"}  # fmt: skip


def role_of(mention: Mention, question: Question) -> Role:
    """The part one name plays, from the words around it."""
    words = question.words
    before, after = near_words(words, mention.first, mention.last, 4)
    if negated(words, mention.first):
        return Role.REFUSED
    if before[-2:-1] in (["instead"], ["rather"]) or before[-2:] in (["other", "than"], ["apart", "from"]):
        return Role.REFUSED
    if after[:1] and after[0] in (
        "like",
        "style",
        "alternative",
        "alternatives",
        "replacement",
        "equivalent",
    ):
        if after[0] != "like" or words[mention.last + 1].start - words[mention.last].end == 1:
            return Role.MODEL
    trimmed = [word for word in before]
    while trimmed and trimmed[-1] in _LINKS:
        trimmed.pop()
    if (
        trimmed
        and trimmed[-1] in _LIKE
        and not (trimmed[-1] == "like" and trimmed[-2:-1] in (["would"], ["i"], ["d"]))
    ):
        return Role.MODEL
    if before and before[-1] in _CONTEXT and any(word.folded in _REQUEST for word in words):
        return Role.CONTEXT
    return Role.SUBJECT

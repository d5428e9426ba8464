"""What part a name plays in a question: asked about, mentioned as context, or wished away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from cogs.guide.matching.names import Mention
from cogs.guide.matching.negation import negated
from cogs.guide.matching.question import Question, near_words


class Role(StrEnum):
    """The part of a name."""

    SUBJECT = "subject"
    CONTEXT = "context"
    MODEL = "model"
    """Something like it is wanted: "like jAER", "alternative to Brian", "Keras-style"."""
    REFUSED = "refused"


_LIKE = {
    "like", "similar", "resembling", "alternative", "alternatives", "replacement", "replacing",
    "replace", "equivalent", "equivalents", "besides", "apart", "unlike", "leaving", "beyond", "style",
}  # fmt: skip
_AFTER_LIKE = {"like", "style", "alternative", "alternatives", "replacement", "equivalent", "equivalents"}
_LINKS = {"to", "of", "for", "from", "a", "the", "an", "other", "than"}
_CONTEXT = {
    "in", "with", "from", "into", "to", "onto", "within", "inside", "top", "on", "through", "via",
    "for", "of", "using", "alongside", "extends", "extend", "my", "our", "existing", "trained", "old",
    "between", "under", "around", "use", "used", "have", "know", "feeding",
}  # fmt: skip
_COMING_FROM = {"from", "to", "with", "into", "know", "my"}
_REQUEST = {
    "library", "libraries", "package", "packages", "tool", "tools", "framework", "frameworks",
    "something", "anything", "plugin", "extension", "addon", "wrapper", "software", "move", "export",
    "import", "convert", "transfer", "port", "translate", "switch", "combine", "toolbox", "bridge",
    "decide", "add", "top", "lib", "language", "codebase", "api", "way", "compiler", "generator", "converter",
}  # fmt: skip
_OWN = {"my", "our", "existing", "their"}
_WORKS = {"models", "scripts", "networks", "simulations"}
"""What people write for a library: after its name, they are what something is wanted for."""
_WORK = {"code", "model", "script", "network", "simulation"}
_EXAMPLES = ({"g"}, {"as"}, {"example"}, {"ex"}, {"eg"}, {"instance"})
_VERSIONS = {"version", "variant", "port", "clone", "counterpart", "rewrite", "reimplementation"}
"""Of a library, with a need before it ("a Rust version of X"), they are another library."""
_BUT = {"but", "only", "just", "though", "aber", "nur", "mais", "seulement", "pero", "solo", "ma"}
_LEADING = {
    "a", "an", "the", "something", "anything", "like", "as", "same", "want", "need", "i", "we", "give",
    "me", "some", "basically", "looking", "for", "similar", "to", "exactly", "ok", "please", "what",
    "about",
}  # fmt: skip
_ANOTHER = re.compile(
    r"\b((a|any) (third|fourth)|(?<!or )(there )(any|some)thing (better|newer|else)"
    r"|what else (is|exists|could i use|can i use|do you))\b"
)
"""What is wanted in place of, or besides, the libraries named before."""
_EXPORT = {"export", "exports", "exporting", "exported", "save", "saves"}
_REFUSING = {"without", "instead", "no", "not", "avoid", "avoiding", "than", "except"}


def roles_of(question: Question) -> dict[Mention, Role]:
    """The part of every name. In a list ("in Norse, snnTorch or Nengo") one part goes for all."""
    roles: dict[Mention, Role] = {}
    previous: Mention | None = None
    another = _place_of_another(question)
    for mention in question.mentions:
        role = _role_of(mention, question, another)
        if previous is not None and role is Role.SUBJECT and _listed_together(previous, mention, question):
            role = roles[previous]
        roles[mention] = role
        previous = mention
    return roles


def _listed_together(one: Mention, other: Mention, question: Question) -> bool:
    between = {word.folded for word in question.words[one.last + 1 : other.first]}
    return (
        between <= {"and", "or"}
        and other.first - one.last <= 2
        and question.words[one.last].sentence == question.words[other.first].sentence
    )


def _role_of(mention: Mention, question: Question, another: int) -> Role:
    words = question.words
    before, after = near_words(words, mention.first, mention.last, 6)
    if negated(words, mention.first) or (before[-2:-1] in (["instead"], ["rather"])):
        return Role.REFUSED
    if before[-2:] in (["other", "than"], ["apart", "from"]):
        return Role.REFUSED
    if mention.kind == "elsewhere" and _REFUSING.intersection(before):
        return Role.REFUSED
    if (
        after
        and after[0] in _AFTER_LIKE
        and (after[0] != "like" or words[mention.last + 1].start - words[mention.last].end == 1)
    ):
        return Role.MODEL
    trimmed = list(before)
    while trimmed and trimmed[-1] in _LINKS:
        trimmed.pop()
    if (
        trimmed
        and trimmed[-1] in _LIKE
        and not (trimmed[-1] == "like" and trimmed[-2:-1] in (["would"], ["i"], ["d"]))
    ):
        return Role.MODEL
    if trimmed and trimmed[-1] in _VERSIONS and any(0 <= d.place < mention.first for d in question.demands):
        return Role.MODEL
    if before[-2:] == ["same", "as"] or (
        mention.kind == "library" and _is_replaced(mention, question, before, after)
    ):
        return Role.MODEL
    if mention.kind == "library" and mention.last < another:
        return Role.MODEL
    if before[-1:] == ["for"] and mention.kind == "library" and _is_wanted_for(mention, question):
        return Role.CONTEXT
    if before[-1:] and set(before[-1:]) in _EXAMPLES:
        return Role.CONTEXT
    if after and (after[0] in _WORKS or (after[0] in _WORK and before[-1:] and before[-1] in _OWN)):
        return Role.CONTEXT
    if (
        mention.kind == "elsewhere"
        and before[-1:] in (["to"], ["as"], ["into"])
        and _EXPORT.intersection(before)
    ):
        return Role.SUBJECT
    linking = _COMING_FROM if mention.kind == "elsewhere" else _CONTEXT
    if before and before[-1] in linking and any(word.folded in _REQUEST for word in words):
        return Role.CONTEXT
    return Role.SUBJECT


def _place_of_another(question: Question) -> int:
    """Where another than the names before is asked for, for the last time; -1 if nowhere."""
    text = " ".join(word.folded for word in question.words)
    return max((text.count(" ", 0, found.start()) for found in _ANOTHER.finditer(text)), default=-1)


def _is_replaced(mention: Mention, question: Question, before: Sequence[str], after: Sequence[str]) -> bool:
    """ "X, but MIT", "X, only on JAX": something else is wanted, with what comes after."""
    if not (after[:1] and after[0] in _BUT and set(before) <= _LEADING):
        return False
    last = mention.last
    placed = [demand.place for demand in question.demands] + [
        min(places) for places in question.phrases.values()
    ]
    return any(place > last or place < 0 for place in placed)


def _is_wanted_for(mention: Mention, question: Question) -> bool:
    """ "Dendrites for X": what is asked for stands before the name of what it is to go with."""
    return any(
        name in question.essential and max(places) < mention.first
        for name, places in question.phrases.items()
    )

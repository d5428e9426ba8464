"""Negation: "no torch", "doesn't need torch", "torch-free", "not python", "I don't want to …"."""

from __future__ import annotations

from collections.abc import Sequence

from cogs.guide.matching.words import Word

_NEGATIONS = {
    "no", "not", "without", "non", "avoid", "avoiding", "except", "excluding", "never", "nor",
    "neither", "zero", "nothing", "veto", "vetoed", "forbid", "forbids", "forbade", "forbidden", "banned",
    "bans", "ban", "prohibits", "sans", "minus",
}  # fmt: skip
_FORBIDDEN = {"banned", "forbidden", "prohibited", "vetoed", "out", "excluded"}
_VERBS_OF_NEED = {
    "need", "require", "depend", "use", "rely", "want", "pull", "force", "have", "like", "touch",
    "needing", "requiring", "using", "pulling", "install", "drag", "write", "on", "in", "to", "be",
    "any", "anything", "everything", "the", "a", "of", "based", "code", "my", "all", "strong", "dependency",
    "related", "dependencies", "licence", "license", "licensed", "too", "much",
}  # fmt: skip
_CONTRACTED = {
    "don", "doesn", "didn", "isn", "aren", "won", "can", "couldn", "shouldn", "wouldn", "wasn", "dont",
    "doesnt", "cannot", "cant", "isnt",
}  # fmt: skip


def negated(words: Sequence[Word], at: int) -> bool:
    """Whether the word at a place is denied: "no torch", "doesn't need torch", "torch-free", "not python"."""
    if at + 1 < len(words) and words[at + 1].folded == "free" and words[at + 1].start - words[at].end == 1:
        return True
    sentence = words[at].sentence
    after = [word.folded for word in words[at + 1 : at + 3] if word.sentence == sentence]
    if _is_unwanted(words, at) or (after[:1] in (["is"], ["are"]) and _FORBIDDEN.intersection(after[1:])):
        return True
    before = [word.folded for word in words[max(0, at - 7) : at] if word.sentence == sentence]
    for steps, index in enumerate(range(len(before) - 1, -1, -1), 1):
        word = before[index]
        if word in _NEGATIONS:
            return not (
                word == "not" and index + 1 < len(before) and before[index + 1] in ("only", "just", "sure")
            )
        if word in _CONTRACTED and (word.endswith("t") or before[index + 1 : index + 2] == ["t"]):
            return True
        if word in ("instead", "than") and before[index - 1 : index] != ["more"]:
            return True
        linked = word in ("or", "and") and index > 0
        if linked and at - (len(before) - index) - 1 >= 0:
            return word == "or" and negated(words, at - (len(before) - index) - 1)
        if word not in _VERBS_OF_NEED and word != "t":
            return False
        if steps > 4:
            return False
    return False


def _is_unwanted(words: Sequence[Word], at: int) -> bool:
    """ "I don't want to classify digits": what follows such a verb in its clause is not wanted."""
    for back in range(at - 1, max(-1, at - 7), -1):
        if words[back].sentence != words[at].sentence or words[back].folded in (
            "but",
            "just",
            "only",
            "and",
            "which",
        ):
            return False
        if words[back].folded in ("want", "need", "care", "like") and back > 0:
            denied = words[back - 1].folded
            if denied in ("not", "never", "dont") or (
                denied == "t" and back > 1 and words[back - 2].folded in _CONTRACTED
            ):
                return True
    return False

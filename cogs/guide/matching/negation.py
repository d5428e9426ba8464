"""Negation: which words of a question are denied, and how far a denial reaches.

Before the word: "no torch", "doesn't support NIR", "not written in Python", "anything but JAX", "C++ rather
than Python". After it: "torch-free", "GPU not required", "GPL is banned". A denial reaches over the words in
``_CARRYING`` and stops at the first other word.
"""

from __future__ import annotations

from collections.abc import Sequence

from cogs.guide.matching.words import Word

_NEGATIONS = {
    "no", "not", "without", "non", "avoid", "avoiding", "except", "excluding", "exclude", "excludes",
    "never", "nor", "neither", "zero", "nothing", "veto", "vetoed", "forbid", "forbids", "forbade",
    "forbidden", "banned", "bans", "ban", "prohibits", "sans", "minus", "lack", "lacks", "lacking",
    "hate", "dislike", "kein", "keine", "keinen", "ohne", "nicht", "ausser", "pas", "sin", "salvo",
    "senza", "sem", "zonder", "bez",
}  # fmt: skip
"""Those of other languages too, where one such word beside a name is all that is said: "kein Python"."""
_FORBIDDEN = {
    "banned", "forbidden", "prohibited", "vetoed", "out", "excluded", "unwanted", "unnecessary",
    "optional",
}  # fmt: skip
_NEEDLESS = {"optional", "unnecessary", "unwanted", "forbidden", "banned"}
_NEEDED = {
    "needed", "required", "necessary", "wanted", "allowed", "supported", "available", "possible",
    "acceptable", "an", "option", "mandatory", "essential", "ok", "okay", "welcome", "desired", "used",
}  # fmt: skip
_IS = {"is", "are", "isn", "aren", "was", "were", "being", "be"}
_NOUNS = {"support", "licence", "license", "code", "dependency", "dependencies", "hardware", "card"}
_CARRYING = {
    "need", "needs", "require", "requires", "depend", "use", "uses", "rely", "want", "pull", "force",
    "have", "has", "like", "touch", "needing", "requiring", "having", "using", "pulling", "install",
    "drag", "write", "on", "in", "to", "be", "is", "are", "any", "anything", "everything", "the", "a",
    "an", "of", "de", "based", "code", "my", "all", "strong", "dependency", "related", "dependencies",
    "licence", "license", "licensed", "too", "much", "support", "supports", "supporting", "supported",
    "offer", "provide", "include", "come", "with", "work", "works", "run", "runs", "running", "written",
    "made", "built", "implemented", "coded", "programmed", "under", "for", "by", "compatible", "got",
    "some", "really", "necessarily", "do", "does", "speak", "sea", "en", "native", "kind", "sort",
    "proper", "covered", "published", "released", "available", "give", "show", "me", "us", "interested",
    "big", "fan", "keen", "fond", "please",
}  # fmt: skip
_FARTHEST = 6
"""Words that a denial reaches over."""
_LONGEST_LIST = 6
"""Names joined by "or" and "and" that one denial reaches over."""
_CONTRACTED = {
    "don", "doesn", "didn", "isn", "aren", "won", "can", "couldn", "shouldn", "wouldn", "wasn", "hasn",
    "haven", "dont", "doesnt", "cannot", "cant", "isnt", "arent", "hasnt", "havent",
}  # fmt: skip
_ALL = {"anything", "everything", "any", "all", "every", "whatever", "anyone", "alles", "todo", "tout"}
_BUT = {"but", "except", "save", "besides", "bar", "menos", "sauf"}
_APART = {("apart", "from"), ("aside", "from"), ("free", "of"), ("free", "from")}
_STATED_ALSO = {"only", "just", "sure", "merely", "solely", "necessarily"}


def negated(words: Sequence[Word], at: int) -> bool:
    """Whether the word at a place is denied, or stands in what somebody says not to want."""
    return denied(words, at) or _is_unwanted(words, at)


def denied(words: Sequence[Word], at: int, listed: int = _LONGEST_LIST) -> bool:
    """Whether the word at a place is denied itself: "no torch", "torch-free", "torch is not required".

    ``listed`` is how many places of a list may still be followed to its beginning ("no torch or jax").
    """
    if at + 1 < len(words) and words[at + 1].folded == "free" and words[at + 1].start - words[at].end == 1:
        return True
    return _denied_after(words, at) or _denied_before(words, at, listed)


def _denied_after(words: Sequence[Word], at: int) -> bool:
    after = [word.folded for word in words[at + 1 : at + 6] if word.sentence == words[at].sentence]
    if after[:1] and after[0] in _NOUNS:
        after.pop(0)
    if after[:1] and after[0] in _NEEDLESS:
        return True
    is_ = bool(after) and after[0] in _IS
    if is_ and _FORBIDDEN.intersection(after[1:3]):
        return True
    if not is_ and after[:1] != ["not"]:
        return False
    denial = after[1:2] in (["not"], ["t"], ["never"]) if is_ else True
    return denial and bool(_NEEDED.intersection(after[2 if is_ else 1 :][:1]))


def _denied_before(words: Sequence[Word], at: int, listed: int) -> bool:
    sentence = words[at].sentence
    before = [word.folded for word in words[max(0, at - _FARTHEST - 2) : at] if word.sentence == sentence]
    for index in range(len(before) - 1, max(-1, len(before) - 1 - _FARTHEST), -1):
        word, following = before[index], before[index + 1 : index + 2]
        place = at - (len(before) - index)
        if word in _NOUNS and words[place + 1].start - words[place].end > 1:
            return False  # "no dependencies, Python": what is denied ends before the comma
        if word in _BUT and _ALL.intersection(before[max(0, index - 3) : index]):
            return True
        if word in ("but", "save", "bar"):
            return False
        if word in _NEGATIONS:
            only = word == "not" and bool(_STATED_ALSO.intersection(following))
            return not only and not (word == "not" and before[index - 1 : index] == ["why"])
        if word in _CONTRACTED and (word.endswith("t") or following == ["t"]):
            # "Why doesn't X have it?" asks about X, and does not deny it.
            asks = word not in ("don", "dont") and before[:index] in ([], ["why"], ["but", "why"])
            return not (asks and before[index + 1 :] in ([], ["t"]))
        if (before[index - 1] if index else "", word) in _APART:
            return True
        if word in ("instead", "than") and before[index - 1 : index] not in (
            ["more"],
            ["better"],
            ["faster"],
        ):
            return True
        if word in ("or", "and") and index > 0:
            without = before[index - 2 : index - 1] in (["except"], ["excluding"], ["but"])
            is_list = word == "or" or (without and index == len(before) - 1)
            return is_list and listed > 0 and denied(words, place - 1, listed - 1)
        if word not in _CARRYING and word != "t":
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
            said = words[back - 1].folded
            if said in ("not", "never", "dont") or (
                said == "t" and back > 1 and words[back - 2].folded in _CONTRACTED
            ):
                return True
    return False

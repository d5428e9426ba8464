"""What a message says in its writer's own words, and the marks of writing in it.

Quoted lines, code blocks, addresses and mentions are not the writer's words; "hi all" and "thanks!" around
a request are courtesy. Both are blanked, so that they neither trigger nor silence anything.
"""

from __future__ import annotations

import re

from cogs.guide.matching.words import Word

_NOT_WORDS = re.compile(r"```.*?(?:```|\Z)|https?://\S+|<[@#:a][^>\s]{0,80}>", re.DOTALL)
_QUOTED_LINE = re.compile(r"^[ \t]*>(?!>>).*$", re.MULTILINE)
_QUOTED_REST = re.compile(r"^[ \t]*>>> .*", re.MULTILINE | re.DOTALL)
_PEOPLE = r"(?:all|everyone|everybody|folks|guys|there|friends|people|team|together|community|y'all)"
_GREETING = re.compile(
    rf"\A\W*(?:(?:hi+|hello|hey+|hallo|hola|bonjour|salut|gm|good (?:morning|evening|afternoon|day))\b"
    rf"(?: {_PEOPLE}\b)*[\s,!.:)]*)+",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?:\b(?:many |big )?(?:thanks|thank you|thx|cheers|tia)\b"
    rf"(?: (?:so|very|much|a lot|a million|in|advance|already|again|{_PEOPLE}|for (?:any|your|the) \w+))*"
    r"[^\w?]*)+\Z",
    re.IGNORECASE,
)
_LONGEST_THANKS = 120
_SENTENCE_END = re.compile(r"(?<=[?？])|(?<=[.!])\s+|\n")
_CLAUSE_END = re.compile(r"[,:;()]| - |…|\.\.\.")
_CLAUSE_WORD = re.compile(r"[a-z]+")
_OPENERS = {
    "so", "and", "but", "ok", "okay", "also", "anyway", "sorry", "please", "well", "oh", "um", "btw",
    "hm", "hmm", "now", "then", "hi", "hello", "hey", "all",
}  # fmt: skip
_HEADS = {
    "why": "why", "how": "how", "when": "when", "who": "who", "whose": "who", "where": "where",
    "which": "which", "what": "what", "whats": "what",
}  # fmt: skip
_AUXILIARIES = {
    "is", "are", "was", "were", "does", "do", "did", "can", "could", "should", "would", "will", "has",
    "have", "had", "isn", "aren", "doesn", "don", "didn", "may", "must", "shall", "am",
}  # fmt: skip
_SUBJECTS = {
    **dict.fromkeys(("anyone", "anybody", "someone", "somebody", "any", "anything", "people"), "anyone"),
    **dict.fromkeys(("i", "we", "one"), "I"),
    **dict.fromkeys(("it", "this", "that", "these"), "it"),
    "there": "there", "you": "you",
}  # fmt: skip
_DOING = {"do", "can", "should", "to", "could", "would", "did"}
_AMOUNT = {"many", "much", "long", "large", "big", "often", "fast"}

MARKS = {
    "code": re.compile(r"`|\w\(|[A-Za-z_]{2}\.[A-Za-z_]{2,}\w*(?<!\.py)|\w_\w|(?<!\w)--\w|\w=\w|\w::\w"),
    "error by name": re.compile(
        r"\w(?:Error|Exception|Warning)\b|\bTraceback\b|^[ \t]*File \"", re.MULTILINE
    ),
    "quotation": re.compile(r"[\"“][^\"”]{4,}[\"”]"),
    "measurement": re.compile(r"\d ?%|\bnan\b|\be-?\d\b|\dx\b", re.IGNORECASE),
    "celebration": re.compile("[🎉📢🥳🚀]"),
    "exclamation": re.compile(r"!(?!\w)"),
}
"""Marks of writing that tell one kind of talk from another."""


def shows_traceback(text: str) -> bool:
    """Whether a program's failure is pasted, in a code block or not: that is trouble, whatever is asked."""
    return "Traceback (most recent call last)" in text


def own_words(text: str) -> str:
    """The text with everything that is not the writer's own request blanked, at unchanged places."""

    def blank(found: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", found[0])

    for pattern in (_NOT_WORDS, _QUOTED_REST, _QUOTED_LINE):
        text = pattern.sub(blank, text)
    without = _GREETING.sub(blank, text)
    text = without if without.strip() else text
    start = max(0, len(text) - _LONGEST_THANKS)
    without = text[:start] + _THANKS.sub(blank, text[start:])
    return without if without.strip() else text


def kept_words(words: tuple[Word, ...], text: str, own: str) -> list[int]:
    """The places of those words of ``text`` that ``own_words`` left."""
    searched = _NOT_WORDS.sub(lambda found: " " * len(found[0]), text)
    kept, cursor = [], 0
    for place, word in enumerate(words):
        at = searched.find(word.surface, cursor)
        if at >= 0:
            cursor = at + len(word.surface)
        if at < 0 or own[at] != " ":
            kept.append(place)
    return kept


def question_heads(own: str) -> tuple[bool, set[str]]:
    """Whether anything is asked with a question mark, and how the questions begin ("why", "is there" …)."""
    heads: set[str] = set()
    asked = False
    for part in _SENTENCE_END.split(own):
        is_question = part.rstrip().endswith(("?", "？"))
        asked |= is_question
        for clause in _CLAUSE_END.split(part):
            words = _CLAUSE_WORD.findall(clause.lower())
            while words and words[0] in _OPENERS:
                words.pop(0)
            if words and (head := _head(words, is_question)):
                heads.add(head)
    return asked, heads


def _head(words: list[str], is_question: bool) -> str | None:
    second = words[1] if len(words) > 1 else ""
    if words[0] == "how":
        return "how to" if second in _DOING else "how much" if second in _AMOUNT else "how"
    if words[0] in _HEADS:
        return _HEADS[words[0]]
    if is_question and words[0] in _AUXILIARIES:
        return f"is {_SUBJECTS.get(second, 'it so')}"
    return None

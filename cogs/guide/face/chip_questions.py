"""Whether a question is about chips, and about which: read beside what the matcher makes of it. Pure.

The matcher ranks libraries. Here is the rule for the questions that want something of a chip first: a fact
("how many neurons has Loihi 2"), a comparison, the chip itself ("which chip learns on chip?").
"""

from __future__ import annotations

import re
from dataclasses import replace

from cogs.guide.face.entries import Entries
from cogs.guide.matching.answer import Answer, Match, Reason
from cogs.guide.model import Hardware

# Chips that one answer shows, with a button each.
CHIPS = 4
_LEARNING = re.compile(r"\bon[- ]?chip (learning|plasticity|training)\b|\blearn(s|ing)? on[- ]?chip\b", re.I)
# Of a question for a fact, the fact's label on the cards (`chip_text.facts_of`).
_ASKED = (
    (re.compile(r"\bneurons?\b", re.I), "Neurons"),
    (re.compile(r"\bsynap\w+", re.I), "Synapses"),
    (re.compile(r"\b(power|watts?|energy|consum\w+)\b", re.I), "Power"),
    (re.compile(r"\bmemory\b", re.I), "Memory"),
    (_LEARNING, "On-chip learning"),
    (re.compile(r"\b(weights?|weight bits|precision)\b", re.I), "Weight bits"),
    (re.compile(r"\binterfaces?\b", re.I), "Interfaces"),
    (re.compile(r"\b(who (makes|made|builds|built|sells)|maker|manufacturer|company)\b", re.I), "Made by"),
    (re.compile(r"\b(when|year|how old|released?)\b", re.I), "Year"),
    (re.compile(r"\b(analog(ue)?|digital|mixed[- ]signal)\b", re.I), "Type"),
    (re.compile(r"\b(applications?|good for|made for)\b", re.I), "Applications"),
)  # fmt: skip
_FACT = re.compile(
    r"\b(what( is|'s|’s| are)|tell me about|explain|how (many|much|big|large|fast)|vs\.?|versus|differ\w*"
    r"|compar\w+|better|specs?|facts?)\b",
    re.I,
)
# Who says one of these wants software, for whatever chip.
_SOFTWARE = re.compile(
    r"\b(software|librar\w+|packages?|frameworks?|tool\w*|simulat\w+|emulat\w+|sdks?|apis?|compil\w+|code"
    r"|languages?|program\w*|drives?|drivers?|runs?|running|deploy\w*|train\w*|port|target\w*|work with"
    r"|install\w*)\b",
    re.I,
)
_CHIP = r"(chips?|processors?|neuromorphic (hardware|devices?|boards?|computers?))\b"
# "which low-power chip", "an analog chip with": the chip is what is wanted, not where software runs.
_WANTED = re.compile(
    rf"\b(which|what)\s+([\w-]+\s+){{0,2}}{_CHIP}|\b(which|what)\s+hardware\b"
    rf"|^\W*((is|are) there|i (need|want)|i'?m looking for|looking for|recommend( me)?|list|show( me)?)?\s*"
    rf"((an?|any|all|the|some|best)\s+)*([\w-]+\s+){{0,2}}{_CHIP}",
    re.I,
)
_DENIED = re.compile(r"\b(not|no|without|except|other than|instead of|but|cannot)\b|n['’]t\b", re.I)
# Pages write numbers as texts ("1M", "~500"): what only measuring decides is not decided here.
_MEASURED = re.compile(
    r"\b(more|less|fewer|than|most|least|largest|smallest|biggest|fast\w*|cheap\w*|low\w*|high\w*|new\w*|\d+\w*)\b",
    re.I,
)
_TELLING = {"On-chip learning", "Type", "Applications"}
_WORD = re.compile(r"[^\W_][\w-]*")
# Words of a question for a chip that say nothing about it.
_SAYING_NOTHING = {
    "a", "all", "an", "and", "any", "are", "best", "can", "chip", "chips", "computer", "computers",
    "device", "devices", "do", "does", "exist", "exists", "for", "get", "good", "guide", "has", "have",
    "hardware", "i", "in", "is", "it", "know", "list", "looking", "me", "my", "need", "neuromorphic", "of",
    "on", "one", "or", "please", "processor", "processors", "recommend", "should", "show", "snn", "snns",
    "some", "spiking", "suitable", "support", "supports", "supporting", "that", "the", "there", "to", "use",
    "want", "was", "what", "which", "with", "you", "board", "boards",
}  # fmt: skip


def about_chips(question: str, answer: Answer, entries: Entries) -> Answer:
    """Return the answer to a question about chips, or `answer` as it is.

    In what is returned, `hardware` are the chips to show. A question for a fact has the libraries that drive
    them in `ranked`; one for a chip has none. The wanted chips of "which chip …" are those whose page states
    all that was asked for; when nothing is left to decide by, there are none.
    """
    if asks_which_chip(question, answer):
        chips = tuple(_fitting(question, entries))
        return Answer("answer" if chips else "not_in_guide", hardware=chips)
    if not shows_chips(question, answer) or _SOFTWARE.search(question) or _other_needs(answer):
        return answer
    asked = asked_facts(question) or _FACT.search(question) or _is_bare(question, answer)
    if not asked:
        return answer
    drivers = {
        library.slug: Match(
            library.slug,
            library,
            0.0,
            (Reason("matches", "hardware", f"works with {chip.name or chip.title}"),),
        )
        for chip in reversed(answer.hardware[:CHIPS])
        for library in reversed(entries.connections.drivers.get(chip.slug, ()))
    }
    return replace(
        answer,
        kind="answer",
        ranked=tuple(reversed(drivers.values())),
        nearest=(),
        missing=(),
        gaps=(),
        start_here=None,
    )


def shows_chips(question: str, answer: Answer) -> bool:
    """Tell whether the answer begins with its chips: some are named or found, and no library is."""
    if not answer.hardware or _DENIED.search(question):
        return False
    named = [m for m in (*answer.ranked, *answer.nearest) if any(each.kind == "names" for each in m.reasons)]
    return not named


def asks_which_chip(question: str, answer: Answer) -> bool:
    """Tell whether a chip itself is wanted ("which chip …", "a chip for audio"), and none is named."""
    if answer.hardware or not _WANTED.search(_without_learning(question)):
        return False
    named = any(each.kind == "names" for match in answer.ranked for each in match.reasons)
    return not (named or _SOFTWARE.search(question) or _DENIED.search(question) or _other_needs(answer))


def asked_facts(question: str) -> list[str]:
    """Return the labels of the facts that a question names."""
    return [label for pattern, label in _ASKED if pattern.search(question)]


def why_it_fits(chip: Hardware, question: str) -> str:
    """Return what the guide says of a chip that fits a question for one."""
    said = []
    if "On-chip learning" in asked_facts(question):
        said.append("on-chip learning: yes")
    for word in _content(question):
        if word in _folded(" ".join(chip.applications)):
            said.append(f"applications: {', '.join(chip.applications)}")
        elif word in _folded(chip.chip_type or ""):
            said.append(f"type: {chip.chip_type}")
        else:
            said.append(f"its page says “{word}”")
    return "; ".join(dict.fromkeys(said))


def _other_needs(answer: Answer) -> bool:
    """Whether more is asked for than chips have: a language, a licence, what a library builds on."""
    return any(need.kind in ("language", "licence", "dependency", "nir", "package") for need in answer.needs)


def _is_bare(question: str, answer: Answer) -> bool:
    """Whether a question is the chips' names and nothing else ("Speck?")."""
    names = " ".join(f"{chip.name} {chip.title} {chip.slug}" for chip in answer.hardware)
    known = {word.casefold() for word in _WORD.findall(names.replace("-", " "))} | _SAYING_NOTHING
    return all(word.casefold() in known for word in _WORD.findall(question.replace("-", " ")))


def _fitting(question: str, entries: Entries) -> list[Hardware]:
    """Return the chips that state what is asked for: those that still exist first, then the surest."""
    asked = set(asked_facts(question))
    learning = "On-chip learning" in asked
    words = _content(question)
    if not (learning or words) or asked - _TELLING or _MEASURED.search(question):
        return []
    found = []
    for chip in entries.index.guide.hardware:
        fields = _folded(
            " ".join((*chip.applications, chip.chip_type or "", chip.description, chip.summary or ""))
        )
        page = f"{fields} {_folded(chip.body)}"
        if (learning and not chip.on_chip_learning) or not all(word in page for word in words):
            continue
        surest = sum(word in fields for word in words)
        found.append(
            (chip.active is False, -surest, -sum(page.count(word) for word in words), chip.slug, chip)
        )
    return [chip for *_, chip in sorted(found, key=lambda each: each[:-1])]


def _content(question: str) -> list[str]:
    """Return the words of a question for a chip that tell chips apart, without the "s" of their plural."""
    words = (word.casefold() for word in _WORD.findall(_without_learning(question)))
    return list(dict.fromkeys(word.removesuffix("s") for word in words if word not in _SAYING_NOTHING))


def _without_learning(question: str) -> str:
    """ "On-chip learning" is a fact, not a wish for a chip."""
    return _LEARNING.sub(" ", question)


def _folded(text: str) -> str:
    return text.casefold()

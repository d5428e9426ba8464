"""A ballot in words: for the review, and in short for the question's button."""

from __future__ import annotations

from collections.abc import Callable

from bot.limits import BUTTON_LABEL, fit
from bot.texts import listing, plain
from cogs.elections.face.ballot.marks import is_blank
from cogs.elections.face.ballot.paper import PaperQuestion, Style
from cogs.elections.model import Answer

VOTES = {"yes": "Yes", "no": "No", "abstain": "Abstain"}
# How long names may be, until all of a ballot's fit.
_LENGTHS = (100, 60, 40, 25, 15, 8)


def in_words(question: PaperQuestion, said: Answer, room: int) -> str:
    """Return what a ballot says to a question, its names cut until it has at most `room` characters."""
    if is_blank(said):
        return "**Blank**: it counts as taking part, and for nobody."
    text = ""
    for length in _LENGTHS:
        text = _sentence(question, said, lambda name, most=length: plain(fit(name, most)))  # type: ignore[misc]
        if len(text) <= room:
            break
    return text


def in_short(question: PaperQuestion, said: Answer) -> str:
    """Return a question's button once it is answered: its title and what was chosen.

    >>> from cogs.elections.face.ballot.paper import Choice
    >>> chair = PaperQuestion(1, 1, "Chair", Style.RANK, "ranking", (Choice("7", "Ada"), Choice("8", "Ben")))
    >>> in_short(chair, {"ranking": [["8"], ["7"]]})
    'Chair: 1 Ben 2 Ada ✓'
    """
    if is_blank(said):
        chosen = "blank"
    elif question.style is Style.VOTE:
        chosen = VOTES[said["vote"]]
    elif question.style is Style.RANK:
        chosen = " ".join(f"{rank} {question.name(each)}" for rank, (each,) in enumerate(said["ranking"], 1))
    elif question.style is Style.SCORE:
        chosen = ", ".join(f"{question.name(each)} {score}" for each, score in _by_score(said))
    else:
        chosen = ", ".join(question.name(each) for each in _chosen(said))
    title = lead(fit(question.title, BUTTON_LABEL // 2))
    return f"{title} {fit(chosen, BUTTON_LABEL - len(title) - 3)} ✓"


def lead(title: str) -> str:
    """Return a title with something to follow it; a question mark leads on by itself.

    >>> lead("Chair"), lead("Admit Ada?")
    ('Chair:', 'Admit Ada?')
    """
    return title if title.endswith(("?", "!", ".", ":")) else f"{title}:"


def _sentence(question: PaperQuestion, said: Answer, shown: Callable[[str], str]) -> str:
    match question.style:
        case Style.VOTE:
            return f"**{VOTES[said['vote']]}**"
        case Style.RANK:
            return " · ".join(
                f"**{rank}** {shown(question.name(each))}" for rank, (each,) in enumerate(said["ranking"], 1)
            )
        case Style.SCORE:
            given = [f"{shown(question.name(each))} **{score}**" for each, score in _by_score(said)]
            return " · ".join([*given, "all others **0**"] if len(given) < len(question.choices) else given)
        case _:
            return listing(f"**{shown(question.name(each))}**" for each in _chosen(said))


def _chosen(said: Answer) -> list[str]:
    return (
        [each for rank in said["ranking"] for each in rank] if "ranking" in said else list(said["approved"])
    )


def _by_score(said: Answer) -> list[tuple[str, int]]:
    return sorted(said["scores"].items(), key=lambda each: -each[1])

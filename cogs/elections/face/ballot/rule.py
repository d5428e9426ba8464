"""How a vote is counted, in a sentence for the voter: what to mark and what follows from it."""

from __future__ import annotations

from fractions import Fraction

from bot.texts import plural
from cogs.elections.model import Form, Question, Receipts, Regulations
from cogs.elections.rules.wording import share

_FLOWS_ON = "votes that are left over pass on to the next choice"
_HOW = {
    "plurality": "choose one; whoever has most votes is elected",
    "two-round": "choose one; more than half of the votes elect, else the two with most votes meet in a "
    "second ballot",
    "approval": "tick everybody you approve of; whoever has most approvals is elected",
    "irv": "rank as many as you like; whoever has fewest votes goes out and their ballots pass on to the "
    "next choice, until somebody has more than half",
    "stv": f"rank as many as you like; whoever reaches the quota is elected, and {_FLOWS_ON} (Scottish STV)",
    "meek": f"rank as many as you like; whoever reaches the quota is elected, and {_FLOWS_ON} (Meek STV)",
    "schulze": "rank as many as you like; candidates are compared two by two, and whoever is ahead of the "
    "others is elected; {unranked}",
    "star": "score everybody from 0 to 5; the two with the highest totals meet, and whom more ballots score "
    "higher is elected",
    "bloc-star": "score everybody from 0 to 5; the two with the highest totals meet, whom more ballots score "
    "higher is elected, and so on for each seat",
}
_UNRANKED = {
    "last": "whom you leave out comes after all you rank",
    "no-preference": "whom you leave out is not compared",
}


def how(regulations: Regulations, question: Question) -> str:
    """Return how a question is marked and counted, as the second half of a sentence."""
    if question.form is Form.MOTION:
        return f"yes, no or abstain; it passes with {_needed(regulations.threshold, regulations.base)}"
    seats = question.seats
    sentence = _HOW[regulations.method].format(unranked=_UNRANKED.get(regulations.unranked, ""))
    return sentence if seats == 1 else f"{sentence} ({plural(seats, 'seat')} to fill)"


def secrecy(regulations: Regulations) -> str:
    """Return who will know how somebody voted."""
    if regulations.secret:
        return "The vote is **secret**: who votes how is kept apart, and nobody is shown it."
    return "The vote is **open**: after the count everybody can read who voted how."


def receipt_shows(regulations: Regulations) -> str:
    """Return what a receipt of these elections is good for, and what not."""
    if regulations.receipts is Receipts.BALLOT:
        return (
            "It stands beside your ballot in the file that is published after the count. Whoever has it can "
            "read how you voted: keep it to yourself."
        )
    return (
        "It shows that your ballot is counted, not what it says: after the count it stands in the published "
        "list of receipts."
    )


def _needed(threshold: Fraction, base: str) -> str:
    return f"{share(threshold)} of {'all who may vote' if base == 'seats' else 'those who say yes or no'}"

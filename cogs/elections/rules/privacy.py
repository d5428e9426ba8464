"""What a tally or the published ballots tell about single voters where few vote.

Who has voted is no secret to the returns officer, and in a small community to nobody. A secret ballot can
then be read off the result; that is said before the vote opens, and again when it happened.
"""

from __future__ import annotations

from cogs.elections.count import Contest
from cogs.elections.model import Publication, Regulations


def before_opening(roll: int, regulations: Regulations) -> list[str]:
    """Return warnings for a secret vote of so few that its result may tell who voted how."""
    if not regulations.secret or roll >= regulations.small_electorate:
        return []
    said = [f"Only {roll} may vote. When all of them agree, or all but one, the result tells how they voted."]
    if regulations.publication is Publication.BALLOTS:
        said.append(
            "Published ballots are like fingerprints among so few: whoever knows in part how somebody voted "
            "may find theirs."
        )
    return said


def revealed(contest: Contest, regulations: Regulations) -> list[str]:
    """Return what the ballots of a secret vote would tell, published as the regulations say."""
    if not regulations.secret or not contest.cast:
        return []
    said = _by_the_tally(contest)
    if regulations.publication is Publication.BALLOTS and contest.cast < regulations.small_electorate:
        said += _by_the_ballots(contest)
    return said


def _by_the_tally(contest: Contest) -> list[str]:
    if contest.cast == 1:
        return ["One ballot was cast: whoever knows who voted knows what it says."]
    if contest.cast == 2:
        return ["Two ballots were cast: each of the two voters knows what the other one says."]
    weights = {_says(answer): 0 for answer in contest.ballots}
    for answer, weight in contest.ballots.items():
        weights[_says(answer)] += weight
    if len(weights) == 1:
        return [f"All {contest.cast} ballots say the same: everybody knows how each of them voted."]
    others = contest.cast - 1
    if others in weights.values() and len(weights) == 2:
        said = [f"{others} ballots say the same: whoever cast the other one knows how all of them voted."]
        blank = weights.get(_BLANK, 0)
        if others > 1 and blank == others:
            said = ["All ballots but one are blank or abstain: the result is what one voter said."]
        return said
    return []


def _by_the_ballots(contest: Contest) -> list[str]:
    if contest.kind == "vote":
        return []
    single = sum(1 for answer, weight in contest.ballots.items() if weight == 1 and _says(answer) != _BLANK)
    if not single:
        return []
    return [
        f"{single} of {contest.cast} ballots are unlike any other: whoever knows in part how somebody voted "
        "may find theirs."
    ]


_BLANK = "blank"


def _says(answer: object) -> object:
    """Return an answer with everything that says nothing made alike."""
    if answer == "abstain" or not answer:
        return _BLANK
    return answer

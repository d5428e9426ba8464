"""Voting through another member (row 13, A10).

Where the regulations allow it, a member on the roll may give their vote to another, who is there and casts
it. It is not passed on; one member holds so many; the principal may take it back until it is used, and their
own vote replaces whatever was cast for them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from cogs.elections.model import Regulations
from cogs.elections.rules.errors import Refused


def refuse_giving(
    principal: str,
    holder: str,
    *,
    given: Mapping[str, str],
    roll: Collection[str],
    voted: Mapping[str, str | None],
    regulations: Regulations,
) -> None:
    """Raise `Refused` when `principal` cannot give their vote to `holder` (both member ids).

    `given` says who holds whose vote (holder by principal), `voted` who has voted: the holder who cast it, or
    None for oneself. Giving it to somebody else takes an unused one back.
    """
    if not regulations.proxies:
        raise Refused("In this vote nobody votes through another.", "Vote yourself; it takes a minute.")
    if principal not in roll:
        raise Refused("You are not on the roll of this vote.", "Ask the returns officer.")
    if principal == holder:
        raise Refused("You cannot give your vote to yourself.", "Choose another member.")
    if holder not in roll:
        raise Refused("Whoever votes for you has to be on the roll too.", "Choose another member.")
    if principal in voted:
        raise Refused("Your vote has been cast already.", "You may still vote yourself until voting closes.")
    if holder in given:
        raise Refused("They have given their own vote to somebody else.", "Choose another member.")
    if principal in given.values():
        raise Refused(
            "You vote for others, and a vote is not passed on.", "They have to give theirs to somebody else."
        )
    held = sum(1 for other, by in given.items() if by == holder and other != principal)
    if held >= regulations.max_proxies:
        raise Refused(
            f"They vote for {held} others already, and {regulations.max_proxies} is the most.",
            "Choose another member.",
        )


def refuse_taking_back(principal: str, *, given: Mapping[str, str], voted: Mapping[str, str | None]) -> None:
    """Raise `Refused` when there is nothing to take back, or it has been used."""
    if principal not in given:
        raise Refused("You have not given your vote to anybody.")
    if voted.get(principal) is not None:
        raise Refused("Your vote has been cast for you.", "Vote yourself: your own vote replaces it.")

"""The buttons that voters press, for the cog to answer."""

from __future__ import annotations

from typing import Any

from bot.ui import Component
from cogs.elections.face.ballot.looking import Candidates, MyVote
from cogs.elections.face.ballot.voting import CastVote, Choose, Confirm, FillIn, LeaveBlank, VoteFor

COMPONENTS: tuple[type[Component[Any]], ...] = (
    CastVote,
    VoteFor,
    FillIn,
    Choose,
    LeaveBlank,
    Confirm,
    MyVote,
    Candidates,
)

"""The buttons and menus of officers and candidates, for the cog to answer."""

from __future__ import annotations

from typing import Any

from bot.ui import Component
from cogs.elections.face.drafting import AddQuestion, ChangeQuestion, ChangeTimes, ChooseRules, Edit, TakeOut
from cogs.elections.face.log_page import ShowLog
from cogs.elections.face.nominating import AnswerNomination, Nominate, WriteStatement
from cogs.elections.face.roll_import import TakeOver
from cogs.elections.face.rolls import Publish, TurnRoll
from cogs.elections.face.sheet import ShowRules, Turn
from cogs.elections.face.steps import Ask, Do, Leave

COMPONENTS: tuple[type[Component[Any]], ...] = (
    Nominate, AnswerNomination, WriteStatement,
    Edit, ChooseRules, ChangeQuestion, TakeOut, AddQuestion, ChangeTimes,
    Ask, Do, Leave, ShowRules, ShowLog, Turn,
    TakeOver, TurnRoll, Publish,
)  # fmt: skip

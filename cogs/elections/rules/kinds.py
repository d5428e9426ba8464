"""What the community votes on, by the charter's sections: presets that an election begins with.

Names of offices, thresholds and periods are data: each can be changed while the election is a draft
(`change`). The charter is supreme: where the decision workflow (3.2) asks a "majority/quorum vote" of the
members for a change of the charter, the charter's two thirds hold (row 29).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType

from cogs.elections.model import Form, Kind, Place, Regulations
from cogs.elections.rules.regulating import FIELDS, change, check, from_json, refuse_seats, to_json
from cogs.elections.rules.wording import in_words

__all__ = [
    "FIELDS",
    "OFFICES",
    "PRESETS",
    "Preset",
    "Template",
    "change",
    "check",
    "from_json",
    "in_words",
    "refuse_seats",
    "to_json",
]


@dataclass(frozen=True, slots=True)
class Template:
    """A question that elections of a kind begin with. An empty title is for the draft to give."""

    form: Form
    title: str = ""
    text: str = ""
    seats: int = 1


@dataclass(frozen=True, slots=True)
class Preset:
    """What an election of a kind begins with: rules, questions, and the section they come from.

    `sentence` says for readers what is voted on. `notice` is true when a month's notice comes before
    (`calendar.notice_problem`).
    """

    name: str
    kind: Kind
    section: str
    sentence: str
    regulations: Regulations
    questions: tuple[Template, ...]
    notice: bool = False


# In the order in which they are counted (A16).
OFFICES = ("Chair", "Vice-Chair", "Secretary")

_PEOPLE = Regulations()
_MOTION = replace(_PEOPLE, secret=False)
_TWO_THIRDS = replace(_MOTION, threshold=Fraction(2, 3))
_YES_NO = (Template(Form.MOTION),)
_OFFICERS = tuple(Template(Form.OFFICE, office) for office in OFFICES)


def _meeting(regulations: Regulations) -> Regulations:
    # Who cannot come may vote through somebody who does (row 13). Online everybody can vote themselves.
    return replace(regulations, place=Place.MEETING, proxies=True, may_extend=False, voting_days=1)


def _presets(*presets: Preset) -> Mapping[str, Preset]:
    return MappingProxyType({preset.name: preset for preset in presets})


PRESETS: Mapping[str, Preset] = _presets(
    Preset(
        "officers", Kind.OFFICERS, "Elections and Terms",
        "The members elect the officers for one year, online.", _PEOPLE, _OFFICERS,
    ),
    Preset(
        "officers at a meeting", Kind.OFFICERS, "Elections and Terms",
        "The members elect the officers for one year, at a general meeting.", _meeting(_PEOPLE), _OFFICERS,
    ),
    Preset(
        "by-election", Kind.BY_ELECTION, "Re-evaluation",
        "The members elect somebody for one office anew; who holds it may stand again.",
        _PEOPLE, (Template(Form.OFFICE),),
    ),
    Preset(
        "amendment", Kind.AMENDMENT, "Amendments",
        "The members decide on a change of the charter, online.", _TWO_THIRDS, _YES_NO, notice=True,
    ),
    Preset(
        "amendment at a meeting", Kind.AMENDMENT, "Amendments",
        "The members decide on a change of the charter, at a general meeting.",
        _meeting(_TWO_THIRDS), _YES_NO, notice=True,
    ),
    Preset(
        "admission", Kind.ADMISSION, "Membership",
        "The members decide who is invited as a member.", _PEOPLE, _YES_NO,
    ),
    Preset(
        "motion", Kind.MOTION, "General Voting Rules",
        "The members decide on a motion, online.", _MOTION, _YES_NO,
    ),
    Preset(
        "motion at a meeting", Kind.MOTION, "General Voting Rules",
        "The members decide on a motion, at a general meeting.", _meeting(_MOTION), _YES_NO,
    ),
    Preset(
        "strategic", Kind.MOTION, "Decision workflow 3.2 (3)",
        "The members decide on something of strategic weight, online.", _MOTION, _YES_NO,
    ),
)  # fmt: skip

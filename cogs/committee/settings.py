"""`[cogs.committee]`."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from bot.cog import CogSettings
from bot.references import MessageChannel, Role, RoleOrMember
from cogs.committee.model import Base, Policy

Share = Annotated[str, StringConstraints(pattern=r"^\d{1,3}(/[1-9]\d{0,2})?$")]
Seat = Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]
_POLICY = tuple(Policy.__dataclass_fields__)


class CommitteeSettings(CogSettings):
    """`[cogs.committee]`; the policy is that of motions proposed from now on."""

    channel: MessageChannel | None = Field(
        None, description="Where motions are posted; without it there are none."
    )
    role: Role | None = Field(
        None, description="Everybody with this role has a seat, unless there are offices."
    )
    seats: int = Field(
        0, ge=0, le=25, description="How many seats there are with `role`; those nobody holds are vacant."
    )
    offices: Annotated[dict[Seat, RoleOrMember], Field(max_length=25)] = Field(
        {}, description="The seats by name: the id of the role, or of the person, that holds each."
    )
    threshold: Share = Field("2/3", description="The share of seats that has to approve.")
    base: Base = Field(Base.SEATS, description="Of what: the filled seats, or all of them.")
    answer_days: int = Field(14, ge=1, le=90, description="After so many days silence is an abstention.")
    reminder_days: tuple[int, ...] = Field(
        (7, 12, 13), description="After so many days those are reminded whose answer is missing."
    )
    veto_needs_prior_request: bool = Field(
        False, description="Whether a veto is refused to who has not requested changes before."
    )
    dismiss_stale: bool = Field(False, description="Whether a change of the text dismisses approvals.")
    record_after_days: int = Field(
        7,
        ge=0,
        le=365,
        description="After so many quiet days the bot records a settled decision; 0: only people record.",
    )
    escalated_threshold: Share = Field("1/2", description="What a vetoed or strategic motion needs of votes.")
    charter_threshold: Share = Field("2/3", description="What an amendment of the charter needs of votes.")
    participation: Share = Field("1/2", description="The share of voting members that has to take part.")

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        said = self.model_dump(include=set(_POLICY))
        shares = {key: Fraction(value) for key, value in said.items() if key in _SHARES}
        return Policy(**{**said, **shares})

    @model_validator(mode="after")
    def _can_decide(self) -> Self:
        """Refuse what nothing could be decided by."""
        _ = self.policy
        return self


_SHARES = ("threshold", "escalated_threshold", "charter_threshold", "participation")

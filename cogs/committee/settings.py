"""`[cogs.committee]`."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bot.cog import CogSettings
from bot.references import MessageChannel, Role, RoleOrMember
from bot.repository.settings import WebAddress
from cogs.committee.model import Base, Policy

Share = Annotated[str, StringConstraints(pattern=r"^\d{1,3}(/[1-9]\d{0,2})?$")]
Seat = Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]
Member = Annotated[int, Field(gt=0)]
# GitHub's names; those of companies' own accounts have an underscore.
Login = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$")]
Repository = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,38}/([A-Za-z0-9._-]{1,100}|\*)$")
]
_POLICY = tuple(Policy.__dataclass_fields__)


class GitHubSettings(BaseModel):
    """`[cogs.committee.github]`: the pull requests that motions are about."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    repositories: Annotated[tuple[Repository, ...], Field(max_length=50)] = Field(
        (),
        description="Whose pull requests are read: owner/name, or owner/* for all of an owner; none without.",
    )
    members: Annotated[dict[Login, Member], Field(max_length=100)] = Field(
        {}, description="Who is who: names on GitHub, each with the id of a person on Discord."
    )
    comment: bool = Field(
        False, description="Whether what was decided is said on the pull request; needs a token."
    )
    github_token_file: Path | None = Field(
        None,
        description="A file with a GitHub token and nothing else; GITHUB_TOKEN wins. Needed to comment only.",
    )
    api_url: WebAddress = Field("https://api.github.com", description="GitHub's REST API.")

    @model_validator(mode="after")
    def _one_to_one(self) -> Self:
        """Refuse two names of one person, and names that GitHub does not tell apart."""
        if len({login.lower() for login in self.members}) < len(self.members):
            raise ValueError("GitHub makes no difference between A and a: a name stands in members twice")
        if len(set(self.members.values())) < len(self.members):
            raise ValueError("a person has one name on GitHub: an id stands in members twice")
        return self

    @property
    def accounts(self) -> dict[str, int]:
        """Who is who, by the login in lower case."""
        return {login.lower(): member for login, member in self.members.items()}

    def reads(self, repository: str) -> bool:
        """Tell whether the pull requests of a repository are read."""
        owner = repository.partition("/")[0]
        wanted = {each.lower() for each in self.repositories}
        return not wanted.isdisjoint({repository.lower(), f"{owner.lower()}/*"})


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

    github: GitHubSettings = Field(GitHubSettings(), description="The pull requests that motions are about.")

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

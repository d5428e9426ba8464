"""The course of a motion: its events replayed in the order of their times.

A review on the pull request may become known long after it was given; its own time counts. Whoever reads the
outcome goes on in `tally`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from cogs.committee.model import Answered, Choice, Event, Policy, Proposed, Revised, Side
from cogs.committee.rules.answers import Given, counting
from cogs.committee.rules.clock import Clock
from cogs.committee.rules.pull_request import Address, address_of
from cogs.committee.rules.seats import Committee, at_moment


@dataclass(frozen=True, slots=True)
class Course:
    """Where a motion is at a moment: its words and link, its clock, and what each person said in which place.

    `version` counts the changes of the text, `changed_at` is the last one's moment. `outside` are answers of
    people who held no seat when they gave them.
    """

    title: str
    text: str
    pull_request: str
    version: int
    changed_at: datetime | None
    clock: Clock
    given: Mapping[int, Mapping[Side, Given]]
    outside: tuple[Answered, ...]


@dataclass(slots=True)
class _Replay:
    """The replay on its way from moment to moment."""

    policy: Policy
    title: str
    text: str
    pull_request: str
    clock: Clock
    version: int = 0
    changed_at: datetime | None = None
    given: dict[int, dict[Side, Given]] = field(default_factory=dict)
    # What each person said on pull requests that the motion is not about at the moment.
    elsewhere: dict[tuple[int, Address], dict[Side, Given]] = field(default_factory=dict)
    outside: list[Answered] = field(default_factory=list)
    # Of the pull request's commits that others have replaced: the last version that each belonged to.
    replaced: dict[str, int] = field(default_factory=dict)

    def answer(self, answer: Answered, committee: Committee) -> None:
        """Take in an answer."""
        if answer.by not in committee.since:
            self.outside.append(answer)
            return
        sides = self.given.setdefault(answer.by, {})
        place, replaced = sides, self.replaced
        about, linked = address_of(answer.link), address_of(self.pull_request)
        if about is not None and linked not in (None, about):
            place, replaced = self.elsewhere.setdefault((answer.by, about), {}), {}
        if answer.choice is Choice.TAKEN_BACK:
            place.pop(answer.side, None)
            return
        was, _ = counting(sides)
        if was is not None and is_input(was, self.version, self.policy):
            late = was.late
        else:
            late = self.clock.is_over(committee.since[answer.by], self.policy.answer_days, answer.at)
        # Whoever has an old page open reviews a commit that others have replaced already.
        version = replaced.get(answer.commit, self.version)
        place[answer.side] = Given(answer, version, late=late)

    def revise(self, event: Revised) -> None:
        """Take in a change of the text."""
        self.title = self.title if event.title is None else event.title
        self.text = self.text if event.text is None else event.text
        if event.pull_request is not None:
            self._link(event.pull_request)
        if event.before:
            self.replaced[event.before] = self.version
        # A force push may bring an old commit back.
        self.replaced.pop(event.after, None)
        self.version += 1
        self.changed_at = event.at
        self.clock = Clock(event.at)
        sides = self.given.get(event.by, {})
        standing, _ = counting(sides)
        if standing is not None and standing.answer.choice is Choice.APPROVE:
            # Who changes the text approves of it as it is now.
            sides[standing.answer.side] = replace(standing, version=self.version)

    def _link(self, link: str) -> None:
        """Be about another pull request: what was said on the one before counts while that one is linked."""
        before, now = address_of(self.pull_request), address_of(link)
        self.pull_request = link
        if now == before:
            return
        self.replaced.clear()
        for member, sides in self.given.items():
            if (said := sides.pop(Side.PULL_REQUEST, None)) is not None:
                about = address_of(said.answer.link) or before
                if about is not None:
                    self.elsewhere[member, about] = {Side.PULL_REQUEST: said}
            if now is not None:
                sides.update(self.elsewhere.pop((member, now), {}))

    def is_blocked(self, committee: Committee) -> bool:
        """Tell whether the clock stands still: somebody wants changes, or has vetoed."""
        return any(
            blocks(given, self.version, member in committee.since)
            for member, given in ((member, counting(sides)[0]) for member, sides in self.given.items())
            if given is not None
        )


def is_input(given: Given, version: int, policy: Policy) -> bool:
    """Tell whether an answer is the member's input to the text as it is now.

    A request is none once the text was changed: it needs a re-review. An approval from before the change is
    kept, unless the policy dismisses it.
    """
    if given.version == version or given.answer.choice in (Choice.VETO, Choice.ABSTAIN):
        return True
    return given.answer.choice is Choice.APPROVE and not policy.dismiss_stale


def blocks(given: Given, version: int, seated: bool) -> bool:
    """Tell whether an answer stands in the way of a decision by the committee.

    A request goes with its author's seat; what was escalated stays so.
    """
    choice = given.answer.choice
    return choice is Choice.VETO or (choice is Choice.REQUEST_CHANGES and seated and given.version == version)


def replay(
    proposal: Proposed,
    events: Sequence[Event],
    until: datetime,
    sat: Sequence[tuple[datetime, Committee]],
    policy: Policy,
) -> Course:
    """Return the course up to and with the moment `until`."""
    start = proposal.at
    going = _Replay(policy, proposal.title, proposal.text, proposal.pull_request, Clock(start))
    if proposal.by in at_moment(sat, start).since:
        own = Given(Answered(start, proposal.by, Choice.APPROVE), 0, implied=True)
        going.given[proposal.by] = {Side.DISCORD: own}
    for at, together in _by_moment(events, [start, *(since for since, _ in sat)], until):
        committee = at_moment(sat, at)
        for event in together:
            # Reviews may be older than the motion. What was changed before it is what it proposes.
            if isinstance(event, Answered):
                going.answer(event, committee)
            elif isinstance(event, Revised) and at >= start:
                going.revise(event)
        if at >= start:
            going.clock = going.clock.turned(at, blocked=going.is_blocked(committee))
    return Course(
        going.title,
        going.text,
        going.pull_request,
        going.version,
        going.changed_at,
        going.clock,
        going.given,
        tuple(going.outside),
    )


def _by_moment(
    events: Sequence[Event], seatings: Iterable[datetime], until: datetime
) -> Iterator[tuple[datetime, list[Event]]]:
    """Yield every moment at which something may change, in order, with its events in the order of the log."""
    moments: list[tuple[datetime, Event | None]] = [(at, None) for at in seatings]
    moments += [(event.at, event) for event in events]
    moments = sorted((one for one in moments if one[0] <= until), key=lambda one: one[0])
    for at, together in groupby(moments, key=lambda one: one[0]):
        yield at, [event for _, event in together if event is not None]

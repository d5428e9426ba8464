"""One question after another, with what the earlier ones leave for the later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, islice, product

from cogs.elections.count import Contest, Result, count
from cogs.elections.count.words import are, listing
from cogs.elections.model import Form, Regulations
from cogs.elections.rules.errors import Refused
from cogs.elections.rules.majority import absolute_majority
from cogs.elections.rules.results import Asked, FollowUp, Next, Outcome, Verdict
from cogs.elections.rules.validity import Validity

Person = int | str
# More ways of settling earlier ties than this are not counted: the question waits.
_WAYS = 200


class Deciding:
    """Decides questions in their order. `settled` names who was chosen where it was tied."""

    def __init__(
        self, regulations: Regulations, found: Validity, settled: Mapping[int, Sequence[str]], second: bool
    ) -> None:
        self._regulations = regulations
        self._validity = found
        self._settled = settled
        self._second = second
        # Who holds an office by an earlier question.
        self._holds: set[Person] = set()
        # Of earlier questions without a result so far: who may still be elected, and for how many seats.
        self._open: dict[int, tuple[tuple[Person, ...], int]] = {}

    def outcome(self, asked: Asked) -> Outcome:
        """Return what a question comes to, and remember what the later ones need of it."""
        if asked.form is Form.MOTION:
            return self._motion(asked)
        found = self._office(asked)
        found = self._settle(asked, found)
        if self._regulations.one_office:
            self._holds.update(asked.person(name) for name in found.elected)
            if found.verdict is Verdict.TIE:
                people = tuple(asked.person(name) for name in found.tied)
                self._open[asked.number] = (people, found.next.seats if found.next else 1)
        return found

    def _motion(self, asked: Asked) -> Outcome:
        if not self._validity.valid:
            return Outcome(asked.number, asked.title, asked.form, Verdict.NOT_VALID, self._validity.reason)
        result = count(_counted(asked.contest))
        reason = result.reason if result.valid else "Not passed: nobody voted yes or no."
        return Outcome(
            asked.number,
            asked.title,
            asked.form,
            Verdict.PASSED if result.passed else Verdict.FAILED,
            reason,
            result=result,
        )

    def _office(self, asked: Asked) -> Outcome:
        """Return the outcome for the whole of an office, in every way that earlier ties leave open."""
        left_out = self._left_out(asked)
        first, *others = (self._without(asked, names) for names in islice(left_out, _WAYS))
        if not others:
            return first
        uncounted = next(left_out, None) is not None
        if not uncounted and all(_same(first, other) for other in others):
            remark = "That is so however the ties before are settled."
            return replace(first, reason=f"{first.reason} {remark}")
        people = {asked.person(name) for name in asked.contest.standing}
        waits = tuple(number for number, (tied, _) in self._open.items() if not people.isdisjoint(tied))
        possible = {name for one in (first, *others) for name in (*one.elected, *one.tied)}
        if uncounted:
            possible.update(set(asked.contest.standing) - {asked.contest.rules.default_option})
        tied = tuple(name for name in asked.contest.standing if name in possible)
        return Outcome(
            asked.number,
            asked.title,
            asked.form,
            Verdict.TIE,
            f"This depends on question {listing([str(number) for number in waits])}: "
            f"whoever is elected there is left out here.",
            tied=tied,
            next=FollowUp(Next.WAIT, asked.contest.seats, tied, waits_for=waits),
        )

    def _left_out(self, asked: Asked) -> Iterator[tuple[str, ...]]:
        """Yield who may have to be left out of a count because they hold an office by an earlier question.

        First those who hold one for sure, then with everybody who may come by one: a second ballot may
        also elect nobody.
        """
        here = {asked.person(name): name for name in asked.contest.standing}
        sure = {here[person] for person in self._holds if person in here}
        ways = []
        for people, seats in self._open.values():
            may = [here[person] for person in people if person in here]
            ways.append(
                [some for size in range(min(seats, len(may)) + 1) for some in combinations(may, size)]
            )
        seen = set()
        for some in product(*ways):
            names = sure.union(*some)
            if (key := frozenset(names)) not in seen:
                seen.add(key)
                yield tuple(name for name in asked.contest.standing if name in names)

    def _without(self, asked: Asked, left_out: tuple[str, ...]) -> Outcome:
        """Return the outcome when those in `left_out` are withdrawn (A16)."""
        contest = replace(asked.contest, withdrawn=asked.contest.withdrawn.union(left_out))
        default = contest.rules.default_option
        standing = tuple(name for name in contest.standing if name != default)
        note = f" {are(left_out)} left out, holding an office already." if left_out else ""
        if not standing:
            why = "Everybody who stood holds an office already." if left_out else "Nobody stands."
            return self._reopened(asked, why, left_out)
        acclaimed = self._regulations.unopposed == "acclaim" and default is None
        # Who stood when the paper was frozen: where somebody withdrew later the ballots decide.
        if acclaimed and len(contest.candidates) <= contest.seats:
            why = f"{are(standing)} elected without a ballot: nobody else stood.{note}"
            return self._elected(asked, standing, why, left_out)
        if not self._validity.valid:
            return Outcome(asked.number, asked.title, asked.form, Verdict.NOT_VALID, self._validity.reason)
        result = count(_counted(contest))
        reason = f"{result.reason}{note}"
        if not result.valid:
            return self._reopened(asked, reason, left_out, result)
        open_to = _contenders(contest, result)
        if open_to:
            return self._tie(asked, result, open_to, reason, left_out)
        if not result.winners:
            return self._reopened(asked, reason, left_out, result)
        found = self._elected(asked, result.winners, reason, left_out, result)
        return replace(found, majority=absolute_majority(contest, result))

    def _elected(
        self,
        asked: Asked,
        elected: tuple[str, ...],
        reason: str,
        left_out: tuple[str, ...],
        result: Result | None = None,
    ) -> Outcome:
        vacant = asked.contest.seats - len(elected)
        if vacant:
            reason += f" {vacant} of {asked.contest.seats} seats stay open."
        return Outcome(
            asked.number,
            asked.title,
            asked.form,
            Verdict.ELECTED,
            reason,
            elected=elected,
            left_out=left_out,
            vacant=vacant,
            result=result,
            next=self._nominations(vacant) if vacant else None,
        )

    def _reopened(
        self, asked: Asked, reason: str, left_out: tuple[str, ...], result: Result | None = None
    ) -> Outcome:
        seats = asked.contest.seats
        return Outcome(
            asked.number,
            asked.title,
            asked.form,
            Verdict.REOPENED,
            f"{reason} The office stays open.",
            left_out=left_out,
            vacant=seats,
            result=result,
            next=self._nominations(seats),
        )

    def _nominations(self, seats: int) -> FollowUp:
        rules = self._regulations
        days = rules.extension_days if rules.empty == "extend" else rules.nomination_days
        return FollowUp(Next.NOMINATIONS, seats, days=days)

    def _tie(
        self, asked: Asked, result: Result, open_to: tuple[str, ...], reason: str, left_out: tuple[str, ...]
    ) -> Outcome:
        seats = asked.contest.seats - len(result.winners)
        # Nobody has a majority in the first of two rounds: that is no tie, and the second round decides.
        half = asked.contest.method == "two-round" and len(result.rounds) == 1
        # A lot cannot decide whether somebody is elected at all; the ballot for one candidate can.
        drawn = len(open_to) > 1 and (self._second or (self._regulations.tie == "lot" and not half))
        days = None if drawn else self._regulations.extension_days
        return Outcome(
            asked.number,
            asked.title,
            asked.form,
            Verdict.TIE,
            reason,
            elected=result.winners,
            tied=open_to,
            left_out=left_out,
            result=result,
            next=FollowUp(Next.LOT if drawn else Next.SECOND_BALLOT, seats, open_to, days),
        )

    def _settle(self, asked: Asked, found: Outcome) -> Outcome:
        if asked.number not in self._settled:
            return found
        chosen = tuple(self._settled[asked.number])
        if found.verdict is not Verdict.TIE or found.next is None or found.next.kind is Next.WAIT:
            raise Refused(f"Question {asked.number} is not tied, so nobody can be chosen for it.")
        strangers = [name for name in chosen if name not in found.tied]
        if strangers or len(set(chosen)) != len(chosen) or len(chosen) > found.next.seats:
            raise Refused(
                f"{listing(chosen)} cannot be chosen for question {asked.number}.",
                f"Choose at most {found.next.seats} of {listing(found.tied)}.",
            )
        reason = f"{found.reason} Settled: {are(chosen)} elected." if chosen else found.reason
        elected = (*found.elected, *chosen)
        if not elected:
            return self._reopened(asked, reason, found.left_out, found.result)
        return self._elected(asked, elected, reason, found.left_out, found.result)


def _counted(contest: Contest) -> Contest:
    """Return a contest whose validity was decided already, for the election as a whole."""
    return replace(contest, rules=replace(contest.rules, participation=Fraction(0)))


def _contenders(contest: Contest, result: Result) -> tuple[str, ...]:
    """Return between whom it is open: those who are elected in some way of going on, and not in all."""
    if not result.tie and result.winners:
        return ()
    possible = contest.standing if result.tie and not result.complete else result.possible_winners
    settled = {*result.winners, contest.rules.default_option}
    return tuple(name for name in contest.standing if name in possible and name not in settled)


def _same(one: Outcome, other: Outcome) -> bool:
    return (one.verdict, set(one.elected), set(one.tied)) == (
        other.verdict,
        set(other.elected),
        set(other.tied),
    )

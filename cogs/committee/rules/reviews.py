"""What is seen on a pull request, as events of the motion.

An account speaks for a member when the settings say so of its login; and only the account that first had this
login: a login that was given up can be taken by anybody. What is in the motion's log already is no event any
more, so that it may be looked at again and again.

- A review counts from the time it was given. Of those from before the motion the last one counts.
- A review that was dismissed is taken back, when the bot sees it: GitHub does not say when that was.
- Commits change the text when the bot sees them, or before the first review of them. Who pushed them is not
  told (an author's name can be written into any commit), so they are nobody's, and renew nobody's approval.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from cogs.committee.model import BOT, Answered, Choice, Event, Revised, Side
from cogs.committee.rules.pull_request import Address, Pull, Review, ReviewState, address_of

_CHOICES = {
    ReviewState.APPROVED: Choice.APPROVE,
    ReviewState.CHANGES_REQUESTED: Choice.REQUEST_CHANGES,
    ReviewState.DISMISSED: Choice.TAKEN_BACK,
}


@dataclass(frozen=True, slots=True)
class Accounts:
    """Who speaks for whom: members by login (in lower case), and the account that each login belonged to when
    it was first seen.
    """

    members: Mapping[str, int]
    first: Mapping[str, int] = field(default_factory=dict)

    def member(self, review: Review) -> int | None:
        """Return the member whose review it is; None when it is nobody's."""
        login = review.login.lower()
        if self.first.get(login, review.account) != review.account:
            return None
        return self.members.get(login)

    def met(self, reviews: Sequence[Review]) -> dict[str, int]:
        """Return the accounts that are seen for the first time."""
        found: dict[str, int] = {}
        for review in reviews:
            login = review.login.lower()
            if login in self.members and login not in self.first:
                found.setdefault(login, review.account)
        return found

    def troubles(self, reviews: Sequence[Review]) -> Iterator[str]:
        """Yield what of the settings is not right any more, for moderators."""
        known = {account: login for login, account in self.first.items() if login in self.members}
        for login, account in sorted({(each.login.lower(), each.account) for each in reviews}):
            if login in self.members and self.first.get(login, account) != account:
                yield f"another account has the name {login} by now, and its reviews do not count"
            elif login not in self.members and account in known:
                was = known[account]
                yield f"{was} is called {login} on GitHub by now: change cogs.committee.github.members"


@dataclass(frozen=True, slots=True)
class Commits:
    """The commit that the motion's text is at, and all that were met so far."""

    head: str
    met: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Uncounted:
    """Somebody's last word on the pull request, which counts for nothing."""

    login: str
    state: ReviewState


def found(
    address: Address,
    pull: Pull,
    reviews: Sequence[Review],
    events: Sequence[Event],
    accounts: Accounts,
    commits: Commits | None,
    now: datetime,
) -> list[Event]:
    """Return what is news to a motion with these events, in the order of its moments.

    `commits` are those met so far, None at the first look: what is there then is what the motion proposes.
    """
    in_order = sorted(reviews, key=lambda review: (review.at, review.number))
    since = events[0].at
    news: list[Event] = [] if commits is None else _changes(commits, pull, in_order, since, now)
    news += list(_answers(address, in_order, events, accounts, now))
    # Of the same second: the change first, since a review of it says that it was there.
    return sorted(news, key=lambda event: (event.at, not isinstance(event, Revised)))


def met(commits: Commits | None, pull: Pull, reviews: Sequence[Review]) -> frozenset[str]:
    """Return all commits that were met with this look."""
    known = frozenset() if commits is None else commits.met | {commits.head}
    return known | {pull.head} | {review.commit for review in reviews if review.commit}


def uncounted(address: Address, reviews: Sequence[Review], events: Sequence[Event]) -> list[Uncounted]:
    """Return the last words that are not in the motion's log, by login."""
    logged = {event.link for event in events if isinstance(event, Answered)}
    last: dict[str, Review] = {}
    for review in sorted(reviews, key=lambda review: (review.at, review.number)):
        if review.state in _CHOICES:
            last[review.login] = review
    return [
        Uncounted(login, review.state)
        for login, review in sorted(last.items())
        if review.state is not ReviewState.DISMISSED and address.review(review.number) not in logged
    ]


def vanished(address: Address, reviews: Sequence[Review], events: Sequence[Event]) -> list[Answered]:
    """Return the answers in force whose review is not there any more."""
    there = {address.review(review.number) for review in reviews}
    return [
        answer
        for answer in _last(address, events).values()
        if answer.choice is not Choice.TAKEN_BACK and answer.link not in there
    ]


def _changes(
    commits: Commits, pull: Pull, reviews: Sequence[Review], since: datetime, now: datetime
) -> list[Event]:
    changes: list[Event] = []
    head, known = commits.head, commits.met | {commits.head}
    for review in reviews:
        if head == pull.head:
            break
        if review.commit and review.commit not in known:
            changes.append(_change(min(max(review.at, since), now), head, review.commit))
            head, known = review.commit, known | {review.commit}
    if head != pull.head:
        changes.append(_change(now, head, pull.head))
    return changes


def _change(at: datetime, before: str, after: str) -> Revised:
    summary = f"commit {after[:7]}"
    return Revised(at, BOT, summary=summary, side=Side.PULL_REQUEST, before=before, after=after)


def _answers(
    address: Address, reviews: Sequence[Review], events: Sequence[Event], accounts: Accounts, now: datetime
) -> Iterator[Event]:
    logged = {(event.by, event.link, event.choice) for event in events if isinstance(event, Answered)}
    last = _last(address, events)
    owned = [(member, review) for review in reviews if (member := accounts.member(review)) is not None]
    said = [(member, review) for member, review in owned if review.state in _CHOICES]
    for member, together in groupby(sorted(said, key=lambda one: one[0]), key=lambda one: one[0]):
        theirs = [review for _, review in together]
        before = [review for review in theirs if review.at < events[0].at]
        standing = last.get(member)
        for review in (*before[-1:], *theirs[len(before) :]):
            answer = _answer(address, member, review, min(review.at, now))
            if review.state is ReviewState.DISMISSED:
                continue
            if (member, answer.link, answer.choice) not in logged:
                standing = answer
                yield answer
        dismissed = theirs[-1].state is ReviewState.DISMISSED
        if dismissed and standing is not None and standing.choice is not Choice.TAKEN_BACK:
            yield _answer(address, member, theirs[-1], now)
    owners = {address.review(review.number): member for member, review in owned}
    for member, answer in last.items():
        # The settings named the wrong person when it was taken in.
        if answer.choice is not Choice.TAKEN_BACK and owners.get(answer.link, member) != member:
            yield Answered(now, member, Choice.TAKEN_BACK, side=Side.PULL_REQUEST, link=answer.link)


def _answer(address: Address, member: int, review: Review, at: datetime) -> Answered:
    choice = _CHOICES[review.state]
    text = "" if choice is Choice.TAKEN_BACK else review.text
    return Answered(at, member, choice, text, Side.PULL_REQUEST, address.review(review.number), review.commit)


def _last(address: Address, events: Sequence[Event]) -> dict[int, Answered]:
    """Return everybody's last answer on the pull request that is in the log; not on one linked before."""
    answers = [
        event
        for event in events
        if isinstance(event, Answered)
        and event.side is Side.PULL_REQUEST
        and address_of(event.link) == address
    ]
    return {answer.by: answer for answer in sorted(answers, key=lambda answer: answer.at)}

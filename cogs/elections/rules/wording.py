"""The rules of an election as plain sentences, for those who vote by them."""

from __future__ import annotations

from fractions import Fraction

from cogs.elections.model import Kind, Place, Publication, Receipts, Regulations

METHODS = {
    "plurality": "Each voter chooses one candidate; most votes win, even without a majority.",
    "two-round": "Each voter chooses one candidate. Whoever has more than half of the votes is elected; "
    "otherwise the two with most votes meet in a second ballot.",
    "approval": "Each voter approves of as many candidates as they like; most approvals win.",
    "irv": "Voters rank the candidates. Whoever has fewest votes goes out, and their ballots pass on to the "
    "next choice, until somebody has more than half.",
    "stv": "Voters rank the candidates, and seats are shared in proportion (Scottish STV).",
    "meek": "Voters rank the candidates, and seats are shared in proportion (Meek's STV).",
    "schulze": "Voters rank the candidates; whoever is preferred in pairs is elected (Schulze).",
    "star": "Voters give 0 to 5 stars; of the two with most stars the one more voters prefer is elected.",
    "bloc-star": "Voters give 0 to 5 stars; seat after seat, of the two with most stars the one more "
    "voters prefer is elected.",
}
_MAJORITY = Fraction(1, 2)


def share(threshold: Fraction) -> str:
    """Return what a motion needs, in words.

    >>> share(Fraction(1, 2)), share(Fraction(2, 3))
    ('more than half', 'at least 2/3')
    """
    return "more than half" if threshold == _MAJORITY else f"at least {threshold}"


def part(least: Fraction) -> str:
    """Return how many have to be there.

    >>> part(Fraction(1, 2)), part(Fraction(1, 3)), part(Fraction(1))
    ('at least half', 'at least 1/3', 'all')
    """
    if least == 1:
        return "all"
    return "at least half" if least == _MAJORITY else f"at least {least}"


def in_words(regulations: Regulations, kind: Kind) -> list[str]:
    """Return the rules of an election as sentences, the most important first."""
    offices = kind in (Kind.OFFICERS, Kind.BY_ELECTION)
    said = [_valid(regulations)]
    said += _offices(regulations, kind) if offices else _motions(regulations)
    said += _electorate(regulations)
    said += _ballots(regulations)
    return said


def _valid(rules: Regulations) -> str:
    if rules.place is Place.MEETING:
        return f"The vote is valid when {part(rules.quorum)} of the members on the roll are at the meeting."
    if not rules.participation:
        return "The vote is valid however few take part."
    extended = (
        " Otherwise nothing is counted, and voting may be extended once, by "
        f"{rules.extension_days} days, for those who have not voted."
        if rules.may_extend
        else " Otherwise nothing is counted."
    )
    return (
        f"The vote is valid when {part(rules.participation)} of the members on the roll take part; "
        f"blank ballots and abstentions count as taking part.{extended}"
    )


def _offices(rules: Regulations, kind: Kind) -> list[str]:
    said = [METHODS[rules.method]]
    if rules.method == "schulze":
        said.append(
            "Whom you do not rank is below everybody you rank."
            if rules.unranked == "last"
            else "Whom you do not rank is not compared with anybody on your ballot, only with "
            '"Reopen nominations" where the paper offers it.'
        )
    if rules.unopposed == "acclaim":
        said.append("Where no more stand than there are seats, they are elected without a ballot.")
    else:
        said.append('Where no more stand than there are seats, they have to beat "Reopen nominations".')
    if rules.reopen_option:
        said.append('Every paper offers "Reopen nominations", which whoever is elected has to beat.')
    said.append(
        f"When nobody stands, nominations are extended once by {rules.extension_days} days; after that "
        "whoever holds the office stays until it is filled."
        if rules.empty == "extend"
        else "When nobody stands, the office stays open and nominations begin anew."
    )
    if rules.one_office:
        said.append(
            "One person holds one office: whoever is elected is left out when later offices are counted."
        )
    said.append(_tie(rules))
    said.append(
        "Members stand for office, nominated by themselves or by others."
        if rules.candidates == "members"
        else "Whoever is active in the wider community may stand; members may also nominate others."
    )
    if rules.officer_may_stand:
        said.append("The returns officer may stand too.")
    if kind is Kind.BY_ELECTION:
        said.append(
            "Whoever is elected begins a full year when confirmed."
            if rules.by_election_term == "full"
            else "Whoever is elected serves the rest of the term."
        )
    return said


def _tie(rules: Regulations) -> str:
    lot = f"settled by a public lot that anyone can repeat, drawn by {rules.lot_source}."
    if rules.tie == "lot":
        return f"A tie is {lot}"
    return (
        f"After a tie there is a second ballot between the tied, {rules.extension_days} days long; a second "
        f"tie is {lot}"
    )


def _motions(rules: Regulations) -> list[str]:
    if rules.base == "seats":
        return [
            f"A motion passes with yes from {share(rules.threshold)} of all members on the roll; who does "
            "not vote counts against it."
        ]
    even = " Half and half fails." if rules.threshold == _MAJORITY else ""
    return [
        f"A motion passes with {share(rules.threshold)} of the yes and no votes; abstentions and blank "
        f"ballots are left out.{even}"
    ]


def _electorate(rules: Regulations) -> list[str]:
    said = [
        "Members in good standing and on probation vote."
        if rules.probation_votes
        else "Members in good standing vote; members on probation do not."
    ]
    if rules.proxies:
        present = "and count as present" if rules.proxies_count_for_quorum else "but do not count as present"
        said.append(
            f"A member may let another vote for them; one member votes for at most {rules.max_proxies} "
            f"others. Such votes count, {present}."
        )
    return said


def _ballots(rules: Regulations) -> list[str]:
    said = ["Until voting closes you may vote again; the last ballot counts."]
    if rules.secret:
        said.append("The ballot is secret.")
    else:
        said.append("The vote is open: afterwards everybody can see who voted how.")
    if rules.receipts is Receipts.INCLUSION:
        what = ", not what it says" if rules.secret else ""
        said.append(f"Your receipt shows that your ballot was counted{what}.")
    elif rules.receipts is Receipts.BALLOT:
        said.append("With your receipt you, or whoever has it, can find your ballot in the published list.")
    if rules.publication is Publication.ROUNDS:
        said.append("Totals are published; the ballots go to two scrutineers, who can count again.")
    else:
        order = " in random order" if rules.secret else ""
        said.append(f"All ballots are published{order}, so that anyone can count again.")
    return said

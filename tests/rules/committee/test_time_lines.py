"""The committee's decisions as time lines; each names the rule it shows (docs/committee.md)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cogs.committee.model import Base, Policy
from tests.rules.committee.play import THREE, Play, seated

# rule, policy, seats, what happens
LINES: list[tuple[str, Policy, str, str]] = [
    (
        "policy 3.1: who proposes it approves it",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        0d      = open; approvals 1 of 3; needed 2; missing B C; turn B C; task answer
        """,
    ),
    (
        "policy 3.2(2), threshold: two of three and the third's input",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      B approves
        1d      = open; approvals 2 of 3; missing C
        2d      C abstains
        2d      = passed; approvals 2 of 3; consensus no; settled yes; turn A; task record
        """,
    ),
    (
        "policy 3.2(2), threshold: two thirds are not enough before everybody has answered",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        0d+1s   B approves
        14d     = open; missing C
        """,
    ),
    (
        "policy 3.2(2), threshold: full consensus is named",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      B approves
        2d      C approves
        2d      = passed; consensus yes; settled yes
        """,
    ),
    (
        "policy 3.2(2), threshold: the proposer alone is not two thirds",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      B abstains
        2d      C abstains
        2d      = lacks approvals; approvals 1 of 3; task record
        """,
    ),
    (
        "policy 3.2(2), input; reading 2: an answer at exactly fourteen days is in time",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      B approves
        14d     = open; missing C; due C 14d
        14d     C approves
        14d     = passed; consensus yes; late
        """,
    ),
    (
        "policy 3.2(2), input; reading 2: silence is an abstention from the next second on",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      B approves
        14d     = open; missing C
        14d+1s  = passed; silent C; approvals 2 of 3; settled no
        """,
    ),
    (
        "policy 3.2(2), input: when both are silent it lacks approvals",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        14d     = open; missing B C
        14d+1s  = lacks approvals; silent B C
        """,
    ),
    (
        "reading 2: a late answer replaces the silence until it is on record",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        20d     = lacks approvals; silent B C
        20d     B approves
        20d     = passed; silent C; late B
        21d     C approves
        21d     = passed; consensus yes; late B C; settled yes
        """,
    ),
    (
        "reading 2: a late abstention can undo nothing, a late request can",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      B approves
        20d     = passed; silent C
        20d     C requests
        20d     = changes requested; requests C; turn A; task revise; paused yes
        """,
    ),
    (
        "reading 2: once it is on record nothing replaces the silence",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      B approves
        15d     A records
        15d     = recorded; decision passed; silent C; task nothing; turn
        16d     ! C approves
        16d     ! C vetoes
        99d     = recorded; decision passed; silent C
        """,
    ),
    (
        "policy 3.2(2), input: an answer can be changed until it is on record",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      B approves
        2d      C abstains
        2d      = passed
        3d      B abstains
        3d      = lacks approvals; approvals 1 of 3
        4d      B approves
        4d      = passed
        """,
    ),
    (
        "policy 3.2(2), input: a request for changes pauses the clock",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        10d     B requests
        10d     = changes requested; paused yes; due C never; turn A
        60d     = changes requested; missing C
        """,
    ),
    (
        "policy 3.2(2), clock: a change restarts the fourteen days",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        10d     B requests
        30d     A revises
        30d     = open; missing B C; due B 44d; due C 44d; paused no; turn B C
        44d     = open; missing B C
        44d+1s  = lacks approvals; silent B C
        """,
    ),
    (
        "policy 3.2(2), clock: an objector who does not look again abstains",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      C approves
        10d     B requests
        30d     A revises
        44d     = open; missing B; old B C
        44d+1s  = passed; silent B; approvals 2 of 3
        """,
    ),
    (
        "policy 3.2(2), clock: an objector who looks again in the last second approves",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      C approves
        10d     B requests
        30d     A revises
        44d     B approves
        44d     = passed; consensus yes; late; old C
        """,
    ),
    (
        "policy 3.2(2), clock: after a second request it is changed a second time",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      C approves
        2d      B requests
        3d      A revises
        4d      B requests still
        4d      = changes requested; requests B
        5d      A revises
        5d      = open; missing B; due B 19d
        6d      B abstains
        6d      = passed
        """,
    ),
    (
        "policy 3.2(2), clock: who was silent is asked again after a change",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        14d+1s  = lacks approvals; silent B C
        15d     A revises
        15d     = open; missing B C; due C 29d
        """,
    ),
    (
        "policy 3.2(2), clock: commits to the pull request restart the clock as well",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        2d      B requests
        5d      pushed at 4d
        5d      = open; missing B C; due B 18d
        """,
    ),
    (
        "policy 3.2(2), clock: a request that is given up lets the clock run on with what was left",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        10d     B requests
        20d     B approves
        20d     = open; missing C; due C 24d
        24d     = open
        24d+1s  = passed; silent C
        """,
    ),
    (
        "policy 3.2(2), input: a request at exactly fourteen days stops the clock at its last second",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        14d     B requests
        14d+1s  = changes requested; missing C
        16d     B approves
        16d     = open; missing C; due C 16d
        16d+1s  = passed; silent C
        """,
    ),
    (
        "policy 3.2(2), input: who was silent before a pause stays so",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        15d     = lacks approvals; silent B C
        15d     B requests
        15d     = changes requested; silent C
        20d     B approves
        20d     = passed; silent C
        """,
    ),
    (
        "policy 3.2(2), input: each of two requests has to be met",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      B requests
        2d      C requests
        3d      B approves
        3d      = changes requested; requests C
        4d      A revises
        4d      = open; missing C; old B C
        5d      C approves
        5d      = passed; consensus yes; old B
        """,
    ),
    (
        "reading 3: approvals are kept, and shown as older than the change",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      B approves
        2d      A revises
        2d      = open; approvals 2 of 3; missing C; old B; due C 16d
        3d      B approves
        3d      = open; old
        """,
    ),
    (
        "reading 3: approvals can be dismissed instead",
        Policy(dismiss_stale=True),
        THREE,
        """
        0d      A proposes operational
        1d      B approves
        2d      C abstains
        3d      A revises
        3d      = open; approvals 1 of 3; missing B
        17d+1s  = lacks approvals; silent B
        18d     B approves
        18d     = passed; late B
        """,
    ),
    (
        "policy 3.2(2), veto; reading 4: a veto escalates at any time",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      B approves
        2d      C vetoes
        2d      = escalated; vetoes C; threshold 1/2; turn A B C; task open the members' vote
        """,
    ),
    (
        "reading 4: a veto can ask for a request first",
        Policy(veto_needs_prior_request=True),
        THREE,
        """
        0d      A proposes operational
        1d      ! B vetoes
        1d      B requests
        2d      A revises
        3d      B vetoes
        3d      = escalated; vetoes B
        """,
    ),
    (
        "policy 3.2(2), veto: a veto blocks what had passed, until it is on record",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      B approves
        15d     = passed; silent C
        15d     C vetoes
        15d     = escalated
        16d     ! A records
        """,
    ),
    (
        "policy 3.2(2), veto: a veto outweighs a request for changes, and a change does not lift it",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      B requests
        2d      C vetoes
        2d      = escalated; requests B; vetoes C
        3d      A revises
        40d     = escalated; missing B; paused yes
        """,
    ),
    (
        "policy 3.2(2), veto: who vetoed may come round before the members vote",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        4d      B vetoes
        10d     B approves
        10d     = open; missing C; due C 20d
        """,
    ),
    (
        "reading 5: the members pass what was vetoed by a simple majority",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      C vetoes
        2d      bot opens
        2d      = escalated; task vote; turn
        3d      ! C approves
        3d      ! A revises
        3d      ! A withdraws
        3d      ! A records
        16d     bot vote passed
        16d     = passed; settled yes; task record; turn A
        17d     A records
        17d     = recorded; decision passed
        """,
    ),
    (
        "reading 5: the members reject what was vetoed",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      C vetoes
        2d      A opens
        16d     A vote failed
        16d     = rejected; task record
        17d     ! B approves
        17d     ! A withdraws
        17d     A records
        17d     = recorded; decision rejected
        """,
    ),
    (
        "charter, online ballots; reading 5: a vote that was not valid decides nothing and is held again",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      C vetoes
        2d      bot opens
        16d     bot vote not valid
        16d     = escalated; task open the members' vote
        17d     ! bot vote passed
        17d     bot opens
        31d     bot vote passed
        31d     = passed
        """,
    ),
    (
        "reading 5: a vetoed amendment of the charter needs two thirds of the members",
        Policy(),
        THREE,
        """
        0d      A proposes charter
        1d      C vetoes
        1d      = escalated; threshold 2/3
        """,
    ),
    (
        "policy 3.2(1): a minor edit is merged without review",
        Policy(),
        THREE,
        """
        0d      A proposes minor
        0d      = passed; missing; consensus no; settled no; turn A B C; task record
        0d+1s   B records
        0d+1s   = recorded; decision passed
        """,
    ),
    (
        "policy 3.2(1): who needs not review does not answer, but may object",
        Policy(),
        THREE,
        """
        0d      A proposes minor
        1d      ! B approves
        1d      ! B abstains
        1d      B requests
        1d      = changes requested
        2d      A revises
        2d      = open; missing B
        16d     = open; missing B
        16d+1s  = passed; silent B
        """,
    ),
    (
        "policy 3.2(3): the charter is changed by the members once the committee is agreed",
        Policy(),
        THREE,
        """
        0d      A proposes charter
        1d      B approves
        1d      = open; missing C
        2d      ! A opens
        2d      C approves
        2d      = awaiting members vote; consensus yes; threshold 2/3; task open the members' vote
        2d      ! A records
        3d      bot opens
        3d      = awaiting members vote; task vote
        20d     bot vote passed
        20d     = passed
        """,
    ),
    (
        "policy 3.2(3): a strategic decision takes the members' simple majority",
        Policy(),
        THREE,
        """
        0d      A proposes strategic
        1d      B approves
        14d+1s  = awaiting members vote; silent C; threshold 1/2
        15d     bot opens
        30d     bot vote failed
        30d     = rejected
        """,
    ),
    (
        "policy 3.2(3): without agreement in the committee there is no vote on its own amendment",
        Policy(),
        THREE,
        """
        0d      A proposes charter
        14d+1s  = lacks approvals
        15d     ! A opens
        """,
    ),
    (
        "policy 3.3: a member's amendment goes to the vote in any case",
        Policy(),
        THREE,
        """
        0d      A proposes charter for Dora
        1d      B abstains
        1d      = open; missing C
        14d+1s  = awaiting members vote; approvals 1 of 3
        """,
    ),
    (
        "policy 3.2(3): a late answer counts until the members vote, not after",
        Policy(),
        THREE,
        """
        0d      A proposes charter
        1d      B approves
        15d     = awaiting members vote; silent C
        15d     C requests
        15d     = changes requested
        16d     A revises
        17d     C approves
        18d     bot opens
        19d     ! C requests
        19d     = awaiting members vote; consensus yes
        """,
    ),
    (
        "policy 3.1: the proposer may withdraw, nobody else",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      ! B withdraws
        2d      A withdraws
        2d      = withdrawn; task nothing
        3d      ! B approves
        3d      ! A revises
        3d      ! A withdraws
        3d      ! A records
        99d     = withdrawn; missing B C
        """,
    ),
    (
        "reading 1: of five seats four have to approve",
        Policy(),
        "Chair A, Vice-Chair B, Secretary C, Events D, Web E",
        """
        0d      A proposes operational
        1d      B approves
        2d      C approves
        3d      D abstains
        4d      E abstains
        4d      = lacks approvals; approvals 3 of 5; needed 4
        5d      E approves
        5d      = passed; approvals 4 of 5
        """,
    ),
    (
        "reading 1: of four seats three have to approve",
        Policy(),
        "Chair A, Vice-Chair B, Secretary C, Events D",
        """
        0d      A proposes operational
        1d      B approves
        2d      C abstains
        3d      D abstains
        3d      = lacks approvals; needed 3
        4d      D approves
        4d      = passed; approvals 3 of 4
        """,
    ),
    (
        "reading 1: of six seats exactly four are two thirds",
        Policy(),
        "a A, b B, c C, d D, e E, f F",
        """
        0d      A proposes operational
        1d      B approves
        1d      C approves
        1d      D approves
        1d      E abstains
        1d      F abstains
        1d      = passed; approvals 4 of 6; needed 4
        """,
    ),
    (
        "reading 1: a vacant seat is not in the base",
        Policy(),
        "Chair A, Vice-Chair B, Secretary -",
        """
        0d      A proposes operational
        0d      = open; missing B; needed 2; vacant Secretary
        1d      B abstains
        1d      = lacks approvals; approvals 1 of 2
        2d      B approves
        2d      = passed; approvals 2 of 2; consensus no
        3d      seat Secretary C
        3d      C approves
        3d      = passed; approvals 3 of 3; consensus yes
        """,
    ),
    (
        "reading 1: the base can be all seats, vacant ones too",
        Policy(base=Base.ALL_SEATS),
        "Chair A, Vice-Chair B, Secretary C, Events -, Web -",
        """
        0d      A proposes operational
        1d      B approves
        1d      C approves
        1d      = lacks approvals; approvals 3 of 5; needed 4; consensus no
        """,
    ),
    (
        "reading 1: nobody on the committee decides nothing",
        Policy(),
        "Chair A",
        """
        0d      A proposes operational
        0d      = passed; approvals 1 of 1
        1d      vacate Chair
        1d      = open; approvals 0 of 0; needed 1; turn; task fill the seats
        2d      ! bot records
        """,
    ),
    (
        "charter, strategic decisions: a majority of all can be asked instead, and half is none",
        Policy(threshold=Fraction(1, 2)),
        "Chair A, Vice-Chair B, Secretary C, Events D",
        """
        0d      A proposes operational
        1d      B approves
        1d      C abstains
        1d      D abstains
        1d      = lacks approvals; needed 3
        """,
    ),
    (
        "reading 1: a new member has fourteen days of their own",
        Policy(),
        "Chair A, Vice-Chair B, Secretary -",
        """
        0d      A proposes operational
        1d      B approves
        1d      = passed; approvals 2 of 2
        5d      seat Secretary C
        5d      = open; approvals 2 of 3; missing C; due C 19d
        19d+1s  = passed; silent C
        """,
    ),
    (
        "reading 1: who has left the committee does not count, and is shown",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      B approves
        2d      C abstains
        2d      = passed
        3d      vacate Vice-Chair
        3d      = lacks approvals; approvals 1 of 2; former B
        4d      seat Vice-Chair D
        4d      = open; missing D; due D 18d
        5d      ! B approves
        5d      D approves
        5d      = passed; approvals 2 of 3
        """,
    ),
    (
        "reading 7: who is elected again goes on without a gap",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      B approves
        5d      vacate Secretary
        5d      seat Secretary C
        5d      = open; missing C; due C 14d
        6d      seat Chair B
        6d      = open; missing C; former A; vacant Vice-Chair; approvals 1 of 2
        """,
    ),
    (
        "policy 3.2(2), input: a request goes with its author's seat, a veto stays",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        4d      B requests
        6d      vacate Vice-Chair
        6d      = open; former B; missing C; due C 16d
        7d      C vetoes
        8d      vacate Secretary
        8d      = escalated; former B C
        """,
    ),
    (
        "policy 3.1: when the proposer has left, others may revise and withdraw",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      B requests
        2d      ! B revises
        2d      vacate Chair
        2d      ! A withdraws
        3d      B revises
        3d      = open; missing B C
        4d      C withdraws
        4d      = withdrawn
        """,
    ),
    (
        "reading 8: a review on the pull request counts like an answer here",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      B reviewed approve at 1d
        2d      C reviewed request changes at 2d
        2d      = changes requested; requests C; approvals 2 of 3
        3d      pushed at 3d
        4d      C reviewed approve at 4d
        4d      = passed; consensus yes; old A B
        """,
    ),
    (
        "reading 2: a review in time counts as in time, however late it becomes known",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      B approves
        14d+1s  = passed; silent C
        15d     C reviewed approve at 14d
        15d     = passed; consensus yes; late
        """,
    ),
    (
        "policy 3.2(2), clock: a review from before the change is one to the text before it",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        5d      A revises
        6d      C reviewed request changes at 4d
        6d      = open; missing B C; old C; paused no
        """,
    ),
    (
        "policy 3.1: reviews from before the motion was brought here count",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1h      B reviewed approve at -2d
        1h      C reviewed request changes at -1d
        1h      = changes requested; requests C; approvals 2 of 3; paused yes; old
        """,
    ),
    (
        "reading 8: the newest answer counts, and that they differ is shown",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      B approves
        2d      B reviewed request changes at 2d
        2d      = changes requested; conflict B
        3d      B approves
        3d      = open; conflict B; missing C
        4d      C approves
        4d      = passed; conflict B; settled no
        5d      B reviewed approve at 5d
        5d      = passed; conflict; settled yes
        """,
    ),
    (
        "reading 8: a review that becomes known late does not outdo a newer answer",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        3d      B approves
        4d      B reviewed request changes at 2d
        4d      = open; conflict B; missing C; approvals 2 of 3
        """,
    ),
    (
        "reading 8: of two answers in the same second neither counts",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      C approves
        2d      B approves
        3d      B reviewed request changes at 2d
        3d      = open; conflict B; missing B
        14d+1s  = passed; conflict B; silent B; settled no
        """,
    ),
    (
        "reading 8: a veto in the same second counts",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        2d      B vetoes
        3d      B reviewed approve at 2d
        3d      = escalated; conflict B
        """,
    ),
    (
        "reading 8: what a change has overtaken is no conflict",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      B requests
        2d      A revises
        3d      B reviewed approve at 3d
        3d      = open; conflict; missing C
        """,
    ),
    (
        "reading 8: a dismissed review leaves the answer given here",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      B approves
        2d      B reviewed request changes at 2d
        3d      B reviewed taken back at 3d
        3d      = open; conflict; missing C; approvals 2 of 3
        4d      C reviewed approve at 4d
        5d      C reviewed taken back at 5d
        5d      = open; missing C
        """,
    ),
    (
        "reading 8: who sat nowhere when they reviewed does not count",
        Policy(),
        "Chair A, Vice-Chair B, Secretary -",
        """
        0d      A proposes operational
        1d      ! D reviewed approve at 1d
        5d      seat Secretary D
        6d      ! D reviewed approve at 1d
        6d      = open; missing B D
        """,
    ),
    (
        "reading 6: an officer whom it is about answers, and counts",
        Policy(),
        THREE,
        """
        0d      A proposes operational
        1d      B approves
        2d      C abstains
        2d      = passed; approvals 2 of 3
        """,
    ),
    (
        "policy 3.2: only the committee takes part",
        Policy(),
        THREE,
        """
        0d      ! X proposes operational
        0d      A proposes operational
        1d      ! X approves
        1d      ! X vetoes
        1d      ! X revises
        1d      ! X records
        1d      ! X opens
        1d      = open; missing B C
        """,
    ),
]


@pytest.mark.parametrize(("rule", "policy", "seats", "script"), LINES, ids=[line[0] for line in LINES])
def test_time_line(rule: str, policy: Policy, seats: str, script: str) -> None:
    Play(policy, seated(seats)).run(script)


def test_there_is_a_time_line_for_every_rule_and_reading() -> None:
    named = "; ".join(rule.partition(":")[0] for rule, *_ in LINES)
    sections = [
        "3.1",
        "3.2(1)",
        "3.2(2), threshold",
        "3.2(2), input",
        "3.2(2), clock",
        "3.2(2), veto",
        "3.2(3)",
        "3.3",
    ]
    for rule in [
        *(f"policy {section}" for section in sections),
        *(f"reading {number}" for number in range(1, 9)),
    ]:
        assert rule in named

"""Harder time lines, written from the policy's text and its readings alone: several rules meet in each."""

from __future__ import annotations

import pytest

from cogs.committee.model import Base, Policy
from tests.rules.committee.play import THREE, Play, seated

FIVE = f"{THREE}, Treasurer D, Editor E"
FOUR = f"{THREE}, Treasurer D"

# what it is about, policy, seats, what happens
LINES: list[tuple[str, Policy, str, str]] = [
    ("a veto outweighs a request, and stays when the request is given up", Policy(), THREE, """
        0d      A proposes operational
        1d      B requests
        2d      C vetoes
        2d      = escalated; requests B; vetoes C; turn A B C
        3d      B approves
        3d      = escalated; approvals 2 of 3
        90d     = escalated
    """),
    ("a second change in the objector's last hour begins their fourteen days anew", Policy(), THREE, """
        0d      A proposes operational
        13d     B requests
        13d+1h  A revises
        27d     A revises
        27d+1h+1s = open; missing B C; due B 41d; due C 41d
        41d     = open
        41d+1s  = lacks approvals; silent B C
    """),
    ("a veto that is given up lets everybody's clock run on from where it stood", Policy(), THREE, """
        0d      A proposes operational
        1d      B requests
        2d      B vetoes
        2d      = escalated; paused yes
        3d      B approves
        3d      = open; missing C; due C 16d; paused no
        16d     = open
        16d+1s  = passed; silent C
    """),
    ("two pauses add up", Policy(), THREE, """
        0d      A proposes operational
        4d      B requests
        6d      B abstains
        10d     B requests
        13d     B abstains
        13d     = open; missing C; due C 19d
        19d     C approves
        19d     = passed; late; settled yes; consensus no
    """),
    ("of five, four are needed, and a late fourth counts until the record", Policy(), FIVE, """
        0d      A proposes operational
        1d      B approves
        2d      C approves
        14d     = open; missing D E
        14d+1s  = lacks approvals; approvals 3 of 5; needed 4; silent D E; settled no
        15d     D approves
        15d     = passed; silent E; late D; settled no
        15d     ! bot records
        16d     A records
        17d     ! E vetoes
        17d     = recorded; decision passed
    """),
    ("of four, three are needed, at exactly fourteen days as well", Policy(), FOUR, """
        0d      A proposes operational
        1d      B approves
        2d      C abstains
        14d     = open; needed 3; missing D
        14d     D approves
        14d     = passed; approvals 3 of 4; late
    """),
    ("a member's amendment goes on without the committee's approval, by two thirds, vetoed or not", Policy(), THREE, """
        0d      B proposes charter for Zoe
        1d      A abstains
        2d      C abstains
        2d      = awaiting members vote; approvals 1 of 3; threshold 2/3
        3d      C vetoes
        3d      = escalated; threshold 2/3
        4d      A opens
        4d      ! C abstains
        9d      bot vote failed
        9d      = rejected; settled yes; turn B
    """),
    ("a vote that was not valid gives the committee its motion back, changes and all", Policy(), THREE, """
        0d      A proposes strategic
        1d      B approves
        1d      C approves
        2d      A opens
        9d      bot vote not valid
        9d      = awaiting members vote; turn A B C; settled no
        10d     C requests
        10d     = changes requested; turn A
        10d     ! A opens
        11d     A revises
        11d     = open; missing C; old B C
        12d     C approves
        12d     = awaiting members vote
        12d     B opens
        12d     ! A revises
        20d     bot vote failed
        20d     ! A opens
        21d     A records
        21d     = recorded; decision rejected
    """),
    ("who requested changes leaves: the clock runs on, and who takes the seat has their own days", Policy(), THREE, """
        0d      A proposes operational
        10d     B requests
        12d     vacate Vice-Chair
        12d     = open; missing C; due C 16d; vacant Vice-Chair
        13d     seat Vice-Chair D
        13d     = open; missing C D; due D 27d
        16d+1s  = open; missing D; silent C
        27d     = open; missing D
        27d+1s  = lacks approvals; silent C D; approvals 1 of 3
    """),
    ("who vetoed leaves: the matter stays with the voting members", Policy(), THREE, """
        0d      A proposes operational
        1d      C vetoes
        2d      vacate Secretary
        2d      = escalated; former C; approvals 1 of 2
        3d      B opens
        10d     bot vote passed
        10d     = passed; turn A; settled yes
    """),
    ("the proposer's own approval can be taken back, and two others carry the motion", Policy(), THREE, """
        0d      A proposes operational
        1d      A abstains
        1d      = open; approvals 0 of 3; missing B C
        2d      B approves
        3d      C approves
        3d      = passed; approvals 2 of 3; consensus no; settled yes; turn A
    """),
    ("a minor edit that was objected to waits for the objector alone", Policy(), THREE, """
        0d      A proposes minor
        0d      = passed; settled no
        1d      B requests
        1d      = changes requested; turn A
        2d      A revises
        2d      = open; missing B; due B 16d
        16d     = open
        16d+1s  = passed; silent B
    """),
    ("a request after the fourteen days, met by a change, asks everybody again", Policy(), THREE, """
        0d      A proposes operational
        20d     = lacks approvals; silent B C
        21d     B requests
        22d     A revises
        22d     = open; missing B C; due B 36d; due C 36d
        36d+1s  = lacks approvals; silent B C
    """),
    ("commits count from when they were pushed, however late they are heard of", Policy(), THREE, """
        0d      A proposes operational
        4d      B reviewed request changes at 2d
        4d      = changes requested; requests B
        5d      pushed at 3d
        5d      = open; missing B C; due B 17d; old A B
        6d      B reviewed approve at 2d+1h
        6d      = open; approvals 2 of 3; missing C; old A B
        17d     = open
        17d+1s  = passed; silent C; settled no
    """),
    ("approvals from before a change carry it, and are not settled until they are given anew", Policy(), THREE, """
        0d      A proposes operational
        1d      B approves
        2d      C approves
        2d      = passed; consensus yes; settled yes
        3d      A revises
        3d      = passed; old B C; settled no
        3d      ! bot records
        4d      B approves
        4d      = passed; old C; settled no
        5d      C approves
        5d      = passed; old; consensus yes; settled yes
        12d     bot records
        12d     = recorded; decision passed
    """),
    ("of all seats, a vacant one counts against, and two of three are no full consensus", Policy(base=Base.ALL_SEATS),
     "Chair A, Vice-Chair B, Secretary -", """
        0d      A proposes operational
        1d      B approves
        1d      = passed; approvals 2 of 3; needed 2; consensus no
        2d      vacate Vice-Chair
        2d      = lacks approvals; approvals 1 of 3; former B
    """),
]  # fmt: skip


@pytest.mark.parametrize(
    ("policy", "seats", "script"), [line[1:] for line in LINES], ids=[line[0] for line in LINES]
)
def test_hard_line(policy: Policy, seats: str, script: str) -> None:
    Play(policy, seated(seats)).run(script)

"""Voting through another member (row 13, A10)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cogs.elections.model import Place, Regulations
from cogs.elections.rules.errors import Refused
from cogs.elections.rules.proxies import refuse_giving, refuse_taking_back

RULES = Regulations(place=Place.MEETING, proxies=True)
ROLL = {"Ada", "Ben", "Cai", "Dee", "Eve"}


@pytest.mark.parametrize(
    ("row", "principal", "holder", "given_", "voted", "why"),
    [
        ("13 transfer", "Ada", "Ben", {}, {}, None),
        ("to oneself", "Ada", "Ada", {}, {}, "to yourself"),
        ("holder must be a member", "Ada", "Guest", {}, {}, "on the roll too"),
        ("principal must be a member", "Guest", "Ada", {}, {}, "not on the roll"),
        ("not transitive: holder gave theirs", "Ada", "Ben", {"Ben": "Cai"}, {}, "given their own vote"),
        ("not transitive: principal holds some", "Ada", "Ben", {"Cai": "Ada"}, {}, "not passed on"),
        ("not in a circle", "Ada", "Ben", {"Ben": "Ada"}, {}, "given their own vote"),
        ("cap 2, the second", "Ada", "Ben", {"Cai": "Ben"}, {}, None),
        ("cap 2, the third", "Ada", "Ben", {"Cai": "Ben", "Dee": "Ben"}, {}, "2 is the most"),
        ("the same again is no third", "Ada", "Ben", {"Ada": "Ben", "Dee": "Ben"}, {}, None),
        ("somebody else instead", "Ada", "Ben", {"Ada": "Cai"}, {}, None),
        ("own vote cast", "Ada", "Ben", {}, {"Ada": None}, "cast already"),
        ("used already", "Ada", "Ben", {"Ada": "Cai"}, {"Ada": "Cai"}, "cast already"),
        ("a holder who has voted", "Ada", "Ben", {}, {"Ben": None}, None),
    ],
)
def test_giving(
    row: str,
    principal: str,
    holder: str,
    given_: dict[str, str],
    voted: dict[str, str | None],
    why: str | None,
) -> None:
    def give() -> None:
        refuse_giving(principal, holder, given=given_, roll=ROLL, voted=voted, regulations=RULES)

    if why is None:
        give()
        return
    with pytest.raises(Refused, match=why):
        give()


def test_online_nobody_votes_through_another() -> None:
    with pytest.raises(Refused, match="nobody votes through another"):
        refuse_giving("Ada", "Ben", given={}, roll=ROLL, voted={}, regulations=Regulations())


@pytest.mark.parametrize(("most", "refused"), [(1, True), (2, False)])
def test_the_cap_is_a_regulation(most: int, refused: bool) -> None:
    rules = replace(RULES, max_proxies=most)
    if refused:
        with pytest.raises(Refused, match="1 is the most"):
            refuse_giving("Ada", "Ben", given={"Cai": "Ben"}, roll=ROLL, voted={}, regulations=rules)
    else:
        refuse_giving("Ada", "Ben", given={"Cai": "Ben"}, roll=ROLL, voted={}, regulations=rules)


def test_revocable_until_it_is_used() -> None:
    refuse_taking_back("Ada", given={"Ada": "Ben"}, voted={})
    with pytest.raises(Refused, match="cast for you"):
        refuse_taking_back("Ada", given={"Ada": "Ben"}, voted={"Ada": "Ben"})
    with pytest.raises(Refused, match="not given"):
        refuse_taking_back("Ada", given={}, voted={})

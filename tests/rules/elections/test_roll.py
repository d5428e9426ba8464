"""The Secretary's list, who of it may vote, and the roll's hash."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.elections.model import Member, Regulations, Standing, Voter
from cogs.elections.rules.roll import canonical, differences, roll_hash, voters
from cogs.elections.rules.roll_file import RollProblems, read_roll

TODAY = date(2026, 12, 1)
LIST = """member_id,name,discord_id,standing,last_meeting,last_contribution
m002,Ben,1002,probation,,
m001,"Lovelace, Ada",1001,good,2026-02-08,2025-11-30
m003,Cai,,inactive,,
"""
ADA = Member("m001", "Lovelace, Ada", 1001, Standing.GOOD, date(2026, 2, 8), date(2025, 11, 30))
BEN = Member("m002", "Ben", 1002, Standing.PROBATION)
CAI = Member("m003", "Cai", None, Standing.INACTIVE)


@pytest.mark.parametrize(
    "content",
    [
        LIST,
        LIST.encode(),
        b"\xef\xbb\xbf" + LIST.encode(),
        "\ufeff" + LIST,
        LIST.replace("\n", "\r\n"),
        "\n" + LIST + "\n\n,,,,,\n",
        # Cells beside the list that were touched once, and Excel's hint.
        LIST.replace("\n", ",,\n"),
        "sep=;\r\n" + LIST.replace(",", ";").replace("Lovelace;", "Lovelace,"),
        LIST.replace("member_id,name,discord_id", "Member ID , NAME,Discord_ID"),
        LIST.replace("Ben,1002", '"Ben"," 1002 "'),
        LIST.replace("probation", " Probation "),
        LIST.replace(",", ";").replace("Lovelace;", "Lovelace,"),
        LIST.replace(",", "\t").replace("Lovelace\t", "Lovelace,"),
        json.dumps([
            {"member_id": "m001", "name": "Lovelace, Ada", "discord_id": "1001", "standing": "good",
             "last_meeting": "2026-02-08", "last_contribution": "2025-11-30"},
            {"member_id": "m002", "name": "Ben", "discord_id": 1002, "standing": "probation"},
            {"member_id": "m003", "name": "Cai", "discord_id": None, "standing": "inactive"},
        ]),
        json.dumps({"members": [
            {"member_id": "m003", "name": "Cai", "standing": "inactive"},
            {"member_id": "m002", "name": " Ben ", "discord_id": "1002", "standing": "probation"},
            {"member_id": "m001", "name": "Lovelace, Ada", "discord_id": 1001,
             "last_meeting": "2026-02-08", "last_contribution": "2025-11-30"},
        ]}),
    ],
)  # fmt: skip
def test_a_list_in_all_its_forms(content: str | bytes) -> None:
    assert read_roll(content, TODAY) == (ADA, BEN, CAI)


def test_a_list_of_ids_and_names_is_enough() -> None:
    assert read_roll("member_id,name\n7,Ada\n", TODAY) == (Member("7", "Ada"),)
    assert read_roll('[{"member_id": 7, "name": "Ada"}]', TODAY) == (Member("7", "Ada"),)


@pytest.mark.parametrize(
    ("last_meeting", "last_contribution", "standing"),
    [
        ("2024-12-01", "", Standing.GOOD),
        ("2024-11-30", "", Standing.PROBATION),
        ("2024-11-30", "2024-12-01", Standing.GOOD),
        ("2023-12-01", "", Standing.PROBATION),
        ("", "2023-11-30", Standing.INACTIVE),
        ("", "", Standing.GOOD),
    ],
)
def test_row_16_standing_follows_from_the_days(
    last_meeting: str, last_contribution: str, standing: Standing
) -> None:
    content = f"member_id,name,last_meeting,last_contribution\n1,Ada,{last_meeting},{last_contribution}\n"
    assert read_roll(content, TODAY)[0].standing is standing


def test_a_standing_that_is_given_wins() -> None:
    content = "member_id,name,standing,last_meeting\n1,Ada,good,2001-01-01\n"
    assert read_roll(content, TODAY)[0].standing is Standing.GOOD


def test_everything_wrong_is_told_at_once_with_its_line() -> None:
    content = """member_id,name,discord_id,standing,last_meeting,last_contribution
m001,Ada,1001,good,,
m001,Ben,12x,good,,
m003,,1001,fellow,,
m004,Dee,1.23457E+17,,2026-02-30,8.2.2026
m005,Eve
m006,"Fay
of two lines",0,,2027-01-01,
m007,Gil,99999999999999999999,,,
"""
    with pytest.raises(RollProblems) as refused:
        read_roll(content, TODAY)
    assert list(refused.value.problems) == [
        "Line 3: discord_id '12x' is no account number.",
        "Line 3: member_id m001 stands in line 2 already.",
        "Line 4: name is missing.",
        "Line 4: standing 'fellow' is none of good, probation, inactive.",
        "Line 4: discord_id 1001 stands in line 2 already.",
        "Line 5: discord_id '1.23457E+17' is no account number: a spreadsheet rounded it. Make the column text.",
        "Line 5: there is no day 2026-02-30.",
        "Line 5: last_contribution '8.2.2026' is no day such as 2026-02-08.",
        "Line 6 has 2 cells instead of 6.",
        "Line 7: discord_id '0' is no account number.",
        "Line 7: last_meeting 2027-01-01 is in the future.",
        "Line 9: discord_id '99999999999999999999' is no account number.",
    ]
    assert "Nothing was changed" in refused.value.hint


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "The list is empty."),
        ("member_id,name\n", "The list is empty."),
        ("[]", "The list is empty."),
        ("m001,Ada\n", "There is no column member_id."),
        ("member_id\n1\n", "There is no column name."),
        ("member_id,name,email\n1,Ada,x\n", "The column email is unknown."),
        ("member_id,name,name\n1,Ada,Ada\n", "The column name is there twice."),
        ('member_id,name\n1,"Ada\n', "Line 2 is no CSV"),
        (b"member_id,name\n1,Ad\xe4\n", "Line 2 is no UTF-8"),
        ("member_id,name\n1,Ada\n".encode("utf-16"), "no UTF-8"),
        (b"PK\x03\x04\x00\x00", "This is no text file"),
        ("[1, 2]", "no list of members"),
        ('{"people": []}', "no list of members"),
        ('[{"member_id": "1", "name": "Ada"},\n]', "Line 2 is no JSON"),
        ("[" * 100_000, "no JSON"),
        ('[{"member_id": "1", "name": "Ada", "mail": "x"}]', "Entry 1: mail is unknown."),
        ('[{"member_id": true, "name": "Ada"}]', "Entry 1: member_id is missing."),
        ('[{"member_id": "1", "name": "Ada", "discord_id": 1e17}]', "Entry 1: discord_id"),
        ('[{"member_id": "1", "name": "Ada", "discord_id": true}]', "Entry 1: discord_id"),
        ('[{"member_id": "1", "name": "Ada", "last_meeting": 20260208}]', "Entry 1: last_meeting"),
        (f"member_id,name\n{'x' * 65},Ada\n", "more than 64 characters"),
        (f"member_id,name\n1,{'x' * 101}\n", "more than 100 characters"),
        ("member_id,name\n1,Ada\u202e\n", "characters that cannot be seen"),
        ("member_id,name\n\u00e9,Ada\ne\u0301,Ben\n", "stands in line 2 already"),
        ("member_id,name,,\n1,Ada,,x\n", "Line 2 has 4 cells instead of 2."),
        ("member_id,name,,\n1,Ada\n2,Ben,,,\n", "Line 3 has 5 cells instead of 2."),
    ],
)
def test_a_list_that_cannot_be_used(content: str | bytes, problem: str) -> None:
    with pytest.raises(RollProblems) as refused:
        read_roll(content, TODAY)
    assert problem in refused.value.message


def test_a_long_list_of_problems_is_cut_for_reading() -> None:
    with pytest.raises(RollProblems) as refused:
        read_roll("member_id,name\n" + "1,\n" * 100, TODAY)
    assert len(refused.value.problems) > 100
    assert refused.value.message.count("\n") == 20
    assert "more." in refused.value.message


def test_a35_two_members_may_share_a_name_but_no_account() -> None:
    members = read_roll("member_id,name,discord_id\n1,Ada,5\n2,Ada,6\n", TODAY)
    assert [member.member_id for member in members] == ["1", "2"]
    with pytest.raises(RollProblems, match="discord_id 5 stands in line 2 already"):
        read_roll("member_id,name,discord_id\n1,Ada,5\n2,Ben,5\n", TODAY)


def test_a7_who_may_vote() -> None:
    assert voters([CAI, BEN, ADA], Regulations()) == (
        Voter("m001", "Lovelace, Ada", 1001, Standing.GOOD),
        Voter("m002", "Ben", 1002, Standing.PROBATION),
    )
    assert [one.member_id for one in voters([ADA, BEN, CAI], Regulations(probation_votes=False))] == ["m001"]
    assert voters([], Regulations()) == ()


def test_the_hash_can_be_computed_by_hand(tmp_path: Path) -> None:
    roll = voters([BEN, ADA], Regulations())
    assert canonical(roll) == b"m001\tgood\nm002\tprobation\n"
    # As docs/elections.md has it.
    assert roll_hash(roll) == "1556b07073da62ed1d5dc6cfb9e984406b419c3ef1e9cd11704805ead0605f51"
    program = shutil.which("sha256sum")
    if program is None:
        pytest.skip("no sha256sum here")
    file = tmp_path / "roll.txt"
    file.write_bytes(b"m001\tgood\nm002\tprobation\n")
    printed = subprocess.run([program, file], capture_output=True, text=True, check=True).stdout
    assert printed.split()[0] == roll_hash(roll)


MEMBERS = st.lists(
    st.builds(
        Member,
        member_id=st.text(
            st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=8
        ),
        name=st.text("AdaBenÖ-'., ;\"", min_size=1, max_size=9).map(
            lambda text: " ".join(text.split()) or "x"
        ),
        user_id=st.none() | st.integers(1, 2**63 - 1),
        standing=st.sampled_from(Standing),
    ),
    max_size=8,
    unique_by=(lambda member: member.member_id, lambda member: member.user_id or member.member_id),
)


@given(MEMBERS, st.randoms(use_true_random=False))
def test_the_hash_knows_no_order_names_or_accounts(members: list[Member], shuffled: Any) -> None:
    roll = list(voters(members, Regulations()))
    expected = roll_hash(roll)
    other = [Voter(one.member_id, "?", None, one.standing, "late") for one in roll]
    shuffled.shuffle(other)
    assert roll_hash(other) == expected
    if roll:
        assert roll_hash(roll[1:]) != expected
        changed = Standing.GOOD if roll[0].standing is Standing.PROBATION else Standing.PROBATION
        assert roll_hash([Voter(roll[0].member_id, "?", None, changed), *roll[1:]]) != expected


@given(MEMBERS.filter(bool), st.sampled_from(",;\t"))
def test_a_list_that_was_written_is_read(members: list[Member], delimiter: str) -> None:
    file = io.StringIO(newline="")
    table = csv.writer(file, delimiter=delimiter)
    table.writerow(["member_id", "name", "discord_id", "standing"])
    for one in members:
        table.writerow([one.member_id, one.name, one.user_id, one.standing])
    expected = tuple(sorted(members, key=lambda one: one.member_id))
    assert read_roll(file.getvalue(), TODAY) == expected


@given(st.binary(max_size=200) | st.text(max_size=200) | st.text('member_id,name\n[{":;1}]', max_size=80))
def test_whatever_is_sent_is_read_or_refused(content: bytes | str) -> None:
    try:
        members = read_roll(content, TODAY)
    except RollProblems:
        return
    assert members


def test_differences() -> None:
    moved = Member("m002", "Ben", 2002, Standing.GOOD)
    found = differences([ADA, BEN], [moved, CAI])
    assert (found.added, found.removed, found.changed) == ((CAI,), (ADA,), ((BEN, moved),))
    assert found
    assert not differences([ADA, BEN], [BEN, ADA])

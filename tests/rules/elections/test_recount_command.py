"""Recounting as a voter does it: the command, the folder alone, what is printed, and files that are none."""

from __future__ import annotations

import copy
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import to_text
from cogs.elections import cli
from cogs.elections.model import Publication, Regulations
from cogs.elections.record import chain, form
from cogs.elections.record.command import OTHER, SAME, UNREADABLE, run
from tests.rules.elections.published import SHEETS, START, Held, held

FOLDER = Path(__file__).resolve().parents[3] / "cogs/elections"
FILE = form.write(held().file())


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder as a voter has it: copied out, with nothing beside it."""
    root = tmp_path_factory.mktemp("copied out")
    shutil.copytree(FOLDER, root / "cogs/elections", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "export.json").write_bytes(FILE)
    return root


def python(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python without site-packages, the user's folder or its variables."""
    return subprocess.run(
        [sys.executable, "-I", "-S", *arguments],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


def test_the_folder_alone_prints_what_the_command_prints(copied: Path) -> None:
    alone = python(copied, "cogs/elections/record", "export.json")
    assert (alone.returncode, alone.stderr) == (0, "")
    command = CliRunner().invoke(cli.group(), ["recount", str(copied / "export.json")])
    assert command.exit_code == 0
    assert command.stdout == alone.stdout


def test_as_a_module_it_prints_the_same(copied: Path) -> None:
    run_module = "import runpy, sys; sys.path.insert(0, '.'); runpy.run_module('cogs.elections.record', None, '__main__')"
    module = python(copied, "-c", run_module, "export.json")
    assert (module.returncode, module.stderr) == (0, "")
    assert module.stdout == python(copied, "cogs/elections/record", "export.json").stdout


def test_the_options_are_the_same(copied: Path) -> None:
    options = ["export.json", "--receipt", "0000-0000-0000-0000", "--posted", "0" * 64, "--json"]
    alone = python(copied, "cogs/elections/record", *options)
    command = CliRunner().invoke(cli.group(), ["recount", str(copied / options[0]), *options[1:]])
    assert alone.returncode == command.exit_code == 1
    assert json.loads(alone.stdout) == json.loads(command.stdout)
    assert [one["check"] for one in json.loads(alone.stdout)["findings"] if one["ok"] is False] == [
        "posted",
        "receipt",
    ]


def test_a_reader_who_is_no_programmer_reads_it() -> None:
    code, said = run(FILE)
    assert code == SAME
    lines = said.splitlines()
    assert lines[0] == "Officers 2026 (election 7), voting from 2026-12-01 19:00 to 2026-12-15 19:00 UTC"
    assert "ok     The turnout is that of the closing: 8 of 12 voted." in lines
    assert (
        "Everything that this file can show is as it should be. Counted again, the result is the same."
        in lines
    )
    assert "Ada      3  4" in said
    assert max(map(len, lines)) <= 160


def test_the_first_thing_that_is_wrong_is_said_again_at_the_end() -> None:
    content = held().file()
    content["questions"][0]["outcome"]["elected"] = ["Ben"]
    code, said = run(form.write(content))
    assert code == OTHER
    end = said.partition("This file is not what it should be. Wrong is first of all:")[2]
    assert 'questions[1].outcome.elected[1]: the file says "Ben", and counted again it is "Ada".' in " ".join(
        end.split()
    )


def test_a_vote_that_was_not_valid_is_not_counted() -> None:
    code, said = run(form.write(held(sheets=SHEETS[:2]).file()))
    assert code == SAME
    assert "Not valid" in said
    assert "abstain" not in said


def test_the_file_of_rounds_says_what_it_cannot_show() -> None:
    code, said = run(form.write(held(Regulations(publication=Publication.ROUNDS)).file()))
    assert code == SAME
    assert "unseen " in said
    assert "Counted again" not in said


def test_a_receipt_is_found_however_it_is_typed() -> None:
    election = held()
    receipt = election.receipts[0]
    code, said = run(form.write(election.file()), receipts=[receipt.lower().replace("-", " ")])
    assert code == SAME
    assert f"The receipt {receipt} is in the list" in said


def test_the_published_roll_is_compared() -> None:
    lines = "".join(f"m{n:03},Member {n},{'probation' if n == 3 else 'good'}\n" for n in range(1, 13))
    right = f"member_id,name,standing\n{lines}".encode()
    assert run(FILE, roll=right)[0] == SAME
    code, said = run(FILE, roll=right.replace(b"m012", b"m013"))
    assert code == OTHER
    assert "The roll you gave is not the one of this election" in said
    code, said = run(FILE, roll=b"\xff\xfe\x00")
    assert code == UNREADABLE


def test_a_file_cannot_command_the_terminal() -> None:
    election = Held()
    election.election = type(election.election)(
        **{
            **{f: getattr(election.election, f) for f in election.election.__slots__},
            "title": "Red \x1b[31m\u202eoffice",
        }
    )
    content = election.open().vote(*SHEETS).close().count().file()
    code, said = run(form.write(content))
    assert code == SAME
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_moments_are_written_as_the_database_writes_them() -> None:
    assert chain.moment(START) == to_text(START)


BAD: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "line 1, column 1"),
    "no object": (b"[]", "holds no object"),
    "another form": (FILE.replace(b"election 1", b"election 9"), "form: "),
    "cut off": (FILE[:3000], "line "),
    "not UTF-8": (FILE.replace(b"Ada", b"\xff"), "not UTF-8"),
    "a key twice": (FILE.replace(b'"software"', b'"form"'), 'the key "form" is given 2 times'),
    "an unknown key": (FILE.replace(b'"software"', b'"sofware"'), "sofware is unknown"),
    "a missing key": (FILE.replace(b' "settled": null,\n', b""), "settled is missing"),
    "a float": (FILE.replace(b'"seats": 1', b'"seats": 1.0', 1), "1.0"),
    "not a number": (FILE.replace(b'"seats": 1', b'"seats": NaN', 1), "NaN"),
    "true is no number": (FILE.replace(b'"seats": 1', b'"seats": true', 1), "questions[1].seats: true is no whole number"),
    "a huge number": (FILE.replace(b'"seats": 1', b'"seats": 1' + b"0" * 5000, 1), "more than 18 digits"),
    "half a character": (FILE.replace(b'"Ada"', rb'"\ud83d"'), "half a character"),
    "deep": (b'{"form":' + b"[" * 100_000, "deep"),
    "deep detail": (FILE.replace(b'"Officers 2026"}', b"[" * 40 + b"]" * 40 + b"}"), "levels deep"),
    "a bad hash": (FILE.replace(b'"previous": "0', b'"previous": "x'), "log[1].previous"),
    "a vote that is none": (FILE.replace(b'"vote": "no"', b'"vote": "nay"', 1), "is no one of yes, no, abstain"),
    "two answers": (FILE.replace(b'"vote": "no"', b'"vote": "no", "approved": []', 1), "a ballot holds one of"),
    "a time that is none": (FILE.replace(b"2026-12-01T19", b"2026-12-32T19"), "is no moment"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_named_with_its_place(name: str) -> None:
    data, message = BAD[name]
    assert data != FILE
    code, said = run(data)
    assert code == UNREADABLE
    assert message in said
    assert len(said) < 400


def test_a_bad_file_is_told_on_stderr_by_both(copied: Path) -> None:
    (copied / "bad.json").write_bytes(b"{")
    alone = python(copied, "cogs/elections/record", "bad.json")
    command = CliRunner().invoke(cli.group(), ["recount", str(copied / "bad.json")])
    assert alone.returncode == command.exit_code == 2
    assert alone.stdout == command.stdout == ""
    assert "line 1, column 2" in alone.stderr
    assert "line 1, column 2" in command.stderr
    assert python(copied, "cogs/elections/record", "none.json").returncode == 2


@pytest.mark.parametrize("receipt", ["", "short", "0000-0000-0000-000U"])
def test_what_is_no_receipt_is_refused(receipt: str) -> None:
    assert run(FILE, receipts=[receipt])[0] == UNREADABLE


@pytest.mark.parametrize("posted", ["", "abc", "z" * 64])
def test_what_is_no_hash_is_refused(posted: str) -> None:
    assert run(FILE, posted=[posted])[0] == UNREADABLE


CONTENT = json.loads(FILE)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**19), 10**19)
    | st.text(max_size=9)
    | st.floats(allow_nan=True)
    | st.just({})
    | st.just([]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, one in inside for place in _places(one, (*path, key)))]


@settings(max_examples=300, deadline=None)
@given(place=st.sampled_from(_places(CONTENT)[1:]), value=JSON)
def test_anything_at_any_place_is_answered(place: tuple[Any, ...], value: Any) -> None:
    content = copy.deepcopy(CONTENT)
    inside = content
    for step in place[:-1]:
        inside = inside[step]
    inside[place[-1]] = value
    code, said = run(json.dumps(content).encode())
    assert code in (SAME, OTHER, UNREADABLE)
    assert said


@settings(max_examples=300, deadline=None)
@given(at=st.integers(0, len(FILE) - 1), cut=st.integers(0, 40), put=st.binary(max_size=6))
def test_any_bytes_are_answered(at: int, cut: int, put: bytes) -> None:
    code, said = run(FILE[:at] + put + FILE[at + cut :])
    assert code in (SAME, OTHER, UNREADABLE)
    assert said

"""`community-bot election count`: what is printed, as text and as JSON, and the exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cogs.elections import cli

BLT = '3 1\n4 1 2 0\n3 2 0\n2 3 2 0\n0\n"Ada"\n"Ben"\n"Cai"\n"Chair"\n'
TIE = {
    "method": "irv",
    "candidates": ["Ada", "Ben"],
    "ballots": [{"weight": 2, "ranking": [["Ada"]]}, {"weight": 2, "ranking": [["Ben"]]}],
}
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Counts a file of this content with these options."""

    def invoke(content: str, *options: str) -> Result:
        path = tmp_path / "ballots"
        path.write_text(content, encoding="utf-8")
        return CliRunner().invoke(cli.group(), ["count", str(path), *options])

    return invoke


def test_the_rounds_are_printed(run: Run) -> None:
    result = run(BLT, "--method", "irv")
    assert result.exit_code == 0
    assert result.stdout == (
        "         1  2\n"
        "Ada      4  4\n"
        "Ben      3  5\n"
        "Cai      2\n"
        "(quota)  5  5\n"
        "\n"
        "Round 1: Cai is out.\n"
        "Round 1: from Cai to Ben 2.\n"
        "Round 2: Ben is elected.\n"
        "\n"
        "Ben is elected. 5 of 9 votes in round 2, and an absolute majority of all 9 valid ballots.\n"
    )


def test_the_result_as_json(run: Run) -> None:
    result = run(BLT, "--method", "stv", "--seats", "2", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "winners": ["Ada", "Ben"],
        "tie": None,
        "possible_winners": ["Ada", "Ben"],
        "rounds": [
            {
                "tally": {"Ada": "4.00000", "Ben": "3.00000", "Cai": "2.00000"},
                "quota": "4.00000",
                "exhausted": "0.00000",
                "lost": "0.00000",
                "elected": ["Ada"],
                "eliminated": ["Cai"],
                "transfer": {
                    "from": "Cai",
                    "to": {"Ben": "2.00000"},
                    "exhausted": "0.00000",
                    "lost": "0.00000",
                },
            },
            {
                "tally": {"Ada": "4.00000", "Ben": "5.00000"},
                "quota": "4.00000",
                "exhausted": "0.00000",
                "lost": "0.00000",
                "elected": ["Ben"],
                "eliminated": [],
            },
        ],
        "valid": True,
        "passed": None,
        "reason": "Ada and Ben are elected.",
    }


def test_a_tie_is_a_result(run: Run) -> None:
    result = run(json.dumps(TIE), "--json")
    assert result.exit_code == 0
    value = json.loads(result.stdout)
    assert value["winners"] == []
    assert value["tie"] == [["Ada", "Ben"]]
    assert value["possible_winners"] == ["Ada", "Ben"]
    text = run(json.dumps(TIE)).stdout
    assert text.endswith("Tie between Ada and Ben: depending on it Ada or Ben is elected.\n")


def test_a_motion(run: Run) -> None:
    motion = {
        "method": "motion",
        "rules": {"threshold": "2/3"},
        "ballots": [{"weight": 4, "vote": "yes"}, {"weight": 2, "vote": "no"}, {"vote": "abstain"}],
    }
    value = json.loads(run(json.dumps(motion), "--json").stdout)
    assert (value["valid"], value["passed"]) == (True, True)
    assert value["rounds"][0]["tally"] == {"yes": "4", "no": "2", "abstain": "1"}
    assert value["reason"] == "Passed: 4 yes of 6 yes and no votes; at least 2/3 was needed."


def test_the_options_win_over_the_file(run: Run) -> None:
    result = run(json.dumps({**TIE, "seats": 1}), "--method", "stv", "--seats", "2", "--json")
    assert json.loads(result.stdout)["winners"] == ["Ada", "Ben"]


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (BLT, (), "method: none is named"),
        (BLT, ("--method", "borda"), "'borda' is not one of"),
        (BLT, ("--method", "irv", "--seats", "2"), "seats: irv fills one seat, not 2"),
        (BLT, ("--method", "irv", "--seats", "0"), "0 is not in the range"),
        (BLT, ("--method", "star"), "star counts scores, and the ballots hold ranking"),
        (BLT.replace("3 2 0", "3 5 0"), ("--method", "irv"), "line 3: '5' is no candidate"),
        (json.dumps({**TIE, "rules": {"ties": "lot"}}), (), "rules.ties is unknown"),
        ('{"ballots": [', (), "line 1: Expecting value"),
        ("", ("--method", "irv"), "the file ends before"),
    ],
)
def test_bad_use_is_told_on_stderr(run: Run, content: str, options: tuple[str, ...], message: str) -> None:
    result = run(content, *options)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli.group(), ["count", str(tmp_path / "none.blt"), "--method", "irv"])
    assert result.exit_code == 2
    assert "none.blt" in result.stderr


def test_ballots_from_a_pipe() -> None:
    result = CliRunner().invoke(cli.group(), ["count", "-", "--method", "plurality"], input=BLT)
    assert result.exit_code == 0
    assert result.stdout.endswith("Ada is elected.\n")


def test_long_counts_are_printed_in_columns_that_fit(run: Run) -> None:
    names = [f"Candidate {number}" for number in range(20)]
    ballots = "".join(f"{number + 1} {number + 1} 20 0\n" for number in range(20))
    blt = f"20 1\n{ballots}0\n" + "".join(f'"{name}"\n' for name in names)
    lines = run(blt, "--method", "stv").stdout.splitlines()
    table = lines[: next(number for number, line in enumerate(lines) if line.startswith("Round"))]
    assert max(map(len, table)) <= 100
    assert sum(line.startswith("Candidate 19") for line in table) > 1


def test_the_command_is_the_bot_s() -> None:
    from bot.cli import main

    result = CliRunner().invoke(main, ["election", "count", "--help"])
    assert result.exit_code == 0
    assert "BLT or JSON" in result.stdout

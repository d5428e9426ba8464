"""`community-bot guide`, as the command line runs it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from click.testing import CliRunner, Result

from bot.cli import main
from tests.wire.guide_source.conftest import NAMES, World
from tests.wire.guide_source.fake_github import HARDWARE, SOFTWARE, after, answer, page, silent

Run = Callable[..., Result]
PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in an empty folder, without any token."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(home)
    for name in ("DISCORD_TOKEN", "GITHUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return lambda *words, **more: CliRunner().invoke(main, ["guide", *words], **more)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder laid out like the site's repository."""
    root = tmp_path / "site"
    for path, content in {
        f"{SOFTWARE}/spikey/index.md": page("Spikey", "Trains spiking networks with JAX."),
        f"{SOFTWARE}/broken/index.md": b"no front matter",
        f"{HARDWARE}/chip/index.md": page("Chip - Org"),
    }.items():
        (root / path).parent.mkdir(parents=True)
        (root / path).write_bytes(content)
    return root


def write_config(home: Path, world: World | None = None, **guide: Any) -> Path:
    addresses = {"api_url": world.github.api_url, "raw_url": world.github.raw_url} if world else {}
    document = {
        "discord": {"guild_id": 1},
        "database": {"path": "data/community.sqlite3"},
        "fetch": {"private_hosts": ["127.0.0.1"]},
        "cogs": {"guide": {"seconds_between_files": 0, **addresses, **guide}},
    }
    config = home / "config.toml"
    config.write_text(tomli_w.dumps(document))
    return config


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


# --- ask ---------------------------------------------------------------------------------------------------


def test_ask_answers_from_the_example_without_anything_set_up(run: Run) -> None:
    result = run("ask", "is there a JAX library for spiking networks?")
    assert result.exit_code == 0, result.stderr
    assert "pip install " in result.stdout
    assert "Why: " in result.stdout
    assert "https://open-neuromorphic.org/neuromorphic-computing/software/" in result.stdout
    assert "Example data that ships with the bot" in result.stdout
    assert result.stderr == ""


def test_ask_json_is_a_batch_line_with_more(run: Run) -> None:
    question = "is there a JAX library for spiking networks?"
    single = json.loads(run("ask", question, "--json").stdout)
    batch = run("ask", "--batch", "-", input=json.dumps({"id": "q1", "question": question}))
    (line,) = lines(batch)
    assert set(line) == {"id", "kind", "ranked"}
    assert set(line["ranked"][0]) == {"slug", "score", "reasons"}
    assert single["kind"] == line["kind"] == "answer"
    for ours, theirs in zip(single["ranked"], line["ranked"], strict=True):
        assert {key: ours[key] for key in theirs} == theirs
        assert {"title", "url", "licence", "install", "supports_nir"} <= set(ours)
    assert single["question"] == question
    assert single["guide"]["origin"] == "example"


def test_ask_from_a_folder(run: Run, site: Path) -> None:
    result = run("ask", "Spikey", "--json", "--source", str(site))
    found = json.loads(result.stdout)
    assert found["ranked"][0]["slug"] == "spikey"
    assert found["guide"]["source"] == str(site)


def test_what_is_not_in_the_guide_is_named_with_the_form(run: Run) -> None:
    result = run("ask", "is there a frobnixtorch library?")
    assert result.exit_code == 0
    assert result.stdout.startswith("Not in the guide\n")
    assert "The guide knows nothing about “frobnixtorch”." in result.stdout
    assert "new?template=new-software.yml&title=frobnixtorch" in result.stdout


def test_batch_gives_one_line_for_each_in_order(run: Run, tmp_path: Path) -> None:
    questions = [
        {"id": "a", "question": "which JAX library?", "kind": "answerable"},
        {"id": 2, "question": ""},
        {"id": "c", "question": "where is \u2028 frobnixtorch?"},
        {"id": "d", "question": "🧠" * 50},
        {"id": "e", "question": "x" * 6000},
        {"id": "f", "question": '"; DROP TABLE x; -- NEAR( OR *'},
    ]
    text = "\n\n".join(json.dumps(question, ensure_ascii=False) for question in questions)
    file = tmp_path / "questions.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n\n", "\r\n\r\n").encode())
    result = run("ask", "--batch", str(file))
    assert result.exit_code == 0, result.stderr
    assert [line["id"] for line in lines(result)] == ["a", 2, "c", "d", "e", "f"]
    assert {line["kind"] for line in lines(result)} <= {"answer", "not_in_guide"}
    assert result.stdout == run("ask", "--batch", str(file)).stdout


def test_where_to_start(run: Run) -> None:
    said = run("ask", "I am a beginner, where should I start?").stdout
    assert said.startswith("Where to start\n")


async def test_refresh_tells_of_a_bad_token_file(run: Run, world: World) -> None:
    write_config(Path(), world, github_token_file="missing")
    result = await asyncio.to_thread(run, "refresh")
    assert result.exit_code == 0
    assert "guide.token: github_token_file missing cannot be read" in result.stderr


def test_listening_may_keep_silent(run: Run) -> None:
    (line,) = lines(
        run("ask", "--listening", "--batch", "-", input='{"id": 1, "question": "thanks everyone!"}')
    )
    assert line == {"id": 1, "kind": "not_a_question", "ranked": []}
    assert "say nothing" in run("ask", "--listening", "thanks everyone!").stdout


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("nonsense", "not JSON"),
        ('["a"]', "not an object"),
        ('{"question": "x"}', '"id"'),
        ('{"id": true, "question": "x"}', '"id"'),
        ('{"id": 1.5, "question": "x"}', '"id"'),
        ('{"id": 1}', '"question"'),
        ('{"id": 1, "question": null}', '"question"'),
        ("[" * 100_000, "nested too deep"),
        ('{"id": ' + "9" * 5000 + ', "question": "x"}', "limit"),
        (b"\xff\xfe", "not UTF-8"),
    ],
)
def test_malformed_batch_lines_are_named_by_number(run: Run, line: str | bytes, problem: str) -> None:
    good = b'{"id": 1, "question": "JAX library?"}'
    broken = line if isinstance(line, bytes) else line.encode()
    result = run("ask", "--batch", "-", input=b"\n".join([good, b"", broken, good]))
    assert result.exit_code == 2
    assert "line 3:" in result.stderr
    assert problem in result.stderr
    assert len(lines(result)) == 2


def test_broken_text_in_is_valid_json_out(run: Run) -> None:
    (line,) = lines(run("ask", "--batch", "-", input=r'{"id": "\ud800", "question": "\ud800 JAX?"}'))
    assert line["id"] == "\ud800"


@pytest.mark.parametrize(
    "words",
    [
        ("ask",),
        ("ask", "question", "--batch", "-"),
        ("ask", "--batch", "missing.jsonl"),
        ("ask", "question", "--source", "missing"),
        ("ask", "question", "--source", "."),
        ("check", "--source", "."),
        ("ask", "question", "--config", "missing.toml"),
        ("refresh",),
        ("refresh", "--config", "missing.toml"),
        ("fetch",),
    ],
)
def test_bad_use_is_told(run: Run, words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("question", ["", " \n "])
def test_a_question_without_words_is_told_what_to_do(run: Run, question: str) -> None:
    result = run("ask", question)
    assert result.exit_code == 2
    assert "There is no question to look up. Say what you need, such as: " in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("command", ["ask", "refresh", "check"])
def test_every_command_has_help(run: Run, command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Options:" in result.stdout


# --- check -------------------------------------------------------------------------------------------------


def test_check_lists_defects_and_finds(run: Run, site: Path) -> None:
    result = run("check", "--source", str(site))
    assert result.exit_code == 1
    assert f"{SOFTWARE}/broken/index.md: page: " in result.stdout
    assert "the page is left out" in result.stdout
    found = json.loads(run("check", "--json", "--source", str(site)).stdout)
    assert {"file", "field", "problem", "fatal"} == set(found[0])
    assert len(found) == len(result.stdout.splitlines())
    assert f"{len(found)} defects in 2 entries" in result.stderr


# --- refresh and the last good copy ------------------------------------------------------------------------


async def test_refresh_puts_the_copy_in_force_that_ask_then_answers_from(run: Run, world: World) -> None:
    write_config(Path(), world)
    result = await asyncio.to_thread(run, "refresh")
    assert result.exit_code == 0, result.output
    assert "updated: 6 libraries and 1 chip from open-neuromorphic/" in result.stderr
    assert "+ Alpha" in result.stderr
    found = json.loads((await asyncio.to_thread(run, "ask", "Alpha", "--json")).stdout)
    assert found["ranked"][0]["slug"] == "alpha"
    assert found["guide"]["origin"] == "copy"
    assert found["guide"]["commit"]
    world.github.faults["tree"] = answer(500)
    result = await asyncio.to_thread(run, "refresh")
    assert result.exit_code == 1
    assert result.stderr.count("the answer is 500") == 1
    assert "failed: " in result.stderr
    assert "stays in force" in result.stderr
    assert (await asyncio.to_thread(run, "check")).stderr.endswith("github.io@main\n")


async def test_a_mass_deletion_is_forced_by_an_option(run: Run, world: World) -> None:
    write_config(Path(), world)
    assert (await asyncio.to_thread(run, "refresh")).exit_code == 0
    for name in NAMES[:4]:
        del world.github.files[f"{SOFTWARE}/{name}/index.md"]
    result = await asyncio.to_thread(run, "refresh")
    assert (result.exit_code, "refused" in result.stderr) == (1, True)
    result = await asyncio.to_thread(run, "refresh", "--force", "--json")
    assert result.exit_code == 0
    assert "- Alpha" in result.stderr
    report = json.loads(result.stdout)
    assert report["outcome"] == "updated"
    assert report["removed"] == ["Alpha", "Beta", "Delta", "Gamma"]


def test_without_a_copy_the_configured_folder_answers(run: Run, site: Path) -> None:
    write_config(Path(), folder=str(site))
    found = json.loads(run("ask", "Spikey", "--json").stdout)
    assert found["guide"]["origin"] == "folder"


def test_a_bad_configuration_is_told_with_every_problem(run: Run) -> None:
    write_config(Path(), repository="no slash", refresh_hours=0, shape="round")
    result = run("ask", "question")
    assert result.exit_code == 2
    for key in ("cogs.guide.repository", "cogs.guide.refresh_hours", "cogs.guide.shape"):
        assert key in result.stderr


async def test_killed_half_way_a_process_goes_on_where_it_was(world: World, tmp_path: Path) -> None:
    """A real process, killed without warning while the fourth file is on its way."""
    write_config(tmp_path, world)
    world.github.faults["raw"] = after(3, silent)
    first = await spawn(tmp_path, "refresh")
    async with asyncio.timeout(60):
        await world.github.asked("raw", 4)
    first.send_signal(signal.SIGKILL)
    await first.communicate()
    before = world.github.fetched()[:3]
    world.github.faults, world.github.calls = {}, []
    second = await spawn(tmp_path, "refresh")
    _, said = await second.communicate()
    assert second.returncode == 0, said
    pages = [name for name in world.github.fetched() if name != "taxonomies"]
    assert sorted(before + pages) == sorted([*NAMES, "chip"])
    third = await spawn(tmp_path, "ask", "Alpha", "--json")
    out, _ = await third.communicate()
    assert json.loads(out)["ranked"][0]["slug"] == "alpha"


async def spawn(folder: Path, *words: str) -> asyncio.subprocess.Process:
    environ = {key: value for key, value in os.environ.items() if not key.endswith("_TOKEN")}
    with contextlib.suppress(KeyError):
        del environ["COLUMNS"]
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "guide", *words, "--config", str(folder / "config.toml")),
        cwd=PROJECT,
        env=environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )

"""`community-bot`: exit codes, and messages that say what to do."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import cli
from bot.checks.integrity import look
from bot.migrations import load_migrations
from tests.rules.kernel.conftest import GREETER, WriteCog

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz0123456789AB"
GOOD = '[discord]\nguild_id = 1\n[cogs]\nenabled = ["admin"]\n'
BAD = '[discord]\nguild_id = "x"\n[databse]\n[cogs]\nenabled = ["admin", "gide"]\n'
Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _fresh_commands() -> Iterator[None]:
    cli._cog_groups.cache_clear()
    yield
    cli._cog_groups.cache_clear()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command in a folder of its own, with the given config.toml."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)

    def invoke(*arguments: str, config: str | None = None, token: str = "") -> Result:
        if config is not None:
            (tmp_path / "config.toml").write_text(config)
        return CliRunner().invoke(cli.main, list(arguments), env={"DISCORD_TOKEN": token})

    return invoke


@pytest.mark.parametrize("command", ["run", "migrate"])
def test_a_bad_configuration_is_told_whole_and_is_bad_use(run: Run, command: str) -> None:
    result = run(command, config=BAD, token=TOKEN)
    assert result.exit_code == 2
    assert "3 problems in the configuration:" in result.stderr
    for key in ("discord.guild_id", "databse", "cogs.gide"):
        assert f"  {key}: " in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("command", ["run", "migrate"])
def test_without_a_configuration_it_says_where_to_get_one(run: Run, command: str) -> None:
    result = run(command, token=TOKEN)
    assert result.exit_code == 2
    assert "config.toml: there is no such file → copy config.example.toml there" in result.stderr


def test_without_a_token_it_does_not_run(run: Run) -> None:
    result = run("run", config=GOOD)
    assert result.exit_code == 2
    assert "DISCORD_TOKEN: there is no token → set DISCORD_TOKEN" in result.stderr


def test_a_database_that_cannot_be_used_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "community.sqlite3").write_text("no database" * 1000)
    for command in ("run", "migrate"):
        result = run(command, config=GOOD, token=TOKEN)
        assert result.exit_code == 1
        assert "file is not a database" in result.stderr


NEWER = """
INSERT INTO schema_migration SELECT max(number) + 1, 'future', 'x', applied_at FROM schema_migration;
PRAGMA user_version = {next};
"""
EDITED = "UPDATE schema_migration SET checksum = 'edited' WHERE number = 1;"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (NEWER, "the database has schema {next}, this version of the bot knows {known}: run a newer version"),
        (EDITED, "migration 0001_kernel was edited after it was applied; put the released file back"),
    ],
    ids=["newer", "edited"],
)
def test_a_database_of_another_version_is_refused_on_one_line_and_left_alone(
    run: Run, tmp_path: Path, change: str, told: str
) -> None:
    known = len(load_migrations())
    run("migrate", config=GOOD)
    database = tmp_path / "data" / "community.sqlite3"
    with closing(sqlite3.connect(database)) as connection:
        # As a bot that ran leaves it.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(change.format(next=known + 1))
    before = database.read_bytes()
    for command in ("run", "migrate"):
        result = run(command, token=TOKEN)
        assert result.exit_code == 1
        assert result.stderr.startswith("community-bot: " + told.format(next=known + 1, known=known))
        assert result.stderr.count("\n") == 1
        assert database.read_bytes() == before
        beside = {file.name for file in database.parent.iterdir()} - {f"{database.name}.lock"}
        assert beside == {database.name}


def test_migrate_needs_no_token_and_tells_what_it_did(run: Run, tmp_path: Path) -> None:
    first = run("migrate", config=GOOD)
    assert first.exit_code == 0
    assert first.stderr.count("applied ") == len(load_migrations())
    assert (tmp_path / "data" / "community.sqlite3").exists()
    assert "the schema is up to date" in run("migrate").stderr


def test_check_finds_nothing_to_complain_about(run: Run, tmp_path: Path) -> None:
    result = run("check", config=GOOD, token=TOKEN)
    assert result.exit_code == 0
    assert "ok  configuration: " in result.stderr
    assert "will be made at the first start" in result.stderr
    assert not (tmp_path / "data").exists()
    run("migrate")
    assert "has the newest schema" in run("check", token=TOKEN).stderr


def test_check_lists_findings_for_people_and_for_programs(run: Run) -> None:
    result = run("check", "--json", config=BAD)
    assert result.exit_code == 1
    findings = json.loads(result.stdout)["findings"]
    assert {finding["name"] for finding in findings} == {
        "discord.guild_id",
        "databse",
        "cogs.gide",
        "DISCORD_TOKEN",
    }
    assert all(finding["ok"] is False and finding["message"] for finding in findings)
    assert "BAD databse: unknown key → did you mean database?" in run("check").stderr


GUIDE = """
[discord]
guild_id = 1
[database]
path = "config.toml/bot.sqlite3"
[cogs]
enabled = ["guide", "guide"]
[cogs.guide]
folder = "nonexist"
"""


def test_run_and_check_tell_everything_at_once(run: Run) -> None:
    for command, code in (("run", 2), ("check", 1)):
        result = run(command, config=GUIDE, token=TOKEN)
        assert result.exit_code == code
        for told in (
            "cogs.enabled: names guide more than once",
            "database.path: ",
        ):
            assert told in result.stderr
    assert "BAD cogs.guide.folder: " in result.stderr


def test_check_looks_at_what_the_guide_is_given(run: Run, tmp_path: Path) -> None:
    folder = '[cogs.guide]\nfolder = "nonexist"\ngithub_token_file = "no-token"\n'
    missing = run("check", config="[discord]\nguild_id = 1\n" + folder, token=TOKEN)
    assert missing.exit_code == 1
    assert "BAD cogs.guide.folder: " in missing.stderr
    assert "nonexist is not a folder → name a folder laid out like the site's repository" in missing.stderr
    lists = (
        '[cogs.guide]\ngithub_token_file = "no-token"\n[cogs.guide.start_here]\ngeneral = ["norse", "nors"]\n'
    )
    unknown = run("check", config="[discord]\nguild_id = 1\n" + lists, token=TOKEN)
    assert unknown.exit_code == 1
    assert "BAD cogs.guide.github_token_file: " in unknown.stderr
    assert 'BAD cogs.guide.start_here.general: "nors" is no library of ' in unknown.stderr
    assert "did you mean norse?" in unknown.stderr
    assert unknown.stderr.count("BAD") == 2
    assert not (tmp_path / "data").exists()


def test_check_tells_of_a_cog_that_cannot_be_imported(run: Run, write_cog: WriteCog) -> None:
    write_cog("greeter", "raise RuntimeError('half-way')")
    result = run("check", config=GOOD.replace('"admin"', '"admin", "greeter"'), token=TOKEN)
    assert result.exit_code == 1
    assert "BAD cogs: the cog greeter cannot be imported: RuntimeError: half-way" in result.stderr


def test_check_tells_of_a_cog_that_cannot_be_asked(run: Run, write_cog: WriteCog) -> None:
    failing = "\n    @classmethod\n    def problems(cls, settings):\n        return 1 / 0\n\nCOG"
    write_cog("greeter", GREETER.replace("\n\nCOG", failing))
    result = run("check", config=GOOD.replace('"admin"', '"admin", "greeter"'), token=TOKEN)
    assert result.exit_code == 1
    assert "BAD cogs.greeter: cannot be checked: ZeroDivisionError: division by zero" in result.stderr


def test_help_names_the_commands_and_those_of_the_cogs(run: Run) -> None:
    result = run("--help")
    assert result.exit_code == 0
    for command in ("run", "demo", "local-discord", "check", "migrate", "guide"):
        assert f"\n  {command} " in result.stdout
    for command in ("run", "demo", "local-discord", "check", "migrate"):
        assert run(command, "--help").exit_code == 0


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("raise RuntimeError('half-way')", "the cog greeter cannot be imported: RuntimeError: half-way"),
        (
            GREETER.replace(
                "\n\nCOG", "\n    @classmethod\n    def command_line(cls):\n        return 1 / 0\n\nCOG"
            ),
            "the cog greeter brings no commands: division by zero",
        ),
    ],
    ids=["import", "command_line"],
)
def test_a_broken_cog_takes_no_command_away(run: Run, write_cog: WriteCog, source: str, told: str) -> None:
    write_cog("greeter", source)
    result = run("--help")
    assert result.exit_code == 0
    assert "guide" in result.stdout
    assert result.stderr.count(told) == 1
    assert run("check", config=GOOD, token=TOKEN).exit_code == 0


@pytest.mark.parametrize("arguments", [["nothing"], ["run", "--nothing"], ["demo", "--port", "99999"]])
def test_bad_use_is_two(run: Run, arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").stdout.startswith("community-bot, version ")


# --- backup and restore ----------------------------------------------------------------------------------

WITH_FOLDER = GOOD + '[backup]\nfolder = "backups"\n'


def test_a_backup_is_written_and_restored(run: Run, tmp_path: Path) -> None:
    run("migrate", config=GOOD)
    written = run("backup", "copy.sqlite3", "--json")
    assert written.exit_code == 0
    told = json.loads(written.stdout)
    assert told["file"] == "copy.sqlite3"
    assert told["bytes"] == (tmp_path / "copy.sqlite3").stat().st_size
    assert "the keys of open elections are not in it" in written.stderr

    restored = run("restore", "copy.sqlite3", "--json")
    assert restored.exit_code == 0
    told = json.loads(restored.stdout)
    assert told["schema"] == told["newest_schema"] == len(load_migrations())
    assert Path(told["replaced"]).exists()
    assert run("check", token=TOKEN).exit_code == 0


def test_without_a_file_it_goes_to_the_folder_of_backups(run: Run, tmp_path: Path) -> None:
    run("migrate", config=WITH_FOLDER)
    missing = run("backup")
    assert missing.exit_code == 1
    assert "the folder" in missing.stderr
    assert "is not there: make it" in missing.stderr
    (tmp_path / "backups").mkdir()
    assert run("backup").exit_code == 0
    assert [path.name.split("-")[0] for path in (tmp_path / "backups").iterdir()] == ["community"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("backup",), "name a file, or set backup.folder"),
        (("backup", "there.sqlite3"), "is there already: name another file, or add --overwrite"),
        (("backup", "data"), "is a directory"),
        (("restore", "data/community.sqlite3"), "is the database itself: name a backup"),
        (("restore", "missing.sqlite3"), "does not exist"),
        (("restore",), "Missing argument"),
    ],
)
def test_bad_use_of_backup_and_restore(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    run("migrate", config=GOOD)
    (tmp_path / "there.sqlite3").write_text("mine")
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert (tmp_path / "there.sqlite3").read_text() == "mine"


def test_check_looks_whether_backups_can_be_written(run: Run, tmp_path: Path) -> None:
    def said(config: str) -> tuple[bool, str]:
        found = json.loads(run("check", "--json", config=config, token=TOKEN).stdout)
        (finding,) = (each for each in found["findings"] if each["name"] == "backup.folder")
        return finding["ok"], finding["message"]

    assert said(GOOD) == (True, "no backups are made by themselves")
    assert said(WITH_FOLDER) == (False, f"the folder {tmp_path / 'backups'} is not there")
    (tmp_path / "backups").mkdir()
    assert said(WITH_FOLDER) == (True, f"backups are written to {tmp_path / 'backups'}")


def test_check_tells_what_members_cannot_read_of_who_answers(run: Run) -> None:
    def said(config: str) -> tuple[bool, bool, str]:
        result = run("check", "--json", config=config, token=TOKEN)
        (finding,) = (each for each in json.loads(result.stdout)["findings"] if each["name"] == "privacy")
        return finding["ok"], finding["advice"], finding["message"]

    named = '[privacy]\ncontact = "a"\nhost = "b"\n'
    missing = "privacy.champion and privacy.legal_basis not set"
    assert said(f"{GOOD}{named}")[:2] == (True, True)
    assert said(f"{GOOD}{named}")[2].endswith(missing)
    rest = 'champion = "c"\nlegal_basis = "d"\n'
    assert said(f"{GOOD}{named}{rest}") == (True, False, "members read who answers for what the bot keeps")


# --- health -----------------------------------------------------------------------------------------------


def test_health_of_a_bot_that_does_not_run_is_a_finding(run: Run) -> None:
    result = run("health", config=GOOD)
    assert result.exit_code == 1
    assert "the bot does not run" in result.stderr
    told = json.loads(run("health", "--json").stdout)
    assert (told["alive"], told["ready"], len(told["sentences"])) == (False, False, 1)


def test_health_with_a_configuration_that_cannot_be_read_is_bad_use(run: Run) -> None:
    assert run("health", "--config", "missing.toml").exit_code == 2
    # What is wrong with a cog's table since the bot was started says nothing about the bot that runs.
    assert run("health", config=GOOD.replace('"admin"', '"gide"')).exit_code == 1


def test_health_of_an_address_that_is_none_or_somebody_elses(run: Run) -> None:
    assert "is no address" in run("health", "--url", "127.0.0.1:9464").stderr
    result = run("health", "--url", "http://127.0.0.1:1")
    assert (result.exit_code, "does not answer" in result.stderr) == (1, True)


@pytest.mark.parametrize("online", [False, True], ids=["offline", "what --online looks at"])
def test_a_database_that_is_held_is_not_to_be_replaced_by_a_backup(
    run: Run, tmp_path: Path, online: bool
) -> None:
    path = tmp_path / "data" / "community.sqlite3"
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("CREATE TABLE anything (x)")
        holder.execute("BEGIN EXCLUSIVE")
        said = " ".join(f"{each.message} → {each.fix}" for each in look(path, 1)) if online else run(
            "check", config=GOOD, token=TOKEN
        ).stderr  # fmt: skip
    assert "database is locked → another program holds it: end that program, or wait for it" in said
    assert "backup" not in said.partition("database is locked")[2].partition("\n")[0]
    path.write_bytes(b"no database" * 1000)
    assert [each.fix for each in look(path, 1)] == ["the file is damaged: restore a backup"]

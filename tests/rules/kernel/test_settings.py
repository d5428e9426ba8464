"""config.toml: every problem at once, each with its key and what to do, and never a secret."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ConfigError, Problem
from bot.settings import DEFAULT_COGS, Settings, load_settings, parse_settings
from tests.rules.kernel.conftest import WriteCog

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz0123456789AB"
MINIMUM: dict[str, Any] = {"discord": {"guild_id": 1}}
COGS = ["admin", "guide", "privacy"]


def parse(
    document: dict[str, Any], folder: Path = Path("/nowhere"), token: str = TOKEN, installed: list[str] = COGS
) -> Settings:
    return parse_settings(document, {"DISCORD_TOKEN": token}, folder=folder, installed=installed)


def problems(document: dict[str, Any], **more: Any) -> dict[str, Problem]:
    with pytest.raises(ConfigError) as caught:
        parse(document, **more)
    assert len({problem.key for problem in caught.value.problems}) == len(caught.value.problems)
    assert TOKEN not in str(caught.value)
    return {problem.key: problem for problem in caught.value.problems}


def test_the_minimum_is_enough() -> None:
    settings = parse(MINIMUM)
    assert settings.kernel.discord.guild_id == 1
    assert settings.kernel.discord.api_url == "https://discord.com/api/v10"
    assert settings.enabled == DEFAULT_COGS
    assert set(settings.cogs) == set(COGS)


@pytest.mark.parametrize(
    ("document", "key", "message", "fix"),
    [
        ({}, "discord", "is missing", "add the table [discord]"),
        ({"discord": {}}, "discord.guild_id", "is missing", "add guild_id = … there"),
        (
            {"discord": {"guild_id": "x"}},
            "discord.guild_id", 'must be a whole number, not "x"', "write a whole number, without quotes",
        ),
        ({"discord": {"guild_id": 0}}, "discord.guild_id", "must be more than 0, not 0", "change it"),
        ({"discord": {"guild_id": 2**63}}, "discord.guild_id", "must be 9223372036854775807 or less", "change it"),
        ({"discord": {"guild_id": 1, "guildid": 2}}, "discord.guildid", "unknown key", "did you mean guild_id?"),
        (
            {"discord": {"guild_id": 1, "moderator_roles": [1, "x"]}},
            "discord.moderator_roles", 'entry 2 must be a whole number, not "x"', "write a whole number",
        ),
        (
            {"discord": {"guild_id": 1, "moderator_roles": 5}},
            "discord.moderator_roles", "must be a list, not 5", "write a list: moderator_roles = […]",
        ),
        (
            {"discord": {"guild_id": 1, "api_url": "discord.com"}},
            "discord.api_url", 'does not have the form that is needed: "discord.com"',
            'write it like api_url = "https://discord.com/api/v10"',
        ),
        ({"discord": []}, "discord", "must be a table, not a list", "write [discord] and its keys below"),
        ({"discord": 3}, "discord", "must be a table, not 3", "write [discord] and its keys below"),
        (MINIMUM | {"database": {"path": 3}}, "database.path", "must be text, not 3", 'in quotes: path = "…"'),
        (MINIMUM | {"fetch": {"private_hosts": "a"}}, "fetch.private_hosts", 'must be a list, not "a"', "write a list"),
        (
            MINIMUM | {"cogs": {"guide": {"refresh_hours": "often"}}},
            "cogs.guide.refresh_hours", 'must be a number, not "often"', "write a number, without quotes",
        ),
        (
            MINIMUM | {"cogs": {"guide": {"software_folder": "../x"}}},
            "cogs.guide.software_folder", 'must be a folder inside the repository, such as content/software, not "../x"',
            'write it like software_folder = "content/',
        ),
        (
            MINIMUM | {"cogs": {"guide": {"start_here": {"general": ["a"] * 11}}}},
            "cogs.guide.start_here.general", "may have at most 10 entries and has 11", "change it",
        ),
        (MINIMUM | {"databse": {}}, "databse", "unknown key", "did you mean database?"),
        (MINIMUM | {"cog": {}}, "cog", "unknown key", "did you mean cogs?"),
        (MINIMUM | {"xyz": 1}, "xyz", "unknown key", "known here: backup, cogs, database, delivery, discord, fetch, health, interactions, log"),
        (MINIMUM | {"log": {"level": "LOUD"}}, "log.level", 'must be "DEBUG", "INFO", "WARNING" or "ERROR", not "LOUD"', "choose one"),
        (MINIMUM | {"log": {"colour": True}}, "log.colour", "unknown key", "known here: format, level"),
        (MINIMUM | {"cogs": 3}, "cogs", "must be a table", "write [cogs]"),
        (MINIMUM | {"cogs": {"enabled": "admin"}}, "cogs.enabled", "list of names", "enabled ="),
        (MINIMUM | {"cogs": {"enabled": [1]}}, "cogs.enabled", "list of names", "enabled ="),
        (
            MINIMUM | {"cogs": {"enabled": ["guide", "admin", "guide"]}},
            "cogs.enabled", "names guide more than once", "keep each name once",
        ),
        (MINIMUM | {"cogs": {"enabled": ["admin", "gide"]}}, "cogs.gide", "no such cog", "did you mean guide?"),
        (MINIMUM | {"cogs": {"enable": ["guide"]}}, "cogs.enable", "no such cog", "did you mean enabled?"),
        (MINIMUM | {"cogs": {"zzz": {}}}, "cogs.zzz", "no such cog", "known here: admin, enabled, guide"),
        (MINIMUM | {"cogs": {"admin": 3}}, "cogs.admin", "must be a table", "write [cogs.admin]"),
        (MINIMUM | {"cogs": {"admin": {"x": 1}}}, "cogs.admin.x", "unknown key", "remove it"),
    ],
    ids=str,
)  # fmt: skip
def test_each_problem_names_its_key_and_the_fix(
    document: dict[str, Any], key: str, message: str, fix: str
) -> None:
    found = problems(document)
    assert list(found) == [key]
    assert message in found[key].message
    assert fix in found[key].fix
    assert str(found[key]).startswith(f"{key}: ")


@pytest.mark.parametrize(
    ("listed", "runs"),
    [
        ([], ("admin", "privacy")),
        (["guide"], ("guide", "admin", "privacy")),
        (["guide", "admin"], ("guide", "admin", "privacy")),
        (["privacy", "admin"], ("privacy", "admin")),
    ],
)
def test_what_steers_the_bot_and_what_tells_people_of_their_data_always_run(
    listed: list[str], runs: tuple[str, ...]
) -> None:
    assert parse(MINIMUM | {"cogs": {"enabled": listed}}).enabled == runs


def test_deleting_a_cogs_folder_takes_it_away_even_if_it_always_ran() -> None:
    for document in (MINIMUM, MINIMUM | {"cogs": {"enabled": ["admin", "guide"]}}):
        assert parse(document, installed=["admin", "guide"]).enabled == ("admin", "guide")


def test_all_problems_come_at_once(write_cog: WriteCog) -> None:
    write_cog("greeter")
    found = problems(
        {
            "discord": {"guild_id": "x", "colour": 1, "token_file": "missing.txt"},
            "databse": {},
            "log": {"format": "xml"},
            "cogs": {
                "enabled": ["admin", "greeter", "gide", "gide"],
                "greeter": {"greetng": "Hi", "times": "often", "listen": {"channel": 3, "channels": "all"}},
            },
        },
        token="",
        installed=[*COGS, "greeter"],
    )
    assert set(found) == {
        "discord.guild_id", "discord.colour", "discord.token_file", "databse", "log.format", "cogs.enabled", "cogs.gide",
        "cogs.greeter.greetng", "cogs.greeter.times", "cogs.greeter.listen.channel", "cogs.greeter.listen.channels",
    }  # fmt: skip
    assert found["cogs.greeter.listen.channel"].fix == "did you mean channels?"


def test_a_cog_that_is_not_enabled_is_checked_too_as_it_may_be_switched_on(write_cog: WriteCog) -> None:
    write_cog("greeter")
    document = MINIMUM | {"cogs": {"enabled": ["admin"], "greeter": {"times": "often"}}}
    assert list(problems(document, installed=[*COGS, "greeter"])) == ["cogs.greeter.times"]


def test_a_cog_that_cannot_be_imported_stops_nothing(write_cog: WriteCog) -> None:
    write_cog("greeter", "raise RuntimeError")
    document = MINIMUM | {"cogs": {"enabled": ["admin", "greeter"], "greeter": {"times": 3}}}
    settings = parse(document, installed=[*COGS, "greeter"])
    assert settings.enabled == ("admin", "greeter", "privacy")
    assert "greeter" not in settings.cogs


# --- the token -------------------------------------------------------------------------------------------


def test_the_token_comes_from_the_environment_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("from-the-file\n")
    document = {"discord": {"guild_id": 1, "token_file": "token"}}
    from_file = parse(document, tmp_path, token="  ")
    from_environment = parse(document, tmp_path, token=f" {TOKEN}\n")
    assert from_file.token is not None
    assert from_file.token.get_secret_value() == "from-the-file"
    assert from_environment.token is not None
    assert from_environment.token.get_secret_value() == TOKEN


def test_the_token_comes_as_a_credential_where_nothing_else_is_said(tmp_path: Path) -> None:
    (tmp_path / "discord-token").write_text("from-the-manager\n")
    (tmp_path / "token").write_text("from-the-file\n")

    def token(environ: dict[str, str], **discord: object) -> str:
        given = {"CREDENTIALS_DIRECTORY": str(tmp_path), **environ}
        document = {"discord": {"guild_id": 1, **discord}}
        found = parse_settings(document, given, folder=tmp_path, installed=COGS).token
        assert found is not None
        return found.get_secret_value()

    assert token({}) == "from-the-manager"
    assert token({}, token_file="token") == "from-the-file"
    assert token({"DISCORD_TOKEN": TOKEN}) == TOKEN
    # Credentials of somebody else's service around this one.
    (tmp_path / "discord-token").unlink()
    with pytest.raises(ConfigError, match="there is no token"):
        token({})


def test_a_token_is_asked_for_only_where_it_is_needed() -> None:
    assert list(problems(MINIMUM, token="")) == ["DISCORD_TOKEN"]
    settings = parse_settings(MINIMUM, {}, folder=Path(), need_token=False, installed=COGS)
    assert settings.token is None


def test_a_missing_token_is_told_beside_the_other_problems() -> None:
    assert set(problems({"discord": {"guild_id": "x"}}, token="")) == {"discord.guild_id", "DISCORD_TOKEN"}


@pytest.mark.parametrize("token", [f"Bot {TOKEN}", "two\nlines", "tökén-with-accents", "nul\x00"])
def test_what_cannot_be_a_token_is_refused_without_being_shown(token: str) -> None:
    found = problems(MINIMUM, token=token)
    assert list(found) == ["DISCORD_TOKEN"]
    assert token not in str(found["DISCORD_TOKEN"])


@pytest.mark.parametrize(
    "document",
    [
        {"discord": {"guild_id": 1, "token": TOKEN}},
        {"discord": {"guild_id": TOKEN}},
        {"discord": TOKEN},
        {"token": TOKEN, **MINIMUM},
        MINIMUM | {"cogs": {"admin": {"token": TOKEN}}},
        MINIMUM | {"log": {"level": f"{TOKEN}"}},
    ],
)
def test_a_token_in_the_wrong_place_is_not_repeated(document: dict[str, Any]) -> None:
    found = problems(document)
    assert TOKEN[-30:] not in "".join(map(str, found.values()))


def test_a_token_given_as_the_name_of_its_file_is_not_repeated(tmp_path: Path) -> None:
    found = problems({"discord": {"guild_id": 1, "token_file": TOKEN}}, folder=tmp_path, token="")
    assert list(found) == ["discord.token_file"]
    assert "cannot be read" in found["discord.token_file"].message


def test_no_representation_shows_the_token(tmp_path: Path) -> None:
    settings = parse(MINIMUM, tmp_path)
    assert TOKEN not in repr(settings)
    assert TOKEN not in str(settings.token)


# --- the file --------------------------------------------------------------------------------------------


def load(path: Path) -> Settings:
    return load_settings(path, {"DISCORD_TOKEN": TOKEN}, installed=COGS)


def test_relative_paths_start_at_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bot").mkdir()
    path = tmp_path / "bot" / "config.toml"
    path.write_text('[discord]\nguild_id = 1\n[database]\npath = "data/bot.sqlite3"\n')
    monkeypatch.chdir(tmp_path)
    assert load(path).kernel.database.path == tmp_path / "bot" / "data" / "bot.sqlite3"
    assert load(Path("bot/config.toml")).kernel.database.path == tmp_path / "bot" / "data" / "bot.sqlite3"


def test_absolute_paths_and_the_home_folder_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    absolute = parse(MINIMUM | {"database": {"path": "/var/bot.sqlite3"}}, tmp_path)
    home = parse(MINIMUM | {"database": {"path": "~/bot.sqlite3"}}, tmp_path)
    assert absolute.kernel.database.path == Path("/var/bot.sqlite3")
    assert home.kernel.database.path == Path("/home/ada/bot.sqlite3")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "there is no such file"),
        (b"[discord\nguild_id = 1", "is not valid TOML"),
        (b"[discord]\nguild_id = 1\nguild_id = 2\n", "guild_id is given twice (again in line 3)"),
        (
            b"[discord]\nguild_id = 1\nmoderator_roles = [1]\nmoderator_roles = [\n  2,\n]\n",
            "moderator_roles is given twice (again in line 4)",
        ),
        (
            b"[discord]\nguild_id = 1\n[log]\n[discord]\n",
            "the table [discord] stands there twice (again in line 4)",
        ),
        (b"[discord]\nguild_id = \xff\xfe", "is not UTF-8 text"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_problem(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    path = tmp_path / "config.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load(path)
    (problem,) = caught.value.problems
    assert problem.key == str(path)
    assert message in problem.message
    assert problem.fix


def test_a_byte_order_mark_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("[discord]\nguild_id = 1\n", encoding="utf-8-sig")
    assert load(path).kernel.discord.guild_id == 1


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("taken/bot.sqlite3", "taken is no folder"),
        ("data", "data is a folder"),
        ("closed.sqlite3", "closed.sqlite3 may not be written"),
        pytest.param(
            "/proc/new/bot.sqlite3",
            "cannot be written: ",
            marks=pytest.mark.skipif(
                not Path("/proc").is_dir(), reason="this system has no /proc, in which nobody may write"
            ),
        ),
    ],
)
def test_a_database_that_cannot_be_written_is_told_with_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, told: str
) -> None:
    (tmp_path / "taken").touch()
    (tmp_path / "data").mkdir()
    (tmp_path / "closed.sqlite3").touch()
    allowed = os.access
    # Whoever runs the tests as root may write everywhere.
    monkeypatch.setattr(
        os, "access", lambda place, mode: place.name != "closed.sqlite3" and allowed(place, mode)
    )
    path = tmp_path / "config.toml"
    path.write_text(f'[discord]\nguild_id = "x"\n[database]\npath = "{written}"\n')
    with pytest.raises(ConfigError) as caught:
        load(path)
    found = {problem.key: problem for problem in caught.value.problems}
    assert set(found) == {"discord.guild_id", "database.path"}
    assert told in found["database.path"].message
    assert found["database.path"].fix
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "closed.sqlite3",
        "config.toml",
        "data",
        "taken",
    ]


def test_a_folder_is_no_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path)


def test_an_empty_file_lacks_the_server(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("")
    with pytest.raises(ConfigError, match=r"discord: is missing → add the table \[discord\]"):
        load(path)

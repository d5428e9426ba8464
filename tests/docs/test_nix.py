"""What the Nix files and the Containerfile say again is what the lock files and the unit file say."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NIX = sorted([ROOT / "flake.nix", *(ROOT / "nix").glob("*.nix")])


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("attribute", "name", "lock"),
    [("discordpy", "discord-py", "requirements.lock"), ("simcord", "simcord", "requirements-local.lock")],
)
def test_versions_and_hashes_are_those_of_the_lock(attribute: str, name: str, lock: str) -> None:
    text = read("nix/python.nix")
    part = text[text.index(f"    {attribute} = ") :]
    version = re.search(r'version = "([^"]+)"', part)
    found = re.search(r'hash = "sha256-([^"]+)"', part)
    assert version is not None
    assert found is not None
    locked = read(lock).partition(f"\n{name}=={version[1]} ")[2].partition("\n#")[0]
    hashes = re.findall(r"sha256:([0-9a-f]{64})", locked.partition("==")[0])
    assert base64.b64decode(found[1]).hex() in hashes


def test_the_least_versions_are_those_of_the_project() -> None:
    part = read("nix/package.nix").partition("least = {")[2].partition("};")[0]
    told = dict(re.findall(r'([\w-]+) = "([^"]+)"', part))
    wanted = {}
    for requirement in tomllib.loads(read("pyproject.toml"))["project"]["dependencies"]:
        name, _, version = requirement.partition(">=")
        wanted[name] = version.partition(",")[0]
    # nixpkgs has another name for it, and an older version: nix/python.nix.
    del wanted["discord.py"]
    assert told == wanted


def test_the_unit_is_as_hardened_as_the_one_without_nix() -> None:
    part = read("nix/module.nix").partition("hardening = {")[2].partition("\n  };")[0]
    simple = dict(re.findall(r"^    (\w+) = ([^\[\n]+);$", part, re.MULTILINE))
    listed = {
        key: re.findall(r'"([^"]+)"', values) for key, values in re.findall(r"(\w+) = \[([^]]+)\]", part)
    }
    unit = read("docs/systemd/community-bot.service").splitlines()
    for key, value in simple.items():
        wanted = {"true": "yes", "folder": "/var/lib/community-bot"}.get(value, value.strip('"'))
        assert f"{key}={wanted}" in unit, key
    for key, values in listed.items():
        assert [line for line in unit if line.startswith(f"{key}=")] == [f"{key}={value}" for value in values]
    restrictions = [
        line.partition("=")[0] for line in unit if re.match(r"(Protect|Restrict|Private|System)", line)
    ]
    assert set(restrictions) <= set(simple) | set(listed)


@pytest.mark.skipif(shutil.which("nix-instantiate") is None, reason="there is no nix-instantiate")
@pytest.mark.parametrize("path", NIX, ids=lambda path: path.name)
def test_nix_can_read_it(path: Path, tmp_path: Path) -> None:
    parsed = subprocess.run(
        ["nix-instantiate", "--parse", str(path)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": str(Path(shutil.which("nix-instantiate") or "").parent), "NIX_STATE_DIR": str(tmp_path)},
    )
    assert parsed.returncode == 0, parsed.stderr

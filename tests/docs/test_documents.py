"""What the documents say exists: links, commands, make targets, files."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from discord import app_commands

from bot.cli import main
from bot.cog import available, find

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    path for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")) if not path.name.startswith(".")
)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)|!\[[^\]]*\]\((?P<picture>[^)\s]+)\)")


def _named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=_named)
def test_every_local_link_leads_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for match in _LINK.finditer(text):
        target = match["target"] or match["picture"]
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (document.parent / name).resolve() if name else document
        assert path.exists(), f"{target} does not exist"
        if anchor and path.suffix == ".md":
            assert anchor in _anchors(path.read_text(encoding="utf-8")), f"{target}: no such heading"


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for document in DOCUMENTS:
        named = set(re.findall(r"`?\bmake ([a-z]+)\b(?=[`\s])", _code(document)))
        assert named <= targets, f"{_named(document)} names {named - targets}"


def _code(document: Path) -> str:
    """Return what stands in backticks or code blocks."""
    text = document.read_text(encoding="utf-8")
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))


def test_the_readme_or_a_page_tells_of_every_command() -> None:
    documents = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    context = main.make_context("community-bot", [], resilient_parsing=True)
    for name in main.list_commands(context):
        assert f"community-bot {name}" in documents, f"no document tells of community-bot {name}"


def test_every_cog_stands_in_the_architecture() -> None:
    architecture = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    cogs_part = architecture.split("cogs/  ", 1)[1].split("migrations/", 1)[0]
    for name in available():
        assert f"  {name}/" in cogs_part


# Where docs/architecture.md maps a package: below which headings. A cog of two files needs no map.
MAPS = {
    "bot": ("The house",),
    "cogs/announcements": ("Events", "The announcements' sources"),
    "cogs/committee": ("Committee",),
    "cogs/elections": ("Elections",),
    "cogs/guide": ("The guide",),
    "cogs/moderation": ("Moderation",),
    "cogs/polls": ("Polls",),
    "cogs/privacy": ("Privacy",),
    "cogs/welcome": ("Newcomers",),
}


@pytest.mark.parametrize("package", MAPS)
def test_every_part_of_a_package_stands_in_its_map(package: str) -> None:
    architecture = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    sections = {part.partition("\n")[0]: part for part in architecture.split("\n## ")}
    here = "".join(sections[heading] for heading in MAPS[package])
    parts = [
        f"{path.name}/" if path.is_dir() else path.name
        for path in (ROOT / package).iterdir()
        if not path.name.startswith("__") and (path.is_dir() or path.suffix == ".py")
    ]
    assert [part for part in parts if part not in here] == []


def test_the_readme_names_every_command_of_discord() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in available():
        for command in find(name).__cog_app_commands__:
            assert f"`/{command.name}" in readme, f"the README does not tell of /{command.name}"
            for part in command.commands if isinstance(command, app_commands.Group) else ():
                assert re.search(rf"`(/{command.name} )?{part.name}`", readme), f"/{part.qualified_name}"


def test_no_committed_text_names_a_registry_or_a_path_of_a_machine() -> None:
    # Split so that this file does not name what it looks for.
    forbidden = (
        "py" + "pi.org",
        "pythonho" + "sted",
        "registry.np" + "mjs",
        "/ro" + "ot/",
        "/wo" + "rk/",
    )
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = ROOT / name
        if not path.is_file() or b"\0" in (content := path.read_bytes()):
            continue
        text = content.decode("utf-8", "replace")
        assert not [word for word in forbidden if word in text], name

"""A folder on this machine instead of GitHub, and the real tree where it is at hand."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.frontmatter import MAX_PAGE_BYTES
from bot.repository.files import Entry, SourceError, git_sha
from cogs.guide.pages.reader import Layout
from cogs.guide.source.files import pick
from cogs.guide.source.folder import read_folder
from tests.wire.guide_source.conftest import NAMES, World
from tests.wire.guide_source.fake_github import HARDWARE, SOFTWARE, page


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    for name in NAMES:
        write(root, f"{SOFTWARE}/{name}/index.md", page(name.title()))
    write(root, f"{HARDWARE}/chip/index.md", page("Chip - Org"))
    return root


def write(root: Path, path: str, content: bytes) -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


async def test_a_folder_answers_from_the_start(world: World, folder: Path) -> None:
    service = await world.start(folder=folder)
    assert service.provenance.origin == "folder"
    assert service.provenance.source == str(folder)
    assert service.find_library("Alpha") is not None
    assert (await service.refresh()).outcome == "unchanged"
    assert world.github.calls == []


async def test_changes_in_the_folder_are_taken_over(world: World, folder: Path) -> None:
    service = await world.start(folder=folder)
    write(folder, f"{SOFTWARE}/alpha/index.md", page("Alpha two"))
    world.clock.advance(timedelta(hours=7))
    report = await service.refresh()
    assert report.changed == ("Alpha two",)
    assert (await service.refresh()).outcome == "unchanged"


async def test_a_folder_that_vanishes_leaves_its_last_state_in_force(world: World, folder: Path) -> None:
    service = await world.start(folder=folder)
    shutil.rmtree(folder)
    report = await service.refresh()
    assert report.outcome == "failed"
    assert "is not a folder" in report.message
    assert service.find_library("Alpha") is not None
    assert not world.condition().ok
    assert (await world.start(folder=folder)).provenance.origin == "example"
    # Told at once, whenever the next look is due.
    assert (
        "is not a folder; the example that ships with the bot answers until then" in world.condition().detail
    )


async def test_a_list_for_beginners_that_names_what_is_not_there_is_told(world: World, folder: Path) -> None:
    service = await world.start(folder=folder, start_here={"general": ["alpha", "newcomer"]})
    condition = world.condition("guide.start_here")
    assert not condition.ok
    assert "start_here.general: newcomer." in condition.detail
    write(folder, f"{SOFTWARE}/newcomer/index.md", page("Newcomer"))
    await service.refresh()
    assert world.condition("guide.start_here").ok


async def test_mass_deletion_in_a_folder_is_refused_until_forced(world: World, folder: Path) -> None:
    service = await world.start(folder=folder)
    for name in NAMES[:5]:
        shutil.rmtree(folder / SOFTWARE / name)
    assert (await service.refresh()).outcome == "refused"
    assert (await service.refresh()).outcome == "refused"
    assert (await service.refresh(force=True)).outcome == "updated"
    assert world.titles() == ["Zeta"]


def test_what_cannot_be_read_is_left_out_and_said(folder: Path, tmp_path: Path) -> None:
    secret = write(tmp_path, "secret.md", page("Secret"))
    (folder / SOFTWARE / "link").mkdir()
    (folder / SOFTWARE / "link" / "index.md").symlink_to(secret)
    (folder / SOFTWARE / "dir" / "index.md").mkdir(parents=True)
    write(folder, f"{SOFTWARE}/huge/index.md", b"x" * (MAX_PAGE_BYTES + 1000))
    files, defects = read_folder(folder, Layout())
    assert len(files) == len(NAMES) + 1
    assert {defect.file: defect.problem for defect in defects} == {
        f"{SOFTWARE}/link/index.md": "is not a file inside the folder",
        f"{SOFTWARE}/dir/index.md": "is not a file inside the folder",
        # Its real size, not where reading stopped.
        f"{SOFTWARE}/huge/index.md": "the file has 401,000 bytes; pages may have 400,000",
    }


def test_a_folder_whose_pages_are_all_too_large_says_so(tmp_path: Path) -> None:
    write(tmp_path, f"{SOFTWARE}/huge/index.md", b"x" * (MAX_PAGE_BYTES + 1000))
    with pytest.raises(SourceError, match=r"no page that can be read \(.*401,000 bytes"):
        read_folder(tmp_path, Layout())


def test_a_folder_with_an_unprintable_name_is_said(folder: Path) -> None:
    write(folder, f"{SOFTWARE}/be\nta/index.md", page("Beta"))
    files, defects = read_folder(folder, Layout())
    assert len(files) == len(NAMES) + 1
    assert [defect.file for defect in defects] == [repr(f"{SOFTWARE}/be\nta/index.md")]


@pytest.mark.parametrize("path", ["nowhere", "empty"])
def test_a_folder_without_pages_is_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=path):
        read_folder(tmp_path / path, Layout())


# --- which files are the guide's ---------------------------------------------------------------------------


def test_git_sha_is_gits_own() -> None:
    # printf '' | git hash-object --stdin; printf 'hello\n' | git hash-object --stdin
    assert git_sha(b"") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    assert git_sha(b"hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a"


def test_only_pages_of_entries_are_picked() -> None:
    wanted = [f"{SOFTWARE}/alpha/index.md", f"{HARDWARE}/chip/index.md"]
    others = [
        f"{SOFTWARE}/_index.md",
        f"{SOFTWARE}/simulators/_index.md",
        f"{SOFTWARE}/alpha/sub/index.md",
        f"{SOFTWARE}/../index.md",
        f"{SOFTWARE}/alpha/index.md.bak",
        f"x/{SOFTWARE}/alpha/index.md",
        f"{SOFTWARE}x/alpha/index.md",
    ]
    entries = [Entry(path, "0" * 40) for path in (*others, *wanted)]
    assert [entry.path for entry in pick(entries, Layout()).pages] == sorted(wanted)


def test_a_guide_of_thousands_of_pages_is_no_guide() -> None:
    with pytest.raises(SourceError, match="more than"):
        pick([Entry(f"{SOFTWARE}/n{n}/index.md", "0" * 40) for n in range(2001)], Layout())


async def test_the_real_tree(world: World, real_site: Path) -> None:
    """The site's tree as GitHub gave it, and its pages: 61 of 3,187 entries."""
    tree = next((real_site / "feeds" / "github").glob("ONM_site_git_trees_recursive_????????.json"))
    document = json.loads(tree.read_bytes())
    entries = [
        Entry(item["path"], item["sha"], item.get("size"))
        for item in document["tree"]
        if item["type"] == "blob"
    ]
    wanted = pick(entries, Layout())
    assert len([entry for entry in wanted.pages if entry.path.startswith(SOFTWARE)]) == 37
    assert len([entry for entry in wanted.pages if entry.path.startswith(HARDWARE)]) == 24
    assert [entry.path for entry in wanted.extras] == ["data/taxonomies/software-categories.json"]
    # A few pages of the copy were altered after it was made; they show by their size.
    contents = {entry: (real_site / entry.path).read_bytes() for entry in (*wanted.pages, *wanted.extras)}
    unaltered = {entry: content for entry, content in contents.items() if len(content) == entry.size}
    assert len(unaltered) > 50
    assert all(git_sha(content) == entry.sha for entry, content in unaltered.items())
    world.github.files = {entry.path: content for entry, content in contents.items()}
    service = await world.start()
    report = await service.refresh()
    assert report.outcome == "updated"
    assert (len(service.guide.libraries), len(service.guide.hardware)) == (37, 24)
    assert world.github.kinds() == ["tree"] + ["raw"] * 62
    assert world.condition("guide.pages").ok

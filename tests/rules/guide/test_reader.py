"""Reading pages as they really are, and as they should never be."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.guide.model import LicenceFamily
from cogs.guide.pages.reader import Layout, read_guide

from .pages import HARDWARE, SOFTWARE, chip, library, small_files

PATH = f"{SOFTWARE}/thing/index.md"


def one(**front: str):
    guide, defects = read_guide(library("thing", **front))
    return guide.libraries[0], [str(defect) for defect in defects]


def test_not_stated_is_neither_no_nor_empty():
    without = {k: v.replace("supports_NIR: false\n", "").replace("dependencies: Numpy\n", "")
               for k, v in library("thing").items()}  # fmt: skip
    entry = read_guide(without)[0].libraries[0]
    assert entry.supports_nir is None
    assert entry.dependencies is None
    entry, _ = one(supports_NIR="false", dependencies="null")
    assert entry.supports_nir is False
    assert entry.dependencies == ()


@pytest.mark.parametrize(("written", "meant"), [("true", True), ("True", True), ("'false'", False), ("False", False),
                                                ("maybe", None), ("null", None), ("", None)])  # fmt: skip
def test_booleans_in_any_case(written: str, meant: bool | None):
    assert one(supports_hardware=written)[0].supports_hardware is meant


@pytest.mark.parametrize(("written", "spdx", "family"), [
    ("MIT", "MIT", LicenceFamily.PERMISSIVE), ("Apache 2.0", "Apache-2.0", LicenceFamily.PERMISSIVE),
    ("BSD-3 Clause", "BSD-3-Clause", LicenceFamily.PERMISSIVE), ("LGPL-2.1", "LGPL-2.1", LicenceFamily.WEAK_COPYLEFT),
    ("GPL-3.0-or-later", "GPL-3.0-or-later", LicenceFamily.COPYLEFT), ("AGPL-3.0", "AGPL-3.0", LicenceFamily.COPYLEFT),
    ("custom", None, LicenceFamily.CUSTOM), ("unknown", None, LicenceFamily.UNKNOWN),
])  # fmt: skip
def test_licences(written: str, spdx: str | None, family: LicenceFamily):
    licence = one(license=written)[0].licence
    assert licence is not None
    assert (licence.text, licence.spdx, licence.family) == (written, spdx, family)


@pytest.mark.parametrize(("written", "languages"), [
    ("C/C++/Python", ("C", "C++", "Python")), ("'Python, Rust'", ("Python", "Rust")), ("javascript", ("JavaScript",)),
    ("[Python, Rust]", ("Python", "Rust")), ("null", ()),
])  # fmt: skip
def test_languages(written: str, languages: tuple[str, ...]):
    assert one(language=written)[0].languages == languages


def test_commas_inside_brackets_do_not_split():
    assert one(dependencies="'Boost (with MPI, static), CMake'")[0].dependencies == (
        "Boost (with MPI, static)",
        "CMake",
    )


def test_the_explicit_url_wins_and_the_folder_is_the_fallback():
    assert (
        one()[0].url == "https://open-neuromorphic.org/neuromorphic-computing/software/snn-frameworks/thing/"
    )
    folded, defects = one(url=">-\n  /neuromorphic-computing/software/x/thing/")
    assert folded.url.endswith("/software/x/thing/")
    assert any("url: is a folded text" in defect for defect in defects)
    assert one(url="null")[0].url == "https://open-neuromorphic.org/neuromorphic-computing/software/thing/"
    assert one(url="'javascript:alert(1)'")[0].url.endswith("/software/thing/")


def test_bodies_stand_alone():
    files = library("thing", 'See [chip](/hardware/x/).\n{{< youtube-lite id="a" >}}\n<!-- no -->End')
    body = read_guide(files, Layout(site="https://x.test/"))[0].libraries[0].body
    assert "[chip](https://x.test/hardware/x/)" in body
    assert "youtube" not in body
    assert "no -->" not in body
    assert body.endswith("End")


def test_hardware_keeps_words_and_finds_the_name():
    guide, _ = read_guide({**chip("a", name="X1", software="'Lava, Samna'")})
    entry = guide.hardware[0]
    assert (entry.name, entry.neurons, entry.released, entry.software) == (
        "X1",
        "1M",
        "soon",
        ("Lava", "Samna"),
    )


def test_drafts_are_left_out_in_silence():
    guide, defects = read_guide(library("thing", draft="true"))
    assert guide.libraries == ()
    assert not [defect for defect in defects if defect.fatal]


@pytest.mark.parametrize(("content", "said"), [
    (b"", "empty"), (b"\xff\xfe\x00\x01binary", "UTF-8"), ("<!DOCTYPE html><html>", "HTML"), ("+++\ntitle = 'x'\n+++\n", "TOML"),
    ("title: x\n", "---"), ("---\ntitle: x\n", "not closed"), ("---\n- a\n---\n", "key: value"),
    ("---\ntitle: [\n---\n", "not valid YAML"), ("---\ntitle: !!python/object:os.system x\n---\n", "tag"),
    ("---\na: &a [x]\ntitle: *a\n---\n", "anchors"), ("---\ntitle: " + "[" * 3000 + "\n---\n", "nested deeper"),
    ("---\ntitle: a\ntitle: b\n---\n", "stands twice"), ("---\ntitle: x\n---\n" + "x" * 50_000_000, "bytes"),
    ("---\ntitle: null\n---\n", "title"), ("---\n? [a]\n: b\n---\n", "plain text"),
])  # fmt: skip
def test_a_broken_page_is_reported_and_hides_no_other(content: bytes | str, said: str):
    guide, defects = read_guide({**small_files(), PATH: content})
    assert len(guide.libraries) == 5
    fatal = [defect for defect in defects if defect.fatal]
    assert [defect.file for defect in fatal] == [PATH]
    assert said in str(fatal[0])


def test_bombs_of_aliases_are_refused_before_they_grow():
    bomb = "---\na: &a [x,x]\n" + "\n".join(f"b{n}: &b{n} [*a,*a]" for n in range(30)) + "\n---\n"
    assert any("anchors" in str(defect) for defect in read_guide({PATH: bomb})[1])


def test_windows_line_ends_and_byte_order_marks_are_read():
    text = library("thing")[f"{SOFTWARE}/thing/index.md"]
    guide, _ = read_guide({PATH: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()})
    assert guide.libraries[0].title == "Thing"


def test_overlong_and_marked_up_titles_are_cut_and_reported():
    entry, defects = one(title="'" + "n" * 10_000 + "'")
    assert len(entry.title) == 120
    assert any("10,000 characters" in defect for defect in defects)
    entry, defects = one(title="'@everyone \u202e<@1> ||x||'")
    assert "\u202e" not in entry.title
    assert any("mention or Discord markup" in defect for defect in defects)
    assert any("invisible" in defect for defect in defects)


def test_editors_are_told_what_to_mend():
    files = {
        **library("thing", "Text. ", license="Apache 2.0", category="snn-tool", supports_hardware="true"),
        **library("twin", title="Thing"),
        **chip("c", name="C", software="'MetaTF'"),
        f"{HARDWARE}/d/index.md": "---\ntitle: D\nproduct:\n  announce_date: 2025\n---\n",
        "data/taxonomies/software-categories.json": '{"snn-framework": {}}',
    }
    said = {str(defect).removeprefix("content/neuromorphic-computing/") for defect in read_guide(files)[1]}
    assert "software/thing/index.md: license: 'Apache 2.0' is spelled Apache-2.0 in SPDX" in said
    assert "software/thing/index.md: category: 'snn-tool' is not one of snn-framework" in said
    assert "software/thing/index.md: supports_hardware: is true, but no page says which hardware" in said
    assert "software/thing/index.md: body: 1 line(s) end in blanks" in said
    assert "software/thing/index.md: title: 'Thing' stands on two pages" in said
    assert "hardware/c/index.md: product.software: 'MetaTF' has no page in the software guide" in said
    assert "hardware/d/index.md: product.announce_date: is not read; product.announced_date is meant?" in said


def test_a_broken_taxonomy_is_a_defect_and_no_more():
    guide, defects = read_guide({**small_files(), "data/taxonomies/software-categories.json": "{"})
    assert len(guide.libraries) == 5
    assert any("cannot be read as JSON" in str(defect) for defect in defects)


def test_the_order_of_files_does_not_matter():
    files = list(small_files().items())
    expected = read_guide(dict(files))
    random.Random(1).shuffle(files)
    assert read_guide(dict(files)) == expected


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_reported(content: bytes):
    guide, defects = read_guide({PATH: content})
    assert len(guide.libraries) + sum(defect.fatal for defect in defects) <= 1


@given(st.text(alphabet=st.sampled_from("ab:- \n[]{}&*!'\"#|>%@`?,<\t1\u202e~"), max_size=200))
def test_any_front_matter_is_read_or_reported(front: str):
    guide, defects = read_guide({PATH: f"---\ntitle: x\n{front}\n---\nbody"})
    assert guide.libraries or any(defect.fatal for defect in defects) or "draft" in front


@given(
    st.text(max_size=300),
    st.sampled_from(["language", "license", "dependencies", "maintainer", "url", "category"]),
)
def test_any_value_is_read_or_reported(value: str, key: str):
    quoted = "'" + value.replace("'", "''").replace("\n", " ").replace("\r", " ") + "'"
    guide, defects = read_guide(library("thing", **{key: quoted}))
    assert guide.libraries or any(defect.fatal for defect in defects)

"""Text from outside: shown as typed, whatever it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.texts import link, listing, plain, plural

ZERO_WIDTH = "\u200b"
NASTY = st.text(st.sampled_from("ab1 .:/\\*_~`|[]()<>@#&!+-\n\thtps") | st.characters(), max_size=60)
ADDRESS = re.compile(r"https?://[^\s<]+[^<.,:;\"'\]\s]")


def unescaped(text: str) -> str:
    """What Discord still reads as markup: the text without addresses and escaped characters."""
    return re.sub(r"\\.", "", ADDRESS.sub("", text))


@given(NASTY)
def test_plain_leaves_no_markup_alive(text: str) -> None:
    shown = plain(text)
    assert "\n" not in shown
    assert not re.search(r"[*_~`|\[\]\\]|<(?!\u200b)", unescaped(shown))
    assert not re.match(r"(#{1,3}|-#?|\+|>(>>)?|\d+\.)\s", shown)


@given(NASTY)
def test_plain_leaves_no_mention_alive(text: str) -> None:
    assert not re.search(r"@(everyone|here|\w|[!&])|<[@#/:atis]", plain(text))


@given(NASTY)
@example("<" * 60)
@example("<@" * 30)
def test_plain_makes_a_text_twice_as_long_at_most(text: str) -> None:
    assert len(plain(text)) <= 2 * len(text)


@given(NASTY)
def test_plain_is_read_as_it_was_typed(text: str) -> None:
    shown = plain(text).replace(ZERO_WIDTH, "")
    addresses: list[str] = ADDRESS.findall(shown)
    for address in addresses:
        shown = shown.replace(address, address.replace("\\", "\\\\"), 1)
    typed = " ".join(text.split()).replace(ZERO_WIDTH, "")
    assert re.sub(r"\\(.)", r"\1", shown) == typed


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("snn_torch", r"snn\_torch"),
        ("**bold** and `code`", r"\*\*bold\*\* and \`code\`"),
        # Everything between the first bracket and the last, not only the first of two links.
        ("[a](https://a.org) *x* [b](https://b.org)", r"\[a\](https://a.org) \*x\* \[b\](https://b.org)"),
        ("# Title", r"\# Title"),
        ("-# small", r"\-# small"),
        ("- item", r"\- item"),
        (">>> quote", r"\>>> quote"),
        ("1. first", r"1\. first"),
        ("#1 of 3", "#1 of 3"),
        ("x<2 and y > 1", r"x\<2 and y > 1"),
        ("see https://a.org/a_b_c.", "see https://a.org/a_b_c."),
        ("@everyone", f"@{ZERO_WIDTH}everyone"),
        ("<@&123>", f"<{ZERO_WIDTH}@{ZERO_WIDTH}&123>"),
        ("<id:guide>", f"<{ZERO_WIDTH}id:guide>"),
        ("two\nlines", "two lines"),
        ("", ""),
    ],
)
def test_plain(typed: str, shown: str) -> None:
    assert plain(typed) == shown


@given(NASTY)
def test_a_link_s_label_cannot_leave_it(label: str) -> None:
    made = link(label, "https://good.org/x")
    assert made.startswith("[")
    assert made.endswith("](https://good.org/x)")
    inside = made[1 : -len("](https://good.org/x)")]
    assert "[" not in inside
    assert "]" not in inside
    assert not inside.replace("\\\\", "").endswith("\\")


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "ftp://a.org", "https://", "https://a b", "https://a.org\n", "https://<x>", ""],
)
def test_what_is_no_web_address_becomes_no_link(url: str) -> None:
    assert link("label", url) == "label"


def test_brackets_of_an_address_are_encoded() -> None:
    assert link("x", "https://a.org/(y)") == "[x](https://a.org/%28y%29)"


def test_numbers_and_lists_read_as_sentences() -> None:
    assert plural(1, "library", "libraries") == "1 library"
    assert plural(1234, "entry", "entries") == "1,234 entries"
    assert plural(0, "vote") == "0 votes"
    assert listing([]) == ""
    assert listing(["a"]) == "a"
    assert listing(["a", "b", "c"], "or") == "a, b or c"

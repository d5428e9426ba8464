"""What sources write becomes plain text, and plain text is harmless in Discord."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.announcements.text import clean, from_html, safe, title_from


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("<p>Hello <b>spiking</b> world</p><p>again</p>", "Hello spiking world\nagain"),
        ("<ul><li>one<li>two</ul>tail", "one\ntwo\ntail"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<script>alert(1)</script>kept<style>p { }</style>", "kept"),
        ("<SCRIPT>alert('</p>')</SCRIPT >kept", "kept"),
        ("<svg><text>drawn</text></svg>kept", "kept"),
        ("<p>begin<video src=x> never closed", "begin never closed"),
        ("<!-- hidden <p>too</p> --><p>seen</p>", "seen"),
        ('<p title="a > b">text</p>', "text"),
        ("a < b and List<int> & c", "a < b and List<int> & c"),
        ("<blink>seen</blink> in a <frameset><frame></frameset>", "seen in a"),
        ("&lt;p&gt;escaped once more&lt;/p&gt;", "escaped once more"),
        ("it&amp;rsquo;s and it&rsquo;s", "it’s and it’s"),
        ("<p>use the &lt;b&gt; tag</p>", "use the <b> tag"),
        ("plain text\nwith lines", "plain text\nwith lines"),
        ("<td>one</td><td>two</td>", "one two"),
        ("&#x202e;turned &#8203;around&#0;", "turned around\ufffd"),
        ("", ""),
    ],
)
def test_html_becomes_plain_text(markup: str, plain: str) -> None:
    assert from_html(markup) == plain


def test_a_summary_is_cut_at_a_word() -> None:
    summary = from_html("<p>" + "spike " * 500, limit=50)
    assert summary == "spike spike spike spike spike spike spike spike…"


def test_a_title_that_is_meant_literally_keeps_its_tag() -> None:
    assert title_from("Why <b> is not <strong>", literal=True) == "Why <b> is not <strong>"
    assert title_from("Why <b>bold</b>\n is bold") == "Why bold is bold"


@pytest.mark.parametrize(
    "hidden", ["\u202e", "\u2066", "\u200b", "\ufeff", "\u00ad", "\ud800", "\x00", "\x1b", "\U000e0041"]
)
def test_nothing_unseen_stays(hidden: str) -> None:
    assert clean(f"a{hidden}b") == "ab"


def test_emoji_families_and_persian_joiners_stay() -> None:
    assert clean("👩\u200d💻 می\u200cروم") == "👩\u200d💻 می\u200cروم"
    assert clean("\u200d \u200c") == ""


@pytest.mark.parametrize(
    "dangerous",
    [
        "@everyone",
        "@here",
        "<@123>",
        "<@&123>",
        "<#123>",
        "<t:1:R>",
        "</ban:1>",
        "<:a:1>",
        "**b**",
        "[a](http://b)",
    ],
)
def test_nothing_that_discord_acts_on_stays_in_one_piece(dangerous: str) -> None:
    assert dangerous not in safe(f"text {dangerous} text")


def test_lines_do_not_become_headings_or_lists() -> None:
    assert safe("# a\n> b\n- c\n-# d") == "\\# a\n\\> b\n\\- c\n\\-# d"


@given(st.text())
def test_any_text_becomes_text_that_can_be_sent(text: str) -> None:
    made = from_html(text, limit=100)
    made.encode("utf-8")
    assert len(made) <= 100
    assert not set(made) & set("\x00\x1b\u202e\u200b")
    assert "@everyone" not in safe(text)


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<script>", "<!--", "-->", "&lt;", "&amp;", '"', "'", "<a ", ">", "x ", "<svg>"]
        )
    )
)
def test_any_tag_soup_becomes_text(pieces: list[str]) -> None:
    made = from_html("".join(pieces))
    assert "<p>" not in made
    assert "<script>" not in made

"""RSS, Atom and JSON feeds as they should be and as they are."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest

from cogs.announcements.identity import keys, same
from cogs.announcements.model import Item, Reading, Unreadable
from cogs.announcements.readers import read_any
from cogs.announcements.readers.decoding import MOST_BYTES
from cogs.announcements.readers.parsing import MAX_ITEMS

NOW = datetime(2026, 9, 1, tzinfo=UTC)


def reading(
    body: str | bytes, url: str = "https://example.org/feed.xml", content_type: str | None = None
) -> Reading:
    raw = body.encode() if isinstance(body, str) else body
    return read_any(raw, url=url, content_type=content_type, now=NOW)


def rss(items: str, head: str = "<title>Spikes</title><link>https://example.org/</link>") -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


def atom(entries: str, head: str = "<title>Spikes</title>") -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>'


def only(found: Reading) -> Item:
    assert len(found.items) == 1
    return found.items[0]


def test_an_rss_item_comes_out_whole() -> None:
    found = reading(
        rss(
            """<item><title>A &amp;amp; B</title><link>/posts/a?x=1&amp;utm_source=rss</link><guid isPermaLink="false">a1</guid>
            <pubDate>Tue, 10 May 2016 15:00:00 +0200</pubDate><author>ada@example.org (Ada L)</author>
            <category>SNN</category><category>Chips</category>
            <description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;img src="/p.png" alt="A chip"&gt;&lt;/p&gt;</description>
            </item>"""
        )
    )
    assert (found.title, found.link, found.kind, found.problems) == (
        "Spikes",
        "https://example.org/",
        "feed",
        (),
    )
    item = only(found)
    assert item.identity == "a1"
    assert item.aliases == ("https://example.org/posts/a?x=1",)
    assert (item.title, item.kind, item.author, item.tags) == ("A & B", "article", "Ada L", ("SNN", "Chips"))
    assert item.link == "https://example.org/posts/a?x=1&utm_source=rss"
    assert item.published == datetime(2016, 5, 10, 13, tzinfo=UTC)
    assert item.summary == "One.\nTwo."
    assert item.image is not None
    assert (item.image.url, item.image.alt) == ("https://example.org/p.png", "A chip")


def test_an_atom_entry_comes_out_whole() -> None:
    item = only(
        reading(
            atom(
                """<entry xml:base="https://blog.example.org/x/"><id>urn:1</id><title type="text">Why &lt;b&gt;</title>
                <link rel="enclosure" type="audio/mpeg" href="a.mp3"/><link rel="alternate" href="y"/>
                <published>2016-05-10T15:00:00Z</published><updated>2016-05-11T15:00:00Z</updated>
                <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One</p><p>two</p></div></content></entry>""",
                "<title>Spikes</title><author><name>Ada</name></author>",
            )
        )
    )
    assert (item.identity, item.title, item.author) == ("urn:1", "Why <b>", "Ada")
    assert item.link == "https://blog.example.org/x/y"
    assert (item.published, item.updated) == (
        datetime(2016, 5, 10, 15, tzinfo=UTC),
        datetime(2016, 5, 11, 15, tzinfo=UTC),
    )
    assert item.summary == "One\ntwo"
    assert item.details == {"media": "https://blog.example.org/x/a.mp3", "media_type": "audio/mpeg"}


def test_an_atom_entry_may_stand_alone() -> None:
    entry = (
        '<entry xmlns="http://www.w3.org/2005/Atom"><id>urn:1</id><title>A</title><link href="/a"/></entry>'
    )
    assert (only(reading(entry)).identity, only(reading(entry)).link) == ("urn:1", "https://example.org/a")


def test_rss_1_with_dublin_core() -> None:
    item = only(
        reading(
            """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
            xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://example.org"><title>S</title></channel>
            <item rdf:about="https://example.org/a"><title>A</title><link>https://example.org/a</link>
            <dc:date>2016-05-10T15:00+02:00</dc:date><dc:creator>Ada</dc:creator></item></rdf:RDF>"""
        )
    )
    assert (item.identity, item.author) == ("https://example.org/a", "Ada")
    assert item.published == datetime(2016, 5, 10, 13, tzinfo=UTC)


def test_a_json_feed() -> None:
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Spikes",
        "home_page_url": "https://example.org/",
        "items": [
            {"id": 7, "url": "/a", "title": "A", "content_html": "<p>One</p>", "date_published": "2016-05-10T15:00:00Z",
             "authors": [{"name": "Ada"}], "image": "https://example.org/p.png", "tags": ["snn", 3]},
            {"id": "8", "content_text": "No title here"},
            {"id": "8", "content_text": "again"},
            {}, 5,
        ],
    }  # fmt: skip
    found = reading(json.dumps(body))
    first, second = found.items
    assert found.kind == "jsonfeed"
    assert (first.identity, first.link, first.title, first.author) == (
        "7",
        "https://example.org/a",
        "A",
        "Ada",
    )
    assert (first.summary, first.tags) == ("One", ("snn",))
    assert (second.identity, second.title) == ("8", "No title here")
    assert found.problems == ("2 entries without anything to announce left out.",)


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        ("\n  " + rss("<item><title>A</title><guid>1</guid></item>"), "White space"),
        ("Warning: x<br />\n" + rss("<item><title>A</title><guid>1</guid></item>"), "before the feed"),
        (rss("<item><title>A\x08</title><guid>1</guid></item>"), "XML forbids"),
        (rss("<item><title>A&#11;</title><guid>1</guid></item>"), "XML forbids"),
        ("<!-- x -->" + rss("<item><title>A</title><guid>1</guid></item>"), "declaration"),
        (rss("<item><title>A</title><guid>1</guid><description>b & c &nbsp; d</description></item>"), "Bare `&`"),
        (rss("<item><title>A</title><guid>1</guid><description>b < c</description></item>"), "Bare `<`"),
        (rss("<item><title>A</title><guid>1</guid><description>b ]]> c</description></item>"), "]]>"),
        (rss("<item><title>A</title><guid>1</guid><dc:creator>Ada</dc:creator></item>"), "namespaces"),
        (rss('<item><title>A</title><guid>1</guid><x:y xmlns:x=" https://example.org/\n x ">z</x:y></item>'), "namespaces"),
        (rss("<item><title>A</title><guid>1</guid></item>") + "<p>more", "after the feed"),
        (rss("<item><title>A</title><guid>1</guid></item>").removesuffix(">"), "end is missing"),
        (rss("<item><title>A</title><guid>1</guid></item>").removesuffix("</channel></rss>"), "end is missing"),
        (rss("<item><title>A</title><guid>1</guid></item><item><title>B"), "breaks off"),
        (f"<html><body>{atom('<entry><title>A</title><id>1</id></entry>')}</body></html>", "wrapped"),
        (rss("<item><title>A</title><guid>1</guid></i>"), "not well-formed"),
    ],
    ids=lambda value: value[:12] if len(value) < 20 else "",
)  # fmt: skip
def test_what_is_broken_is_mended_and_said(broken: str, problem: str) -> None:
    body = broken.removesuffix("</channel></rss>") if problem == "breaks off" else broken
    found = reading(body)
    assert (only(found).identity, only(found).title) == ("1", "A")
    assert [said for said in found.problems if problem in said]


@pytest.mark.parametrize(
    "seen", ["<title>Item A", "<title>A</title><guid>", "<title>A</title><link>https://example.org/"]
)
def test_an_item_that_the_feed_breaks_off_in_is_none(seen: str) -> None:
    """Its name may be missing: what is announced now would be announced again when the feed is whole."""
    with pytest.raises(Unreadable, match="no item could be read"):
        reading(f"<rss version='2.0'><channel><item>{seen}")
    first = "<item><title>First</title><guid>1</guid></i>"
    assert only(reading(f"<rss version='2.0'><channel>{first}<item>{seen}")).identity == "1"


def test_an_end_of_another_name_is_not_the_feeds_end() -> None:
    entries = "<entry><title>A</title><id>1</id></entry><entry><title>B</title><x:y>z</x:y>"
    body = f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:feedburner="u">{entries.replace("x:y", "feedburner:origLink")}'
    assert only(reading(body)).identity == "1"


def test_a_feed_in_a_page_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    feed = atom("<entry><title>A</title><id>1</id></entry><entry><title>B").removesuffix("</feed>")
    assert only(reading(f"<html><body>{feed}")).identity == "1"


def test_the_sites_escaped_cdata_keeps_its_summaries() -> None:
    items = "".join(
        f"<item><title>T{n}</title><guid>{n}</guid><description>&lt;![CDATA[Text {n} &amp; more.]]></description></item>"
        for n in range(3)
    )
    found = reading(rss(items))
    assert [item.summary for item in found.items] == [f"Text {n} & more." for n in range(3)]
    assert found.problems == ("CDATA sections with an escaped beginning were opened.",)


def test_a_section_that_nobody_closes_ends_with_its_element() -> None:
    body = rss("<item><title>A</title><description><![CDATA[Text & <b>more</description></item>")
    assert only(reading(body)).summary == "Text & more"


def test_an_address_that_is_wrapped_is_whole() -> None:
    item = only(
        reading(rss("<item><title>A</title><link>\n  https://example.org/posts/\n  a\n</link></item>"))
    )
    assert item.link == "https://example.org/posts/a"


def test_an_item_without_title_and_text_is_named_by_its_link() -> None:
    assert (
        only(reading(rss("<item><guid>12</guid><link>https://example.org/a</link></item>"))).title
        == "https://example.org/a"
    )


def test_a_podcasts_own_title_names_an_item_without_another() -> None:
    head = '<title>S</title><x xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"/>'
    item = only(reading(rss("<item><itunes:title>On spikes</itunes:title><guid>e1</guid></item>", head)))
    assert (item.title, item.identity) == ("On spikes", "e1")


def test_an_entry_whose_text_stands_elsewhere_leads_there() -> None:
    entry = """<entry><id>urn:a:1</id><title>On spikes</title><updated>2026-08-01T00:00:00Z</updated>
        <content type="text/html" src="/texts/1.html"/></entry>"""
    item = only(reading(atom(entry)))
    assert (item.identity, item.link) == ("urn:a:1", "https://example.org/texts/1.html")


def test_nothing_is_mended_in_a_sound_feed() -> None:
    found = reading(
        rss(
            "<item><title>A</title><guid>1</guid><description><![CDATA[b & c < d &nbsp;]]></description></item>"
        )
    )
    assert found.problems == ()
    assert only(found).summary == "b & c < d"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig", "iso-8859-1", "windows-1252", "utf-32"])
def test_declared_encodings(encoding: str) -> None:
    name = encoding.removesuffix("-sig")
    body = f'<?xml version="1.0" encoding="{name}"?><rss version="2.0"><channel><item><title>Zürich</title></item></channel></rss>'
    found = reading(body.encode(encoding))
    assert only(found).title == "Zürich"
    assert found.problems == ()


@pytest.mark.parametrize(
    ("declared", "real", "title", "doubtful"),
    [
        ("iso-8859-1", "utf-8", "Zürich", False),
        ("utf-8", "windows-1252", "Zürich – Köln", True),
        ("bogus", "utf-8", "Zürich", False),
        ("rot13", "utf-8", "Zürich", False),
        ("utf-16", "utf-8", "Zürich", False),
        ("x-sjis", "cp932", "ニューロ", False),
        ("ibm037", "cp037", "Zürich", False),
        ("gb2312", "gb18030", "神经形态", False),
        ("euc-kr", "euc-kr", "뉴로모픽", False),
        ("shift_jis", "cp932", "ニューロ", False),
        ("koi8-r", "koi8-r", "Нейрон", False),
        ("", "windows-1252", "Zürich", True),
    ],
)
def test_wrong_and_rare_encodings(declared: str, real: str, title: str, doubtful: bool) -> None:
    said = f' encoding="{declared}"' if declared else ""
    body = f'<?xml version="1.0"{said}?><rss version="2.0"><channel><item><title>{title}</title></item></channel></rss>'
    found = reading(body.encode(real))
    assert only(found).title == title
    assert bool(found.problems) is doubtful


def test_a_feed_compressed_as_a_file_is_unpacked() -> None:
    assert only(reading(gzip.compress(rss("<item><title>A</title></item>").encode()))).title == "A"
    with pytest.raises(Unreadable, match="unpacks to more than"):
        reading(gzip.compress(b" " * (MOST_BYTES + 1)))


def test_the_server_may_say_the_encoding() -> None:
    body = "<rss version='2.0'><channel><item><title>Нейрон</title></item></channel></rss>".encode("koi8-r")
    assert only(reading(body, content_type="text/xml; charset=KOI8-R")).title == "Нейрон"


def test_entities_neither_grow_nor_reach_files() -> None:
    growing = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "spam"}">' for n in range(12))
    for entity in (growing, '<!ENTITY e11 SYSTEM "file:///etc/passwd">'):
        body = f'<!DOCTYPE rss [{entity}]><rss version="2.0"><channel><item><title>&e11;</title></item></channel></rss>'
        assert only(reading(body)).title == "&e11;"


@pytest.mark.parametrize(
    "stone",
    [
        '<psc:chapters xmlns:psc="http://podlove.org/simple-chapters" version="1.2"><psc:chapter title="x"/></psc:chapters>',
        "<textinput><title>B</title><link>https://example.org/b</link></textinput>",
        '<gml:posList xmlns:gml="http://www.opengis.net/gml">1 2</gml:posList>',
    ],
    ids=["chapter", "text input", "positions"],
)
def test_an_element_that_the_parser_stumbles_over_costs_no_more_than_itself(stone: str) -> None:
    items = f"<item><title>A</title><guid>1</guid>{stone}</item><item><title>C</title><guid>2</guid></item>"
    assert [(item.identity, item.title) for item in reading(rss(items)).items] == [("1", "A"), ("2", "C")]


def test_a_short_entity_of_the_feeds_own_is_resolved() -> None:
    body = '<!DOCTYPE rss [<!ENTITY onm "Open Neuromorphic">]><rss version="2.0"><channel><item><title>&onm;</title></item></channel></rss>'
    assert only(reading(body)).title == "Open Neuromorphic"


def test_without_guid_the_link_is_the_identity_and_without_link_the_words() -> None:
    linked = only(reading(rss("<item><title>A</title><link>https://example.org/a</link></item>")))
    worded = only(reading(rss("<item><title>A</title><pubDate>10 May 2016</pubDate></item>")))
    redated = only(reading(rss("<item><title>A</title><pubDate>11 May 2016</pubDate></item>")))
    assert linked.identity == "https://example.org/a"
    assert worded.identity == redated.identity
    assert worded.identity.startswith("text:")
    assert worded.link is None


@pytest.mark.parametrize(
    ("guid", "link"),
    [
        ('<guid>https://example.org/a</guid>', "https://example.org/a"),
        ('<guid isPermaLink="false">https://example.org/a</guid>', None),
        ("<guid>12345</guid>", None),
        ("<guid>/a</guid>", "https://example.org/a"),
    ],
)  # fmt: skip
def test_a_guid_is_a_link_only_if_it_is_one(guid: str, link: str | None) -> None:
    assert only(reading(rss(f"<item><title>A</title>{guid}</item>"))).link == link


def test_a_repeated_entry_is_one_item() -> None:
    entry = "<item><title>A</title><link>https://example.org/a</link><guid>1</guid></item>"
    found = reading(rss(entry + entry))
    assert only(found).identity == "1"
    assert found.problems == ()


def test_pages_that_share_a_guid_stay_apart() -> None:
    found = reading(
        rss(
            "".join(
                f"<item><title>{n}</title><link>https://example.org/{n}</link><guid>x</guid></item>"
                for n in "ab"
            )
        )
    )
    first, second = found.items
    assert (first.identity, second.identity) == ("https://example.org/a", "https://example.org/b")
    assert not same(second, keys(first))
    assert found.problems == ("1 identifier used for several items each; links or words are taken instead.",)


def apart(*items: str, head: str = "<title>S</title><link>https://example.org/show</link>") -> list[str]:
    """Read the items, which have to stay apart, and return their identities."""
    found = reading(rss("".join(f"<item>{item}</item>" for item in items), head)).items
    assert len({item.identity for item in found}) == len(found) == len(items)
    assert not any(same(one, keys(other)) for one in found for other in found if one is not other)
    return [item.identity for item in found]


def test_episodes_that_all_link_to_the_show_stay_apart() -> None:
    link = "<link>https://example.org/show/</link>"
    by_words = apart(*(f"<title>Episode {n}</title>{link}" for n in range(3)))
    assert all(name.startswith("text:") for name in by_words)
    # Known alone too: the next one must not be taken for it.
    assert apart(f"<title>Episode 0</title>{link}") == by_words[:1]


def test_posts_under_one_link_and_guid_stay_apart() -> None:
    marks = "<link>https://example.org/day#a080631</link><guid>https://example.org/day#a080631</guid>"
    apart(f"<title>Morning</title>{marks}", f"<title>Noon</title>{marks}")
    # The link is shared with a third, so it names none of them.
    apart(
        "<title>a</title><link>https://example.org/1</link><guid>x</guid>",
        "<title>b</title><link>https://example.org/1</link><guid>x</guid>",
        "<title>c</title><link>https://example.org/2</link><guid>x</guid>",
    )


def test_an_item_named_by_the_link_of_another_stays_apart() -> None:
    apart(
        "<title>a</title><guid>1</guid><link>https://example.org/a</link>",
        "<title>b</title><guid>https://example.org/a</guid><link>https://example.org/b</link>",
    )


def test_places_on_one_page_stay_apart() -> None:
    link = "<title>{0}</title><link>https://example.org/changes#{0}</link>"
    apart(link.format("alpha"), link.format("beta"))


def test_an_entry_repeated_with_another_scheme_is_one_item() -> None:
    item = "<item><title>A</title><link>{0}://example.org/a</link></item>"
    assert only(reading(rss(item.format("http") + item.format("https")))).link == "http://example.org/a"


def test_a_file_names_an_episode_better_than_its_words() -> None:
    episode = '<title>{0}</title><link>https://example.org/show</link><guid isPermaLink="false">x</guid>'
    file = '<enclosure url="https://example.org/{0}.mp3" type="audio/mpeg"/>'
    assert apart(*((episode + file).format(n) for n in "ab")) == [
        "https://example.org/a.mp3",
        "https://example.org/b.mp3",
    ]


def test_an_item_that_brings_only_a_file_leads_to_it() -> None:
    (item,) = reading(
        rss('<item><enclosure url="https://example.org/a.mp3" type="audio/mpeg"/></item>')
    ).items
    assert (item.identity, item.link) == ("https://example.org/a.mp3", "https://example.org/a.mp3")
    (pictured,) = reading(
        rss('<item><title>A</title><guid>1</guid><enclosure url="/a.png" type="image/png"/></item>')
    ).items
    assert pictured.link is None


def test_versions_of_an_atom_entry_are_one_item_the_last_one() -> None:
    entry = '<entry><id>urn:1</id><title>{0}</title><link href="https://example.org/a"/><updated>2016-05-{0}</updated></entry>'
    assert only(reading(atom(entry.format(10) + entry.format(12) + entry.format(11)))).title == "12"


def json_feed(*items: dict[str, object], **feed: object) -> Reading:
    return reading(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items, **feed}))


def test_a_json_item_may_be_nothing_but_a_link_elsewhere() -> None:
    item = only(json_feed({"external_url": "https://example.net/a"}))
    assert (item.identity, item.title, item.link) == 3 * ("https://example.net/a",)


def test_a_blank_summary_hides_no_text() -> None:
    item = only(json_feed({"id": "1", "summary": " ", "content_text": "Cats are neat."}))
    assert (item.title, item.summary) == ("Cats are neat.", "Cats are neat.")


@pytest.mark.parametrize(
    "named", [{"author": {"name": "Ada"}}, {"authors": [{"name": "Ada"}, {"name": "Grace"}]}]
)
def test_a_json_feeds_author_is_that_of_items_without_one(named: dict[str, object]) -> None:
    found = json_feed(
        {"id": "1", "title": "a"}, {"id": "2", "title": "b", "authors": [{"name": "Bob"}]}, **named
    )
    assert [item.author for item in found.items] == ["Ada", "Bob"]


def test_a_line_break_inside_of_json_text_is_read() -> None:
    body = '{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "content_text": "One\ntwo"}]}'
    assert only(reading(body)).summary == "One\ntwo"


def test_json_items_with_one_id_on_different_pages_stay_apart() -> None:
    items = [{"id": "x", "url": f"https://example.org/{n}", "title": n} for n in "ab"]
    found = reading(json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}))
    assert [item.identity for item in found.items] == ["https://example.org/a", "https://example.org/b"]


def test_a_link_that_all_items_share_is_nobodys_alias() -> None:
    found = reading(
        rss(
            "".join(
                f"<item><title>{n}</title><link>https://example.org/</link><guid>{n}</guid></item>"
                for n in "ab"
            )
        )
    )
    assert [item.aliases for item in found.items] == [(), ()]
    alone = reading(rss("<item><title>c</title><link>https://example.org</link><guid>c</guid></item>"))
    assert only(alone).aliases == ()


@pytest.mark.parametrize("change", ["date", "title", "query", "scheme", "slash"])
def test_an_item_stays_known_through_changes(change: str) -> None:
    def item(link: str = "https://example.org/a", title: str = "A", date: str = "10 May 2016") -> Item:
        return only(
            reading(rss(f"<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate></item>"))
        )

    changed = {
        "date": item(date="Mon, 01 Jan 0001 00:00:00 +0000"),
        "title": item(title="A, corrected"),
        "query": item(link="https://example.org/a?utm_source=rss"),
        "scheme": item(link="http://example.org/a"),
        "slash": item(link="https://example.org/a/"),
    }[change]
    assert same(changed, keys(item()))


def test_dates_that_cannot_be_used_are_said_once() -> None:
    items = "".join(
        f"<item><title>{n}</title><pubDate>Mon, 01 Jan 0001 00:00:00 +0000</pubDate></item>" for n in "ab"
    )
    found = reading(rss(items))
    assert [item.published for item in found.items] == [None, None]
    assert found.problems == (
        "2 dates cannot be used, such as “Mon, 01 Jan 0001 00:00:00 +0000”; taken as undated.",
    )


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("ada@example.org (Ada L)", "Ada L"),
        ("Ada L &lt;ada@example.org&gt;", "Ada L"),
        ("ada@example.org", None),
        ("Ada L", "Ada L"),
    ],
)
def test_an_author_is_a_name_and_no_address(written: str, name: str | None) -> None:
    assert only(reading(rss(f"<item><title>A</title><author>{written}</author></item>"))).author == name


@pytest.mark.parametrize(
    "media",
    [
        '<media:thumbnail url="https://example.org/p.png"/>',
        '<media:content url="https://example.org/p.png" medium="image"/>',
        '<media:content url="https://example.org/p.png" type="image/png"/>',
        '<enclosure url="/p.png" type="image/png" length="1"/>',
        '<itunes:image href="https://example.org/p.png"/>',
        '<description>&lt;img src="dot.gif" width="1"&gt;&lt;img src="/p.png"&gt;</description>',
    ],
)
def test_a_picture_is_found(media: str) -> None:
    spaces = 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    body = rss(f"<item><title>A</title>{media}</item>").replace("<rss", f"<rss {spaces}")
    image = only(reading(body)).image
    assert image is not None
    assert image.url == "https://example.org/p.png"


def test_a_feed_says_where_it_is_and_where_it_moved() -> None:
    head = '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="https://example.org/rss"/>'
    head += '<itunes:new-feed-url xmlns:itunes="x">https://example.net/rss</itunes:new-feed-url>'
    found = reading(rss("", head))
    assert (found.self_link, found.moved_to, found.items) == (
        "https://example.org/rss",
        "https://example.net/rss",
        (),
    )


def test_a_huge_feed_is_read_to_a_limit() -> None:
    items = "".join(f"<item><title>{n}</title><guid>{n}</guid></item>" for n in range(MAX_ITEMS + 5))
    plain = rss(items)
    loud = plain.replace("<item>", "<ITEM>").replace("</item>", "</ITEM>")
    for body in (plain, loud):
        found = reading(body)
        assert len(found.items) == MAX_ITEMS
        assert "only the first" in found.problems[0]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "empty"),
        (b" \n\0", "empty"),
        (b"\x1f\x8brest", "gzip"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n", "picture"),
        (b"just words", "neither XML nor JSON"),
        (b"<opml/>", "<opml>"),
        (b"<rss><channel><title>cut o", "broken"),
        (b"{}", "neither a JSON Feed"),
        (b"[1]", "neither a JSON Feed"),
        (b'{"items": [', "broken"),
        (b"[" * 100_000, "broken"),
        (b'{"message": "API rate limit exceeded"}', "rate limit"),
        (b"<html><title>Hi</title></html>", "names none"),
        (
            b'<html><link rel="alternate" type="application/rss+xml" href="/rss"></html>',
            "https://example.org/rss",
        ),
        (b"<!DOCTYPE html>\n<HTML><body>consent</body></HTML>", "names none"),
        (b"<rss " + b" ".join(b'a%d="1"' % n for n in range(600)) + b"/>", "attributes"),
    ],
)
def test_what_is_no_feed_is_refused_with_what_it_is(body: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        reading(body)

"""One page to one event: names, links and what is not shown; pages as they should never be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.frontmatter import PageError
from cogs.announcements.events.event import Kind
from cogs.announcements.events.pages import kind_of, read_event, read_events

from .build import NOW, PATH, TALK, event, page, utc

SITE = "https://open-neuromorphic.org"
HOURS = "content/neuromorphic-computing/hacking-hours/nir/index.md"
OLD_HOURS = "content/neuromorphic-computing/software/hacking-hours/nir/index.md"
TEAMS = (
    "https://teams.microsoft.com/l/meetup-join/19%3Ameeting_x%40thread.v2/0"
    "?context=%7B%22Tid%22%3A%22c152cb07%22%2C%22Oid%22%3A%223f444780%22%7D"
)


@pytest.mark.parametrize(("path", "kind"), [
    (PATH, Kind.WORKSHOP), (f"./{PATH}", Kind.WORKSHOP), (TALK, Kind.STUDENT_TALK), (HOURS, Kind.HACKING_HOUR),
    (OLD_HOURS, Kind.HACKING_HOUR), ("content/workshops/from-c-c++-to/index.md", Kind.WORKSHOP),
    ("content/workshops/_index.md", None), ("content/workshops/x/notes.md", None), ("content/blog/x/index.md", None),
    ("content/workshops/x/y/index.md", None), ("archetypes/workshops.md", None), ("", None),
])  # fmt: skip
def test_which_files_are_event_pages(path: str, kind: Kind | None):
    assert kind_of(path) is kind


def test_identity_outlives_title_section_and_address():
    """Student talks lost their prefix days after publication; all hacking hours moved at once on 2026-07-01."""
    before = read_event(OLD_HOURS, page(), now=NOW)
    after = read_event(
        HOURS, page("url: >-", "  /neuromorphic-computing/software/hacking-hours/nir/"), now=NOW
    )
    assert before.identity == after.identity == "hacking-hour/nir"
    assert before.link == after.link == f"{SITE}/neuromorphic-computing/software/hacking-hours/nir/"
    lost_its_url = read_event(HOURS, page(), now=NOW)
    assert lost_its_url.link == f"{SITE}/neuromorphic-computing/hacking-hours/nir/"
    assert set(lost_its_url.aliases) & set(after.aliases)


@pytest.mark.parametrize(
    "title", ["Student Talk: Spikes: a talk", "student-talk – Spikes: a talk", "Spikes: a talk"]
)
def test_the_kind_in_front_of_a_title_is_dropped(title: str):
    read = read_event(TALK, page().replace("A Talk", title), now=NOW)
    assert read.title == "Spikes: a talk"


@pytest.mark.parametrize(
    "title", ["Workshop: ", "Workshopping spikes", "Student Talks Reviewed", "Hacking hour: spikes"]
)
def test_nothing_else_is_taken_from_a_title(title: str):
    assert read_event(PATH, page().replace("A Talk", title), now=NOW).title == title.strip()


def test_old_names_are_aliases():
    """The page of 2025-11-11 was renamed six days before, with an alias for yet another name."""
    read = event(
        "aliases:", "  - /workshops/tsp1-neural-chip-chris-eliasmith/", "  - older", "video: gk-ieigCkmM"
    )
    assert set(read.aliases) == {
        "path:content/workshops/a-talk", "at:/workshops/a-talk", "at:/workshops/tsp1-neural-chip-chris-eliasmith",
        "workshop/tsp1-neural-chip-chris-eliasmith", "at:/workshops/older", "workshop/older", "video:gk-ieigCkmM",
    }  # fmt: skip


@pytest.mark.parametrize(("stated", "link"), [
    ("/talks/one/", "/talks/one/"), ("/talks/one", "/talks/one/"), ("one", "/workshops/one/"),
    ("https://evil.example/x", "/workshops/a-talk/"), ("//evil.example/x", "/workshops/a-talk/"),
    ("/", "/workshops/a-talk/"), ("'/a b/'", "/ab/"), ("'/x?y=1'", "/workshops/a-talk/"), ("null", "/workshops/a-talk/"),
    ("/../../x", "/x/"), ("javascript:alert(1)", "/workshops/a-talk/"),
])  # fmt: skip
def test_links_lead_to_the_site(stated: str, link: str):
    assert event(f"url: {stated}").link == SITE + link


@pytest.mark.parametrize(("image", "url"), [
    ("banner.png", f"{SITE}/workshops/a-talk/banner.png"),
    ("/images/x.png", f"{SITE}/images/x.png"),
    ("images/x.png", f"{SITE}/images/x.png"),
    ("https://i.example/x.png", "https://i.example/x.png"),
    ("//i.example/x.png", None),
    ("../other/x.png", None), ("javascript:x", None), ("a b.png", None), ("", None),
])  # fmt: skip
def test_images(image: str, url: str | None):
    read = event(f'image: "{image}"').image
    assert (read.url if read else None) == url


@pytest.mark.parametrize(("written", "video"), [
    ("_Jyhu97HiP4", "_Jyhu97HiP4"), ("'-g5XZDJPoO8'", "-g5XZDJPoO8"), ('""       # After the event, add the id', None),
    ("https://www.youtube.com/watch?v=RB11UYu7bFY&t=3", "RB11UYu7bFY"), ("https://youtu.be/RB11UYu7bFY?si=x", "RB11UYu7bFY"),
    ("https://www.youtube.com/live/RB11UYu7bFY", "RB11UYu7bFY"), ("null", None), ("soon", None),
    ("https://vimeo.com/1234567890", None),
])  # fmt: skip
def test_videos(written: str, video: str | None):
    read = event(f"video: {written}")
    assert read.video == video
    assert bool(read.notes) == (video is None and written in ("soon", "https://vimeo.com/1234567890"))


LIVE = ["date: 2025-10-07", "start_time: 14:00", "end_time: 15:00", "time_zone: CEST"]


def test_the_link_to_join_goes_with_the_event():
    read = event(*LIVE, "upcoming_url: https://www.youtube.com/watch?v=RB11UYu7bFY")
    over = utc("2025-10-07T13:00")
    assert read.join_link_at(utc("2025-10-07T12:59:59")) == "https://www.youtube.com/watch?v=RB11UYu7bFY"
    assert read.join_link_at(over) is None
    assert event("upcoming_url: https://youtu.be/RB11UYu7bFY").join_link_at(NOW) is None


@pytest.mark.parametrize("url", [
    TEAMS, "https://teams.live.com/meet/9?p=x", "https://zoom.us/j/1?pwd=abc", "https://link.to.the.event",
])  # fmt: skip
def test_links_that_give_away_too_much_are_not_shown(url: str):
    read = event(*LIVE, f'upcoming_url: "{url}" # Ask him for this')
    assert read.join_link is None
    assert len(read.notes) == 1
    assert "context" not in read.notes[0]
    assert "abc" not in read.notes[0]


@pytest.mark.parametrize(("url", "kept"), [
    ("https://discord.com/events/1044548629622439977/1524720594820661312", True),
    ("https://discord.com/invite/x", False), ("https://evil.example/events/1044548629622439977/1524720594820661312", False),
])  # fmt: skip
def test_discord_events_are_discords(url: str, kept: bool):
    read = event(f"discord_event_url: {url}")
    assert (read.discord_event_url == url) is kept
    assert bool(read.notes) is not kept


def test_people_are_listed_once_and_texts_are_plain():
    read = event("author:", "  - Ada", "  - ''", "  - Ada", "  - 'Ben\u202e'", "description: A &amp; B")
    assert read.authors == ("Ada", "Ben")
    assert read.description == "A & B"
    assert event("author: Ada").authors == ("Ada",)
    assert event("author: 7").authors == ("7",)
    assert event("draft: true").draft


@pytest.mark.parametrize(("content", "says"), [
    ("", "empty"), (b"\xff\xfe\x00", "UTF-8"), ("no front matter", "---"), ("+++\ntitle = 1\n+++", "TOML"),
    ("---\ntitle: x", "not closed"), ("---\ndate: 2025-10-07\n---\n", "no title"), ("---\ntitle: [a]\n---\n", "no title"),
    ("---\ntitle: &a x\nb: *a\n---\n", "anchors"), ("---\ntitle: !!python/object:os.x {}\n---\n", "tag"),
    ("---\n" + "- [" * 50 + "\n---\n", "YAML"), (b"x" * 500_000, "bytes"), ("<!doctype html><p>404", "HTML"),
])  # fmt: skip
def test_pages_that_cannot_be_read_say_why_and_hide_no_other(content: str | bytes, says: str):
    with pytest.raises(PageError, match=says):
        read_event(PATH, content, now=NOW)
    read = read_events({PATH: content, TALK: page(), "README.md": "x"}, now=NOW)
    assert [each.identity for each in read.events] == ["student-talk/a-talk"]
    assert list(read.left_out) == [PATH]
    assert says in read.left_out[PATH]


def test_halfway_through_a_move_an_event_comes_once():
    read = read_events({HOURS: page(), OLD_HOURS: page()}, now=NOW)
    assert [each.identity for each in read.events] == ["hacking-hour/nir"]
    assert list(read.left_out) == [OLD_HOURS]


def test_the_order_of_files_does_not_matter():
    files = {PATH: page(), TALK: page(), HOURS: page()}
    assert read_events(files, now=NOW) == read_events(dict(reversed(files.items())), now=NOW)


KEYS = [
    "title",
    "date",
    "author",
    "image",
    "video",
    "url",
    "aliases",
    "upcoming_url",
    "discord_event_url",
    "time_zone",
]
VALUES = st.recursive(
    st.text(max_size=20) | st.none(), lambda inner: st.lists(inner, max_size=3), max_leaves=5
)


@given(st.dictionaries(st.sampled_from(KEYS), VALUES))
def test_no_page_breaks_the_reader(front: dict[str, object]):
    import json

    lines = "\n".join(f"{key}: {json.dumps(value)}" for key, value in front.items())
    read = read_events({PATH: f"---\n{lines}\n---\n"}, now=NOW)
    assert len(read.events) + len(read.left_out) == 1
    for each in read.events:
        assert each.link.startswith(SITE + "/")
        assert "\n" not in each.title

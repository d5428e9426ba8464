"""What the bot says about newcomers fits Discord's limits at its worst, and mentions nobody by accident."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox import Message
from bot.ports import NextEvent, Suggestion
from cogs.welcome import path, wording
from cogs.welcome.face import cards, introductions, start
from cogs.welcome.greeter import Greeting
from cogs.welcome.grouping import groups
from cogs.welcome.introducing import Author, read
from cogs.welcome.model import Introduction, Newcomer
from tests.rules.guide_face.limits import check, text_of, walk

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
# As long as ids get, and as long as a server's name gets when every character is escaped.
ID = 2**63 - 1
SERVER = "*" * 100
LONGEST_TEXT = "{names}{server}" + "x" * (wording.LONGEST - 15)
NASTY = ("*", "<", "@", "[", "_", "`", "\\", "🧠", "\u202e")
CHANNEL_SELECT, ROLE_SELECT = 8, 6


def everybody(said: Message) -> list[dict[str, Any]]:
    """The components of a message, checked as those of a card are."""
    view: Any = SimpleNamespace(to_components=lambda: list(said.components))
    check(view)
    return list(walk(list(said.components)))


def text(said: Message) -> str:
    return "\n".join(each["content"] for each in everybody(said) if each["type"] == 10)


# --- greetings ---------------------------------------------------------------------------------------------


def test_the_largest_greeting_with_the_longest_texts_fits() -> None:
    waiting = [Newcomer(ID - n, NOW, "waiting", returns=n % 2) for n in range(75)]
    most = max(groups(waiting), key=len)
    new = [each.user_id for each in most if not each.returns]
    back = [each.user_id for each in most if each.returns]
    said = cards.greeting(Greeting(new, back, LONGEST_TEXT, LONGEST_TEXT), SERVER)
    assert len(most) == 25
    assert all(text(said).count(f"<@{each}>") == 1 for each in (*new, *back))
    assert set(said.users) == {*new, *back}
    assert said.roles == ()
    assert not said.everyone


def test_a_greeting_says_only_what_is_for_somebody() -> None:
    words = ("Hello {names}!", "Back again, {names}.")
    assert text(cards.greeting(Greeting([1, 2, 3], [], *words), "S")) == "Hello <@1>, <@2> and <@3>!"
    assert text(cards.greeting(Greeting([], [4], *words), "S")) == "Back again, <@4>."
    assert text(cards.greeting(Greeting([1], [4], *words), "S")) == "Hello <@1>!\nBack again, <@4>."


def test_a_server_s_name_is_no_markup() -> None:
    said = text(cards.greeting(Greeting([1], [], "{names} in {server}", ""), "**A** @everyone"))
    assert said == "<@1> in \\*\\*A\\*\\* @\u200beveryone"


def test_a_greeting_in_a_direct_message_says_where_it_comes_from() -> None:
    said = cards.direct(ID, LONGEST_TEXT, SERVER)
    assert text(said).endswith("\n-# " + "\\*" * 100)
    assert said.users == ()


@pytest.mark.parametrize(("over", "paused"), [(False, False), (False, True), (True, False)])
def test_what_moderators_are_told_of_a_raid_has_the_button_that_helps(over: bool, paused: bool) -> None:
    buttons = [
        each["label"] for each in everybody(cards.raid(2000, over=over, paused=paused)) if each["type"] == 2
    ]
    assert buttons == ([] if over else ["Greet those who wait"] if paused else ["Pause greetings"])


def test_the_welcomers_list_fits_and_tells_how_many_more() -> None:
    many = [ID - n for n in range(500)]
    said = cards.digest(many, many, 60)
    assert text(said).count("and 440 more") == 2
    assert said.users == ()
    assert "Would like to talk" not in text(cards.digest([], [1], 7))
    assert "for 1 day**" in text(cards.digest([1], [2], 1))


# --- introductions -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("character", NASTY)
def test_the_longest_introduction_of_nothing_but_markup_fits(character: str) -> None:
    lengths = (introductions.ABOUT, introductions.BRINGS, introductions.WORK)
    said = Introduction(*(character * length for length in lengths))
    author = Author(ID, character * 32, "https://cdn.example/" + "a" * 200)
    message = introductions.introduction(author, said)
    # Nothing of it is lost.
    assert text(message).count(character) >= sum(lengths) + 32
    assert message.users == ()


@given(st.text(max_size=200), st.text(max_size=100))
def test_any_introduction_that_can_be_read_makes_a_card(about: str, name: str) -> None:
    if said := read(about):
        everybody(
            introductions.introduction(Author(1, name, "https://cdn.example/a.png"), Introduction(said))
        )


@pytest.mark.parametrize("typed", ["", " \n\t ", "\u200b", "\u200b \u202e\u2060\n\ufeff", "\u00ad", "\u0301"])
def test_what_shows_nothing_is_nothing(typed: str) -> None:
    assert read(typed) == ""


@pytest.mark.parametrize("typed", ["a", "你好", "🧠", "**", "...", "\u202eabc"])
def test_what_shows_something_is_kept(typed: str) -> None:
    assert read(f"  {typed}\n") == typed


def test_what_is_typed_is_shown_as_typed_on_lines_of_its_own() -> None:
    assert introductions.as_typed("# I am *Ada*\n\n- @everyone <@1>\n") == (
        "\\# I am \\*Ada\\*\n\\- @\u200beveryone <\u200b@\u200b1>"
    )


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("https://discord.gg/abc", "discord\u200b.gg/abc"),
        ("join http://www.Discord.com/invite/abc now", "join Discord\u200b.com/invite/abc now"),
        ("discordapp.com/invite/abc", "discordapp\u200b.com/invite/abc"),
        ("https://discord.com/developers", "https://discord.com/developers"),
        ("https://github.com/a_b", "https://github.com/a_b"),
    ],
)
def test_invites_lead_nowhere_other_addresses_do(typed: str, shown: str) -> None:
    assert introductions.as_typed(typed) == shown


# --- the path ----------------------------------------------------------------------------------------------


def fitting(who: str = "hardware", want: str = "library", **parts: Any) -> start.Fitting:
    nothing: dict[str, Any] = {
        "channels": (),
        "libraries": (),
        "event": None,
        "pages": (),
        **dict.fromkeys(("guide", "introduce", "roles", "welcomers"), False),
    }
    return start.Fitting(path.BACKGROUNDS[who], path.GOALS[want], **{**nothing, **parts})


def fullest(character: str, who: str = "hardware", want: str = "library") -> start.Fitting:
    url = "https://onm.example/" + "a" * 60
    return fitting(
        who,
        want,
        channels=[(ID - n, character * 1024) for n in range(10)],
        libraries=[Suggestion(character * 200, character * 500, url)] * 3,
        event=NextEvent(character * 300, url, NOW),
        pages=path.pages(want, url),
        guide=True,
        introduce=True,
        roles=True,
        welcomers=True,
    )


@pytest.mark.parametrize(("who", "want"), list(product(path.BACKGROUNDS, path.GOALS)))
def test_the_fullest_card_of_every_answer_is_whole(who: str, want: str) -> None:
    view = start.card_view(fullest("a", who, want))
    check(view)
    said = text_of(view)
    for head in (
        "Channels for you",
        "Libraries to begin with",
        "Next event",
        "On our site",
        "Code of Conduct",
    ):
        assert head in said


@pytest.mark.parametrize("character", NASTY)
def test_a_card_of_nothing_but_markup_fits(character: str) -> None:
    view = start.card_view(fullest(character))
    check(view)
    assert "Channels for you" in text_of(view)


def test_a_card_with_nothing_to_show_says_so_and_goes_back() -> None:
    view = start.card_view(fitting())
    check(view)
    assert "There is nothing to show for this yet" in text_of(view)
    assert [each["label"] for each in walk(view.to_components()) if each["type"] == 2] == ["Start over"]


@pytest.mark.parametrize("part", ["introduce", "roles", "welcomers"])
def test_a_button_stands_only_where_it_leads_somewhere(part: str) -> None:
    labels = {
        "introduce": "Introduce yourself",
        "roles": "Choose your interests",
        "welcomers": "Talk to a person",
    }
    view = start.card_view(fitting(**{part: True}))
    found = [each["label"] for each in walk(view.to_components()) if each["type"] == 2]
    assert found == [labels[part], "Start over"]


def test_both_questions_fit() -> None:
    check(start.who_view())
    for who in path.BACKGROUNDS:
        check(start.want_view(who))

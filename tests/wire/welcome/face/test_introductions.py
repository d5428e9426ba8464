"""Introductions: posted for their authors, theirs to change and take back, one of each person."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.local_discord.people.errors import LocalError
from cogs.welcome.face import introductions
from tests.wire.harness import Json, Person, components, labels, said, text

from .conftest import Start
from .newcomers import Welcoming, twice

pytestmark = pytest.mark.asyncio(loop_scope="module")

MODERATOR = "sofia_reyes"
NASTY = "# I *am* @everyone\n\n<@1> ||x|| https://discord.gg/abc [a](https://b.example)"


async def introduces(person: Person, about: str, **more: str) -> str:
    form = await person.command("welcome introduce")
    return said(await person.submit(form, about=about, **more))


def fields(form: Json) -> list[str]:
    """What stands in the form's fields."""
    return [
        each["component"].get("value") or ""
        for each in form["modal"]["components"]
        if each["component"]["type"] == 4
    ]


async def gone(community: Welcoming, person: Person) -> None:
    await community.eventually(lambda: not community.introductions(person), "the message gone")


async def test_an_introduction_is_posted_changed_and_taken_back(community: Welcoming) -> None:
    ada = community.joins("ada.says", global_name="*Ada*")
    told = await introduces(ada, "I am **Ada**.", brings="Spikes", work="https://a.example/b_c")
    assert f"Your introduction is in <#{community.channel('introductions')}>" in told
    card = await community.introduction(ada)
    assert text(card) == (
        f"### 👋 \\*Ada\\*\n-# <@{ada.id}>\nI am \\*\\*Ada\\*\\*.\n"
        "**What brings me here**\nSpikes\n**My work**\nhttps://a.example/b_c"
    )
    assert labels(card) == ["Change", "Delete"]
    assert [each["description"] for each in components(card) if each["type"] == 11] == ["Picture of *Ada*"]
    assert community.row(ada, "introduced_at") is not None

    form = await ada.at("introductions").click(card, "Change")
    assert fields(form) == ["I am **Ada**.", "Spikes", "https://a.example/b_c"]
    await ada.submit(form, about="I am Ada L.", brings="", work="")
    changed = await community.introduction(ada, "Ada L.")
    assert changed["id"] == card["id"]
    assert "What brings me here" not in text(changed)

    assert "deleted" in said(await ada.at("introductions").click(changed, "Delete"))
    await gone(community, ada)
    assert community.stored("SELECT * FROM welcome_introduction WHERE user_id = ?", int(ada.id)) == []
    assert fields(await ada.command("welcome introduce")) == ["", "", ""]


async def test_others_change_nothing_and_moderators_delete(community: Welcoming) -> None:
    ben, kofi = community.joins("ben.says"), community.person("kofi.asante").at("introductions")
    await introduces(ben, "I am Ben.")
    card = await community.introduction(ben)
    for label in ("Change", "Delete"):
        assert "somebody else's introduction" in said(await kofi.click(card, label))
    moderator = community.person(MODERATOR).at("introductions")
    assert "somebody else's introduction" in said(await moderator.click(card, "Change"))
    answers = await twice(moderator, card, "Delete")
    assert "deleted" in answers[0]
    await gone(community, ben)
    assert fields(await ben.command("welcome introduce")) == ["", "", ""]


async def test_nothing_typed_notifies_anybody_or_is_read_as_markup(community: Welcoming) -> None:
    cleo = community.joins("cleo.says")
    before = community.last_request()
    await introduces(cleo, NASTY, brings="\u202eabc\n- list\n1. number")
    card = text(await community.introduction(cleo))
    assert "\\# I \\*am\\* @\u200beveryone" in card
    assert "discord.gg/" not in card
    assert "\\|\\|x\\|\\|" in card
    assert "\\[a\\](https://b.example)" in card
    assert "\\- list\n1\\. number" in card
    (post,) = [
        each["body"]
        for each in community.requests(since=before)
        if each["path"].endswith(f"{community.channel('introductions')}/messages")
    ]
    assert post["allowed_mentions"] == {"parse": [], "roles": [], "users": [], "replied_user": False}


@pytest.mark.parametrize("character", ["*", "<", "@", "\u202e*"])
async def test_the_longest_introduction_is_posted(community: Welcoming, character: str) -> None:
    person = community.joins(f"long{ord(character[0])}", global_name=("🧠" if character == "@" else "*") * 32)
    size = len(character)
    values = {
        name: character * (most // size)
        for name, most in (
            ("about", introductions.ABOUT),
            ("brings", introductions.BRINGS),
            ("work", introductions.WORK),
        )
    }
    await introduces(person, **values)
    card = text(await community.introduction(person))
    assert card.count(character[-1]) >= sum(map(len, values.values())) // size


async def test_what_the_form_does_not_take_is_refused_by_it(community: Welcoming) -> None:
    dora = community.joins("dora.says")
    form = await dora.command("welcome introduce")
    for values in ({"about": "x" * 4000}, {"about": ""}, {"about": "x", "work": "x" * 201}):
        with pytest.raises(LocalError):
            await dora.submit(form, **values)
    assert "Thank you" in said(await dora.submit(form, about="Dora"))
    with pytest.raises(LocalError):
        await dora.submit(form, about="Dora again")


@pytest.mark.parametrize("blank", [" \n ", "\u200b", "\u200b\n\u2060 \u00ad"])
async def test_an_introduction_that_shows_nothing_is_refused(community: Welcoming, blank: str) -> None:
    person = community.joins(f"blank{len(blank)}x{ord(blank[0])}")
    assert "Nothing can be read" in await introduces(person, blank)
    assert "Thank you" in await introduces(person, "**", brings=blank, work=blank)
    card = text(await community.introduction(person))
    assert card.endswith("\n\\*\\*")


async def test_forms_open_at_once_leave_one_introduction(community: Welcoming) -> None:
    eli = community.joins("eli.says")
    *forms, last = [await eli.command("welcome introduce") for _ in range(3)]
    outcomes = await asyncio.gather(*(eli.submit(form, about=f"Eli {n}") for n, form in enumerate(forms)))
    for outcome in (*outcomes, await eli.submit(last, about="Eli 2")):
        assert "Thank you" in said(outcome)
    await community.quiet()
    (card,) = community.introductions(eli)
    ((about,),) = community.stored("SELECT about FROM welcome_introduction WHERE user_id = ?", int(eli.id))
    assert text(card).endswith(about)


async def test_one_that_a_moderator_deleted_by_hand_is_posted_anew(community: Welcoming) -> None:
    fay = community.joins("fay.says")
    await introduces(fay, "Fay")
    card = await community.introduction(fay)
    living = community.discord.people.living
    # A moderator is not so quick that the bot has not noted yet which message it is.
    await community.quiet()
    living.delete(community.person(MODERATOR).id, community.channel("introductions"), card["id"])
    query = "SELECT 1 FROM welcome_introduction WHERE user_id = ?"
    await community.eventually(lambda: not community.stored(query, int(fay.id)), "its words forgotten")
    assert fields(await fay.command("welcome introduce")) == ["", "", ""]
    assert "Thank you" in await introduces(fay, "Fay, politely")
    assert (await community.introduction(fay, "politely"))["id"] != card["id"]
    assert len(community.introductions(fay)) == 1


async def test_one_that_was_deleted_while_the_bot_was_away_is_posted_anew(begin: Start) -> None:
    community = await begin()
    ada, ben = community.joins("ada"), community.joins("ben")
    for person in (ada, ben):
        await introduces(person, "Hello")
    card = await community.introduction(ada)
    await community.introduction(ben)
    await community.bot.stop()
    place = community.channel("introductions")
    community.discord.people.living.delete(community.person(MODERATOR).id, place, card["id"])
    await community.bot.start()
    assert fields(await ada.command("welcome introduce"))[0] == "Hello"
    assert "Thank you" in await introduces(ada, "Hello again")
    assert (await community.introduction(ada, "again"))["id"] != card["id"]
    # Many at once, as when a channel is cleared.
    await community.quiet()
    community.discord.world.bulk_delete_messages(
        int(place), [int(m["id"]) for m in community.public("introductions")]
    )
    await community.eventually(
        lambda: not community.stored("SELECT 1 FROM welcome_introduction"), "forgotten"
    )
    assert community.bot.errors() == []


async def test_a_member_who_may_not_write_there_does_not_through_the_bot(begin: Start) -> None:
    community = await begin()
    ada = community.joins("ada")
    form = await ada.command("welcome introduce")
    community.allow_everybody("introductions", send_messages=False)
    assert "no channel for introductions that you can write in" in said(await ada.submit(form, about="Ada"))
    assert "no channel for introductions" in said(await ada.command("welcome introduce"))
    community.allow_everybody("introductions", send_messages=None)
    form = await ada.command("welcome introduce")
    community.discord.world.edit_member(
        int(community.discord.guild_id),
        int(ada.id),
        {"timed_out_until": community.discord.world.iso_after(3600)},
    )
    assert "no channel for introductions" in said(await ada.submit(form, about="Ada"))
    assert community.stored("SELECT * FROM welcome_introduction") == []


async def test_no_thanks_where_the_bot_cannot_post(begin: Start) -> None:
    community = await begin()
    ada = community.joins("ada")
    form = await ada.command("welcome introduce")
    community.allow_the_bot("introductions", send_messages=False)
    assert "The bot cannot post introductions at the moment" in said(await ada.submit(form, about="Ada"))
    assert "cannot post" in said(await ada.command("welcome introduce"))
    community.allow_the_bot("introductions", send_messages=None)
    assert "Thank you" in await introduces(ada, "Ada")
    await community.introduction(ada)
    # The channel goes, another is chosen: the introduction moves there.
    community.discord.world.delete_channel(int(community.channel("introductions")))
    assert "no channel for introductions" in said(await ada.command("welcome introduce"))
    sofia = community.person(MODERATOR)
    general = community.channel("general")
    await sofia.command("admin config set", cog="welcome", key="introductions", value=general)
    assert f"<#{general}>" in await introduces(ada, "Ada again")
    await community.eventually(
        lambda: [m for m in community.public("general") if "Ada again" in text(m)], "the new one"
    )
    # So it does when the bot does not see the old one any more.
    community.allow_the_bot("general", view_channel=False)
    papers = community.channel("papers")
    await sofia.at("papers").command("admin config set", cog="welcome", key="introductions", value=papers)
    assert f"<#{papers}>" in await introduces(ada.at("papers"), "Ada once more")
    assert community.bot.errors() == []


async def test_an_author_who_left_is_forgotten_and_their_card_can_be_deleted(begin: Start) -> None:
    community = await begin()
    ada, ben = community.joins("ada"), community.joins("ben")
    for person in (ada, ben):
        assert "Thank you" in await introduces(person, f"I am {person.id}.")
        # Nothing is on its way when they leave, and when a month passes.
        await community.introduction(person)
    await community.quiet()
    card = await community.introduction(ada)
    living = community.discord.people.living
    living.leave(ada.id)
    living.leave(ben.id)

    def kept() -> int:
        return len(community.stored("SELECT 1 FROM welcome_introduction WHERE left_at IS NULL"))

    await community.eventually(lambda: kept() == 0, "noted")
    living.join(rejoin=ben.id, pending=False)
    assert fields(await ben.command("welcome introduce"))[0] == f"I am {ben.id}."
    await community.eventually(lambda: kept() == 1, "back")
    await community.quiet()
    await community.advance(timedelta(days=31).total_seconds())
    await community.eventually(
        lambda: len(community.stored("SELECT 1 FROM welcome_introduction")) == 1, "the leaver's forgotten"
    )
    moderator = community.person(MODERATOR).at("introductions")
    assert "deleted" in said(await moderator.click(card, "Delete"))
    await gone(community, ada)
    assert len(community.introductions(ben)) == 1
    assert community.bot.errors() == []


async def test_deleting_a_card_of_before_leaves_the_new_one(begin: Start) -> None:
    community = await begin()
    ada = community.joins("ada")
    await introduces(ada, "Old")
    old = await community.introduction(ada)
    community.discord.people.living.leave(ada.id)
    await community.eventually(
        lambda: community.stored("SELECT 1 FROM welcome_introduction WHERE left_at IS NOT NULL"), "noted"
    )
    await community.advance(timedelta(days=31).total_seconds())
    await community.eventually(
        lambda: not community.stored("SELECT 1 FROM welcome_introduction"), "forgotten"
    )
    community.discord.people.living.join(rejoin=ada.id, pending=False)
    await introduces(ada, "New")
    new = await community.introduction(ada, "New")
    assert "deleted" in said(await ada.at("introductions").click(old, "Delete"))
    await community.eventually(
        lambda: [m["id"] for m in community.introductions(ada)] == [new["id"]], "the old one gone"
    )
    assert fields(await ada.command("welcome introduce"))[0] == "New"

"""What moderators and welcomers ask of `/welcome`: preview, text, pause, resend, status, stats."""

from __future__ import annotations

from typing import Any

import pytest

from cogs.welcome import wording
from tests.wire.harness import Json, Person, is_private, labels, said, text

from .conftest import Start
from .newcomers import Welcoming, answers, preview, twice

pytestmark = pytest.mark.asyncio(loop_scope="module")

MODERATOR = "sofia_reyes"
FOR_MODERATORS = ("setup", "preview", "text", "pause", "resume")
FOR_THE_TEAM = ("status", "stats")
DAY = 24 * 3600.0


def looks(message: Json) -> Any:
    """A message's components without the numbers that Discord gives them."""

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: bare(each) for key, each in value.items() if key != "id"}
        return [bare(each) for each in value] if isinstance(value, list) else value

    return bare(message["components"])


async def save_texts(moderator: Person, *texts: str, of: str = "texts") -> Json:
    """Fill the form in; fields without a text are emptied."""
    form = await moderator.command("welcome text", of=of)
    values = {f"variant{n + 1}": (texts[n] if n < len(texts) else "") for n in range(wording.VARIANTS)}
    return await moderator.submit(form, **values)


def fields(form: Json) -> list[str]:
    return [each["component"].get("value") or "" for each in form["modal"]["components"]]


async def test_who_may_use_which_command(community: Welcoming) -> None:
    member, welcomer = community.person("kofi.asante"), community.person("priya_nair")
    for person in (member, welcomer):
        for name in FOR_MODERATORS:
            told = await person.command(f"welcome {name}")
            assert "Only moderators can do this" in said(told)
            assert is_private(told["message"])
        assert "Only moderators" in said(await person.command("welcome resend", member=member.id))
    for name in FOR_THE_TEAM:
        assert "Only moderators and welcomers" in said(await member.command(f"welcome {name}"))
        told = await welcomer.command(f"welcome {name}")
        assert "Only moderators" not in said(told)
        assert is_private(told["message"])


async def test_the_preview_is_what_newcomers_see(begin: Start) -> None:
    community = await begin()
    sofia = community.person(MODERATOR)
    *greetings, card = await preview(sofia, greeting="one newcomer", who="student", want="learn")
    assert [is_private(each) for each in greetings] == [True] * len(wording.WELCOME)
    for number in range(len(wording.WELCOME)):
        newcomer = community.joins(f"newcomer{number}")
        real = await community.greeting(newcomer)
        shown = str(looks(greetings[number])).replace(sofia.id, newcomer.id)
        assert shown == str(looks(real))
    first = (await newcomer.click(real, "Start here"))["message"]
    second = (await newcomer.click(first, "Student"))["message"]
    assert looks((await newcomer.click(second, "Learn"))["message"]) == looks(card)

    several, *_ = await preview(sofia, greeting="several at once")
    assert f"<@{sofia.id}>, <@{sofia.id}> and <@{sofia.id}>" in text(several)
    *back, _ = await preview(sofia, greeting="somebody who comes back")
    assert len(back) == len(wording.WELCOME_BACK)
    assert "Welcome back" in text(back[0])
    # Nobody was greeted by looking.
    assert len(community.public("welcome")) == len(wording.WELCOME)
    assert community.bot.errors() == []


async def test_the_preview_has_the_direct_message_where_there_are_any(begin: Start) -> None:
    community = await begin(direct_messages=True)
    sofia = community.person(MODERATOR)
    *_, direct, _ = await preview(sofia)
    assert text(direct).endswith("\n-# Open Neuromorphic (local)")
    ada = community.joins("ada")
    there = ada.at(str(community.discord.people.living.open_dm(ada.id)))

    async def written() -> list[Json]:
        await community.advance(6)
        return there.sees()

    (real,) = await community.eventually(written, "the direct message")
    assert text(real).endswith("\n-# Open Neuromorphic (local)")
    assert labels(real) == labels(direct) == ["Start here"]


async def test_words_are_changed_checked_and_put_back(begin: Start) -> None:
    community = await begin()
    sofia = community.person(MODERATOR)
    assert fields(await sofia.command("welcome text")) == [*wording.WELCOME, "", ""]
    five = [f"{number}: {{names}} in {{server}} {{{{}}}} **bold**" for number in range(5)]
    shown = await answers(sofia, await save_texts(sofia, *five), "4: ")
    assert "5 variants saved" in text(shown[0])
    assert [text(each) for each in shown[1:]] == [
        f"{n}: <@{sofia.id}> in Open Neuromorphic (local) {{}} **bold**" for n in range(5)
    ]
    assert fields(await sofia.command("welcome text")) == five
    ada = community.joins("ada")
    assert text(await community.greeting(ada)) == f"0: <@{ada.id}> in Open Neuromorphic (local) {{}} **bold**"

    shown = await answers(sofia, await save_texts(sofia, "", "", "", "", "Hi {names}"), "Hi <@")
    assert "1 variant saved" in text(shown[0])
    assert fields(await sofia.command("welcome text")) == ["Hi {names}", "", "", "", ""]

    outcome = await save_texts(sofia, "Again {names}", of="back_texts")
    await answers(sofia, outcome, "Again <@")
    community.discord.people.living.leave(ada.id)
    await community.eventually(lambda: community.row(ada, "left_at"), "left")
    community.discord.people.living.join(rejoin=ada.id, pending=False)
    assert text(await community.greeting(ada, 2)) == f"Again <@{ada.id}>"

    shown = await answers(sofia, await save_texts(sofia), "leads the way")
    assert "as it was shipped" in text(shown[0])
    assert fields(await sofia.command("welcome text")) == [*wording.WELCOME, "", ""]
    assert community.bot.errors() == []


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("Hello {name}", "there is no placeholder {name}"),
        ("Hello", "a greeting needs {names} once"),
        ("{names} {names}", "a greeting needs {names} once"),
        ("{names} {", "the braces do not match"),
        ("{names!r}", "is no placeholder"),
        ("{names:>9}", "is no placeholder"),
        ("{names} {server} {server}", "{server} can stand in a greeting once"),
    ],
)
async def test_a_text_that_does_not_work_gives_back_every_word(
    community: Welcoming, bad: str, why: str
) -> None:
    sofia = community.person(MODERATOR)
    before = fields(await sofia.command("welcome text"))
    long = "{names}" + "x" * (wording.LONGEST - 7)
    shown = await answers(sofia, await save_texts(sofia, long, bad, "Fine, {names}.\n**bold**"), "Fine")
    assert "Nothing was saved" in text(shown[0])
    assert text(shown[1]) == f"**Variant 1**: fine.\n```\n{long}\n```"
    assert text(shown[2]).startswith("**Variant 2**: ")
    assert why in text(shown[2])
    assert f"```\n{bad}\n```" in text(shown[2])
    assert "```\nFine, {names}.\n**bold**\n```" in text(shown[3])
    assert all(is_private(each) for each in shown)
    assert fields(await sofia.command("welcome text")) == before


async def test_pause_and_resume_twice(begin: Start) -> None:
    community = await begin()
    sofia = community.person(MODERATOR)
    assert "not paused" in said(await sofia.command("welcome resume"))
    assert "Greetings are paused" in said(await sofia.command("welcome pause"))
    assert "paused already" in said(await sofia.command("welcome pause"))
    welcomer = await community.person("priya_nair").command("welcome status")
    assert "Greetings were paused" in said(welcomer)
    assert labels(welcomer["message"]) == []
    ada = community.joins("ada")
    await community.eventually(lambda: community.row(ada, "state") == "waiting", "waiting")
    await community.advance(600)
    status = await sofia.command("welcome status")
    assert "Greetings were paused <t:" in said(status)
    assert "1 person to be greeted next" in said(status)
    assert community.public("welcome") == []
    answered = await twice(sofia, status["message"], "Greet those who wait")
    assert sorted("Greetings go on" in each for each in answered) == [False, True]
    await community.greeting(ada)
    assert "not paused" in said(await sofia.command("welcome resume"))
    assert labels((await sofia.command("welcome status"))["message"]) == []
    assert community.bot.errors() == []


async def test_the_button_of_a_raid_is_for_moderators_and_shows_how_it_stands(begin: Start) -> None:
    community = await begin(raid_joins=3)
    people = [community.joins(f"rush{number}") for number in range(4)]
    for person in people:
        await community.eventually(lambda person=person: community.row(person, "state"), "seen")

    async def told() -> list[Json]:
        await community.advance(1)
        return community.public("bot-log")

    (alert,) = await community.eventually(told, "moderators told")
    assert "4 people joined since it began" in text(alert)
    sofia = community.person(MODERATOR).at("bot-log")
    status = said(await sofia.command("welcome status"))
    assert "Many people are joining" in status
    assert "4 people to be greeted next" in status
    community.allow_everybody("bot-log", view_channel=True)
    kofi = community.person("kofi.asante").at("bot-log")
    assert "Only moderators" in said(await kofi.click(alert, "Pause greetings"))
    assert "Greetings are paused" in said(await sofia.click(alert, "Pause greetings"))
    paused = await community.eventually(
        lambda: [m for m in community.public("bot-log") if labels(m) == ["Greet those who wait"]],
        "the message shows it",
    )
    await community.advance(120)
    assert community.public("welcome") == []
    assert "Greetings go on" in said(await sofia.click(paused[0], "Greet those who wait"))
    for person in people:
        await community.greeting(person)
    (over,) = await community.eventually(
        lambda: [m for m in community.public("bot-log") if "is over" in text(m)], "told that it is over"
    )
    assert over["id"] == alert["id"]
    assert labels(over) == []
    assert community.bot.errors() == []


async def test_resend_greets_members_only_and_again_when_told(begin: Start) -> None:
    community = await begin()
    sofia, kofi = community.person(MODERATOR), community.person("kofi.asante")
    bot = str(community.discord.world.bot_user.id)
    assert "That is a bot" in said(await sofia.command("welcome resend", member=bot))
    pending = community.joins("pending", pending=True)
    told = said(await sofia.command("welcome resend", member=pending.id))
    assert "has not accepted the rules yet" in told
    assert "is greeted" in said(await sofia.command("welcome resend", member=kofi.id))
    await community.greeting(kofi)
    await sofia.command("welcome resend", member=kofi.id)
    await community.greeting(kofi, 2)
    ada = community.joins("ada")
    await community.greeting(ada)
    community.discord.people.living.leave(ada.id)
    await community.eventually(lambda: community.row(ada, "left_at"), "left")
    assert "⚠️" in said(await sofia.command("welcome resend", member=ada.id))
    community.allow_the_bot("welcome", send_messages=False)
    told = said(await sofia.at("bot-log").command("welcome resend", member=kofi.id))
    assert "Nobody can be greeted: the bot lacks Send Messages" in told
    assert len(community.public("welcome")) == 3
    assert community.bot.errors() == []


async def test_status_tells_what_is_wrong_and_who_was_not_greeted(begin: Start) -> None:
    community = await begin()
    sofia = community.person(MODERATOR).at("bot-log")
    assert f"greeted in <#{community.channel('welcome')}>" in said(await sofia.command("welcome status"))
    community.allow_the_bot("welcome", send_messages=False)
    ada = community.joins("ada")
    waiting = community.joins("waiting", pending=True)
    await community.eventually(lambda: community.row(waiting, "state") == "pending", "seen")
    await sofia.command("welcome pause")
    told = said(await sofia.command("welcome status"))
    assert "⚠️ Nobody is greeted: the bot lacks Send Messages" in told
    assert "Greetings were paused" in told
    assert "1 person to be greeted next" in told
    assert "1 person has not accepted the rules yet" in told
    community.discord.people.living.leave(ada.id)
    await community.eventually(lambda: community.row(ada, "left_at"), "left")
    told = said(await sofia.command("welcome status"))
    assert f"<@{ada.id}>: left before they were greeted" in told
    assert "0 people to be greeted next" in told


async def test_the_statistics_count_each_step_once(begin: Start) -> None:
    community = await begin()
    sofia = community.person(MODERATOR)
    empty = said(await sofia.command("welcome stats"))
    assert "joined        ▁▁▁▁▁▁▁▁    0    0" in empty
    ada, ben = community.joins("ada"), community.joins("ben", pending=True)
    greeting = await community.greeting(ada)
    for _ in range(2):
        await ada.click(greeting, "Start here")
        form = await ada.command("welcome introduce")
        await ada.submit(form, about="I am Ada.")
        await ada.at("general").say("Hello")
    await community.eventually(lambda: community.row(ada, "spoke_at"), "heard")
    await community.eventually(lambda: community.row(ben, "state"), "seen")
    told = said(await sofia.command("welcome stats"))
    for label, number in (
        ("joined", 2),
        ("came through", 1),
        ("greeted", 1),
        ("pressed start", 1),
        ("introduced", 1),
        ("first message", 1),
    ):
        (line,) = [line for line in told.splitlines() if line.startswith(label)]
        assert line.split()[-2:] == ["0", str(number)], told
    await community.advance(7 * DAY)
    later = said(await sofia.command("welcome stats"))
    (line,) = [line for line in later.splitlines() if line.startswith("joined")]
    assert line.split()[-2:] == ["2", "0"]

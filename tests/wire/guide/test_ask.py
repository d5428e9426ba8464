"""`/guide ask`: what its asker sees, and what the buttons below it do."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.wire.harness import (
    Community,
    Json,
    Person,
    button,
    components,
    is_private,
    labels,
    links,
    said,
    select,
    text,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

JAX = "is there a JAX library for spiking networks?"


@pytest.fixture
def kofi(community: Community) -> Person:
    return community.person("kofi.asante")


async def ask(person: Person, question: str) -> Json:
    outcome = await person.command("guide ask", question=question)
    assert outcome["outcome"] == "message", outcome
    message: Json = outcome["message"]
    return message


async def test_the_answer_is_private_and_says_what_why_and_where(kofi: Person) -> None:
    message = await ask(kofi, JAX)
    assert is_private(message)
    shown = text(message)
    assert JAX in shown
    for name in ("Spyx", "jaxsnn"):
        assert name in shown
    assert "**Why:** builds on JAX" in shown
    for fact in ("**Language:** Python", "**Licence:** MIT (permissive)", "**NIR:** yes", "**Hardware:** no"):
        assert fact in shown
    assert "`pip install spyx`" in shown
    for link in ("[Docs](https://", "[Source](https://", "[Guide page](https://open-neuromorphic.org/"):
        assert link in shown
    assert shown.count("### ") == 3
    assert labels(message) == [
        "Share with the channel", "Ask differently", "Helpful", "Not helpful", "Compare these",
    ]  # fmt: skip


async def test_the_answer_tells_where_its_data_comes_from(kofi: Person) -> None:
    assert "From a folder with the software guide, as of <t:" in text(await ask(kofi, JAX))


async def test_nobody_else_sees_it(community: Community, kofi: Person) -> None:
    message = await ask(kofi, JAX)
    other = community.person("diego_m")
    assert message["id"] in [each["id"] for each in kofi.sees()]
    assert message["id"] not in [each["id"] for each in other.sees()]


async def test_the_answer_is_the_first_thing_that_happens(community: Community, kofi: Person) -> None:
    before = community.last_request()
    await ask(kofi, JAX)
    made = community.requests(since=before)
    assert [(each["method"], each["path"].rsplit("/", 1)[-1]) for each in made] == [("POST", "callback")]
    assert made[0]["body"]["type"] == 4


async def test_sharing_shows_what_was_seen_and_who_shared_it(community: Community, kofi: Person) -> None:
    message = await ask(kofi, JAX)
    before = community.last_request()
    outcome = await kofi.click(message, "Share with the channel")
    other = community.person("diego_m")
    shared = other.sees()[-1]
    assert "**Kofi Asante** shares an answer" in text(shared)
    card = text(message).split("### 1.")[1]
    assert card in text(shared)
    assert shared["mentions"] == []
    assert labels(shared) == ["Remove"]
    assert button(outcome["message"], "Shared")["disabled"]
    sent = [each for each in community.requests(since=before) if each["path"].endswith("/messages")]
    assert sent[0]["body"]["allowed_mentions"]["parse"] == []


async def test_pressing_share_twice_in_a_hurry_shares_once(community: Community, kofi: Person) -> None:
    message = await ask(kofi, "which library trains with surrogate gradients?")
    before = len(kofi.sees())
    await asyncio.gather(*(kofi.click(message, "Share with the channel") for _ in range(2)))
    assert len(kofi.sees()) == before + 1


async def test_what_was_shared_is_removed_by_who_shared_it_and_by_moderators_only(
    community: Community, kofi: Person
) -> None:
    for remover in (kofi, community.person("sofia_reyes")):
        await kofi.click(await ask(kofi, JAX), "Share with the channel")
        shared = kofi.sees()[-1]
        refused = await community.person("diego_m").click(shared, "Remove")
        assert "Only the person this answers and moderators" in said(refused)
        assert shared["id"] in [each["id"] for each in kofi.sees()]
        removed = await remover.click(shared, "Remove")
        assert await remover.told(removed) == "Removed."
        assert shared["id"] not in [each["id"] for each in kofi.sees()]


async def test_who_may_not_write_here_may_not_share_here(community: Community) -> None:
    leila = community.person("leila.haddad").at("announcements")
    message = await ask(leila, JAX)
    refused = await leila.click(message, "Share with the channel")
    assert "You cannot write in this channel" in said(refused)
    assert not any(JAX in text(each) for each in community.person("sofia_reyes").at("announcements").sees())


async def test_asking_differently_opens_the_filters_and_each_asks_again(kofi: Person) -> None:
    message = await ask(kofi, JAX)
    opened = (await kofi.click(message, "Ask differently"))["message"]
    assert opened["id"] == message["id"]
    titles = [each["placeholder"] for each in components(opened) if each["type"] == 3]
    assert titles == [
        "Language", "Licence", "Builds on", "Supports NIR", "Supports hardware", "Category", "Field of application",
    ]  # fmt: skip
    mit = (await kofi.select(opened, "Licence", "Licence: weak copyleft"))["message"]
    assert "Filters: licence: weak copyleft" in text(mit)
    assert "jaxsnn" in text(mit)
    assert "Spyx" not in text(mit)
    nothing = (await kofi.select(mit, "Supports hardware", "Supports hardware: no"))["message"]
    assert "## Not in the guide" in text(nothing)
    assert "The filters alone leave" in text(nothing)
    chosen = [each["label"] for each in select(nothing, "Licence")["options"] if each.get("default")]
    assert chosen == ["Licence: weak copyleft"]
    again = (await kofi.select(nothing, "Supports hardware", "Supports hardware: any"))["message"]
    assert "jaxsnn" in text(again)


async def test_other_words_are_asked_with_the_filters_kept(kofi: Person) -> None:
    opened = (await kofi.click(await ask(kofi, "a JAX library"), "Ask differently"))["message"]
    filtered = (await kofi.select(opened, "Licence", "Licence: permissive"))["message"]
    form = await kofi.click(filtered, "Change the words")
    assert form["outcome"] == "modal"
    changed = await kofi.submit(form, question="PyTorch, for *event* cameras")
    shown = text(changed["message"])
    assert "Filters: licence: permissive" in shown
    assert "PyTorch, for \\*event\\* cameras" in shown


async def test_two_people_change_their_words_at_the_same_time(community: Community) -> None:
    forms = []
    for username in ("kofi.asante", "mei.tanaka"):
        person = community.person(username)
        opened = (await person.click(await ask(person, "a JAX library"), "Ask differently"))["message"]
        forms.append((person, await person.click(opened, "Change the words")))
    for (person, form), words in zip(forms, ("a Rust library", "what runs on Speck?"), strict=True):
        assert f"> {words}" in said(await person.submit(form, question=words))


async def test_a_question_survives_asking_differently_letter_by_letter(kofi: Person) -> None:
    question = r"does *snnTorch* run_on `Loihi` \ @everyone <@123> || > a_b?"
    opened = (await kofi.click(await ask(kofi, question), "Ask differently"))["message"]
    form = await kofi.click(opened, "Change the words")
    field = form["modal"]["components"][0]["component"]
    assert field["value"] == question


async def test_a_verdict_is_thanked_for_and_counted_without_the_person(
    community: Community, kofi: Person
) -> None:
    rated = (await kofi.click(await ask(kofi, JAX), "Not helpful"))["message"]
    assert "counted as not helpful" in text(rated)
    assert "Helpful" not in labels(rated)
    assert "Share with the channel" in labels(rated)
    sofia = community.person("sofia_reyes")

    async def counted() -> str:
        told = said(await sofia.command("guide insights"))
        return told if "not helpful" in told else ""

    told = await community.eventually(counted, "the verdict in the insights")
    assert JAX not in told
    assert kofi.id not in told


async def test_no_question_is_stored(community: Community, kofi: Person) -> None:
    secret = "my unpublished idea about zebrafish spiking networks in JAX"
    await ask(kofi, secret)
    await community.person("sofia_reyes").command("guide insights")
    with closing(sqlite3.connect(community.bot.database)) as database:
        assert not [line for line in database.iterdump() if "zebrafish" in line]
    assert not any("zebrafish" in str(line) for line in community.bot.lines)


async def test_what_is_missing_is_named_and_can_be_suggested(kofi: Person) -> None:
    message = await ask(kofi, "do you know FooSpikeX9000?")
    shown = text(message)
    assert "## Not in the guide" in shown
    assert "The guide knows nothing about “FooSpikeX9000”" in shown
    url = links(message)["Suggest software for the guide"]
    parts = urlsplit(url)
    assert url.startswith("https://github.com/open-neuromorphic/open-neuromorphic.github.io/issues/new?")
    assert parse_qs(parts.query) == {"template": ["new-software.yml"], "title": ["FooSpikeX9000"]}


async def test_which_of_two_is_a_comparison(kofi: Person) -> None:
    shown = text(await ask(kofi, "snnTorch or Norse for a beginner?"))
    assert "## snnTorch and Norse compared" in shown
    assert "### Where they differ" in shown
    assert shown.index("### Where they differ") < shown.index("### What they share")
    assert "|" not in shown


async def test_which_of_two_for_a_need_tells_how_each_stands_to_it(kofi: Person) -> None:
    shown = text(await ask(kofi, "snnTorch or Norse, with a permissive licence?"))
    assert "### For what you ask" in shown
    stands = shown.split("### For what you ask")[1].split("###")[0]
    assert "licence: MIT" in stands
    assert "LGPL-3.0" in stands


async def test_thanks_are_nothing_to_share_or_to_judge(kofi: Person) -> None:
    message = await ask(kofi, "thank you!")
    assert "## Tell me a little more" in text(message)
    assert labels(message) == ["Ask differently"]


async def test_the_chip_of_a_question_has_a_button(kofi: Person) -> None:
    message = await ask(kofi, "what runs on Loihi 2?")
    assert "### Loihi 2" in text(message)
    card = (await kofi.click(message, "Loihi 2"))["message"]
    assert "## Loihi 2" in text(card)
    assert is_private(card)


async def test_comparing_what_was_found(kofi: Person) -> None:
    compared = (await kofi.click(await ask(kofi, JAX), "Compare these"))["message"]
    assert "compared" in text(compared)
    assert is_private(compared)


@pytest.mark.parametrize(
    "question",
    [
        "?",
        "🙂🚀",
        "** **",
        "```py\nimport snntorch\n```",
        "'; DROP TABLE guide; --",
        'snn* NEAR("a" "b") AND OR NOT ^title: {x y}: -z',
        "SELECT * FROM x WHERE a = 'b'",
        "@everyone @here <@&1> <#2>",
        "какая библиотека для спайковых сетей?",
        "スパイキングニューラルネットワーク",
        "\u202ertl\u0000null",
        "a" * 6000,
        "spiking " * 750,
    ],
)
async def test_whatever_is_asked_gets_an_answer(community: Community, kofi: Person, question: str) -> None:
    message = await ask(kofi, question)
    assert text(message).startswith(("## ", "⚠️"))
    assert not community.bot.errors()


async def test_a_blank_question_is_told_what_to_do(kofi: Person) -> None:
    outcome = await kofi.command("guide ask", question=" \n ")
    assert "There is no question to look up" in said(outcome)
    assert is_private(outcome["message"])


async def test_markdown_and_mentions_of_a_question_are_shown_as_typed(kofi: Person) -> None:
    shown = text(await ask(kofi, "# hi @everyone [x](https://evil.example) **bold** <@1>"))
    line = next(each for each in shown.split("\n") if each.startswith("> "))
    assert "@everyone" not in line
    assert "<@1>" not in line
    assert "\\*\\*bold\\*\\*" in line
    assert "\\[x\\](https://evil.example)" in line

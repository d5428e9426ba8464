"""Single entries, comparisons, browsing and where to start: what members see and press."""

from __future__ import annotations

import pytest

from tests.wire.harness import Community, Person, components, is_private, labels, links, said, select, text

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def leila(community: Community) -> Person:
    return community.person("leila.haddad")


# --- /guide library ---------------------------------------------------------------------------------------


async def test_a_library_by_any_of_its_names(leila: Person) -> None:
    for name in ("sinabs", "Sinabs", "SINABS"):
        message = (await leila.command("guide library", name=name))["message"]
        shown = text(message)
        assert shown.startswith("## Sinabs")
        for fact in (
            "**Category:** SNN framework", "**Language:** Python", "**Licence:** AGPL-3.0", "**Builds on:** PyTorch",
            "**Supports NIR:** yes", "**Supports hardware:** yes", "**Install:** `pip install sinabs`",
        ):  # fmt: skip
            assert fact in shown
        assert "Speck" in shown
        assert links(message)["Docs"] == "https://sinabs.ai"
        assert links(message)["Source"] == "https://github.com/synsense/sinabs"
        assert links(message)["Guide page"].startswith("https://open-neuromorphic.org/")
        assert is_private(message)


async def test_a_split_name_is_understood(leila: Person) -> None:
    assert text((await leila.command("guide library", name="snn torch"))["message"]).startswith("## snnTorch")


async def test_an_unknown_library_is_answered_with_the_nearest(leila: Person) -> None:
    outcome = await leila.command("guide library", name="snntroch")
    assert "The guide has no library named “snntroch”" in said(outcome)
    assert "snnTorch" in said(outcome)
    assert is_private(outcome["message"])


async def test_a_blank_name_is_told_what_to_do(leila: Person) -> None:
    assert "There is no name" in said(await leila.command("guide library", name="  "))


async def test_typing_a_name_offers_libraries_by_every_name(leila: Person) -> None:
    everything = await leila.complete("guide library", "name", name="")
    assert len(everything) == 25
    for typed in ("sinab", "SINABS", "sinbas"):
        choices = await leila.complete("guide library", "name", name=typed)
        assert {"name": "Sinabs", "value": "sinabs"} in [
            {"name": each["name"], "value": each["value"]} for each in choices
        ]
    assert await leila.complete("guide library", "name", name="zzzzqqq") == []


# --- /guide hardware --------------------------------------------------------------------------------------


async def test_a_chip_tells_what_drives_it_and_leads_there(leila: Person) -> None:
    message = (await leila.command("guide hardware", name="Loihi 2"))["message"]
    assert "### Software that drives it\n**Lava**" in text(message)
    assert "Lava" in labels(message)
    lava = (await leila.click(message, "Lava"))["message"]
    assert text(lava).startswith("## Lava")
    assert "Loihi 2" in labels(lava)
    back = (await leila.click(lava, "Loihi 2"))["message"]
    assert text(back).startswith("## Loihi 2")


async def test_chips_are_offered_while_typing(leila: Person) -> None:
    choices = await leila.complete("guide hardware", "name", name="loi")
    assert {"Loihi", "Loihi 2"} <= {each["name"] for each in choices}


async def test_an_unknown_chip_is_answered(leila: Person) -> None:
    assert "The guide has no hardware named “Pentium”" in said(
        await leila.command("guide hardware", name="Pentium")
    )


async def test_a_name_of_the_other_kind_is_told_so(leila: Person) -> None:
    chip = said(await leila.command("guide library", name="Loihi 2"))
    assert "Loihi 2 is hardware. Look it up with /guide hardware." in " ".join(chip.split())
    library = said(await leila.command("guide hardware", name="norse"))
    assert "Norse is a library. Look it up with /guide library." in " ".join(library.split())


async def test_a_card_can_be_shared(community: Community, leila: Person) -> None:
    message = (await leila.command("guide hardware", name="Speck"))["message"]
    await leila.click(message, "Share with the channel")
    shared = community.person("diego_m").sees()[-1]
    assert "**Leila Haddad** shares" in text(shared)
    assert "Speck" in text(shared)
    assert "Guide page" in links(shared)


# --- /guide compare ---------------------------------------------------------------------------------------


async def test_comparing_shows_differences_first_and_no_table(leila: Person) -> None:
    message = (await leila.command("guide compare", first="snntorch", second="Norse", third="spyx"))[
        "message"
    ]
    shown = text(message)
    assert "## snnTorch, Norse and Spyx compared" in shown
    differ, share = shown.split("### What they share")
    assert (
        "**Licence**\n- snnTorch: MIT (permissive)\n- Norse: LGPL-3.0 (weak copyleft)\n- Spyx: MIT" in differ
    )
    assert "**Language:** Python" in share
    assert "|" not in shown


async def test_comparing_one_with_itself_is_refused(leila: Person) -> None:
    assert "all the same library" in said(
        await leila.command("guide compare", first="snntorch", second="snnTorch")
    )


async def test_comparing_something_unknown_names_it(leila: Person) -> None:
    assert "“nosuchthing”" in said(
        await leila.command("guide compare", first="snntorch", second="nosuchthing")
    )


# --- /guide browse ----------------------------------------------------------------------------------------


async def test_browsing_turns_pages_and_filters(leila: Person) -> None:
    message = (await leila.command("guide browse"))["message"]
    assert is_private(message)
    assert text(message).startswith("## 37 libraries in the guide")
    assert "Page 1 of 8" in text(message)
    second = (await leila.click(message, "Next"))["message"]
    assert "Page 2 of 8" in text(second)
    assert text(second) != text(message)
    first = (await leila.click(second, "Previous"))["message"]
    assert text(first) == text(message)
    rust = (await leila.select(second, "Language", "Language: Rust"))["message"]
    assert "Filters: language: Rust" in text(rust)
    narrow = (await leila.select(rust, "Category", "Category: Data tool"))["message"]
    assert "Filters: language: Rust, category: Data tool" in text(narrow)
    wide = (await leila.select(narrow, "Language", "Language: any"))["message"]
    assert "Filters: category: Data tool" in text(wide)


async def test_a_list_leads_to_its_entries(leila: Person) -> None:
    message = (await leila.command("guide browse"))["message"]
    name = select(message, "Read more about…")["options"][0]["label"]
    card = (await leila.select(message, "Read more about…", name))["message"]
    assert text(card).startswith(f"## {name}")
    assert card["id"] != message["id"]


async def test_filters_that_leave_nothing_say_so(leila: Person) -> None:
    message = (await leila.command("guide browse"))["message"]
    message = (await leila.select(message, "Language", "Language: Rust"))["message"]
    message = (await leila.select(message, "Licence", "Licence: copyleft"))["message"]
    if "## 0 libraries" not in text(message):
        message = (await leila.select(message, "Builds on", "Builds on: JAX"))["message"]
    assert "## 0 libraries" in text(message)
    assert "Take a filter away" in text(message)


# --- /guide start -----------------------------------------------------------------------------------------


async def test_where_to_start_depends_on_the_background(leila: Person) -> None:
    message = (await leila.command("guide start"))["message"]
    assert "What do you know already?" in text(message)
    options = [each["label"] for each in select(message, "I know already…")["options"]]
    assert options == ["Machine learning", "Neuroscience", "Event cameras", "Hardware", "Something else"]
    learning = (await leila.select(message, "I know already…", "Machine learning"))["message"]
    assert "snnTorch" in text(learning)
    brains = (await leila.select(learning, "I know already…", "Neuroscience"))["message"]
    assert "Brian" in text(brains)
    assert "snnTorch" not in text(brains)


# --- "Ask the guide" --------------------------------------------------------------------------------------


async def test_a_message_is_asked_about_and_answered_as_a_reply(community: Community, leila: Person) -> None:
    diego = community.person("diego_m")
    question = await diego.say("which library should I use for spiking networks in JAX?")
    message = (await leila.menu("Ask the guide", question["id"]))["message"]
    assert is_private(message)
    assert "Spyx" in text(message)
    await leila.click(message, "Share as a reply")
    shared = diego.sees()[-1]
    assert shared["message_reference"]["message_id"] == question["id"]
    assert "**Leila Haddad** shares" in text(shared)


async def test_a_message_without_words_is_told_so(community: Community, leila: Person) -> None:
    message = (await leila.menu("Ask the guide", (await leila.say("🙂"))["id"]))["message"]
    assert "nothing in this that can be looked up" in text(message)


async def test_cards_are_text_without_pictures_that_need_eyes(leila: Person) -> None:
    message = (await leila.command("guide library", name="sinabs"))["message"]
    kinds = {each["type"] for each in components(message)}
    assert not kinds & {11, 12, 13}
    assert all(each.get("label") for each in components(message) if each["type"] == 2)

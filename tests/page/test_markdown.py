"""Markdown as Discord renders it, and the tricks that must stay text."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from bot.local_discord import LocalDiscord

from .driver import Driver, channel_id, member_id

pytestmark = pytest.mark.asyncio(loop_scope="session")

# Source and the tree of `markdown.js`, written as s-expressions.
CASES = [
    ("**b** *i* _i_ __u__ ~~s~~ ||x||", "(strong b) (em i) (em i) (u u) (s s) (spoiler x)"),
    ("***both***", "(strong (em both))"),
    ("**a *b* c**", "(strong a (em b) c)"),
    ("snake_case_word and 2 * 3 * 4", "snake_case_word and 2 * 3 * 4"),
    (r"\*not\* \_this\_", "*not* _this_"),
    ("`a *b*` ``x ` y``", "(code a *b*) (code x ` y)"),
    ("```py\nx = 1\n```", "(pre x = 1)"),
    ("a\nb", "a(br)b"),
    ("# One\n## Two\n### Three\n#### Four", "(heading One)(heading Two)(heading Three)#### Four"),
    ("#no heading", "#no heading"),
    ("-# small", "(small small)"),
    ("> one\n> two\nthree", "(quote one(br)two)three"),
    (">>> all\nof it", "(quote all(br)of it)"),
    ("- a\n  - b\n- c", "(list a(list b);c)"),
    ("1. a\n2. b", "(list a;b)"),
    ("[text](https://a.example/x_(y))", "(link text)"),
    ("[text](javascript:alert)", "[text](javascript:alert)"),
    ("see https://a.example/b, or", "see (link https://a.example/b), or"),
    ("<https://a.example>", "(link https://a.example)"),
    ("[https://a.example](https://b.example)", "(link https://a.example)"),
    ("<@1> <@!1> <@&2> <#3> </guide ask:4> <:spike:55>", "(user) (user) (role) (channel) (command) (emoji)"),
    ("<t:1700000000> <t:1700000000:R> <t:x>", "(time) (time) <t:x>"),
    ("@everyone @here @everyones", "(everyone @everyone) (everyone @here) @everyones"),
    ("**unclosed and ||open", "**unclosed and ||open"),
]

SEXPR = """async (source) => {
  const { parse } = await import("/page/js/markdown.js");
  const show = (nodes) => nodes.map((node) => {
    if (node.type === "text") return node.text;
    const items = node.items?.map(show).join(";");
    const inside = items ?? (node.children ? show(node.children) : node.text ?? "");
    return inside ? `(${node.type} ${inside})` : `(${node.type})`;
  }).join("");
  return show(parse(source));
}"""


async def test_markdown_is_read_as_discord_reads_it(discord: LocalDiscord, desk: Driver) -> None:
    await desk.page.goto(discord.base_url)
    seen = [(source, await desk.page.evaluate(SEXPR, source)) for source, _ in CASES]
    assert seen == CASES


@pytest.mark.parametrize("piece", ["*", "**", "_", "||", "`", "[", "> ", "- ", "<@", "~~", "("])
async def test_hostile_repetition_neither_hangs_nor_breaks(
    discord: LocalDiscord, desk: Driver, piece: str
) -> None:
    await desk.page.goto(discord.base_url)
    source = piece * (4000 // len(piece))
    shown = await desk.page.evaluate(SEXPR, source)
    assert isinstance(shown, str)


async def test_mentions_times_and_spoilers_on_the_page(discord: LocalDiscord, desk: Driver) -> None:
    papers = channel_id(discord, "papers")
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=channel_id(discord, "off-topic"))
    mei = member_id(discord, "Mei Tanaka")
    said = await desk.say(f"<@{mei}> in <#{papers}>: ||secret|| </library find:1> <@99>")
    await expect(said.get_by_role("button", name="@Mei Tanaka")).to_be_visible()
    await expect(said).to_contain_text("@unknown-user")
    secret = said.get_by_text("secret")
    await expect(secret).to_be_hidden()
    await said.get_by_role("button", name="Show the spoiler").click()
    await expect(secret).to_be_visible()
    await said.get_by_role("button", name="/library find").click()
    await expect(desk.page.get_by_role("form", name="Command library find")).to_be_visible()
    await desk.page.keyboard.press("Escape")
    await expect(desk.page.get_by_role("form", name="Command library find")).to_have_count(0)
    await said.get_by_role("button", name="papers").click()
    await expect(desk.title.filter(has_text="papers")).to_be_visible()


EVIL = [
    "<img src=x onerror='window.hacked=1'>",
    "<script>window.hacked=1</script>",
    "[a](javascript:window.hacked=1) [b](data:text/html,<script>window.hacked=1</script>)",
    '[c](https://x.example/"onmouseover="window.hacked=1)',
    "```html\n<svg onload=window.hacked=1>\n```",
    "**<iframe srcdoc='<script>parent.hacked=1</script>'></iframe>**",
    "<t:99999999999999:R> <@&1> <#1> </x:1>",
]


async def test_what_people_and_bots_write_never_becomes_markup(discord: LocalDiscord, desk: Driver) -> None:
    off_topic = channel_id(discord, "off-topic")
    name = "<b onclick=alert(1)>Eve"
    discord.people.living.join("eve", global_name=name, pending=False)
    eve = member_id(discord, name)
    for text in EVIL:
        discord.people.living.message(eve, off_topic, text)
    await desk.open(as_=eve, channel=off_topic)
    await expect(desk.message("<script>window.hacked=1</script>")).to_be_visible()
    await desk.command("show", kind="evil")
    evil = desk.messages(re.compile(r"click")).last
    await expect(evil.get_by_role("button", name=re.compile("<img src=x"))).to_have_count(2)
    await evil.get_by_role("button", name=re.compile("<img src=x")).last.click()
    await expect(desk.page.get_by_role("option", name=re.compile("<img src=x"))).to_be_visible()
    await desk.page.keyboard.press("Escape")
    for message in await desk.messages().all():
        await message.hover()
    await desk.page.get_by_role("tabpanel").get_by_role("button", name="<b onclick").click()
    await expect(desk.page.get_by_role("dialog", name=name)).to_be_visible()
    assert await desk.page.evaluate("window.hacked") is None
    found = await desk.page.evaluate(
        """() => ({
          foreign: document.querySelectorAll("main script, iframe, svg[onload], aside b, dialog b").length,
          handlers: [...document.querySelectorAll("*")]
            .filter((e) => [...e.attributes].some((a) => a.name.startsWith("on"))).length,
          links: [...document.querySelectorAll("main a")]
            .map((a) => a.protocol).filter((p) => !/^https?:$/.test(p)),
        })"""
    )
    assert found == {"foreign": 0, "handlers": 0, "links": []}


async def test_links_to_messages_of_the_server_lead_there(discord: LocalDiscord, desk: Driver) -> None:
    papers = channel_id(discord, "papers")
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=papers)
    meant = await desk.say("Read this first.")
    message = await meant.get_attribute("data-id")
    await desk.go("jobs")
    here = f"https://discord.com/channels/{discord.guild_id}/{papers}/{message}"
    said = await desk.say(f"See {here} and https://discord.com/channels/1/2/3")
    await expect(said.get_by_role("link", name="https://discord.com/channels/1/2/3")).to_be_visible()
    await said.get_by_role("link", name="#papers › message").click()
    await expect(desk.title.filter(has_text="papers")).to_be_visible()
    await expect(desk.message("Read this first.")).to_be_focused()

"""How the community decides: a motion of the committee, an election."""

from __future__ import annotations

from playwright.async_api import expect

from bot.demo import ROLL
from tests.wire.elections.officers import CHANNEL, file

from .studio import PRIVATE, Studio

KIND = "operational or policy: the committee decides"
TITLE = "Sponsors of events"
TEXT = "We take sponsors only for events.\n\n1. Each is named.\n2. None may steer the programme."
LEADERSHIP = "leadership"


async def motion(studio: Studio) -> None:
    """Three officers decide: proposed, changed on request, approved, recorded."""
    desk = studio.desk
    await studio.eventually(lambda: studio.stored("SELECT 1 FROM committee_seat"), "the seats")
    await studio.sit_down("Amara Okafor", LEADERSHIP)
    await desk.command("motion propose", kind=KIND)
    await studio.fill_in("Propose a motion", {"Title": TITLE, "Text": TEXT})
    await expect(desk.message(PRIVATE)).to_contain_text("You count as approving.")
    await studio.sit_down("Lukas Brandt", LEADERSHIP)
    await desk.press("Request changes", within=desk.message("Veto"))
    await studio.fill_in("Request changes to motion 1", {"What is to be changed?": "Who decides about each?"})
    card = desk.messages("Veto").first
    await expect(card).to_contain_text("Who decides about each?")
    await studio.picture("motion", card)

    await studio.sit_down("Amara Okafor", LEADERSHIP)
    await desk.command("motion revise", motion=TITLE)
    await studio.fill_in("Revise motion 1", {"Text": f"{TEXT}\n3. The committee decides about each."})
    await expect(desk.message(PRIVATE)).to_contain_text("Open.")
    for name in ("Lukas Brandt", "Mei Tanaka"):
        await studio.sit_down(name, LEADERSHIP)
        await desk.press("Approve", within=desk.message("Veto"))
        await expect(desk.message(PRIVATE)).to_be_visible()
    passed = desk.message("If nothing happens before, the bot records it")
    await expect(passed).to_contain_text("Passed, full consensus.")
    await desk.command("motion record", motion=TITLE, link="https://github.com/example/handbook/pull/7")
    await desk.press("Record it", within=desk.message("noted once you confirm"))
    recorded = desk.messages("📜").filter(has_text="Recorded")
    await expect(recorded).to_be_visible()
    # Nobody whom the message above mentions: it would be marked.
    await studio.sit_down("Lukas Brandt", LEADERSHIP)
    await studio.picture("motion-recorded", recorded)


SECRETARY = "mei.tanaka"
STANDING = {
    "Chair": ("priya_nair", "tomasz.zielony", "nguyen_thao"),
    "Vice-Chair": ("jonas.lindqvist", "leila.haddad"),
    "Secretary": ("hana_kovac",),
}
# Whom each voter ranks for Chair.
RANKED = {
    "amara.okafor": ("Priya Nair", "Nguyễn Thảo"),
    "lukas.brandt": ("Tomasz Zielony",),
    "mei.tanaka": ("Nguyễn Thảo", "Priya Nair"),
    "sofia_reyes": ("Priya Nair",),
    "hana_kovac": ("Tomasz Zielony", "Priya Nair"),
    "tomasz.zielony": ("Tomasz Zielony", "Nguyễn Thảo"),
    "leila.haddad": ("Priya Nair", "Tomasz Zielony"),
}


async def election(studio: Studio) -> None:
    """The officers are elected, from the roll to the result."""
    desk = studio.desk
    mei = studio.person(SECRETARY)
    opens, closes = studio.day(15), studio.day(29)
    shown = await mei.command("election roll import", file=file((studio.bot.folder / ROLL).read_bytes()))
    await mei.click(shown["message"], "Take it over")
    await mei.command(
        "election create",
        kind="officers",
        title="Officers 2027",
        opens=f"{opens:%Y-%m-%d %H:%M}",
        closes=f"{closes:%Y-%m-%d %H:%M}",
    )
    await studio.step(SECRETARY, "open", "Open nominations")
    for office, people in STANDING.items():
        for person in people:
            await studio.form(person, "nominate", office=studio.question_id(office))
    await studio.step(SECRETARY, "freeze", "Publish the ballot")
    await studio.advance_to(opens)
    await studio.offers("Vote")

    await studio.sit_down("Kofi Asante", CHANNEL)
    await desk.press("Vote", within=desk.messages("Voting is open").last)
    paper = desk.message(PRIVATE)
    await desk.press("Chair: choose", within=paper)
    form = desk.page.get_by_role("dialog", name="Chair")
    for number, name in (("1st", "Priya Nair"), ("2nd", "Nguyễn Thảo")):
        await desk.choose(f"{number} choice", name, within=form)
    await desk.press("Submit", within=form)
    await expect(paper).to_contain_text("1 Priya Nair · 2 Nguyễn Thảo")
    await studio.picture("election-ballot", paper)
    await desk.press("Leave the rest blank", within=paper)
    await desk.press("Confirm", within=paper)
    await expect(paper).to_contain_text("Your ballot is in")

    for username, names in RANKED.items():
        voter = studio.voter(username)
        await voter.begin()
        await voter.fill("Chair: choose", dict(zip(("1st choice", "2nd choice"), names, strict=False)))
        await voter.fill("Vice-Chair: choose", {"1st choice": "Jonas Lindqvist"})
        await voter.fill("Secretary: choose", {"1st choice": "Hana Kováč"})
        await voter.confirm()
    await studio.advance_to(closes)
    result = desk.message("Do not trust, recount")
    await expect(result).to_contain_text("Priya Nair is elected")
    for picture in await result.get_by_role("img").all():
        await expect(picture).to_be_visible()
    await studio.picture("election-result", result)

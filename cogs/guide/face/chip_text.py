"""What answers say of chips: one with its facts, two or three compared, those that fit. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.limits import fit
from bot.texts import link, listing
from cogs.guide.face import wording
from cogs.guide.face.chip_questions import CHIPS, asked_facts, asks_which_chip, shows_chips, why_it_fits
from cogs.guide.face.entries import Entries
from cogs.guide.matching.answer import Answer
from cogs.guide.model import Hardware

# What an answer says of its chips, at most; the rest of a message is for libraries.
ROOM = 1500
CHIPS_HEADING = "## From the hardware guide"
_FACTS = 8
_COMPARED = 3
_VALUE = 90
_BRIEF = ("Made by", "Type", "Neurons", "Synapses", "On-chip learning", "Power", "Applications")


def facts_of(chip: Hardware) -> dict[str, str | None]:
    """Return everything that the guide can state about a chip, by label; None where it does not."""
    return {
        "Made by": ", ".join(part for part in (chip.organisation, chip.group) if part) or None,
        "Type": chip.chip_type,
        "Neurons": chip.neurons,
        "Synapses": chip.synapses,
        "Weight bits": chip.weight_bits,
        "Activation bits": chip.activation_bits,
        "On-chip learning": None if chip.on_chip_learning is None else wording.yes_no(chip.on_chip_learning),
        "Power": chip.power,
        "Memory": chip.memory,
        "Interfaces": chip.interfaces,
        "Applications": ", ".join(chip.applications) or None,
        "Year": chip.release_year,
    }


def driven_by(chip: Hardware, entries: Entries) -> list[str]:
    """Return the lines that say what software drives a chip, or that the guide has none of it."""
    drivers = entries.connections.drivers.get(chip.slug, ())
    elsewhere = entries.connections.elsewhere.get(chip.slug, ())
    if drivers:
        names = listing(f"**{wording.title(library, 60)}**" for library in drivers[:8])
        lines = [f"{names}{', …' if len(drivers) > 8 else ''}"]
    else:
        lines = ["The guide names no library of its own for this chip."]
    if elsewhere:
        lines.append(f"Not in the guide, but named on its page: {wording.listed(elsewhere, 200)}")
    return lines


@dataclass(frozen=True, slots=True)
class ChipsSaid:
    """How an answer begins that has something to say of chips, in at most `ROOM` characters of text."""

    heading: str
    text: str


def chips_said(question: str, answer: Answer, entries: Entries) -> ChipsSaid | None:
    """Return what an answer says of its chips before it comes to libraries; None when that is nothing."""
    if not shows_chips(question, answer):
        return None
    heading = CHIPS_HEADING
    if asks_which_chip(question, replace(answer, hardware=())):
        return ChipsSaid(heading, _fitting(question, answer.hardware))
    chips = answer.hardware[:_COMPARED]
    if len(chips) == 1:
        lines = _one(question, chips[0])
        links = wording.beside(wording.links(chips[0]), 300)
    else:
        heading = f"## {listing(wording.title(chip, 40) for chip in chips)} compared"
        lines = _several(question, chips)
        links = wording.beside(map(_linked, chips), 300)
    software = _software(chips, entries, libraries_follow=answer.kind == "answer")
    said = wording.within(lines, ROOM - len(software) - len(links) - 2)
    return ChipsSaid(heading, "\n".join(filter(None, (said, links, software))))


def no_chip_text(question: str, answer: Answer, entries: Entries) -> str | None:
    """Return what is said to who wants a chip when the guide's facts do not decide; None for others."""
    if answer.kind != "not_in_guide" or not asks_which_chip(question, answer):
        return None
    names = wording.listed([chip.name or chip.title for chip in entries.index.guide.hardware], 900)
    return (
        f"Nothing the guide states about its chips decides this. Look at one with `/guide hardware`: {names}."
    )


def named_chips(answer: Answer) -> str:
    """Return the chips of a question, as links when these are short enough."""
    chips = answer.hardware[:CHIPS]
    linked = listing(map(_linked, chips))
    return linked if len(linked) <= 250 else listing(wording.title(chip, 40) for chip in chips)


def _one(question: str, chip: Hardware) -> list[str]:
    facts = facts_of(chip)
    asked = asked_facts(question)
    shown = [(label, facts[label] or wording.NOT_STATED) for label in asked]
    shown += [(label, value) for label in _BRIEF if label not in asked and (value := facts[label])]
    said = wording.BETWEEN.join(
        f"**{label}:** {wording.shown(value, _VALUE)}" for label, value in shown[:_FACTS]
    )
    return [f"### {wording.title(chip)}", wording.one_line(chip), said]


def _several(question: str, chips: Sequence[Hardware]) -> list[str]:
    asked = asked_facts(question)
    facts = [facts_of(chip) for chip in chips]
    lines = []
    for label in dict.fromkeys((*asked, *_BRIEF, "Year")):
        values = [each[label] for each in facts]
        if any(values) or label in asked:
            lines.append(f"**{label}**")
            said = [wording.shown(value, _VALUE) if value else wording.NOT_STATED for value in values]
            lines += [f"- {wording.title(chip, 30)}: {each}" for chip, each in zip(chips, said, strict=True)]
    return lines


def _software(chips: Sequence[Hardware], entries: Entries, *, libraries_follow: bool) -> str:
    """Return the heading of the libraries that follow, with what the guide says of chips that have none."""
    lines = ["### Software"] if libraries_follow else []
    for chip in chips:
        if not entries.connections.drivers.get(chip.slug):
            name = f"**{wording.title(chip, 30)}:** " if len(chips) > 1 else ""
            lines.append(name + " ".join(driven_by(chip, entries)))
    return wording.within(lines, 500)


def _fitting(question: str, chips: Sequence[Hardware]) -> str:
    lines = []
    for chip in chips[:CHIPS]:
        lines.append(f"**{_linked(chip)}:** {wording.one_line(chip, 120)}")
        lines.append(f"**Why:** {wording.shown(why_it_fits(chip, question), 110)}")
    if rest := chips[CHIPS:]:
        lines.append(f"Besides: {wording.listed([chip.name or chip.title for chip in rest], 250)}.")
    lines.append("-# Everything about one, and the software that drives it: `/guide hardware`.")
    return wording.within(lines, ROOM)


def _linked(chip: Hardware) -> str:
    if wording.is_address(chip.url) and len(chip.url) <= wording.LINK:
        return link(fit(" ".join((chip.name or chip.title).split()), 40), chip.url)
    return wording.title(chip, 40)

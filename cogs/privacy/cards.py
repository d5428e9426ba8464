"""What people see of what is kept about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from discord import ui

from bot.limits import fit
from bot.settings import PrivacySettings
from bot.texts import listing, plural
from bot.ui import Layout, page
from cogs.privacy import wording
from cogs.privacy.asking import Declared, Erased, Held

if TYPE_CHECKING:
    from bot.client import CommunityBot

# What lists may take of a message, so that all that can stand in one fits together.
_DECLARED = 3780
_LIST = 2600
_PART = 1200
_TROUBLES = 800
_LINE = 400
_ALERT = 0xC0392B
_IN_DISCORD = (
    "-# Messages that stand in Discord stay, such as a greeting that names you; only your introduction is "
    "deleted there. What you set up for everybody stays too, without your id."
)


def in_general(found: Iterable[Declared], answers: PrivacySettings) -> list[Layout]:
    """Return what each cog keeps about people, whoever they are: as many messages as it takes.

    The first says who `answers` for it.
    """
    parts = [_who_answers(answers)]
    rests = ""
    for each in found:
        off = "" if each.runs else " (switched off)"
        rests = (
            rests
            if each.runs
            else "-# Of a job that is switched off nothing is added, and nothing goes by itself.\n"
        )
        kept = (f"- {data.what}, {data.why}. Kept: {data.kept}." for data in each.stores)
        part = fit("\n".join((f"**{each.cog}**{off}", *kept)), _DECLARED)
        if len(parts[-1]) + 1 + len(part) <= _DECLARED:
            parts[-1] += f"\n{part}"
        else:
            parts.append(part)
    foot = f"{rests}-# All of it is kept in one file, on the machine of whoever runs the bot."
    return [
        page(
            *(["## What the bot keeps about people"] if place == 0 else []),
            part,
            *([foot] if place == len(parts) - 1 else []),
        )
        for place, part in enumerate(parts)
    ]


def _who_answers(answers: PrivacySettings) -> str:
    named = {
        "Write to": answers.contact,
        "Runs on": answers.host,
        "Stands for it": answers.champion,
        "Legal basis": answers.legal_basis,
    }
    lines = [f"- {name}: {' '.join(words.split())}" for name, words in named.items() if words]
    if not answers.contact:
        lines.append("- Whom to write to is not set: ask a moderator.")
    return "\n".join(("**Who answers for it**", *lines))


def about_you(found: Sequence[Held], buttons: ui.ActionRow[Any]) -> Layout:
    """Return what is held about one person now."""
    parts = [
        "\n".join((f"**{each.cog}**", *(f"- {fit(line, _LINE)}" for line in wording.lines(each.held))))
        for each in found
        if each.held
    ]
    missing = unread(found)
    return page(
        "## What it holds about you now",
        fit("\n".join(parts), _LIST) or ("Nothing that could be told." if missing else "Nothing."),
        *missing,
        "-# The file has all of it.",
        buttons,
    )


def file(bot: CommunityBot, found: Sequence[Held], user_id: int, at: datetime) -> bytes:
    """Return what was `found` about a person `at` (UTC) as the file that they are given."""
    return wording.as_file(
        {each.cog: each.held for each in found if each.held},
        {each.cog: each.reference for each in found if each.reference},
        user_id=user_id,
        server_id=bot.guild_id,
        at=at,
    )


def handed_over(plain: str, name: str | None, answers: PrivacySettings) -> str:
    """Return what is said with a person's file; `name` is what it is called, None when it is too large."""
    if name is None:
        whom = f" ({answers.contact})" if answers.contact else ""
        return (
            "What the bot holds about you is more than Discord takes as a file. Whoever runs the bot can "
            f"hand it over: write to them{whom}, or ask a moderator who that is."
        )
    all_of_it = "Everything that the bot holds about you."
    return all_of_it if name == plain else f"{all_of_it} It is compressed, as Discord takes no larger files."


def question(found: Sequence[Held], buttons: ui.ActionRow[Any]) -> Layout:
    """Return the question whether all of it is to be erased."""
    goes = [
        f"- **{each.cog}**: {fit(listing(wording.kinds(each.held)), _LINE)}" for each in found if each.held
    ]
    waits = _waiting(found)
    return page(
        "## Erase what the bot holds about you?",
        fit("\n".join(goes), _PART) or "Nothing that could be told.",
        *(["It goes at once, but for what has to wait:", waits] if waits else ["All of it goes at once."]),
        *unread(found),
        _IN_DISCORD,
        buttons,
        colour=_ALERT,
    )


def nothing_to_erase() -> Layout:
    """Return that nothing is held."""
    return page("The bot holds nothing about you.")


def result(done: Sequence[Erased]) -> Layout:
    """Return what was erased, what waits and what failed."""
    failed = [each for each in done if each.reference]
    went = [f"- **{each.cog}**: {plural(each.count, 'entry', 'entries')}" for each in done if each.count]
    waits = _waiting(done)
    return page(
        "## ⚠️ Not everything could be erased" if failed else "## ✅ Erased",
        "\n".join(went) or ("Nothing was erased." if failed else "There was nothing left to erase."),
        *(["**What has to wait**", waits] if waits else []),
        *_troubles(
            (f"⚠️ **{each.cog}** failed, and may still hold something about you", each.reference)
            for each in failed
        ),
        _IN_DISCORD,
        colour=_ALERT if failed else None,
    )


def kept() -> Layout:
    """Return that everything is as it was."""
    return page("Nothing was erased.")


def unread(found: Iterable[Held]) -> list[str]:
    """Return which cogs could not be asked, and where moderators find why; nothing when all could."""
    return _troubles(
        (f"⚠️ **{each.cog}** could not be asked what it holds about you, and is missing here", each.reference)
        for each in found
        if each.reference
    )


def _troubles(told: Iterable[tuple[str, str | None]]) -> list[str]:
    lines = [f"{what} (reference `{reference}`)." for what, reference in told]
    if not lines:
        return []
    listed = "\n".join(lines)
    more = "Try again later; moderators find the details under the reference."
    return [f"{fit(listed, _TROUBLES)}\n{more}"]


def _waiting(parts: Iterable[Held | Erased]) -> str:
    lines = (f"- **{each.cog}**: {' '.join(each.waiting)}" for each in parts if each.waiting)
    return fit("\n".join(lines), _PART)

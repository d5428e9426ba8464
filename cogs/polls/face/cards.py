"""The messages of all polls: `views.Cards`."""

from __future__ import annotations

import discord
from discord import ui

from bot.outbox import Message
from bot.ui import page
from cogs.polls.face import dates, native, secret
from cogs.polls.face.wording import COLOUR, foot, head
from cogs.polls.model import Kind, Standing


def card(standing: Standing) -> Message:
    """Return the standing message of a poll."""
    if standing.poll.kind is Kind.ASK:
        return native.card(standing)
    made = dates if standing.poll.kind is Kind.DATE else secret
    return Message.of(made.card(standing))


def result(standing: Standing, link: str | None) -> Message:
    """Return the news of what came of a poll."""
    poll = standing.poll
    voted = "answered" if poll.kind is Kind.DATE else "voted"
    heading = head(poll).replace("### ", "### Result · ", 1)
    paragraphs = news(standing)
    links = [] if link is None else [ui.ActionRow[ui.LayoutView](_to(link))]
    return Message.of(page(heading, *paragraphs, foot(standing, voted), *links, colour=COLOUR))


def news(standing: Standing) -> list[str]:
    """Return what came of a poll, as paragraphs. Not of Discord's own polls."""
    made = dates if standing.poll.kind is Kind.DATE else secret
    return [text for text in made.news(standing) if text]


def _to(link: str) -> ui.Button[ui.LayoutView]:
    return ui.Button(label="To the poll", url=link, style=discord.ButtonStyle.link)

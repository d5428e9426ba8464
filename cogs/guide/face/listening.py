"""Answers in channels: to whoever mentions the bot, and, where moderators want it, to whoever asks nobody.

Both are public replies that their asker and moderators can remove. A message that comes twice, as gateway
events may, is answered once; one whose answer was lost with a crash stays unanswered rather than being
answered twice.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections import OrderedDict
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

import discord
from discord import ui
from discord.ext import commands

from bot.limits import NONCE
from bot.ui import Layout
from cogs.guide.face import wording
from cogs.guide.face.answer_text import is_small_talk, offered
from cogs.guide.face.answering import ask, listen
from cogs.guide.face.chip_questions import CHIPS
from cogs.guide.face.controls import Remove
from cogs.guide.face.lookup import ShowHardware
from cogs.guide.matching.answer import Answer
from cogs.guide.storage.memory import days_talk

if TYPE_CHECKING:
    from cogs.guide.cog import Guide

log = logging.getLogger(__name__)

# What people write; everything else (joins, pins, boosts, thread notices) is Discord's own.
_WRITTEN = (discord.MessageType.default, discord.MessageType.reply)
# A member's mentions that are answered: this many in so many seconds. More is play, or a loop with a bridge.
MENTIONS = (5, 60.0)
_REMEMBERED_MESSAGES = 512

HINT = (
    "I look things up in the software guide. Mention me with a question, such as "
    "“which library trains spiking networks in JAX?”, or ask privately with `/guide ask`."
)


class Ear:
    """Hears messages and answers those that are for the guide."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._pace = commands.CooldownMapping.from_cooldown(*MENTIONS, commands.BucketType.user)

    async def hear(self, message: discord.Message) -> bool:
        """Answer `message` when it mentions the bot, or asks for software where the bot listens.

        Return whether a reply was sent.
        """
        bot = self._guide.bot
        if not _from_a_member(message, bot.guild_id) or bot.user is None:
            return False
        question = addressed(message, bot.user.id)
        if question is None and not is_listened_to(message.channel, self._guide.settings.listen.channels):
            return False
        if message.id in self._seen:
            return False
        self._seen[message.id] = None
        while len(self._seen) > _REMEMBERED_MESSAGES:
            self._seen.popitem(last=False)
        if question is not None:
            return await self._answer_mention(message, question)
        return bool(message.content) and await self._answer_unasked(message)

    async def _answer_mention(self, message: discord.Message, question: str) -> bool:
        if self._pace.update_rate_limit(message):
            log.info("a member mentions the bot too often; not answered")
            return False
        answer = ask(self._guide.service, wording.spoken(question))
        if is_small_talk(answer, question):
            view = Layout()
            view.add_item(ui.TextDisplay(HINT))
            view.add_item(ui.ActionRow(Remove.button(message.author.id)))
            await _reply(message, view)
            return True
        await self._send(message, answer, question)
        return True

    async def _answer_unasked(self, message: discord.Message) -> bool:
        service = self._guide.service
        question = said_in(message)
        answer = listen(service, wording.spoken(question))
        if answer.kind != "answer":
            return False
        conversation = conversation_of(message, self._guide.bot.clock.now())
        if not await service.claim_conversation(conversation, message.channel.id):
            return False
        try:
            await self._send(message, answer, question)
        except discord.HTTPException:
            # Discord refused it. After a cut connection nobody knows, and the claim stays.
            await service.release_conversation(conversation)
            raise
        return True

    async def _send(self, message: discord.Message, answer: Answer, question: str) -> None:
        guide = self._guide
        view = Layout()
        view.add_item(guide.answer_card(answer, question=question, show_question=False))
        remove = Remove.button(message.author.id, offered(answer, guide.settings.answers))
        chips = (ShowHardware.button(chip) for chip in answer.hardware[:CHIPS])
        view.add_item(ui.ActionRow(remove, *chips))
        await _reply(message, view)
        await guide.count(answer)


def said_in(message: discord.Message) -> str:
    """Return a message's text; that which opens a forum post has the post's title as its first line."""
    channel = message.channel
    # The first message of a post has the post's own id; its title is often all there is to read.
    if isinstance(channel, discord.Thread) and message.id == channel.id:
        return f"{channel.name}\n{message.content}"
    return message.content


def addressed(message: discord.Message, bot_id: int) -> str | None:
    """Return what a message says beside its mention of the bot, or None when it does not mention it.

    A reply to the bot pings it without the mention being in the text: that is a conversation about the
    answer, not a question.
    """
    mention = re.compile(rf"<@!?{bot_id}>")
    if not mention.search(message.content):
        return None
    lines = mention.sub(" ", said_in(message)).splitlines()
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


def is_listened_to(channel: Any, channels: Collection[int]) -> bool:
    """Tell whether messages in `channel` are heard: it, or what it is a thread of, is listed."""
    return channel.id in channels or (isinstance(channel, discord.Thread) and channel.parent_id in channels)


def conversation_of(message: discord.Message, now: datetime) -> int:
    """Return what counts as one conversation: a thread or forum post, else one author's day in a channel."""
    if isinstance(message.channel, discord.Thread):
        return message.channel.id
    return days_talk(message.channel.id, message.author.id, now)


def _from_a_member(message: discord.Message, guild_id: int) -> bool:
    return (
        message.guild is not None
        and message.guild.id == guild_id
        and not message.author.bot
        and message.webhook_id is None
        and message.type in _WRITTEN
    )


async def _reply(message: discord.Message, view: Layout) -> None:
    await message.channel.send(
        view=view,
        reference=message.to_reference(fail_if_not_exists=False),
        mention_author=False,
        # Derived from the message: a second process, or a second event, gets the first answer back.
        nonce=hashlib.sha256(f"answer:{message.id}".encode()).hexdigest()[:NONCE],
    )

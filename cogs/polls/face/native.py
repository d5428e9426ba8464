"""Discord's own polls: Discord shows them, counts, and says what came of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.errors import UserError
from bot.native_poll import NativePoll
from bot.outbox import Message, Said
from cogs.polls.face.wording import author
from cogs.polls.model import Standing
from cogs.polls.rules.native import hours

if TYPE_CHECKING:
    from bot.client import CommunityBot
    from cogs.polls.native import NativePolls

PUBLIC = "everybody can see who votes for what"
# Discord's JSON error codes (opcodes and status codes).
_ENDED = 520001
_GONE = {10003, 10008}


def card(standing: Standing) -> Message:
    """Return the poll; the words above it tell it from every other, and who asked, whom they do not ping."""
    poll = standing.poll
    asked = poll.question
    return Message.asking(
        NativePoll(
            asked.text,
            tuple(option.label for option in asked.options),
            hours(asked.ends_at - poll.created_at),
            f"-# {author(poll)} · poll {poll.id} · 👀 {PUBLIC}",
            several=asked.most > 1,
        )
    )


async def end_at_discord(bot: CommunityBot, said: Said) -> tuple[bool, str]:
    """Have Discord end a poll that stands; whether that ended it, and what to say of it.

    It did not when the poll was over already. Raises `UserError` when Discord does not: the poll goes on.
    """
    try:
        await bot.http.end_poll(said.channel_id, said.message_id or 0)
    except discord.HTTPException as error:
        if error.code == _ENDED:
            return False, "had ended already; Discord posts its result."
        if error.code in _GONE:
            return False, f"is over: its message in <#{said.channel_id}> is gone, so there is no result."
        if isinstance(error, discord.Forbidden):
            raise UserError(
                f"Discord does not let the bot end it: {error.text or 'no access'}.",
                f"Let the bot see <#{said.channel_id}>, or delete the poll's message.",
            ) from error
        raise _not_now() from error
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        raise _not_now() from error
    return True, f"is over; Discord posts its result in <#{said.channel_id}>."


async def look(bot: CommunityBot, polls: NativePolls, now: datetime) -> None:
    """Find out which of those that go on have ended, and whose message is gone, unseen."""
    for poll, said in await polls.standing():
        channel = bot.get_partial_messageable(said.channel_id, guild_id=bot.guild_id)
        try:
            message = await channel.fetch_message(said.message_id or 0)
        except discord.NotFound:
            await polls.over(poll.id)
        except (discord.DiscordException, aiohttp.ClientError, OSError):
            # Nothing is known of it, and it is over by the clock in any case.
            continue
        else:
            if message.poll is not None and _has_ended(message.poll, now):
                await polls.over(poll.id)


def _has_ended(poll: discord.Poll, now: datetime) -> bool:
    return poll.is_finalised() or (poll.expires_at is not None and poll.expires_at <= now)


def _not_now() -> UserError:
    return UserError("Discord did not end the poll just now, so it goes on.", "Try again in a minute.")

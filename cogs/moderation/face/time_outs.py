"""Discord's time-outs (resources/guild: modify guild member, `communication_disabled_until`)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import aiohttp
import discord

from cogs.moderation.holding import NotTaken
from cogs.moderation.rules.holding import Known

if TYPE_CHECKING:
    from bot.client import CommunityBot


class TimeOuts:
    """The members of the server, as the guard may hold them."""

    def __init__(self, bot: CommunityBot) -> None:
        self._bot = bot

    @property
    def reachable(self) -> bool:
        """Whether Discord has told of the server and its members."""
        community = self._bot.community
        return (
            self._bot.is_ready() and community is not None and not community.unavailable and community.chunked
        )

    @property
    def may_hold(self) -> bool:
        """Whether the bot may time members out."""
        community = self._bot.community
        return community is not None and community.me.guild_permissions.moderate_members

    def known(self, user_id: int) -> Known | None:
        """Return what Discord tells of a member; None when they left."""
        community = self._bot.community
        member = community.get_member(user_id) if community else None
        if community is None or member is None:
            return None
        return Known(
            moderator=self._bot.is_moderator(member) or member.guild_permissions.administrator,
            above=member.top_role >= community.me.top_role,
            timed_out_until=member.timed_out_until,
        )

    async def set(self, user_id: int, until: datetime | None) -> None:
        """Time somebody out until a moment (UTC), or no more. Raises `NotTaken`."""
        member = self._bot.community.get_member(user_id) if self._bot.community else None
        if member is None:
            raise NotTaken("they have left", again=False)
        try:
            await member.edit(timed_out_until=until, reason="the bot's guard against spam")
        except discord.Forbidden as error:
            raise NotTaken("Discord does not let the bot time them out", again=False) from error
        except discord.NotFound as error:
            raise NotTaken("they have left", again=False) from error
        except (discord.RateLimited, discord.DiscordServerError, aiohttp.ClientError, OSError) as error:
            raise NotTaken("Discord did not answer", again=True) from error
        except discord.HTTPException as error:
            raise NotTaken(f"Discord refuses it: {error.text}", again=False) from error

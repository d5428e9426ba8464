"""Quick polls for everybody: Discord's own, secret ones, and dates."""

from cogs.polls.cog import Polls

COG = Polls

"""Reports to moderators, and a guard that holds newcomers who spam."""

from cogs.moderation.cog import Moderation

COG = Moderation

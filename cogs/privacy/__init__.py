"""What the bot keeps about people: shown, exported and erased, by each for themselves."""

from cogs.privacy.cog import Privacy

COG = Privacy

"""Elections: ballots counted by a rule that was named before, so that anyone can count again."""

from cogs.elections.cog import Elections

COG = Elections

"""Which library? Answers from the community's software guide."""

from cogs.guide.cog import Guide

COG = Guide

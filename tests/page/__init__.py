"""The page in a real browser, against the real local Discord and a real discord.py bot."""

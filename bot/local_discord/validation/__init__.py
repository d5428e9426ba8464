"""Discord's limits on what a bot sends, answered as Discord does: 400, code 50035, errors by path.

The numbers are Discord's documented ones and are written here a second time on purpose: a
checker that took them from the bot under test could not find a wrong one.
"""

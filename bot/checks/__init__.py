"""`community-bot check` and `/admin check`: is everything as the bot needs it?

Facts are fetched first (`fetching`), then judged without a network (`judging`, `permission_table`): the same
findings come from the command line, from Discord, and in tests from a table.
"""

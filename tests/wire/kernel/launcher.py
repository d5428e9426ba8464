"""`community-bot` with one more folder of cogs: `launcher.py FOLDER run --config …`."""

import sys

import cogs
from bot.cli import main

cogs.__path__.append(sys.argv.pop(1))
main(prog_name="community-bot")

"""`python -m bot.local_discord` is `community-bot local-discord`."""

import sys

from bot.cli import main

if __name__ == "__main__":
    main(["local-discord", *sys.argv[1:]], prog_name="community-bot")

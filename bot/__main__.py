"""`python -m bot` is `community-bot`."""

from bot.cli import main

if __name__ == "__main__":
    main(prog_name="community-bot")

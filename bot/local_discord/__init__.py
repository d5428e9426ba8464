"""A Discord on this machine, for any bot: real HTTP and WebSocket, and a page to use it in.

Never imported by ``community-bot run``; it needs the extra ``local``.
"""

try:
    from .server import LocalDiscord
    from .world import World
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] != "simcord":
        raise
    raise ModuleNotFoundError(
        "the local Discord is an extra that is not installed; in the project's folder `make demo` installs"
        " it, and so does pip install -e '.[local]'",
        name="simcord",
    ) from error

__all__ = ["LocalDiscord", "World"]

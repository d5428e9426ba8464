"""A Discord on this machine, for any bot: real HTTP and WebSocket, and a page to use it in.

Never imported by ``community-bot run``; it needs the extra ``local``.
"""

try:
    import simcord as _simcord  # noqa: F401 - the only question is whether it is there
except ModuleNotFoundError as error:
    if error.name != "simcord":
        raise
    raise ModuleNotFoundError(
        "the local Discord needs its extra: pip install 'community-bot[local]'", name="simcord"
    ) from error

from .server import LocalDiscord
from .world import World

__all__ = ["LocalDiscord", "World"]

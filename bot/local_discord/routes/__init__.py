"""REST routes that this Discord answers itself, before or instead of the model's."""

from ..world.routing import Routes
from . import (
    channels,
    commands,
    guilds,
    interactions,
    members,
    messages,
    reactions,
    scheduled_events,
    threads,
)


def all_routes() -> Routes:
    """The whole table: the model's routes with ours in front."""
    routes = Routes()
    for module in (
        messages, reactions, channels, threads, interactions, commands, guilds, members, scheduled_events,
    ):  # fmt: skip
        module.register(routes)
    return routes


__all__ = ["all_routes"]

"""`community-bot guide`: ask, refresh and check from a terminal, without Discord."""

from __future__ import annotations

import click


def group() -> click.Group:
    """Return the `guide` sub-commands."""
    return click.Group("guide", help="The software and hardware guide.")

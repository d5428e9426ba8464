"""The model this Discord stands on. Only this package imports ``simcord``.

``simcord`` (pinned exactly) models Discord's semantics in process: permissions, error codes,
payloads, most routes. What the wire needs beyond it is added here, in the model's own terms.
"""

from . import shapes
from .clock import Deadline, Deadlines, LocalClock
from .model import World, avatar_hash

shapes.install()

__all__ = ["Deadline", "Deadlines", "LocalClock", "World", "avatar_hash", "shapes"]

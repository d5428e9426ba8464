"""How many entries of a list a request asks for."""

from __future__ import annotations

from ..world.routing import RequestContext
from .form import invalid

MAX_PAGE = 100


def page_size(ctx: RequestContext, default: int) -> int:
    """The ``limit`` of a request, 1 to 100; refuses everything else (50035)."""
    limit = str(ctx.params.get("limit", default))
    if not limit.isdecimal() or not 1 <= int(limit) <= MAX_PAGE:
        raise invalid(("limit",), "NUMBER_TYPE_MAX", "int value should be less than or equal to 100.")
    return int(limit)

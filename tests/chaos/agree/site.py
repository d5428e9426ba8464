"""The site: each post announced once, each event once and as its page says, in Discord's calendar too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tests.chaos.site import Page
from tests.chaos.world import World
from tests.wire.elections.voters import CHANNEL

# Discord's states of a scheduled event (resources/guild-scheduled-event): completed, cancelled.
OVER = (3, 4)


def problems(world: World) -> Iterator[str]:
    """What does not agree."""
    said = world.said_in(CHANNEL)
    # What was there before the bot is no news.
    for post in world.site.posts[1:]:
        times = sum(post.title in each for each in said)
        if times != 1:
            yield f"{post.title!r} was announced {times} times"
    for page in list(world.site.pages.values())[1:]:
        yield from _event(world, page, said)


def _event(world: World, page: Page, said: list[str]) -> Iterator[str]:
    """One announcement, with the time that the page names last, or the news that it is cancelled; one in the calendar."""
    announced = [each for each in said if each.startswith("## 📅") and f"[{page.title}]" in each]
    moment = f"<t:{int(page.start.timestamp())}:F>"
    if len(announced) != 1:
        yield f"{page.title!r} was announced {len(announced)} times"
    elif page.stands and moment not in announced[0]:
        yield f"the announcement of {page.title!r} does not say {moment}: {announced[0]!r}"
    elif not page.stands and "ancelled" not in announced[0]:
        yield f"the announcement of {page.title!r} does not say that it is cancelled: {announced[0]!r}"
    guild = world.discord.world.guilds[int(world.discord.guild_id)]
    listed = [each for each in guild.scheduled_events.values() if each.name == page.title]
    starts = [datetime.fromisoformat(each.scheduled_start_time) for each in listed]
    if page.stands and starts != [page.start]:
        yield f"{page.title!r} begins at {page.start}, and in the calendar at {starts}"
    elif any(each.status not in OVER for each in listed):
        yield f"{page.title!r} is over, and the calendar does not say so: {[each.status for each in listed]}"

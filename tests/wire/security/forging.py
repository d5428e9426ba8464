"""Interactions that no client would send: what somebody may do who speaks to Discord without one."""

from __future__ import annotations

from typing import Any

from bot.local_discord.people.options import Resolver, build, find_leaf, nest
from bot.outbox import IS_COMPONENTS_V2
from tests.wire.harness import Community, Json, Person, is_private, text

COMMAND, COMPONENT = 2, 3
BUTTON, STRING_SELECT = 2, 3
PATIENCE = 60.0


async def command(person: Person, name: str, options: Json) -> str:
    """What somebody is told who uses a command although Discord does not offer it to them."""
    community = person.community
    root, *path = name.split()
    found = community.discord.world.find_command(root, int(community.discord.guild_id), 1)
    assert found is not None, name
    leaf, below = find_leaf(found, path)
    using: Any = community.discord.people.using
    resolver = Resolver(using._lookup, int(person.id), int(person.channel))
    given = nest(below, build(found, leaf, options, resolver))
    data = {**using._command_data(found, resolver.resolved), "options": given}
    outcome = await using._send(COMMAND, int(person.channel), int(person.id), data, PATIENCE)
    return await _told(community, person, outcome, name)


async def press(person: Person, custom_id: str, *values: str, kind: int = BUTTON) -> str:
    """What somebody is told, in private, who presses what stands in no message."""
    community = person.community
    using: Any = community.discord.people.using
    data: Json = {"custom_id": custom_id, "component_type": kind, "id": 2}
    item: Json = {"type": kind, "custom_id": custom_id, "id": 2}
    if kind == BUTTON:
        item |= {"style": 2, "label": "x"}
    else:
        data["values"] = list(values)
        item |= {"options": [{"label": "x", "value": "x"}]} if kind == STRING_SELECT else {}
        if kind != STRING_SELECT:
            data["resolved"] = {}
    place = int(person.channel)
    # discord.py finds a press in the message that comes with it, so there has to be one.
    world = community.discord.world
    row = [{"type": 1, "id": 1, "components": [item]}]
    source = world.create_message(place, world.bot_user.id, "", components=row, flags=IS_COMPONENTS_V2)
    outcome = await using._send(COMPONENT, place, int(person.id), data, PATIENCE, source=source)
    return await _told(community, person, outcome, custom_id)


async def _told(community: Community, person: Person, outcome: Json, what: str) -> str:
    using: Any = community.discord.people.using

    found = await using.outcome(person.id, outcome["interaction"], wait=PATIENCE)
    assert found["outcome"] not in ("pending", "failed"), f"no answer to {what}: {community.bot.lines[-3:]}"
    if found["outcome"] == "modal":
        return "a form"
    answers = [found["message"]] if found.get("message") else []
    said = [text(each) for each in [*answers, *found["followups"]] if is_private(each)]
    return "\n".join(said) or str(found["outcome"])

"""Interactions that no client would send: what somebody may do who speaks to Discord without one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.local_discord.people.options import Resolver, build, find_leaf, nest
from bot.outbox import IS_COMPONENTS_V2
from tests.wire.harness import Community, Json, Person, is_private, text

COMMAND, COMPONENT, MODAL_SUBMIT = 2, 3, 5
BUTTON, STRING_SELECT = 2, 3
PATIENCE = 60.0


@dataclass(frozen=True)
class Answer:
    """What came of an interaction: its id and kind, and what was said in private."""

    interaction: str
    kind: str
    said: str
    form: Json | None = None
    # Whether one of its messages says that something was not done.
    warns: bool = False

    @property
    def ordinary(self) -> bool:
        """Whether it is no failure of the bot's own."""
        return bool(self.said or self.form) and "under the reference" not in self.said


async def command(person: Person, name: str, options: Json) -> Answer:
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


async def press(person: Person, custom_id: str, *values: str, kind: int = BUTTON) -> Answer:
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


async def _told(community: Community, person: Person, outcome: Json, what: str) -> Answer:
    using: Any = community.discord.people.using

    found = await using.outcome(person.id, outcome["interaction"], wait=PATIENCE)
    assert found["outcome"] not in ("pending", "failed"), f"no answer to {what}: {community.bot.lines[-3:]}"
    number, kind = str(outcome["interaction"]), str(found["outcome"])
    if kind == "modal":
        return Answer(number, kind, "", found["modal"])

    async def said_in_private() -> list[str]:
        now = await using.outcome(person.id, outcome["interaction"])
        answers = [now["message"]] if now.get("message") else []
        return [words for each in [*answers, *now["followups"]] if is_private(each) and (words := text(each))]

    if kind == "deferred":
        # What thinks has not answered yet.
        await community.eventually(said_in_private, f"an answer to {what}")
    said = await said_in_private()
    warns = any(each.startswith("⚠️") for each in said)
    return Answer(number, kind, "\n".join(said) or kind, warns=warns)


async def submit(person: Person, form: Json, values: Json) -> Answer:
    """What somebody is told who sends a form with the id of one that was opened, by them or by another."""
    from bot.local_discord.people.modal_values import submitted

    using: Any = person.community.discord.people.using
    resolver = Resolver(using._lookup, int(person.id), int(person.channel))
    data: Json = {
        "custom_id": form["custom_id"],
        "components": submitted(form["components"], values, resolver),
    }
    if resolver.resolved:
        data["resolved"] = resolver.resolved
    outcome = await using._send(MODAL_SUBMIT, int(person.channel), int(person.id), data, PATIENCE)
    return await _told(person.community, person, outcome, form["custom_id"])

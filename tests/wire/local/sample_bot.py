"""A plain discord.py bot for the wire tests: it knows nothing of the local Discord but two addresses.

It reports what it hears as JSON lines on stdout; everything else is told to it over Discord.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import sys
import time
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.ext import commands

discord.http.Route.BASE = os.environ["API_URL"]
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["GATEWAY_URL"])
discord.asset.Asset.BASE = os.environ["CDN_URL"]

intents = discord.Intents.none()
for name in os.environ.get("INTENTS", "guilds,members,guild_messages,dm_messages,guild_reactions").split(","):
    setattr(intents, name, True)


def say(event: str, **facts: Any) -> None:
    """Report one thing."""
    sys.stdout.write(json.dumps({"event": event, **facts}, default=str) + "\n")
    sys.stdout.flush()


class SampleBot(commands.Bot):
    def __init__(self) -> None:
        super().__init__(
            "!",
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.1,
            heartbeat_timeout=float(os.environ.get("HEARTBEAT_TIMEOUT", "60")),
            max_ratelimit_timeout=30,
        )
        self.guild = discord.Object(int(os.environ["GUILD_ID"]))

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Discord asks for five seconds between identifies; this Discord does not mind."""

    async def setup_hook(self) -> None:
        self.add_view(Menu())
        self.add_view(Places())
        if os.environ.get("SYNC", "1") == "1":
            self.tree.copy_global_to(guild=self.guild)
            await self.tree.sync(guild=self.guild)

    async def on_ready(self) -> None:
        say(
            "ready",
            members=sum(len(guild.members) for guild in self.guilds),
            chunked=[g.chunked for g in self.guilds],
        )

    async def on_resumed(self) -> None:
        say("resumed")

    async def on_disconnect(self) -> None:
        say("disconnect")

    async def on_member_join(self, member: discord.Member) -> None:
        say("member_join", id=member.id, pending=member.pending, rejoined=member.flags.did_rejoin)

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        roles = [role.id for role in after.roles]
        say("member_update", id=after.id, before=before.pending, pending=after.pending, roles=roles)

    async def on_member_remove(self, member: discord.Member) -> None:
        say("member_remove", id=member.id)

    async def on_message(self, message: discord.Message) -> None:
        content = message.content
        say(
            "message",
            id=message.id, author=message.author.id, content=content, nonce=message.nonce,
            attachments=[item.filename for item in message.attachments], type=message.type.value,
        )  # fmt: skip
        if message.attachments and content == "read":
            say("attachment", text=(await message.attachments[0].read()).decode())

    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        say("reaction", user=payload.user_id, emoji=str(payload.emoji))

    async def on_thread_create(self, thread: discord.Thread) -> None:
        say("thread", id=thread.id, name=thread.name, parent=thread.parent_id)

    async def on_scheduled_event_update(self, _: Any, after: discord.ScheduledEvent) -> None:
        say("event_update", id=after.id, status=after.status.value)

    async def on_raw_poll_vote_add(self, payload: discord.RawPollVoteActionEvent) -> None:
        say("vote", user=payload.user_id, answer=payload.answer_id)

    async def on_socket_event_type(self, event_type: str) -> None:
        say("socket", type=event_type)


bot = SampleBot()
tree = bot.tree


@tree.error
async def on_error(interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
    cause = getattr(error, "original", error)
    say("error", name=type(cause).__name__, code=getattr(cause, "code", None), text=str(cause))


# ---------------------------------------------------------------- commands


@tree.command()
async def ping(interaction: discord.Interaction) -> None:
    """Answer at once."""
    await interaction.response.send_message("pong")


@tree.command()
async def late(interaction: discord.Interaction, seconds: float) -> None:
    """Answer after a while."""
    await asyncio.sleep(seconds)
    await interaction.response.send_message("late")


@tree.command()
async def twice(interaction: discord.Interaction) -> None:
    """Answer twice, the second time behind the library's back."""
    await interaction.response.send_message("once")
    interaction.response._response_type = None
    await interaction.response.send_message("twice")


@tree.command()
async def defer(interaction: discord.Interaction, ephemeral: bool = False, seconds: float = 0.0) -> None:
    """Think first."""
    await interaction.response.defer(ephemeral=ephemeral, thinking=True)
    await asyncio.sleep(seconds)
    await interaction.edit_original_response(content="thought")


@tree.command()
async def follow(interaction: discord.Interaction) -> None:
    """First response, follow-ups, an edit and a deletion."""
    await interaction.response.send_message("first", ephemeral=True)
    second = await interaction.followup.send("second", wait=True)
    third = await interaction.followup.send("third", ephemeral=True, wait=True)
    await second.edit(content="second, edited")
    await third.delete()


@tree.command()
async def keep_token(interaction: discord.Interaction) -> None:
    """Answer, and edit when the person writes !edit."""
    await interaction.response.send_message("kept")

    def written(message: discord.Message) -> bool:
        return message.content.endswith("!edit") and message.author.id == interaction.user.id

    await bot.wait_for("message", check=written)
    await interaction.edit_original_response(content="edited")


@tree.command()
async def attach(interaction: discord.Interaction) -> None:
    """A response with a file, and one more by an edit."""
    await interaction.response.send_message("files", file=discord.File(io.BytesIO(b"1"), "one.txt"))
    message = await interaction.original_response()
    await message.add_files(discord.File(io.BytesIO(b"2"), "two.txt"))


@tree.command()
async def whisper(interaction: discord.Interaction) -> None:
    """For one pair of eyes."""
    await interaction.response.send_message("only you", ephemeral=True, view=Menu())


@tree.command()
@app_commands.default_permissions(manage_guild=True)
async def powerful(interaction: discord.Interaction) -> None:
    """For those who manage the server."""
    await interaction.response.send_message("done")


outer = app_commands.Group(name="outer", description="A group")
inner = app_commands.Group(name="inner", description="A group in a group", parent=outer)


@inner.command()
@app_commands.describe(text="Some text", number="A number", colour="One of three", place="A channel")
@app_commands.choices(colour=[app_commands.Choice(name=c, value=c) for c in ("red", "green", "blue")])
async def everything(
    interaction: discord.Interaction,
    text: app_commands.Range[str, 2, 10],
    number: app_commands.Range[int, 1, 5],
    flag: bool,
    user: discord.Member,
    place: discord.TextChannel,
    role: discord.Role,
    anyone: discord.Member | discord.Role,
    ratio: float,
    file: discord.Attachment,
    colour: app_commands.Choice[str] | None = None,
) -> None:
    """Every type of option."""
    data = (await file.read()).decode()
    facts = {
        "text": text, "number": number, "flag": flag, "user": user.id, "place": place.id, "role": role.id,
        "anyone": anyone.id, "ratio": ratio, "file": [file.filename, data], "colour": colour and colour.value,
        "locale": str(interaction.locale), "app_permissions": interaction.app_permissions.value,
        "permissions": interaction.permissions.value, "context": interaction.context.guild,
    }  # fmt: skip
    await interaction.response.send_message(json.dumps(facts))


@inner.command()
async def pick(interaction: discord.Interaction, name: str, number: int = 0) -> None:
    """An option with suggestions."""
    await interaction.response.send_message(f"picked {name}")


@pick.autocomplete("name")
async def suggest(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    names = ["lava", "norse", "sinabs", "snntorch"]
    number = interaction.namespace.number
    return [app_commands.Choice(name=f"{n} {number}", value=n) for n in names if current in n]


tree.add_command(outer)


@tree.context_menu(name="Quote message")
async def quote(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(f"{message.author.name}: {message.content}")


@tree.context_menu(name="Who is it")
async def who(interaction: discord.Interaction, member: discord.Member) -> None:
    await interaction.response.send_message(f"{member.name} since {member.joined_at is not None}")


# ---------------------------------------------------------------- components


class Menu(discord.ui.View):
    """Every component of an ordinary message."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Replace", custom_id="replace")
    async def replace(self, interaction: discord.Interaction, _: Any) -> None:
        await interaction.response.edit_message(content="replaced")

    @discord.ui.button(label="Later", custom_id="later")
    async def later(self, interaction: discord.Interaction, _: Any) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="replaced later")

    @discord.ui.button(label="Ask", custom_id="ask")
    async def ask(self, interaction: discord.Interaction, _: Any) -> None:
        await interaction.response.send_modal(Form())

    @discord.ui.button(label="Silent", custom_id="silent")
    async def silent(self, interaction: discord.Interaction, _: Any) -> None:
        """Never answer."""

    @discord.ui.button(label="Aloud", custom_id="aloud")
    async def aloud(self, interaction: discord.Interaction, _: Any) -> None:
        """Answer for everybody to see."""
        await interaction.response.send_message("said aloud")

    @discord.ui.select(
        custom_id="words",
        min_values=1,
        max_values=2,
        options=[discord.SelectOption(label=word, value=word) for word in ("one", "two", "three")],
    )
    async def words(self, interaction: discord.Interaction, select: discord.ui.Select[Any]) -> None:
        await interaction.response.send_message(",".join(select.values), ephemeral=True)

    @discord.ui.select(cls=discord.ui.UserSelect, custom_id="users")
    async def users(self, interaction: discord.Interaction, select: discord.ui.UserSelect[Any]) -> None:
        await interaction.response.send_message(",".join(str(v.id) for v in select.values), ephemeral=True)

    @discord.ui.select(cls=discord.ui.RoleSelect, custom_id="roles")
    async def roles(self, interaction: discord.Interaction, select: discord.ui.RoleSelect[Any]) -> None:
        await interaction.response.send_message(",".join(v.name for v in select.values), ephemeral=True)

    @discord.ui.select(cls=discord.ui.MentionableSelect, custom_id="anyone", max_values=2)
    async def anyone(
        self, interaction: discord.Interaction, select: discord.ui.MentionableSelect[Any]
    ) -> None:
        await interaction.response.send_message(",".join(str(v.id) for v in select.values), ephemeral=True)


class Places(discord.ui.View):
    """The sixth row."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.select(
        cls=discord.ui.ChannelSelect, custom_id="places", channel_types=[discord.ChannelType.text]
    )
    async def places(self, interaction: discord.Interaction, select: discord.ui.ChannelSelect[Any]) -> None:
        await interaction.response.send_message(",".join(v.name for v in select.values), ephemeral=True)


@tree.command()
async def menu(interaction: discord.Interaction) -> None:
    """Show the menu."""
    await interaction.response.send_message("menu", view=Menu())
    await interaction.followup.send("places", view=Places())


def _options(kind: type[Any], *names: str) -> list[Any]:
    return [kind(label=name, value=name) for name in names]


class Form(discord.ui.Modal, title="A form"):
    """Text inputs, select, radio group."""

    text = discord.ui.Label(text="Text", component=discord.ui.TextInput(custom_id="text", max_length=20))
    choice = discord.ui.Label(
        text="Choice",
        component=discord.ui.Select(custom_id="choice", options=_options(discord.SelectOption, "a", "b")),
    )
    radio = discord.ui.Label(
        text="Radio",
        component=discord.ui.RadioGroup(
            custom_id="radio", options=_options(discord.RadioGroupOption, "yes", "no")
        ),
    )
    boxes = discord.ui.Label(
        text="Boxes",
        component=discord.ui.CheckboxGroup(
            custom_id="boxes",
            required=False,
            min_values=0,
            options=_options(discord.CheckboxGroupOption, "x", "y"),
        ),
    )
    box = discord.ui.Label(text="Box", component=discord.ui.Checkbox(custom_id="box"))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        facts = {
            "text": self.text.component.value, "choice": self.choice.component.values,
            "radio": self.radio.component.value, "boxes": self.boxes.component.values,
            "box": self.box.component.value,
        }  # fmt: skip
        await interaction.response.send_message(json.dumps(facts), ephemeral=True)


class SecondForm(discord.ui.Modal, title="Another form"):
    """A file upload and the entity selects."""

    notice = discord.ui.TextDisplay("Some files, please.")
    files = discord.ui.Label(
        text="Files", component=discord.ui.FileUpload(custom_id="files", min_values=1, max_values=2)
    )
    user = discord.ui.Label(text="User", component=discord.ui.UserSelect(custom_id="user"))
    role = discord.ui.Label(text="Role", component=discord.ui.RoleSelect(custom_id="role", required=False))
    place = discord.ui.Label(text="Place", component=discord.ui.ChannelSelect(custom_id="place"))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        files = self.files.component.values
        facts = {
            "files": [[file.filename, (await file.read()).decode()] for file in files],
            "user": self.user.component.values[0].id,
            "role": [role.id for role in self.role.component.values],
            "place": self.place.component.values[0].id,
        }
        await interaction.response.send_message(json.dumps(facts))


class Chain(discord.ui.Modal, title="A chain"):
    """Tries what Discord forbids: a modal in answer to a modal."""

    text = discord.ui.Label(text="Text", component=discord.ui.TextInput(custom_id="text"))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        session = interaction.client.http
        route = discord.http.Route("POST", f"/interactions/{interaction.id}/{interaction.token}/callback")
        try:
            await session.request(route, json={"type": 9, "data": Form().to_dict()})
        except discord.HTTPException as error:
            await interaction.response.send_message(f"{error.status} {error.code} {error.text}")


@tree.command()
async def form(interaction: discord.Interaction, which: str = "first") -> None:
    """Open a modal."""
    forms = {"first": Form, "second": SecondForm, "chain": Chain}
    await interaction.response.send_modal(forms[which]())


# ---------------------------------------------------------------- what a bot does unasked


class Card(discord.ui.LayoutView):
    """Components V2, with a file shown in it."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.add_item(
            discord.ui.Container(
                discord.ui.Section(
                    discord.ui.TextDisplay("# A card"),
                    accessory=discord.ui.Button(label="Open", url="https://example.org"),
                ),
                discord.ui.Separator(),
                discord.ui.MediaGallery(
                    discord.MediaGalleryItem("attachment://dot.png", description="A dot")
                ),
                discord.ui.ActionRow(discord.ui.Button(label="Press", custom_id="press")),
                accent_colour=0x336699,
            )
        )


@tree.command()
async def do(interaction: discord.Interaction, what: str, argument: str = "") -> None:
    """Do something over REST and say how it went."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    try:
        result = await TASKS[what](interaction, argument)
    except Exception as error:
        result = {
            "error": type(error).__name__, "status": getattr(error, "status", None),
            "code": getattr(error, "code", None), "text": str(error),
        }  # fmt: skip
    await interaction.edit_original_response(content=json.dumps(result, default=str)[:1990])


async def _send(interaction: discord.Interaction, argument: str) -> Any:
    message = await interaction.channel.send(argument)
    return {"id": message.id}


async def _send_nonce(interaction: discord.Interaction, argument: str) -> Any:
    message = await interaction.channel.send("with a nonce", nonce=argument)
    return {"id": message.id, "nonce": message.nonce}


async def _card(interaction: discord.Interaction, _: str) -> Any:
    file = discord.File(
        io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR\0\0\0\1\0\0\0\1" + bytes(9)), "dot.png"
    )
    message = await interaction.channel.send(view=Card(), file=file)
    return {"id": message.id}


async def _embed_file(interaction: discord.Interaction, _: str) -> Any:
    embed = discord.Embed(title=" Title ", description="Text").set_image(url="attachment://a b.txt")
    message = await interaction.channel.send(
        embed=embed, files=[discord.File(io.BytesIO(b"hello"), "note.txt", description="a note")]
    )
    return {
        "id": message.id,
        "title": message.embeds[0].title,
        "read": (await message.attachments[0].read()).decode(),
    }


async def _raw(interaction: discord.Interaction, argument: str) -> Any:
    """Any request: method, path and body as JSON, past the library's own checks."""
    method, path, body = json.loads(argument)
    started = time.monotonic()
    try:
        answer = await interaction.client.http.request(discord.http.Route(method, path), json=body)
    except discord.HTTPException as error:
        return {"status": error.status, "code": error.code, "errors": getattr(error, "_errors", None)}
    except discord.RateLimited as error:
        return {"rate_limited": error.retry_after}
    if isinstance(answer, dict):
        answer = {
            key: answer[key]
            for key in ("id", "message", "flags", "webhook_id", "channel_id")
            if key in answer
        }
    return {"answer": answer, "seconds": time.monotonic() - started}


async def _thread(interaction: discord.Interaction, argument: str) -> Any:
    message = await interaction.channel.send("a thread begins")
    thread = await message.create_thread(name=argument)
    await thread.send("inside")
    fetched = await interaction.channel.fetch_message(message.id)
    return {"id": thread.id, "message": message.id, "flag": fetched.flags.has_thread}


async def _forum(interaction: discord.Interaction, argument: str) -> Any:
    forum = interaction.client.get_channel(int(argument))
    made = await forum.create_thread(
        name="From the bot", content="First message", applied_tags=[forum.available_tags[0]]
    )
    return {
        "thread": made.thread.id,
        "message": made.message.id,
        "tags": [t.name for t in made.thread.applied_tags],
    }


async def _crosspost(interaction: discord.Interaction, argument: str) -> Any:
    channel = interaction.client.get_channel(int(argument))
    message = await channel.send("news")
    await message.publish()
    flags = (await channel.fetch_message(message.id)).flags
    try:
        await message.publish()
    except discord.HTTPException as error:
        return {"id": message.id, "crossposted": flags.crossposted, "again": error.code}
    return {"id": message.id}


async def _follow_channel(interaction: discord.Interaction, argument: str) -> Any:
    webhook = await interaction.client.get_channel(int(argument)).follow(destination=interaction.channel)
    return {"id": webhook.id}


async def _poll(interaction: discord.Interaction, argument: str) -> Any:
    poll = discord.Poll("Which one?", discord.utils.datetime.timedelta(hours=1), multiple=argument == "many")
    poll.add_answer(text="This").add_answer(text="That", emoji="🐢")
    message = await interaction.channel.send(poll=poll)
    return {"id": message.id}


async def _end_poll(interaction: discord.Interaction, argument: str) -> Any:
    message = await interaction.channel.fetch_message(int(argument))
    voters = [[user.id async for user in answer.voters()] for answer in message.poll.answers]
    ended = await message.end_poll()
    return {"finalised": ended.poll.is_finalised(), "voters": voters}


async def _event(interaction: discord.Interaction, argument: str) -> Any:
    start = discord.utils.parse_time(argument)
    event = await interaction.guild.create_scheduled_event(
        name="Hacking hour", start_time=start, end_time=start + discord.utils.datetime.timedelta(hours=1),
        entity_type=discord.EntityType.external, location="Online",
        privacy_level=discord.PrivacyLevel.guild_only,
    )  # fmt: skip
    await event.edit(description="Bring a question.")
    return {"id": event.id, "status": event.status.value}


async def _query(interaction: discord.Interaction, argument: str) -> Any:
    found = await interaction.guild.query_members(argument, limit=100)
    return sorted(member.name for member in found)


async def _ids(interaction: discord.Interaction, argument: str) -> Any:
    found = await interaction.guild.query_members(
        user_ids=[int(part) for part in argument.split(",")], limit=5
    )
    return sorted(member.name for member in found)


async def _dm(interaction: discord.Interaction, argument: str) -> Any:
    message = await interaction.user.send(argument)
    return {"id": message.id, "channel": message.channel.id}


async def _pin(interaction: discord.Interaction, _: str) -> Any:
    message = await interaction.channel.send("to pin")
    await message.pin()
    pinned = [item.id async for item in interaction.channel.pins()]
    await message.unpin()
    return {
        "id": message.id,
        "pinned": pinned,
        "after": [item.id async for item in interaction.channel.pins()],
    }


async def _guild(interaction: discord.Interaction, _: str) -> Any:
    guild = interaction.guild
    counts = await guild.role_member_counts()
    welcome = await guild.welcome_screen()
    onboarding = await guild.onboarding()
    history = [message.id async for message in interaction.channel.history(limit=3)]
    fetched = await interaction.client.fetch_guild(guild.id)
    await interaction.channel.typing()
    return {
        "counts": {role.name: count for role, count in counts.items() if isinstance(role, discord.Role)},
        "welcome": welcome.description, "onboarding": onboarding.enabled, "history": len(history),
        "members": fetched.approximate_member_count, "self_role": guild.self_role.name,
    }  # fmt: skip


async def _role(interaction: discord.Interaction, argument: str) -> Any:
    role = interaction.guild.get_role(int(argument))
    await interaction.user.add_roles(role)
    await interaction.user.remove_roles(role)
    return {"role": role.name}


async def _avatar(interaction: discord.Interaction, _: str) -> Any:
    return {"bytes": len(await interaction.user.display_avatar.read())}


async def _presence(interaction: discord.Interaction, argument: str) -> Any:
    await interaction.client.change_presence(activity=discord.Game(argument))
    return {}


async def _react(interaction: discord.Interaction, argument: str) -> Any:
    message = await interaction.channel.fetch_message(int(argument))
    await message.add_reaction("👍")
    users = [
        user.id async for user in (await interaction.channel.fetch_message(message.id)).reactions[0].users()
    ]
    return {"users": users}


TASKS = {
    "send": _send, "nonce": _send_nonce, "card": _card, "embed_file": _embed_file, "raw": _raw,
    "thread": _thread,
    "forum": _forum, "crosspost": _crosspost, "follow": _follow_channel, "poll": _poll, "end_poll": _end_poll,
    "event": _event, "query": _query, "ids": _ids, "dm": _dm, "pin": _pin, "guild": _guild, "role": _role,
    "avatar": _avatar, "presence": _presence, "react": _react,
}  # fmt: skip

if __name__ == "__main__":
    try:
        bot.run(os.environ["TOKEN"], log_handler=None)
    except discord.DiscordException as error:
        say("stopped", name=type(error).__name__)

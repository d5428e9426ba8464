"""A small discord.py bot that shows every kind of component; the page tests run it in a process of its own.

``python -m tests.page.every_component_bot API_URL GATEWAY_URL TOKEN GUILD_ID``
"""

from __future__ import annotations

import asyncio
import io
import sys
from datetime import timedelta
from typing import Any

import discord
import yarl
from discord import app_commands, ui

LIBRARIES = ("Brian 2", "Lava", "Norse", "Rockpool", "Sinabs", "snnTorch", "SpikingJelly", "Spyx")
EVIL = '<img src=x onerror="window.hacked=1"><script>window.hacked=2</script>'
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcffff3f0300"
    "05fe02fea7566ad20000000049454e44ae426082"
)


class Proposal(ui.Modal, title="Propose a library"):
    """A modal with every input a modal can hold (five at most)."""

    name = ui.Label(
        text="Name",
        description="As its authors write it",
        component=ui.TextInput(min_length=3, max_length=20),
    )
    licence = ui.Label(
        text="Licence",
        component=ui.RadioGroup(
            options=[
                discord.RadioGroupOption(
                    label="Permissive", value="permissive", description="MIT, BSD, Apache"
                ),
                discord.RadioGroupOption(label="Copyleft", value="copyleft"),
            ]
        ),
    )
    fields = ui.Label(
        text="Fields",
        component=ui.CheckboxGroup(
            min_values=1,
            max_values=2,
            options=[
                discord.CheckboxGroupOption(label=word, value=word.lower())
                for word in ("Vision", "Audio", "Robotics")
            ],
        ),
    )
    seconder = ui.Label(
        text="Seconder", component=ui.UserSelect(placeholder="Who seconds it?", required=False)
    )
    mature = ui.Label(text="Ready for use", component=ui.Checkbox())

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Tell the proposer, and only them, what arrived."""
        parts = [
            self.name.component.value,
            self.licence.component.value,
            "+".join(self.fields.component.values),
        ]
        parts += [user.display_name for user in self.seconder.component.values]
        parts.append("ready" if self.mature.component.value else "not ready")
        await interaction.response.send_message(f"Proposed: {', '.join(parts)}", ephemeral=True)


class Files(ui.Modal, title="Send a file"):
    """A modal with a text, a select and a file upload."""

    note = ui.TextDisplay("Everything you send is **read** by a person.")
    kind = ui.Label(
        text="Kind",
        component=ui.Select(
            options=[discord.SelectOption(label="Paper"), discord.SelectOption(label="Data")]
        ),
    )
    upload = ui.Label(text="File", component=ui.FileUpload())

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Name what was uploaded."""
        names = ", ".join(file.filename for file in self.upload.component.values)
        await interaction.response.send_message(f"{self.kind.component.values[0]}: {names}", ephemeral=True)


class Buttons(ui.View):
    """Classic rows of buttons."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.add_item(ui.Button(label="Website", url="https://example.org/guide"))
        self.add_item(ui.Button(label="Not now", disabled=True))

    @ui.button(label="Count", style=discord.ButtonStyle.primary)
    async def count(self, interaction: discord.Interaction[Any], button: ui.Button[Buttons]) -> None:
        """Change the message the button is on."""
        before = interaction.message.content if interaction.message else ""
        presses = int(before.rsplit(" ", 1)[-1]) + 1
        await interaction.response.edit_message(content=f"Pressed {presses}")

    @ui.button(label="Propose", style=discord.ButtonStyle.success)
    async def propose(self, interaction: discord.Interaction[Any], button: ui.Button[Buttons]) -> None:
        """Open the modal."""
        await interaction.response.send_modal(Proposal())

    @ui.button(label="Say nothing", style=discord.ButtonStyle.danger)
    async def nothing(self, interaction: discord.Interaction[Any], button: ui.Button[Buttons]) -> None:
        """Never answer: what does the page show?"""

    @ui.select(placeholder="Choose needs", min_values=1, max_values=2, options=[
        discord.SelectOption(label="NIR", description="reads and writes NIR"),
        discord.SelectOption(label="JAX", default=True),
        discord.SelectOption(label="Loihi 2"),
    ])  # fmt: skip
    async def needs(self, interaction: discord.Interaction[Any], select: ui.Select[Buttons]) -> None:
        """Answer with the choice."""
        await interaction.response.send_message(f"Chosen: {', '.join(select.values)}", ephemeral=True)


class People(ui.View):
    """The four selects that name things of the server."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        for kind, word in (
            (ui.UserSelect, "Pick a member"),
            (ui.RoleSelect, "Pick a role"),
            (ui.MentionableSelect, "Pick anybody"),
            (ui.ChannelSelect, "Pick a channel"),
        ):
            select = kind(placeholder=word)
            select.callback = self._tell(select)
            self.add_item(select)

    @staticmethod
    def _tell(select: Any) -> Any:
        async def callback(interaction: discord.Interaction[Any]) -> None:
            await interaction.response.send_message(f"Picked: {select.values[0].name}", ephemeral=True)

        return callback


def card(title: str) -> ui.LayoutView:
    """Components V2: everything that arranges or shows."""
    share: ui.Button[Any] = ui.Button(label=f"Share {title}"[:80], style=discord.ButtonStyle.primary)

    async def pressed(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.followup.send(f"Shared {title}")

    share.callback = pressed
    docs: ui.Button[Any] = ui.Button(label="Docs", url="https://example.org/docs")
    view = ui.LayoutView(timeout=None)
    view.add_item(
        ui.Container(
            ui.TextDisplay(f"### {title}\nBecause you asked for **JAX**."),
            ui.Separator(spacing=discord.SeparatorSpacing.large),
            ui.Section(ui.TextDisplay("**Spyx** · compact, on JAX"), accessory=docs),
            ui.Section(
                ui.TextDisplay("**Rockpool**\n-# Python · AGPL-3.0"),
                accessory=ui.Thumbnail("attachment://spike.png", description="A single spike"),
            ),
            ui.MediaGallery(discord.MediaGalleryItem("attachment://spike.png", description="A raster plot")),
            ui.File("attachment://weights.txt"),
            ui.ActionRow(share),
            accent_colour=discord.Colour(0x0B5D75),
        )
    )
    return view


def files() -> list[discord.File]:
    """What `card` refers to."""
    return [discord.File(io.BytesIO(PIXEL), "spike.png"), discord.File(io.BytesIO(b"0 1 1 0"), "weights.txt")]


class Bot(discord.Client):
    """Registers its commands in one guild and answers."""

    def __init__(self, guild_id: int) -> None:
        super().__init__(intents=discord.Intents(guilds=True, members=True))
        self.guild = discord.Object(guild_id)
        self.tree: app_commands.CommandTree[Bot] = app_commands.CommandTree(self)
        self.tree.add_command(library, guild=self.guild)
        for command in (show, slow, silent, typed, wave, weigh):
            self.tree.add_command(command, guild=self.guild)

    async def setup_hook(self) -> None:
        """Publish the commands."""
        await self.tree.sync(guild=self.guild)

    async def on_ready(self) -> None:
        """Tell the test that waits for this line."""
        sys.stdout.write("ready\n")
        sys.stdout.flush()


library = app_commands.Group(name="library", description="Libraries for spiking networks")


@library.command(name="find", description="One library in full")
@app_commands.describe(name="Its name", public="Show the answer to everybody")
async def find(interaction: discord.Interaction[Any], name: str, public: bool = False) -> None:
    """An ephemeral answer with buttons, a public one on demand."""
    await interaction.response.send_message(
        f"Found **{name}** for you. Pressed 0", view=Buttons(), ephemeral=not public
    )


@find.autocomplete("name")
async def names(_: discord.Interaction[Any], typed_so_far: str) -> list[app_commands.Choice[str]]:
    """Libraries whose name has what was typed."""
    wanted = typed_so_far.casefold()
    return [app_commands.Choice(name=name, value=name) for name in LIBRARIES if wanted in name.casefold()]


@app_commands.command(name="show", description="Show one kind of component")
@app_commands.choices(
    kind=[app_commands.Choice(name=k, value=k) for k in ("card", "people", "embed", "poll", "evil", "form")]
)
async def show(interaction: discord.Interaction[Any], kind: str) -> None:
    """Post the kind that was asked for."""
    respond = interaction.response.send_message
    if kind == "card":
        await respond(view=card("Three libraries"), files=files())
    elif kind == "people":
        await respond("Whom, what and where?", view=People())
    elif kind == "embed":
        embed = discord.Embed(
            title="Spyx 0.2", url="https://example.org", description="*faster*", colour=0x2ECC71
        )
        await respond(embed=embed.add_field(name="Licence", value="MIT"))
    elif kind == "poll":
        poll = (
            discord.Poll("Which day?", duration=timedelta(hours=24))
            .add_answer(text="Tuesday")
            .add_answer(text="Thursday")
        )
        await respond(poll=poll)
    elif kind == "form":
        await interaction.response.send_modal(Files())
    else:
        await respond(view=card(EVIL[:60]), files=files())
        view = ui.View(timeout=None)
        view.add_item(ui.Button(label=EVIL[:80]))
        view.add_item(
            ui.Select(
                placeholder=EVIL, options=[discord.SelectOption(label=EVIL[:100], description=EVIL[:100])]
            )
        )
        await interaction.followup.send(f"{EVIL} [click](javascript:window.hacked=3)", view=view)


@app_commands.command(name="slow", description="Answer after thinking")
async def slow(interaction: discord.Interaction[Any]) -> None:
    """Defer first; the answer comes when the message box says so (a click elsewhere is not needed)."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    await asyncio.sleep(0.8)
    await interaction.edit_original_response(content="Thought about it.")


@app_commands.command(name="silent", description="Never answer")
async def silent(interaction: discord.Interaction[Any]) -> None:
    """Say nothing within the three seconds."""


@app_commands.command(name="typed", description="Every type of option")
async def typed(
    interaction: discord.Interaction[Any],
    count: app_commands.Range[int, 1, 5],
    who: discord.Member,
    share: float | None = None,
    loud: bool | None = None,
    where: discord.TextChannel | None = None,
    role: discord.Role | None = None,
    paper: discord.Attachment | None = None,
) -> None:
    """Tell what arrived, in the types that arrived."""
    given = (count, who.name, share, loud, where and where.name, role and role.name, paper and paper.filename)
    await interaction.response.send_message(f"Typed: {given!r}", ephemeral=True)


@app_commands.context_menu(name="Wave")
async def wave(interaction: discord.Interaction[Any], member: discord.Member) -> None:
    """A command on a member."""
    await interaction.response.send_message(f"You waved at {member.display_name}.", ephemeral=True)


@app_commands.context_menu(name="Weigh words")
async def weigh(interaction: discord.Interaction[Any], message: discord.Message) -> None:
    """A command on a message."""
    await interaction.response.send_message(f"{len(message.content.split())} words.", ephemeral=True)


def main() -> None:
    """Point discord.py at the local Discord and run."""
    api_url, gateway_url, token, guild_id = sys.argv[1:]
    discord.http.Route.BASE = api_url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
    Bot(int(guild_id)).run(token, log_handler=None)


if __name__ == "__main__":
    main()

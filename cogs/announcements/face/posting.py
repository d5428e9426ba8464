"""`/announce latest` and `/announce post`: posting on purpose, after a look, exactly once for each look.

The message that shows the item is the press: its id names the post, so pressing twice, or once more with
@everyone, posts nothing more.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self
from urllib.parse import urlsplit

import discord
from discord import ui

from bot.errors import UserError
from bot.limits import custom_id
from bot.texts import plural
from bot.ui import Layout, page
from cogs.announcements.face.adding import take_over
from cogs.announcements.face.cards import item_card
from cogs.announcements.face.controls import Cancel, Interaction, ModeratorComponent
from cogs.announcements.face.places import require_everyone, require_place
from cogs.announcements.face.wording import way
from cogs.announcements.model import Item
from cogs.announcements.storage.records import Choices, Source

if TYPE_CHECKING:
    from cogs.announcements.cog import Announcements

How = Literal["post", "ask", "everyone"]
_HOW = r"(?P<how>post|ask|everyone)"
# Looks that nobody acted on are forgotten beyond so many.
_LOOKS = 50


@dataclass(frozen=True, slots=True)
class Look:
    """A page that a moderator looks at before it is posted as `choices` say."""

    item: Item
    choices: Choices


class Looks:
    """The pages that are being looked at, by message. Kept in memory: what was shown is what is posted."""

    def __init__(self) -> None:
        self._looks: OrderedDict[int, Look] = OrderedDict()

    def keep(self, message_id: int, look: Look) -> None:
        """Remember what a message shows."""
        self._looks[message_id] = look
        while len(self._looks) > _LOOKS:
            self._looks.popitem(last=False)

    def at(self, message_id: int) -> Look:
        """Return what a message shows. Raises `UserError` when it is not known any more."""
        look = self._looks.get(message_id)
        if look is None:
            raise UserError(
                "The bot was restarted after this preview was made, and does not know it any more.",
                "Use /announce post again.",
            )
        return look


def page_choices(item: Item, place: Choices) -> Choices:
    """Return `place` with the name of the page's site."""
    site = item.details.get("site") or urlsplit(item.link or "").hostname or "the web"
    return replace(place, title=site[:100])


def latest_view(item: Item, source: Source) -> Layout:
    """Return a source's newest item as it would be posted, with the buttons that do so."""
    digest = _digest(item)
    buttons = [PostLatest.button(source.id, digest, "post"), PostLatest.button(source.id, digest, "ask")]
    return _look(item, source, buttons)


def page_view(item: Item, choices: Choices) -> Layout:
    """Return a page as it would be posted, with the buttons that do so."""
    return _look(item, choices, [PostPage.button("post"), PostPage.button("ask")])


def _look(item: Item, choices: Choices, buttons: list[Any]) -> Layout:
    view = page(f"This would be posted now, {way(choices)}:")
    take_over(item_card(item, choices), view)
    view.add_item(ui.ActionRow(*buttons, Cancel.button()))
    return view


class _Post(ModeratorComponent[ui.Button[Any]], template=r"(?!)"):
    """Posts what its message shows; on the way to @everyone it asks once more."""

    # What the keys of its posts begin with (`service.latest`, `service.post_page`).
    posts: ClassVar[str]

    async def act(self, interaction: Interaction, cog: Announcements) -> None:
        """Post, or ask."""
        await interaction.response.defer()
        if interaction.message is None:
            raise UserError("This preview can no longer be read.", "Start again.")
        press = str(interaction.message.id)
        if before := await cog.bot.outbox.find(f"{self.posts}.{press}"):
            done = page(f"It was posted in <#{before.channel_id}> before; nothing is posted twice.")
            await interaction.edit_original_response(view=done)
            return
        item, choices = await self.shown(interaction.message, cog)
        require_place(cog.bot, choices, interaction.user)
        how: How = self.found["how"]  # type: ignore[assignment]
        if how != "post":
            require_everyone(cog.bot, choices.channel_id, interaction.user)
        if how == "ask":
            await interaction.edit_original_response(view=self._question(item, choices, cog))
            return
        await self.post(cog, press, everyone=how == "everyone")
        await interaction.edit_original_response(
            view=page(f"✅ It is being posted in <#{choices.channel_id}>.")
        )

    async def shown(self, message: discord.Message, cog: Announcements) -> tuple[Item, Choices]:
        """Return what the message shows. Raises `UserError` when that is not what would be posted now."""
        raise NotImplementedError

    async def post(self, cog: Announcements, press: str, *, everyone: bool) -> None:
        """Post it, once for each `press`."""
        raise NotImplementedError

    def confirm(self) -> Any:
        """Return the button that pings everyone."""
        raise NotImplementedError

    def _question(self, item: Item, choices: Choices, cog: Announcements) -> Layout:
        members = cog.bot.community.member_count if cog.bot.community else None
        most = f", {plural(members, 'member')} at most" if members else ""
        view = page(
            "## Ping everyone?\nThis post will notify **everybody** who can see "
            f"<#{choices.channel_id}>{most}. It counts for this item only.",
            colour=0xC0392B,
        )
        take_over(item_card(item, choices, everyone=True), view)
        view.add_item(ui.ActionRow(self.confirm(), Cancel.button("Do not post")))
        return view


def _button(how: How, name: str) -> ui.Button[Any]:
    label, style = {
        "post": ("Post", discord.ButtonStyle.success),
        "ask": ("Post and ping everyone…", discord.ButtonStyle.secondary),
        "everyone": ("Yes, ping everyone", discord.ButtonStyle.danger),
    }[how]
    return ui.Button(label=label, style=style, custom_id=name)


class PostLatest(_Post, template=rf"announce:latest:(?P<source>\d{{1,18}}):(?P<item>[0-9a-f]{{8}}):{_HOW}"):
    """Posts a source's newest item."""

    posts = "announcements.latest"

    @classmethod
    def button(cls, source_id: int, digest: str, how: How) -> Self:
        """Return the button; `digest` tells the item that is shown."""
        return cls.of(_button(how, custom_id("announce:latest", source_id, digest, how)))

    async def shown(self, message: discord.Message, cog: Announcements) -> tuple[Item, Choices]:
        """Return the newest item, if it is still the one that was shown."""
        source = await cog.service.source(int(self.found["source"]))
        item = await cog.service.newest(source.id)
        if _digest(item) != self.found["item"]:
            raise UserError("Something newer has come meanwhile.", "Look at it with /announce latest.")
        return item, source

    async def post(self, cog: Announcements, press: str, *, everyone: bool) -> None:
        """Post it, once for each `press`."""
        await cog.service.latest(int(self.found["source"]), press, everyone=everyone)

    def confirm(self) -> Any:
        """Return the button that pings everyone."""
        return self.button(int(self.found["source"]), self.found["item"], "everyone")


class PostPage(_Post, template=rf"announce:post:{_HOW}"):
    """Posts a page."""

    posts = "announcements.post"

    @classmethod
    def button(cls, how: How) -> Self:
        """Return the button."""
        return cls.of(_button(how, custom_id("announce:post", how)))

    async def shown(self, message: discord.Message, cog: Announcements) -> tuple[Item, Choices]:
        """Return the page as it was shown."""
        look = cog.looks.at(message.id)
        self._shown = look
        return look.item, look.choices

    async def post(self, cog: Announcements, press: str, *, everyone: bool) -> None:
        """Post it, once for each `press`."""
        await cog.service.post_page(self._shown.item, self._shown.choices, press, everyone=everyone)

    def confirm(self) -> Any:
        """Return the button that pings everyone."""
        return self.button("everyone")


def _digest(item: Item) -> str:
    return hashlib.sha256(f"{item.identity}\0{item.title}".encode()).hexdigest()[:8]

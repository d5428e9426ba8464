"""The forms of `/announce edit`: name and own words, filters, quiet hours."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import discord
from discord import ui
from pydantic import ValidationError

from bot.errors import UserError
from bot.limits import TEXT_INPUT, custom_id, fit
from bot.templates import TemplateError
from bot.ui import Modal
from cogs.announcements.face.controls import Interaction, announcements_of
from cogs.announcements.face.wording import LONGEST_NAME
from cogs.announcements.filters import Filters
from cogs.announcements.quiet import read_quiet
from cogs.announcements.storage.records import Source
from cogs.announcements.templates import LONGEST_TEMPLATE, PLACEHOLDERS, check
from cogs.announcements.text import clean

_SEPARATOR = re.compile(r"[,\n]")


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form changes: fields of `Choices`, and of `Filters`."""

    changes: Mapping[str, Any] = field(default_factory=dict)
    filters: Mapping[str, Any] = field(default_factory=dict)


Submitted = Callable[[Interaction, Filled], Awaitable[None]]


class Form(Modal):
    """A form about one source; `read` turns what was filled in into changes."""

    button: ClassVar[str]
    key: ClassVar[str]

    def __init__(self, source: Source, submitted: Submitted) -> None:
        super().__init__(title=self.button, custom_id=custom_id("announce:form", self.key))
        self._submitted = submitted
        self._inputs: dict[str, ui.TextInput[Any]] = {}
        self.build(source)

    def build(self, source: Source) -> None:
        """Put the inputs in, with what is chosen now."""
        raise NotImplementedError

    def read(self, values: Mapping[str, str]) -> Filled:
        """Return what `values` (by input) change. Raises `UserError`."""
        raise NotImplementedError

    def ask(
        self,
        name: str,
        label: str,
        hint: str,
        now: str,
        *,
        most: int,
        long: bool = False,
        needed: bool = False,
    ) -> None:
        """Add an input."""
        self._inputs[name] = ui.TextInput(
            style=discord.TextStyle.paragraph if long else discord.TextStyle.short,
            custom_id=name,
            default=fit(now, most) or None,
            required=needed,
            max_length=most,
        )
        self.add_item(ui.Label(text=label, description=hint, component=self._inputs[name]))

    async def on_submit(self, interaction: Interaction) -> None:
        """Store what was filled in."""
        cog = announcements_of(interaction)
        cog.bot.require_moderator(interaction.user)
        await interaction.response.defer()
        values = {name: field.value.strip() for name, field in self._inputs.items()}
        await self._submitted(interaction, self.read(values))


class OwnWords(Form):
    """Name and template."""

    button = "Name and template"
    key = "template"

    def build(self, source: Source) -> None:
        """Ask for name and template."""
        self.ask(
            "name",
            "Name",
            "What members see the source called.",
            source.title,
            most=LONGEST_NAME,
            needed=True,
        )
        known = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        self.ask(
            "template",
            "Own words for each post",
            f"With {known}. Empty: the usual card.",
            source.template or "",
            most=LONGEST_TEMPLATE,
            long=True,
        )

    def read(self, values: Mapping[str, str]) -> Filled:
        """Return name and template, checked."""
        template = values["template"] or None
        if template is not None:
            try:
                check(template)
            except TemplateError as error:
                # The form is gone: what was typed must not be.
                quoted = template.replace("```", "ˋˋˋ")
                raise UserError(f"Not saved: {error}.", f"You wrote:\n```\n{quoted}\n```") from None
        name = clean(values["name"])
        if not name:
            raise UserError("A source needs a name.", "Write one that members can read.")
        return Filled({"title": name, "template": template})


class FilterForm(Form):
    """Some of the lists of words."""

    fields: ClassVar[Sequence[tuple[str, str, str]]]

    def build(self, source: Source) -> None:
        """Ask for each list."""
        for name, label, hint in self.fields:
            words = getattr(source.filters, name)
            now = ", ".join(words)
            # As it was typed, it was short enough.
            now = now if len(now) <= TEXT_INPUT else ",".join(words)
            self.ask(name, label, hint, now, most=TEXT_INPUT, long=True)

    def read(self, values: Mapping[str, str]) -> Filled:
        """Return the lists, checked."""
        lists = {
            name: tuple(dict.fromkeys(word.strip() for word in _SEPARATOR.split(text) if word.strip()))
            for name, text in values.items()
        }
        try:
            filters = Filters.model_validate(lists)
        except ValidationError:
            raise UserError(
                "These lists are too long.", "At most 50 entries each, of at most 100 characters."
            ) from None
        return Filled(filters={name: getattr(filters, name) for name in lists})


class Words(FilterForm):
    """Words in title and summary."""

    button = "Filter words"
    key = "words"
    fields = (
        ("include_words", "Only with one of these words", "With commas between them; empty: no such rule."),
        ("exclude_words", "Never with one of these words", "In title or summary, whole words only."),
    )


class People(FilterForm):
    """Authors and tags."""

    button = "Filter authors and tags"
    key = "people"
    fields = (
        ("include_authors", "Only by one of these authors", "With commas between them; empty: no such rule."),
        ("exclude_authors", "Never by one of these authors", "A part of the name is enough, such as Ada."),
        ("include_tags", "Only with one of these tags", "As the source writes them; case does not matter."),
        ("exclude_tags", "Never with one of these tags", "As the source writes them; case does not matter."),
    )


class QuietHours(Form):
    """When nothing is posted."""

    button = "Quiet hours"
    key = "quiet"

    def build(self, source: Source) -> None:
        """Ask for a span and its time zone."""
        quiet = source.quiet
        begins, ends, zone = (
            (f"{quiet.begins:%H:%M}", f"{quiet.ends:%H:%M}", quiet.zone) if quiet else ("", "", "")
        )
        self.ask("begins", "From", "Such as 22:00; empty: no quiet hours.", begins, most=5)
        self.ask("ends", "To", "Such as 08:00. What comes in between is posted then.", ends, most=5)
        self.ask("zone", "Time zone", "Such as Europe/Berlin; empty: UTC.", zone, most=50)

    def read(self, values: Mapping[str, str]) -> Filled:
        """Return the quiet hours, or none."""
        if not values["begins"] and not values["ends"]:
            return Filled({"quiet": None})
        return Filled({"quiet": read_quiet(values["begins"], values["ends"], values["zone"])})


FORMS: Mapping[str, type[Form]] = {form.key: form for form in (OwnWords, Words, People, QuietHours)}

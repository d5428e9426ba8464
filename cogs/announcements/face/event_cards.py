"""Events as members see them: announced, reminded of, cancelled, recorded; and what moderators are asked.

Whatever a page says is shown as typed. Times are Discord's own, so everybody reads them in their zone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import discord
from discord import ui

from bot.clock import discord_time
from bot.limits import ALT_TEXT, BUTTON_URL, MESSAGE_TEXT, fit
from bot.outbox import Message
from bot.rest import File
from bot.texts import link, listing
from bot.ui import Layout, page
from cogs.announcements.agenda.records import Asked
from cogs.announcements.agenda.service import Question, Upcoming
from cogs.announcements.events.event import Event
from cogs.announcements.events.prose import said as in_words
from cogs.announcements.face.event_buttons import RemindMe, decisions
from cogs.announcements.text import safe

TITLE = 200
DESCRIPTION = 600
SENTENCE = 500
# Each event of the list takes three of a message's forty components.
LISTED = 10
# What the list's first and last line take of a message's text.
_AROUND = 100
# Of the doubts of one event; each takes four.
_DOUBTS = 8
_COLOUR = 0x27AE60
_CANCELLED = 0x7F8C8D
_RECORDING = 0xC0392B
_QUESTION = 0xE67E22


def announcement(
    event: Event, event_id: int, *, file: File | None, role_id: int | None, cancelled: bool = False
) -> Message:
    """Return the announcement a week before, with the calendar's `file`."""
    view = Layout()
    if role_id is not None:
        view.add_item(ui.TextDisplay(f"<@&{role_id}>"))
    title = f"## 📅 {_linked(event)}\n{_byline(event)}"
    body: list[ui.Item[Any]] = [ui.TextDisplay(title), ui.TextDisplay(_when(event, cancelled=cancelled))]
    if event.description:
        body.append(ui.TextDisplay(safe(fit(event.description, DESCRIPTION))))
    if event.image is not None and event.image.url.startswith("https://"):
        alt = fit(event.image.alt or event.title, ALT_TEXT)
        body.append(ui.MediaGallery(discord.MediaGalleryItem(event.image.url, description=alt)))
    if file is not None:
        body.append(ui.File(f"attachment://{file.name}"))
    body.append(_buttons(event, *([] if cancelled or event.start is None else [RemindMe.button(event_id)])))
    view.add_item(ui.Container(*body, accent_colour=_CANCELLED if cancelled else _COLOUR))
    roles = () if role_id is None else (role_id,)
    return Message.of(view, roles=roles, files=() if file is None else (file,))


def reminder(event: Event, event_id: int, *, cancelled: bool = False) -> Message:
    """Return the reminder for everybody."""
    text = f"### ⏰ {_linked(event)}\n{_when(event, cancelled=cancelled)}"
    return _card(text, _buttons(event, *_join(event, cancelled)), _CANCELLED if cancelled else _COLOUR)


def cancellation(event: Event) -> Message:
    """Return the short word that an announced event is cancelled."""
    when = f" It was planned for {discord_time(event.start, 'F')}." if event.start else ""
    return _card(
        f"### ❌ Cancelled: {_named(event)}\nThis event does not take place.{when}", None, _CANCELLED
    )


def recording(event: Event) -> Message:
    """Return the news that an event's recording can be watched."""
    address = f"https://www.youtube.com/watch?v={event.video}"
    text = f"## 🎬 {link(fit(event.title, TITLE), address)}\nThe recording is live.\n{_byline(event)}"
    return _card(text, _buttons(event, _link_button("Watch it", address)), _RECORDING)


def personal(event: Event, *, cancelled: bool = False) -> Message:
    """Return the direct message to somebody who wanted to be reminded."""
    if cancelled:
        return _card(f"### ❌ Cancelled: {_named(event)}\nThis event does not take place.", None, _CANCELLED)
    text = f"### 🔔 {_linked(event)}\n{_when(event)}\n-# You asked to be reminded."
    return _card(text, _buttons(event, *_join(event, cancelled=False)), _COLOUR)


def question(event: Event, doubts: Sequence[Asked]) -> Message:
    """Return what moderators are asked about an event, and what became of each doubt."""
    return Message.of(question_view(Question(event, tuple(doubts))))


def question_view(asked: Question) -> Layout:
    """Return the same, for moderators who look for it."""
    waits = any(each.decision in (None, "left") for each in asked.doubts)
    head = "This event is not announced before one of you has looked at it." if waits else "This is settled."
    heading = f"### ❓ {_linked(asked.event)}\n{head}"
    items: list[ui.Item[Any]] = [ui.TextDisplay(heading)]
    doubts = [f"{safe(fit(each.doubt.sentence, SENTENCE))}\n{_proposal(each)}" for each in asked.doubts]
    shown = min(_DOUBTS, _fitting(doubts, MESSAGE_TEXT - len(heading)))
    for text, each in zip(doubts[:shown], asked.doubts, strict=False):
        items.append(ui.TextDisplay(text))
        buttons = decisions(each.id, each.doubt, left=each.decision == "left")
        if each.decision in (None, "left") and buttons:
            items.append(ui.ActionRow(*buttons))
    return page(*items, colour=_QUESTION if waits else _CANCELLED)


def event_list(events: Sequence[Upcoming]) -> Layout:
    """Return what lies ahead, the next event first."""
    items: list[ui.Item[Any]] = [ui.TextDisplay("## 📅 Upcoming events")]
    if not events:
        items.append(ui.TextDisplay("No event is announced at the moment."))
    texts = [f"**{_linked(each.event)}**\n{_when(each.event)}\n{_byline(each.event)}" for each in events]
    shown = min(LISTED, _fitting(texts, MESSAGE_TEXT - _AROUND))
    for words, each in zip(texts[:shown], events, strict=False):
        text = ui.TextDisplay[Any](words)
        with_button = each.event.start is not None
        items.append(ui.Section(text, accessory=RemindMe.button(each.id)) if with_button else text)
    if len(events) > shown:
        items.append(ui.TextDisplay(f"-# and {len(events) - shown} more"))
    return page(*items, colour=_COLOUR)


def next_event(upcoming: Upcoming) -> Layout:
    """Return the one event that comes next."""
    event = upcoming.event
    items: list[ui.Item[Any]] = [
        ui.TextDisplay(f"## 📅 {_linked(event)}\n{_byline(event)}"),
        ui.TextDisplay(_when(event)),
    ]
    if event.description:
        items.append(ui.TextDisplay(safe(fit(event.description, DESCRIPTION))))
    items.append(_buttons(event, *([] if event.start is None else [RemindMe.button(upcoming.id)])))
    return page(*items, colour=_COLOUR)


def _fitting(texts: Sequence[str], room: int) -> int:
    """Return how many of `texts`, from the first one on, `room` characters hold together."""
    return bisect_right(list(accumulate(map(len, texts))), room)


def _card(text: str, buttons: ui.Item[Any] | None, colour: int) -> Message:
    return Message.of(page(text, *([] if buttons is None else [buttons]), colour=colour))


def _buttons(event: Event, *others: ui.Item[Any]) -> ui.ActionRow[Any]:
    return ui.ActionRow(_link_button("About the event", event.link), *others)


def _link_button(label: str, address: str) -> ui.Button[Any]:
    # The site's addresses have some hundred characters.
    return ui.Button(label=label, url=address[:BUTTON_URL])


def _join(event: Event, cancelled: bool) -> list[ui.Item[Any]]:
    may_join = event.join_link is not None and len(event.join_link) <= BUTTON_URL and not cancelled
    return [ui.Button(label="Join", url=event.join_link)] if may_join else []


def _named(event: Event) -> str:
    return safe(fit(event.title, TITLE))


def _linked(event: Event) -> str:
    return link(fit(event.title, TITLE), event.link)


def _byline(event: Event) -> str:
    people = f" · {listing(safe(fit(name, 80)) for name in event.authors[:8])}" if event.authors else ""
    return f"-# {event.kind.capitalize()}{people}"


def _when(event: Event, *, cancelled: bool = False) -> str:
    if event.start is not None:
        when = discord_time(event.start, "F")
        when += "" if cancelled else f" ({discord_time(event.start, 'R')})"
    elif event.day is not None:
        when = f"{in_words(event.day)}, at a time that the page does not say yet"
    else:
        when = "at a time that the page does not say yet"
    return f"❌ **Cancelled.** It was planned for {when}." if cancelled else f"🕒 {when}"


def _proposal(asked: Asked) -> str:
    doubt = asked.doubt
    if asked.decision == "confirmed":
        return "-# ✅ Confirmed."
    if asked.decision == "past":
        return "-# ✅ There is nothing to decide any more."
    if doubt.start is not None:
        text = f"Confirmed, it is announced for {discord_time(doubt.start, 'F')}."
    elif doubt.day is not None:
        text = f"Confirmed, it is announced for {in_words(doubt.day)}, without a time."
    else:
        text = "Nothing is announced before the page is corrected."
    return f"{text}\n-# Left as it is for now." if asked.decision == "left" else text

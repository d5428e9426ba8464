"""What a member sees of each kind of failure, and what the log keeps."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands, ui

from bot.errors import DatabaseError, NotAllowed, UserError, new_reference
from bot.limits import CUSTOM_ID
from bot.turns import Turns
from bot.ui import Component, Modal, answer_error, is_taken

COMMAND: Any = SimpleNamespace(
    name="ask", qualified_name="guide ask", type=discord.AppCommandType.chat_input, _params={}
)


class Answers:
    """Stands in for an interaction's response and follow-ups, which need a connection."""

    def __init__(self, *, done: bool = False, failure: Exception | None = None) -> None:
        self.sent: list[tuple[str, bool]] = []
        self.suggested: list[list[Any]] = []
        self.done = done
        self.failure = failure

    def is_done(self) -> bool:
        return self.done

    async def send_message(self, text: str, *, ephemeral: bool) -> None:
        if self.failure:
            raise self.failure
        self.sent.append((text, ephemeral))

    send = send_message

    async def autocomplete(self, choices: list[Any]) -> None:
        self.suggested.append(choices)


def interaction(
    answers: Answers, kind: discord.InteractionType = discord.InteractionType.application_command
) -> Any:
    return SimpleNamespace(
        id=1, user=SimpleNamespace(id=7), type=kind, command=COMMAND, data={}, response=answers, followup=answers, extras={},
        created_at=datetime(2026, 3, 1, tzinfo=UTC), guild_id=1,
        client=SimpleNamespace(guild_id=1, turn=Turns().turn(), keep_pace=lambda _: None),
    )  # fmt: skip


def http_error(kind: type[discord.HTTPException], status: int, code: int) -> discord.HTTPException:
    response: Any = SimpleNamespace(status=status, reason="")
    return kind(response, {"code": code, "message": "told by Discord"})


def check_failure(cause: Exception) -> app_commands.CheckFailure:
    failure = app_commands.CheckFailure(str(cause))
    failure.__cause__ = cause
    return failure


TRANSFORMER: Any = SimpleNamespace(_error_display_name="a channel")


async def answer_to(error: Exception, **answers: Any) -> list[tuple[str, bool]]:
    given = Answers(**answers)
    await answer_error(interaction(given), error)
    return given.sent


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (UserError("No such library.", "See /guide browse."), "⚠️ No such library.\nSee /guide browse."),
        (UserError("No such library."), "⚠️ No such library."),
        (NotAllowed("Only moderators can do this."), "⚠️ Only moderators can do this."),
        (app_commands.CommandInvokeError(COMMAND, UserError("No such library.")), "⚠️ No such library."),
        (check_failure(NotAllowed("Only moderators.")), "⚠️ Only moderators."),
        (app_commands.CheckFailure("x"), "⚠️ You cannot use this command here."),
        (app_commands.NoPrivateMessage(), "⚠️ You cannot use this command here."),
        (app_commands.MissingPermissions(["manage_guild"]), "⚠️ You cannot use this command here."),
        (
            app_commands.TransformerError("nowhere", discord.AppCommandOptionType.string, TRANSFORMER),
            "⚠️ “nowhere” cannot be used here. Choose one of the suggestions.",
        ),
        (
            app_commands.CommandNotFound("gone", []),
            "⚠️ This command has just changed. Wait a minute, or reload Discord, and try again.",
        ),
        (
            app_commands.CommandSignatureMismatch(COMMAND),
            "⚠️ This command has just changed. Wait a minute, or reload Discord, and try again.",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_ordinary_refusals_say_what_to_do_and_are_no_failures(
    error: Exception, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert await answer_to(error) == [(text, True)]
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_a_cooldown_says_when_it_ends() -> None:
    error = app_commands.CommandOnCooldown(app_commands.Cooldown(1, 60), 30.0)
    ((text, private),) = await answer_to(error)
    assert re.search(r"Try again <t:\d+:R>", text)
    assert private


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("a bug: secret detail"),
        app_commands.CommandInvokeError(COMMAND, RuntimeError("a bug: secret detail")),
        check_failure(RuntimeError("a bug in a check: secret detail")),
        http_error(discord.Forbidden, 403, 50013),
        http_error(discord.NotFound, 404, 10003),
        http_error(discord.HTTPException, 400, 50035),
        http_error(discord.DiscordServerError, 500, 0),
        discord.RateLimited(60.0),
        aiohttp.ServerDisconnectedError(),
        TimeoutError(),
        discord.InteractionResponded(SimpleNamespace(command=None)),  # type: ignore[arg-type]
    ],
    ids=lambda error: f"{type(error).__name__}",
)
async def test_everything_else_is_a_reference_that_the_log_has_too(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    ((text, private),) = await answer_to(error)
    assert private
    reference = re.search(r"`([2-9A-Z]{6})`", text)
    assert reference is not None
    assert "secret" not in text
    assert "told by Discord" not in text
    (record,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    fields: dict[str, Any] = record.fields  # type: ignore[attr-defined]
    assert fields["ref"] == reference[1]
    assert fields["name"] == "guide ask"
    assert record.exc_info


@pytest.mark.parametrize("code", [10062, 40060, 10015, 50027])
async def test_when_nobody_waits_any_more_nothing_is_sent(
    code: int, caplog: pytest.LogCaptureFixture
) -> None:
    assert await answer_to(http_error(discord.NotFound, 404, code)) == []
    assert [record.levelname for record in caplog.records] == ["WARNING"]


async def test_after_a_deferral_it_is_a_follow_up() -> None:
    assert await answer_to(UserError("No."), done=True) == [("⚠️ No.", True)]


@pytest.mark.parametrize(
    "failure",
    [
        http_error(discord.NotFound, 404, 10062),
        http_error(discord.DiscordServerError, 500, 0),
        discord.RateLimited(60.0),
        aiohttp.ServerDisconnectedError(),
        ConnectionResetError(),
        TimeoutError(),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_an_answer_that_fails_too_is_logged_and_raises_nothing(
    failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    assert await answer_to(UserError("No."), failure=failure) == []
    assert "could not be answered" in caplog.text


async def test_a_very_long_reason_fits_a_message() -> None:
    ((text, _),) = await answer_to(UserError("x" * 5000))
    assert len(text) <= 2000


@pytest.mark.parametrize(("done", "suggested"), [(False, [[]]), (True, [])])
async def test_suggestions_have_no_place_for_a_text_and_end_with_none(
    done: bool, suggested: list[list[Any]]
) -> None:
    answers = Answers(done=done)
    await answer_error(interaction(answers, discord.InteractionType.autocomplete), UserError("No."))
    assert answers.sent == []
    assert answers.suggested == suggested


async def test_a_database_that_cannot_be_used_is_told_as_such() -> None:
    ((text, _),) = await answer_to(app_commands.CommandInvokeError(COMMAND, DatabaseError("disk full")))
    assert "cannot use its database at the moment, so this was not done" in text
    assert re.search("under the reference `[A-Z0-9]{6}`", text)


class Press(Component[ui.Button[Any]], template=r"test:(?P<row>.+)"):
    refusal: Exception | None = None

    def __init__(self, row: int) -> None:
        self.pressed_rows: list[int] = []
        self.number = row
        super().__init__(ui.Button(label="Press", custom_id=f"test:{row}"))

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: Any, match: re.Match[str], /) -> Press:
        return cls(int(match["row"]))

    async def pressed(self, interaction: Any) -> None:
        if self.refusal:
            raise self.refusal
        self.pressed_rows.append(self.number)


async def test_a_press_acts_and_its_failure_is_answered() -> None:
    answers = Answers()
    button = Press(3)
    await button.callback(interaction(answers))
    assert button.pressed_rows == [3]
    button.refusal = UserError("Too late.")
    await button.callback(interaction(answers))
    assert answers.sent == [("⚠️ Too late.", True)]


async def test_a_press_in_another_server_is_refused_and_one_in_a_direct_message_is_not() -> None:
    answers = Answers()
    button = Press(3)
    elsewhere = interaction(answers)
    elsewhere.guild_id = 2
    await button.callback(elsewhere)
    assert button.pressed_rows == []
    assert answers.sent == [("⚠️ This bot works in its own server only.", True)]
    direct = interaction(answers)
    direct.guild_id = None
    await button.callback(direct)
    assert button.pressed_rows == [3]


async def test_an_id_that_cannot_be_read_is_answered() -> None:
    answers = Answers()
    match = re.fullmatch(r"test:(?P<row>.+)", "test:x")
    assert match is not None
    with pytest.raises(ValueError, match="invalid literal"):
        await Press.from_custom_id(interaction(answers), None, match)
    assert "under the reference" in answers.sent[0][0]


class Form(Modal):
    async def on_submit(self, interaction: Any, /) -> None:
        raise UserError("Not this.")


async def test_no_two_forms_share_an_id() -> None:
    ids = {Form(title="Form", custom_id="test:form").custom_id for _ in range(3)}
    assert len(ids) == 3
    assert all(each.startswith("test:form:") and len(each) <= CUSTOM_ID for each in ids)


async def test_a_form_s_failure_is_answered_and_a_known_form_is_taken() -> None:
    answers = Answers()
    form = Form(title="Form", custom_id="test:form")
    sent = interaction(answers, discord.InteractionType.modal_submit)
    assert not is_taken(sent)
    assert await form.interaction_check(sent)
    assert is_taken(sent)
    with pytest.raises(UserError) as caught:
        await form.on_submit(sent)
    await form.on_error(sent, caught.value)
    assert answers.sent == [("⚠️ Not this.", True)]


def test_reference_ids_can_be_read_out() -> None:
    made = {new_reference() for _ in range(200)}
    assert len(made) > 190
    assert all(re.fullmatch(r"[2-9A-HJKMNP-Z]{6}", reference) for reference in made)

"""Discord's failures as exceptions: the model's own type, and the ones the wire adds."""

from __future__ import annotations

from simcord.backend.errors import BackendError as ApiError
from simcord.backend.errors import (
    OptionError,
    SetupError,
    already_acknowledged,
    cannot_edit_other_user,
    missing_access,
    missing_permissions,
    unknown_channel,
    unknown_interaction,
    unknown_member,
    unknown_message,
    unknown_scheduled_event,
)
from simcord.http.router import RouteNotImplemented, UnsupportedField

__all__ = [
    "ApiError",
    "OptionError",
    "RouteNotImplemented",
    "SetupError",
    "UnsupportedField",
    "already_acknowledged",
    "cannot_edit_other_user",
    "invalid_webhook_token",
    "missing_access",
    "missing_permissions",
    "not_a_text_channel",
    "unauthorized",
    "unknown_channel",
    "unknown_emoji",
    "unknown_interaction",
    "unknown_member",
    "unknown_message",
    "unknown_scheduled_event",
]


def unauthorized() -> ApiError:
    """The token is missing or wrong."""
    return ApiError(401, 0, "401: Unauthorized")


def invalid_webhook_token() -> ApiError:
    """An interaction's token after its 15 minutes."""
    return ApiError(401, 50027, "Invalid Webhook Token")


def unknown_emoji() -> ApiError:
    """A reaction with what is no emoji, or with a custom one that is not there."""
    return ApiError(400, 10014, "Unknown Emoji")


def not_a_text_channel() -> ApiError:
    """A message to a category or to a forum itself."""
    return ApiError(400, 50008, "Cannot send messages in a non-text channel")

"""Answers to interactions: callbacks, the original response, follow-ups."""

from __future__ import annotations

from typing import Any

from ..jsontypes import Json
from ..validation.commands import check_choices
from ..validation.form import Form, invalid
from ..validation.messages import EPHEMERAL, check_message
from ..validation.modals import check_modal
from ..world import World, shapes
from ..world.errors import ApiError, already_acknowledged, unknown_interaction, unknown_message
from ..world.routing import RequestContext, Routes, model_route, world_of
from .messages import SETTABLE_FLAGS, check_files

MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5

_TOKEN = "/webhooks/{webhook_id}/{token}"  # noqa: S105 - a path
_ORIGINAL = _TOKEN + "/messages/@original"
_MESSAGE = _TOKEN + "/messages/{message_id}"
_callback = model_route("POST", "/interactions/{interaction_id}/{token}/callback")


def register(routes: Routes) -> None:
    """Add these routes to the table."""
    routes.add("POST", "/interactions/{interaction_id}/{token}/callback")(callback)
    routes.add("POST", _TOKEN)(_checked(model_route("POST", _TOKEN), edits=False))
    for template in (_ORIGINAL, _MESSAGE):
        routes.add("PATCH", template)(_checked(model_route("PATCH", template), edits=True))
        routes.add("DELETE", template)(_told(model_route("DELETE", template)))


def callback(ctx: RequestContext) -> Any:
    """The first response: in time, once, of a kind that fits, within the limits."""
    world = world_of(ctx)
    record = world.interactions.get(ctx.int_arg("interaction_id"))
    if record is None or record.token != ctx.args["token"]:
        raise unknown_interaction()
    if record.responded:
        raise already_acknowledged()
    deadline = record.initial_response_deadline
    if deadline is not None and world.now_iso() >= deadline:
        raise unknown_interaction()
    body = ctx.body()
    kind = body.get("type")
    from_component = record.source_message_id is not None
    allowed = _allowed(record.type, from_component)
    if kind not in allowed:
        choices = ", ".join(map(str, allowed))
        raise invalid(("type",), "BASE_TYPE_CHOICES", f"Value must be one of {{{choices}}}.")
    data = body.get("data") or {}
    if not isinstance(data, dict):
        raise invalid(("data",), "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
    ctx.json = {**body, "data": _checked_data(ctx, world, record.source_message_id, kind, data)}
    answer = _callback(ctx)
    world.interaction_changed(record)
    said = answer["interaction"]
    answer["interaction"] = {key: value for key, value in said.items() if value is not None}
    return answer if str(ctx.params.get("with_response", "")).lower() in ("1", "true") else None


def _allowed(interaction: int, from_component: bool) -> tuple[int, ...]:
    if interaction == AUTOCOMPLETE:
        return (CHOICES,)
    if interaction == COMMAND:
        return (MESSAGE, DEFER, MODAL)
    updates = (DEFER_UPDATE, UPDATE) if from_component else ()
    # A modal cannot answer a modal.
    modal = (MODAL,) if interaction == COMPONENT else ()
    return (MESSAGE, DEFER, *updates, *modal)


def _checked_data(ctx: RequestContext, world: World, source: int | None, kind: int, data: Json) -> Json:
    at = ("data",)
    if kind == MESSAGE:
        check_message(data, file_names=check_files(ctx), at=at)
        return {**data, "flags": int(data.get("flags") or 0) & (SETTABLE_FLAGS | EPHEMERAL)}
    if kind == DEFER:
        return {"flags": int(data.get("flags") or 0) & EPHEMERAL}
    if kind == UPDATE:
        channel_id = world.interactions[ctx.int_arg("interaction_id")].channel_id
        existing = shapes.message(world, world.get_message(channel_id, source or 0))
        check_message(data, file_names=check_files(ctx), existing=existing, at=at)
    elif kind == CHOICES:
        form = Form()
        choices = form.items(data, "choices", at, high=25)
        for path, choice in choices:
            value_type = 3 if isinstance(choice.get("value"), str) else 10
            check_choices(form, [(path, choice)], value_type)
        form.refuse()
    elif kind == MODAL:
        check_modal(data)
    return data


def _checked(model: Any, *, edits: bool) -> Any:
    """The model's follow-up or edit, after the limits, telling the people's side afterwards."""

    def handler(ctx: RequestContext) -> Any:
        world = world_of(ctx)
        token = ctx.args["token"]
        if not world.is_interaction_token(token):
            check_message(ctx.body(), file_names=check_files(ctx), existing={} if edits else None)
            return model(ctx)
        record = world.interaction_by_token(token)
        body = ctx.body()
        if edits or record.loading:
            message_id = ctx.args.get("message_id") or record.message_id
            if message_id is None:
                raise unknown_message()
            message = world.get_message(record.channel_id, int(message_id))
            if message.poll is not None:
                raise ApiError(400, 520003, "Cannot edit a poll message")
            check_message(body, file_names=check_files(ctx), existing=shapes.message(world, message))
        else:
            check_message(body, file_names=check_files(ctx))
            ctx.json = {**body, "flags": int(body.get("flags") or 0) & (SETTABLE_FLAGS | EPHEMERAL)}
        if not record.responded:
            raise ApiError(404, 10015, "Unknown Webhook")
        answer = model(ctx)
        world.interaction_changed(record)
        return answer

    return handler


def _told(model: Any) -> Any:
    def handler(ctx: RequestContext) -> Any:
        world = world_of(ctx)
        answer = model(ctx)
        if world.is_interaction_token(ctx.args["token"]):
            world.interaction_changed(world.interaction_by_token(ctx.args["token"]))
        return answer

    return handler

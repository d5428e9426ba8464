"""Files of this Discord: attachments kept in memory and served under ``/cdn``."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any
from urllib.parse import quote

from simcord.backend.cdn import CdnStore

from ..jsontypes import Json

_UNSAFE = re.compile(r"[^\w.\-]+")


class Uploads(CdnStore):
    """The files by the path below ``/cdn``; :attr:`base_url` is set once the port is known."""

    def __init__(self) -> None:
        super().__init__()
        self.base_url = ""

    def store_attachment(
        self, attachment_id: int, channel_id: int, filename: str, data: bytes, description: str | None
    ) -> dict[str, Any]:
        """Keep a file; the payload is Discord's attachment object, its name made safe as Discord does."""
        name = _UNSAFE.sub("_", filename).strip("_.") or "unknown"
        payload = super().store_attachment(attachment_id, channel_id, name, data, description)
        path = f"attachments/{channel_id}/{attachment_id}/{quote(name)}"
        self._blobs.pop(payload["url"])
        self._blobs[path] = data
        payload["url"] = payload["proxy_url"] = f"{self.base_url}/cdn/{path}"
        if description is None:
            del payload["description"]
        size = _png_size(data)
        if size is not None:
            payload["width"], payload["height"] = size
        return payload


def _png_size(data: bytes) -> tuple[int, int] | None:
    if data[:8] != b"\x89PNG\r\n\x1a\n" or len(data) < 24:
        return None
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def embeds_with_uploads(
    embeds: list[dict[str, Any]], attachments: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Replace ``attachment://name`` in embeds; a file shown in an embed is no longer listed beside it."""
    by_name = {item["filename"]: item for item in attachments}
    used: set[str] = set()

    def address(holder: Json, key: str) -> None:
        url = holder.get(key)
        if isinstance(url, str) and url.startswith("attachment://"):
            item = by_name.get(url.removeprefix("attachment://"))
            if item is not None:
                holder[key] = item["url"]
                used.add(item["id"])

    if not any("attachment://" in str(embed) for embed in embeds):
        return embeds, attachments
    shown = deepcopy(embeds)
    for embed in shown:
        for part, key in (
            ("image", "url"),
            ("thumbnail", "url"),
            ("author", "icon_url"),
            ("footer", "icon_url"),
        ):
            if isinstance(embed.get(part), dict):
                address(embed[part], key)
    return shown, [item for item in attachments if item["id"] not in used]

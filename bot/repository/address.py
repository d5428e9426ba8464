"""Where a repository's pages are asked for, so that `check` can look whether there is an answer."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from pydantic import SecretStr

from bot.repository.files import SourceError
from bot.repository.settings import RepositorySettings
from bot.repository.token import read_token
from bot.uses import Address


def addresses_of(name: str, settings: RepositorySettings, base: Path) -> tuple[Address, ...]:
    """Return the branch's address, with the token if there is one; none where a folder is read instead.

    Blocking, a moment. A token that cannot be read is left out, as by the bot.
    """
    if settings.folder is not None:
        return ()
    file = base / settings.github_token_file if settings.github_token_file else None
    try:
        token = read_token(file, os.environ)
    except SourceError:
        token = None
    branch = quote(settings.branch, safe="")
    url = f"{settings.api_url}/repos/{settings.repository}/branches/{branch}"
    return (Address(name, url, SecretStr(token) if token else None),)

"""Puts together what asks GitHub, as the settings say, and tells what of them cannot work."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import Problem
from bot.repository.api import GitHubApi
from bot.repository.files import SourceError
from bot.repository.pauses import PauseStore
from bot.repository.token import read_token, token_in_use
from cogs.committee.pulls.asking import PullRequests
from cogs.committee.settings import CommitteeSettings, GitHubSettings

if TYPE_CHECKING:
    from bot.client import CommunityBot
    from bot.settings import Settings

# What the health board calls it.
CONDITION = "committee.token"
_TABLE = "cogs.committee.github"


def pull_requests(bot: CommunityBot, settings: CommitteeSettings) -> PullRequests:
    """Return what asks GitHub about pull requests; with another token or address it is made anew."""
    github = settings.github
    file = _token_file(bot.settings, github)
    token = token_in_use(file, os.environ, bot.health, CONDITION) if github.repositories else None
    return PullRequests(
        GitHubApi(
            github.api_url,
            "the committee",
            bot.fetcher,
            bot.clock,
            PauseStore(bot.database, "committee"),
            asyncio.sleep,
            token,
            lambda problem: bot.health.bad(CONDITION, problem),
        )
    )


def problems(settings: Settings) -> Iterable[Problem]:
    """Yield a token that is not there, and comments that nobody could write. Blocking."""
    table = settings.cogs.get("committee")
    github = table.github if isinstance(table, CommitteeSettings) else GitHubSettings()
    token = None
    try:
        token = read_token(_token_file(settings, github), os.environ)
    except SourceError as error:
        fix = "put the token alone into that file, or leave the key out"
        yield Problem(f"{_TABLE}.github_token_file", str(error), fix)
    else:
        if github.comment and token is None:
            fix = "set GITHUB_TOKEN or github_token_file, or leave the key out"
            yield Problem(f"{_TABLE}.comment", "GitHub takes comments with a token alone", fix)
    if github.comment and not github.repositories:
        fix = "name the repositories whose pull requests count"
        yield Problem(f"{_TABLE}.comment", "without repositories no pull request is commented", fix)


def _token_file(settings: Settings, github: GitHubSettings) -> Path | None:
    if github.github_token_file is None:
        return None
    base = settings.source.parent if settings.source else Path()
    return base / github.github_token_file

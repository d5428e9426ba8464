"""Puts together what asks GitHub, as the settings say."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

from bot.repository.api import GitHubApi
from bot.repository.pauses import PauseStore
from bot.repository.token import token_in_use
from cogs.committee.pulls.asking import PullRequests
from cogs.committee.settings import CommitteeSettings

if TYPE_CHECKING:
    from bot.client import CommunityBot

# What the health board calls it.
CONDITION = "committee.token"


def pull_requests(bot: CommunityBot, settings: CommitteeSettings) -> PullRequests:
    """Return what asks GitHub about pull requests; with another token or address it is made anew."""
    github = settings.github
    config = bot.settings.source
    base = config.parent if config else Path()
    file = base / github.github_token_file if github.github_token_file else None
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

"""Where a cog finds the pages of the community's site, as a part of its table in `config.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

WebAddress = Annotated[
    str, Field(pattern=r"^https?://[^\s/]+(/\S*)?$"), AfterValidator(lambda url: url.rstrip("/"))
]


class RepositorySettings(BaseModel):
    """The site's repository on GitHub, or a folder in its place."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    repository: str = Field(
        "open-neuromorphic/open-neuromorphic.github.io",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}$",
        description="The site's repository on GitHub, as owner/name.",
    )
    branch: str = Field(
        "main",
        pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}){0,5}$",
        description="The branch that the site is made from.",
    )
    site_base: WebAddress = Field(
        "https://open-neuromorphic.org", description="The site's address, for links to its pages."
    )
    folder: Path | None = Field(
        None, description="A folder laid out like the site's repository, to be read instead of GitHub."
    )
    github_token_file: Path | None = Field(
        None, description="A file with a GitHub token and nothing else; GITHUB_TOKEN wins. Not needed."
    )
    api_url: WebAddress = Field("https://api.github.com", description="GitHub's REST API.")
    raw_url: WebAddress = Field(
        "https://raw.githubusercontent.com", description="Where GitHub serves single files."
    )

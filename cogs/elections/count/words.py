"""Words for people. A twin of `bot.texts`: what counts has to run where there is no bot."""

from __future__ import annotations

from collections.abc import Sequence


def listing(names: Sequence[str], last: str = "and") -> str:
    """Return names as a sentence lists them.

    >>> listing(["Ada", "Ben", "Cai"])
    'Ada, Ben and Cai'
    """
    return f"{', '.join(names[:-1])} {last} {names[-1]}" if len(names) > 1 else "".join(names)


def are(names: Sequence[str]) -> str:
    """Return names with their verb.

    >>> are(["Ada"]), are(["Ada", "Ben"])
    ('Ada is', 'Ada and Ben are')
    """
    return f"{listing(names)} {'is' if len(names) == 1 else 'are'}"

"""A TOML file as people write it: read whole, or refused with the line and what to do."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from bot.errors import ConfigError, Problem

_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_TABLE = re.compile(r"\s*\[\[?\s*([\w\-.\"' ]+?)\s*\]")
_KEY = re.compile(r"\s*([\w\-.\"' ]+?)\s*=")


def read_toml(path: Path) -> dict[str, Any]:
    """Return the document in `path`; a byte order mark, as Windows editors write, is skipped.

    Raises `ConfigError` with what is wrong: no such file, not readable, not UTF-8, not TOML.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        problem = Problem(str(path), "there is no such file", "copy config.example.toml there and edit it")
    except UnicodeDecodeError:
        problem = Problem(str(path), "is not UTF-8 text", "save it as UTF-8")
    except OSError as error:
        problem = Problem(str(path), f"cannot be read: {error}", "check its permissions")
    else:
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            problem = _problem(path, text, str(error))
    raise ConfigError([problem])


def _problem(path: Path, text: str, error: str) -> Problem:
    """Return what tomllib found as people would say it: it does not name a key that is given twice."""
    place = _LINE.search(error)
    lines = text.splitlines()[: int(place[1])] if place else []
    if place and error.startswith(("Cannot overwrite", "Duplicate inline")):
        # The place is the end of the value, which may have many lines; the key stands where it begins.
        number, key = next(
            ((at, found[1]) for at, line in _from_the_end(lines) if (found := _KEY.match(line))),
            (len(lines), "a key"),
        )
        return Problem(str(path), f"{key} is given twice (again in line {number})", "keep one of them")
    if place and error.startswith("Cannot declare") and (table := _TABLE.match(lines[-1])):
        return Problem(
            str(path),
            f"the table [{table[1]}] stands there twice (again in line {len(lines)})",
            f"put its keys together below one [{table[1]}]",
        )
    return Problem(str(path), f"is not valid TOML: {error}", "mend that line")


def _from_the_end(lines: list[str]) -> list[tuple[int, str]]:
    return list(reversed(list(enumerate(lines, 1))))

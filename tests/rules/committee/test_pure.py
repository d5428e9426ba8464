"""The rules stand on the standard library alone, but for the chain that every log uses and the ports."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
MODULES = sorted([ROOT / "cogs/committee/model.py", *(ROOT / "cogs/committee/rules").glob("*.py")])


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_what_a_module_imports(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            known = name.startswith(("cogs.committee.model", "cogs.committee.rules"))
            assert (
                known
                or name in ("bot.chain", "bot.ports")
                or name.partition(".")[0] in sys.stdlib_module_names
            ), name
            assert name not in ("time", "random", "secrets", "sqlite3")

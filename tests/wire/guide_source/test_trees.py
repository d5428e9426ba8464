"""Whatever JSON comes for a tree: files of the guide, or a clear error."""

from __future__ import annotations

import contextlib
import json

from hypothesis import given
from hypothesis import strategies as st

from bot.repository.files import SourceError, is_sha
from bot.repository.trees import files_in, folders_in, parse_tree
from cogs.guide.pages.reader import Layout
from cogs.guide.source.files import pick
from tests.wire.guide_source.fake_github import HARDWARE, SOFTWARE

values = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50)
paths = st.sampled_from([f"{SOFTWARE}/a/index.md", f"{HARDWARE}/b/index.md", "README.md"]) | st.text().map(
    lambda name: f"{SOFTWARE}/{name}/index.md"
)
items = st.fixed_dictionaries(
    {},
    optional={
        "path": paths | values,
        "type": st.sampled_from(["blob", "tree", "commit"]) | values,
        "sha": st.just("0" * 40) | values,
        "size": st.integers(0, 10**9) | values,
        "mode": values,
    },
)
documents = st.fixed_dictionaries({"tree": st.lists(items | values) | values}, optional={"sha": values})


@given(documents | values | st.lists(values))
def test_any_json_gives_files_or_a_clear_error(document: object) -> None:
    with contextlib.suppress(SourceError):
        tree = parse_tree(json.dumps(document).encode(), "application/json")
        folders_in(tree, "x/")
        wanted = pick(files_in(tree, ""), Layout())
        assert wanted.pages or wanted.left_out
        for entry in wanted.pages:
            assert is_sha(entry.sha)
            entry.path.encode()


@given(st.binary(max_size=200), st.text(max_size=30))
def test_any_bytes_give_a_clear_error(body: bytes, content_type: str) -> None:
    with contextlib.suppress(SourceError):
        parse_tree(body, content_type)

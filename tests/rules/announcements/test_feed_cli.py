"""`community-bot feed preview` on files, stdin and what is neither."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner, Result

from bot.cli import main

FEED = """<rss version="2.0"><channel><title>Spikes</title><item><title>A &amp; B</title><guid>1</guid>
<link>https://example.org/a</link><pubDate>Tue, 10 May 2016 15:00:00 +0200</pubDate></item></channel></rss>"""


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(main, ["feed", "preview", *arguments], input=stdin)

    return run


def test_a_file_as_text(cli, tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(FEED)
    result = cli("feed.xml")
    assert result.exit_code == 0
    assert "2016-05-10T13:00:00Z  article  A & B" in result.stdout
    assert "https://example.org/a" in result.stdout
    assert "identity: 1" in result.stdout
    assert result.stderr == ""


def test_stdin_as_json(cli) -> None:
    result = cli("--json", "-", stdin=FEED)
    assert result.exit_code == 0
    (item,) = json.loads(result.stdout)["items"]
    assert {name: item[name] for name in ("identity", "title", "link", "time", "kind")} == {
        "identity": "1",
        "title": "A & B",
        "link": "https://example.org/a",
        "time": "2016-05-10T13:00:00Z",
        "kind": "article",
    }


def test_what_was_mended_is_said_beside_the_items(cli) -> None:
    result = cli("--json", "-", stdin=FEED.replace("&amp;", "&"))
    assert result.exit_code == 0
    assert json.loads(result.stdout)["problems"] == [
        "Bare `&` and names of characters that only HTML knows were resolved."
    ]
    assert "Bare `&`" in result.stderr


def test_a_pipe_is_read_and_a_folder_is_none(cli, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    Thread(target=(tmp_path / "pipe").write_text, args=(FEED,), daemon=True).start()
    assert json.loads(cli("--json", "pipe").stdout)["title"] == "Spikes"

    folder = cli(str(tmp_path))
    assert (folder.exit_code, "directory" in folder.stderr) == (2, True)


def test_no_feed_is_a_finding(cli) -> None:
    result = cli("-", stdin="<html></html>")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "web page" in result.stderr


@pytest.mark.parametrize("source", ["nothing", "missing/feed.xml", "@handle", ""])
def test_no_source_is_bad_use(cli, source: str) -> None:
    assert cli(source).exit_code == 2


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a server that has one feed."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path == "/feed.xml"
            self.send_response(200 if known else 404)
            self.end_headers()
            self.wfile.write(FEED.replace("https://example.org/a", "/a").encode() if known else b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def test_an_address(cli, tmp_path: Path, server: str) -> None:
    (tmp_path / "config.toml").write_text('[discord]\nguild_id = 1\n[fetch]\nprivate_hosts = ["127.0.0.1"]\n')
    result = cli("--json", f"{server}/feed.xml")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["items"][0]["link"] == f"{server}/a"

    missing = cli(f"{server}/other.xml")
    assert missing.exit_code == 1
    assert "status 404" in missing.stderr


def test_a_private_address_is_refused(cli) -> None:
    result = cli("http://127.0.0.1:9/feed.xml")
    assert result.exit_code == 1
    assert "not public" in result.stderr

"""``python -m bot.local_discord --port P``."""

from __future__ import annotations

import argparse
import sys

from .serve import serve


def main() -> int:
    """Read the port and serve."""
    parser = argparse.ArgumentParser(
        prog="python -m bot.local_discord", description="A Discord on this machine, for any bot."
    )
    parser.add_argument("--port", type=int, default=8765, help="0 takes a free one (default: 8765)")
    port = parser.parse_args().port
    try:
        serve(port)
    except OSError as error:
        sys.stderr.write(
            f"cannot listen on 127.0.0.1:{port}: {error.strerror or error}; try another --port\n"
        )
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

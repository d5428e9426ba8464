"""The kernel: what every cog stands on. It imports no cog and knows no job."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("community-bot")
except PackageNotFoundError:
    # Run from a folder that was never installed, as `python -m bot` allows.
    __version__ = "0+unknown"

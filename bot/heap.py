"""The process's memory once the start is over."""

from __future__ import annotations

import ctypes
import gc


def settle() -> None:
    """Take what the start built out of the garbage collector's way, and give back what it used up.

    Modules, the guide's index and a large server's members live as long as the process: without
    `gc.freeze` every full collection walks over all of them, which stalls answers for a second with
    100,000 members. glibc keeps what was freed at start (about 1.6 MB) until `malloc_trim`; elsewhere
    there is no such function, and nothing to do. Takes a millisecond; may be called again.
    """
    gc.freeze()
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)

"""Standard output and error as a service may have them: missing, or in a file on a disk that is full."""

from __future__ import annotations

import io
import os
import sys
import traceback
from contextlib import suppress

import click

_NAMES = ("stdin", "stdout", "stderr")
"""By their descriptors."""

_KEPT = ("encoding", "errors", "line_buffering", "write_through")


class _Told(io.TextIOWrapper):
    """Stderr: what cannot be told there stops nothing that is under way."""

    def write(self, text: str) -> int:
        with suppress(OSError):
            return super().write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            super().flush()


def make_safe() -> None:
    """Put an empty stream in the place of one that is missing, and have stderr raise nothing.

    Otherwise a file or a connection that is opened next would have the number of stderr.
    """
    for name in _NAMES:
        if getattr(sys, name) is None:
            # the lowest number that is free, which is the one that is missing
            empty = os.fdopen(os.open(os.devnull, os.O_RDWR), "r" if name == "stdin" else "w")
            setattr(sys, name, empty)
    if type(sys.stderr) is io.TextIOWrapper:  # a test has another one in its place
        settings = {name: getattr(sys.stderr, name) for name in _KEPT}
        sys.stderr = _Told(sys.stderr.detach(), **settings)


def why_unprinted(error: BaseException) -> str | None:
    """Why stdout did not take something, if that is what this error came of; what is left is let go."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    if not isinstance(error, OSError) or frames[-1].f_code is not click.echo.__code__:
        return None
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return error.strerror or type(error).__name__

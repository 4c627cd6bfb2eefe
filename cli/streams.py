"""Standard output and error as a service may have them: missing, in another encoding, on a full disk."""

from __future__ import annotations

import io
import os
import sys
import traceback
from contextlib import suppress
from typing import Literal, TextIO, TypeGuard

import click

_NAMES = ("stdin", "stdout", "stderr")
"""By their descriptors."""

_KEPT = ("encoding", "errors", "line_buffering", "write_through")


class _Told(io.TextIOWrapper):
    """What cannot be told there stops nothing that is under way."""

    def write(self, text: str) -> int:
        with suppress(OSError):
            return super().write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            super().flush()


def make_safe() -> None:
    """Put an empty stream in the place of one that is missing, and have stderr raise nothing.

    Otherwise a file or a connection that is opened next would have the number of stderr. What is printed is
    UTF-8; a terminal keeps its own encoding, with a mark in the place of what that has no sign for.
    """
    for name in _NAMES:
        if getattr(sys, name) is None:
            # the lowest number that is free, which is the one that is missing
            empty = os.fdopen(os.open(os.devnull, os.O_RDWR), "r" if name == "stdin" else "w")
            setattr(sys, name, empty)
    for stream in (sys.stdout, sys.stderr):
        if not _is_real(stream):
            continue
        if stream.isatty():
            stream.reconfigure(errors="replace")
        else:
            # a path may hold what is no text: as an escape it is JSON as well
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    make_tolerant("stderr")


def make_tolerant(name: Literal["stdout", "stderr"]) -> None:
    """Have this stream raise nothing, whether its disk is full or its reader gone."""
    stream = getattr(sys, name)
    if _is_real(stream):
        settings = {key: getattr(stream, key) for key in _KEPT}
        setattr(sys, name, _Told(stream.detach(), **settings))


def _is_real(stream: TextIO) -> TypeGuard[io.TextIOWrapper]:
    """Whether it is what Python opens; a test has another one in its place."""
    return type(stream) is io.TextIOWrapper


def why_unprinted(error: BaseException) -> str | None:
    """Why stdout did not take something, if that is what this error came of; what is left is let go."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    if not isinstance(error, OSError) or frames[-1].f_code is not click.echo.__code__:
        return None
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return error.strerror or type(error).__name__

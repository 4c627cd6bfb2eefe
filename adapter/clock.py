"""What tells the time, so that whoever runs the adapter, and a test, can say which time it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeAlias

Clock: TypeAlias = Callable[[], dt.datetime]
"""Tells this moment, with its time zone."""

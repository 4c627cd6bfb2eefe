"""One command of fhir-vgc in a process of its own: what time it takes, and how much memory at the most.

`python -m benchmarks.peak ARGUMENT…` is `fhir-vgc ARGUMENT…`, and says `megabytes=…, processor=…` last, on
stderr.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.main import main
from profiles import wire


@dataclass(frozen=True, slots=True)
class Told:
    """What a command printed, as JSON or as text; what the whole process took.

    Seconds by the clock and of the processor, and MB of resident memory at the most.
    """

    answer: Any
    seconds: float
    processor: float
    megabytes: float


def run(folder: Path, *arguments: str, as_json: bool = True) -> Told:
    """The command with these arguments, in this folder."""
    command: Sequence[str] = [
        sys.executable,
        "-m",
        "benchmarks.peak",
        *arguments,
        *(["--json"] if as_json else []),
    ]
    begun = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    seconds = time.perf_counter() - begun
    taken = re.search(rb"^megabytes=(.+), processor=(.+)$", done.stderr, re.MULTILINE)
    if done.returncode or taken is None:
        raise AssertionError(done.stderr.decode())
    answer = wire.loads(done.stdout) if as_json else done.stdout.decode()
    return Told(answer, seconds, float(taken[2]), float(taken[1]))


def peak() -> float:
    """MB of resident memory that this program has had at the most."""
    # getrusage's ru_maxrss begins at what the parent had when it forked; this is of the new program alone
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024


if __name__ == "__main__":
    try:
        main()
    finally:
        print(f"megabytes={peak()}, processor={time.process_time()}", file=sys.stderr)

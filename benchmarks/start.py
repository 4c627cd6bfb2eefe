"""How long the command takes to start, beside a bare click program with as many subcommands."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from adapter.ledger.ledger import Ledger
from benchmarks.endpoints import COMMAND
from benchmarks.measure import Figure, in_turn
from cli.main import COMMANDS

_BARE = """\
import click

@click.group()
def command():
    '''A bare program.'''

"""
_SUBCOMMAND = """\
@command.command("{name}")
def command_{number}():
    '''{line}'''

"""
_ENTRY = "import sys\nfrom bare import command\nif __name__ == '__main__':\n    sys.exit(command())\n"


def measure(rounds: int = 21) -> list[Figure]:
    """Wall time of whole processes, with the interpreter's own start in all of them."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        subcommands = [
            _SUBCOMMAND.format(name=name, number=number, line=line)
            for number, (name, (_, line)) in enumerate(COMMANDS.items())
        ]
        (folder / "bare.py").write_text(_BARE + "".join(subcommands))
        (folder / "run.py").write_text(_ENTRY)
        ledger = ["--ledger", str(folder / "ledger.db")]
        Ledger(ledger[1]).close()
        bare = [sys.executable, str(folder / "run.py"), "--help"]
        commands: list[Sequence[str | Path]] = [
            [COMMAND, "--help"],
            bare,
            [COMMAND, "status", "--json", *ledger],
        ]
        for command in commands:
            _milliseconds(command, 0)  # compiles the modules
        our_help, bare_help, our_status = in_turn(
            rounds, *(partial(_milliseconds, command) for command in commands)
        )
    return [
        Figure("`fhir-vgc --help`", "a bare click program", "ms", our_help, bare_help, aim="at most 1.5"),
        Figure("`fhir-vgc status --json`", "a bare click program", "ms", our_status, bare_help),
    ]


def _milliseconds(command: Sequence[str | Path], _round: int) -> float:
    begun = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return 1000 * (time.perf_counter() - begun)

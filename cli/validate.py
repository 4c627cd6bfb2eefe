"""`fhir-vgc validate`: hold FHIR resources against the profiles."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.helping import Command

if TYPE_CHECKING:
    from collections.abc import Callable

    from profiles.checking.given import GivenPackage
    from profiles.checking.issues import Report
    from profiles.checking.junit import JUnit
    from profiles.wire import Resource


@click.command(
    cls=Command,
    name="validate",
    example=(
        "fhir-vgc validate goal.json",
        "fhir-vgc validate goals.ndjson --profile Goal",
        "fhir-vgc validate export/ --package their-profiles.tgz",
        "fhir-vgc validate export/ --quiet --junit report.xml",
        "fhir-vgc validate - < goal.json",
    ),
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--profile", metavar="NAME", help="Hold against this profile: a name (Goal), or a URL.")
@click.option(
    "--package",
    "packages",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="PATH",
    help="A FHIR package (.tgz or folder) whose profiles and codes count too. Can be repeated.",
)
@click.option("--warnings/--no-warnings", default=True, help="With or without warnings; with, by default.")
@click.option("--strict", is_flag=True, help="A resource with a warning fails.")
@click.option(
    "--most",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    metavar="N",
    help="Show at most N issues of each resource, and of each rule.",
)
@click.option("--quiet", is_flag=True, help="Show the counts, and what could not be read.")
@click.option(
    "--junit",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="PATH",
    help="Write JUnit XML there too: one test case for each resource.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print an OperationOutcome for each resource instead of text, each on its line.",
)
def command(
    files: tuple[str, ...],
    profile: str | None,
    packages: tuple[Path, ...],
    junit: Path | None,
    *,
    warnings: bool,
    strict: bool,
    most: int,
    quiet: bool,
    as_json: bool,
) -> int:
    """Hold FHIR resources against the profiles, offline.

    FILE is JSON (a resource, a Bundle, an array of resources), NDJSON, a folder of these, or - for standard
    input. A resource is held against the profiles that its meta.profile names, or else against FHIR R4 alone.
    Everything is checked, whatever is wrong with other files, and nothing of the content is printed.

    With --package, profiles, extensions, value sets and code systems of somebody else's FHIR package for R4
    count too, each before one of ours with the same URL. Its StructureDefinitions need their snapshots.

    The exit code is 0 if every resource passed, 3 if one failed or something could not be read, and 4 if
    there was no resource at all.
    """
    from cli.verdicts import Outcomes, Teller, Terminal
    from profiles.check import UnknownProfile
    from profiles.checking.reading import Unreadable
    from profiles.checking.sources import Sources
    from profiles.checking.verdict import Tally, judge

    if strict and not warnings:
        raise click.UsageError("--strict lets warnings fail: it does not go with --no-warnings.")
    if quiet and as_json:
        raise click.UsageError("--json prints every outcome: it does not go with --quiet.")
    given = [_given(path) for path in packages]
    url = None if profile is None else _canonical(profile, given)
    check = _check(given)
    sources, tally = Sources(files), Tally(strict)
    text = None if as_json else Terminal(sources, most=most, quiet=quiet)
    interrupted = False
    try:
        with ExitStack() as stack:
            tellers: list[Teller] = [text or Outcomes()]
            if junit is not None:
                tellers.append(stack.enter_context(_cases(junit, strict=strict)))
            for one in sources:
                if isinstance(one, Unreadable):
                    tally.unreadable += 1
                    for teller in tellers:
                        teller.unreadable(one)
                    continue
                try:
                    report = check(one.resource, url)
                except Exception as error:
                    error.add_note(f"This happened with {one.where}")
                    raise
                checked = judge(one, report if warnings else report.errors_alone(), asked=url is not None)
                tally.add(checked)
                for teller in tellers:
                    teller.checked(checked)
    except KeyboardInterrupt:
        interrupted = True
    except UnknownProfile as error:
        raise _no_profile(str(error)) from None
    if text is not None:
        text.end(tally, interrupted=interrupted)
    if interrupted:
        return 130
    if tally.resources == 0:
        return 4
    return 3 if tally.failed or tally.unreadable else 0


def _given(path: Path) -> GivenPackage:
    from adapter.errors import SettingsError
    from profiles.checking.given import GivenPackage, NotAPackage

    try:
        return GivenPackage(path)
    except NotAPackage as error:
        raise SettingsError(f"--package {error}") from None


def _check(given: list[GivenPackage]) -> Callable[[Resource, str | None], Report]:
    """The check, with the definitions of given packages beside those of ours."""
    from profiles.check import Checker, check
    from profiles.checking.given import Beside
    from profiles.checking.snapshots import package

    return Checker(Beside(given, package())).check if given else check


def _canonical(profile: str, given: list[GivenPackage]) -> str:
    """The URL of a profile, from its URL or from any of its names; one of a given package comes first."""
    from profiles import shipped

    if ":" in profile:
        return profile
    for one in given:
        if (theirs := one.profile(profile)) is not None:
            return theirs
    try:
        found = shipped.structure(profile)
    except shipped.NotInPackage as error:
        raise _no_profile(str(error)) from None
    if found["type"] == "Extension":
        raise _no_profile(f"{profile} is an extension: it is checked wherever it stands")
    url: str = found["url"]
    return url


def _no_profile(message: str) -> click.BadParameter:
    return click.BadParameter(message, param_hint="'--profile'")


def _cases(path: Path, *, strict: bool) -> JUnit:
    from adapter.errors import SettingsError
    from profiles.checking.junit import JUnit

    try:
        return JUnit(path, strict=strict)
    except OSError as error:
        raise SettingsError(f"--junit {path}: {error.strerror}; name another file") from None

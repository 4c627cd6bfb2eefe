"""`fhir-vgc validate`: hold FHIR resources against the profiles."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.helping import Command

if TYPE_CHECKING:
    from adapter.errors import SettingsError
    from profiles.checking.given import GivenPackage
    from profiles.checking.junit import JUnit


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
    "--processes",
    type=click.IntRange(min=1),
    metavar="N",
    help="Share much input among N processes. Default: as many as there are processors; 1: none but this.",
)
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
    processes: int | None,
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
    from cli.judging import Elsewhere, Judging, judged
    from cli.verdicts import Outcomes, Shown, Teller, Terminal
    from profiles.check import UnknownProfile
    from profiles.checking.side_by_side import Died, processors
    from profiles.checking.sources import Sources
    from profiles.checking.texts import Unreadable
    from profiles.checking.verdict import Batch, Tally

    if strict and not warnings:
        raise click.UsageError("--strict lets warnings fail: it does not go with --no-warnings.")
    if quiet and as_json:
        raise click.UsageError("--json prints every outcome: it does not go with --quiet.")
    given = [_given(path) for path in packages]
    url = None if profile is None else _canonical(profile, given)
    elsewhere = Elsewhere(
        Judging(given, url, warnings=warnings),
        strict=strict,
        outcomes=as_json,
        cases=junit is not None,
        shown=None if as_json or quiet else Shown(most),
    )
    sources, tally = Sources(files), Tally(strict)
    text = None if as_json else Terminal(sources, most=most, quiet=quiet)
    interrupted = False
    try:
        with ExitStack() as stack:
            tellers: list[Teller] = [text or Outcomes()]
            if junit is not None:
                tellers.append(stack.enter_context(_cases(junit, strict=strict)))
            told = stack.enter_context(closing(judged(sources, elsewhere, processes or processors())))
            for one in told:
                if isinstance(one, Unreadable):
                    tally.unreadable += 1
                    for teller in tellers:
                        teller.unreadable(one)
                elif isinstance(one, Batch):
                    tally.include(one.tally)
                    for teller in tellers:
                        teller.batch(one)
                else:
                    tally.add(one)
                    for teller in tellers:
                        teller.checked(one)
    except KeyboardInterrupt:
        interrupted = True
    except UnknownProfile as error:
        raise _no_profile(str(error)) from None
    except Died:
        raise _died() from None
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


def _died() -> SettingsError:
    from adapter.errors import SettingsError

    found = "one of the processes that were checking has ended: it was killed, or had no memory left"
    todo = "what was told until then is right, the rest was not checked: run it again, with --processes 1"
    return SettingsError(f"{found}; {todo}")


def _cases(path: Path, *, strict: bool) -> JUnit:
    from adapter.errors import SettingsError
    from profiles.checking.junit import JUnit

    try:
        return JUnit(path, strict=strict)
    except OSError as error:
        raise SettingsError(f"--junit {path}: {error.strerror}; name another file") from None

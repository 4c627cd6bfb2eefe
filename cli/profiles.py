"""`fhir-vgc profiles`: the FHIR package of our profiles, to take along or to read."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import click

from cli import options
from cli.helping import Group


@click.group(
    cls=Group,
    name="profiles",
    example=("fhir-vgc profiles list", "fhir-vgc profiles show Goal", "fhir-vgc profiles export"),
)
def command() -> None:
    """Read the profiles, or write the FHIR package that validators load.

    The package holds the profiles, extensions, value sets and code systems of what fhir-vgc files, with valid
    and invalid examples. It needs hl7.fhir.r4.core 4.0.1 and UK Core STU2 2.0.1 beside it.
    """


@command.command(
    example=(
        "fhir-vgc profiles export",
        "fhir-vgc profiles export --out packages/fhir-vgc.tgz",
        "fhir-vgc profiles export --out -",
    )
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Where to; - is stdout. Default: fhir-vgc.r4-VERSION.tgz in the current folder.",
)
def export(out: Path | None) -> None:
    """Write the FHIR package (.tgz).

    HAPI, the HL7 validator, Firely and Inferno load it as it is. The same version gives the same
    bytes on every machine.
    """
    from adapter.errors import SettingsError
    from profiles import shipped

    archive = shipped.archive()
    if out == Path("-"):
        sys.stdout.buffer.write(archive)
        return
    manifest = shipped.manifest()
    path = out or Path(f"{manifest['name']}-{manifest['version']}.tgz")
    if path.exists() and path.read_bytes() != archive:
        raise SettingsError(f"{path} exists and holds something else; choose another name, or remove it")
    try:
        path.write_bytes(archive)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}") from error
    click.echo(f"Wrote {path}: {manifest['name']} {manifest['version']}, {len(archive):,} bytes")
    click.echo(f"sha256 {hashlib.sha256(archive).hexdigest()}")


@command.command("list", example=("fhir-vgc profiles list", "fhir-vgc profiles list --json"))
@options.as_json
def list_(*, as_json: bool) -> None:
    """List the profiles, each with its resource and title."""
    from cli.outlines import show_list
    from cli.output import show_json
    from profiles import shipped

    profiles = shipped.profiles()
    if not as_json:
        show_list(profiles, shipped.manifest())
        return
    told = ("url", "version", "type", "title", "description")
    show_json(
        {
            "package": shipped.manifest()["name"],
            "version": shipped.version(),
            "profiles": [
                {"name": shipped.short_name(one), **{key: one[key] for key in told}} for one in profiles
            ],
        }
    )


@command.command(
    example=(
        "fhir-vgc profiles show Goal",
        "fhir-vgc profiles show confidence",
        "fhir-vgc profiles show VGC-Goal --json",
    )
)
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print the StructureDefinition instead of text.")
def show(name: str, *, as_json: bool) -> None:
    """Show what a profile or extension asks for.

    NAME is as in the list, or an id or canonical URL.
    """
    from adapter.errors import SettingsError
    from cli.outlines import show_structure
    from cli.output import show_json
    from profiles import shipped

    try:
        structure = shipped.structure(name)
    except shipped.NotInPackage as error:
        raise SettingsError(str(error)) from None
    if as_json:
        show_json(structure)
    else:
        show_structure(structure)

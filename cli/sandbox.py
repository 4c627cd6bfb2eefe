"""`fhir-vgc sandbox`: the embedded GP endpoint in the foreground."""

from __future__ import annotations

from pathlib import Path

import click

from cli.helping import Command
from cli.output import counted


@click.command(
    cls=Command,
    name="sandbox",
    example=("fhir-vgc sandbox --port 8090 --load fixtures/richford-gate/practice",),
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8090, show_default=True, help="Port on 127.0.0.1."
)
@click.option(
    "--load",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder with a practice's patients and prescriptions (FHIR JSON or NDJSON).",
)
@click.option(
    "--store",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Keep what is written in this file; without it, everything is forgotten at the end.",
)
@click.option(
    "--faults",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A script of misbehaviour (TOML or JSON), for testing.",
)
def command(port: int, load: Path | None, store: Path | None, faults: Path | None) -> None:
    """Run an embedded GP endpoint until interrupted, for trying things out."""
    from adapter.errors import SettingsError
    from adapter.sandbox.faults import Faults
    from adapter.sandbox.load import load as load_practice
    from adapter.sandbox.serve import serve
    from adapter.sandbox.store import Store

    with Store(store or ":memory:") as opened:
        if load is not None:
            count = load_practice(load, opened)
            click.echo(f"Loaded {counted(count, 'resource')} from {load}", err=True)
        script = Faults.read(faults) if faults else None
        if script is not None:
            click.echo(f"Faults by seed {script.seed}", err=True)
        try:
            serve(opened, script, port=port, announce=_announce)
        except OSError as error:
            raise SettingsError(f"port {port}: {error.strerror}; choose another with --port") from None


def _announce(url: str) -> None:
    click.echo(f"GP endpoint at {url} (Ctrl-C stops it)", err=True)

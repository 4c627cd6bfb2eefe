"""Options that several commands share, so that a flag reads the same everywhere."""

from __future__ import annotations

from pathlib import Path

import click

source = click.argument("source", type=click.Path(path_type=Path))

optional_source = click.argument("source", type=click.Path(path_type=Path), required=False)

to = click.option(
    "--to",
    required=True,
    metavar="ENDPOINT",
    help="Where to: an endpoint's name from fhir-vgc.toml, a URL, or a folder.",
)

at = click.option("--to", metavar="ENDPOINT", help="At this endpoint only, as fhir-vgc status names it.")

ledger = click.option(
    "--ledger",
    metavar="PATH",
    help="The ledger: a file, or a PostgreSQL URL. Default: FHIR_VGC_LEDGER, then fhir-vgc.toml.",
)

quiet = click.option("--quiet", is_flag=True, help="Show no progress.")

out = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Where to write what changed, as a workbook and as NDJSON. Default: the setting changes.",
)

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")

"""The `fhir-vgc` command: its subcommands, and what each kind of error means for the exit code."""

from __future__ import annotations

import importlib
import os
import sys

import click

from cli.helping import Group
from cli.streams import make_safe, why_unprinted

COMMANDS: dict[str, tuple[str, str]] = {
    "import": ("cli.import_", "Read what the clinic has, check all of it, and keep it in the ledger."),
    "plan": ("cli.plan", "Show what a push would write, and what waits for a person."),
    "push": ("cli.push", "File each patient's part of a session in the GP record."),
    "sync": ("cli.sync", "Keep clinic and endpoint in step: pull, merge, push; once, or every so often."),
    "pull": ("cli.pull", "Bring back what the practice changed since last time."),
    "show": ("cli.show", "Show what a patient's record now holds of a filing."),
    "status": (
        "cli.status",
        "Say where every filing stands, and what waits for a person.",
    ),
    "sessions": ("cli.sessions", "Show the imported sessions, or take out one that was a mistake."),
    "patients": ("cli.patients", "Show whom to ask the practice about, and settle who is seen to."),
    "deadletters": (
        "cli.deadletters",
        "Show what the endpoint refused, have it sent again, or drop it.",
    ),
    "schedule": ("cli.schedule", "Print what has the machine's own scheduler run a sync."),
    "runs": ("cli.runs", "Show what ran, when, and what came of it."),
    "conflicts": ("cli.conflicts", "Choose where clinic and practice have both changed something."),
    "doctor": ("cli.doctor", "Look for what may keep it from working here, and say what to do."),
    "validate": ("cli.validate", "Hold FHIR resources against the profiles, offline."),
    "sandbox": ("cli.sandbox", "Run an embedded GP endpoint until interrupted, for trying things out."),
    "workbook": ("cli.workbook", "Make an empty workbook for a session."),
    "profiles": ("cli.profiles", "Read the profiles, or write the FHIR package that validators load."),
    "config": ("cli.config", "Show the settings in force and where each comes from."),
}
"""Subcommand → (module, one line of help): the help must not load what the commands need."""

EXIT_CODES = {
    0: "all of it done",
    1: "an error inside fhir-vgc, or what came of it could not be printed",
    2: "the command was not understood",
    3: "it ran, and something waits for a person (held, rejected, unknown, in conflict or not valid)",
    4: "it could not run, or not to its end: settings, source, ledger or endpoint; see fhir-vgc status",
    130: "interrupted; what was under way was finished and recorded",
}

_UNPRINTED = (
    "what came of it cannot be printed ({why}); whatever was done is in the ledger: see fhir-vgc status"
)

_EPILOG = "\b\nExit codes:\n" + "\n".join(f"  {code:>3}  {meaning}" for code, meaning in EXIT_CODES.items())


class _Commands(Group):
    """Loads a subcommand's module when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(
    cls=_Commands,
    epilog=_EPILOG,
    example=(
        "fhir-vgc sandbox --port 8090 --load fixtures/richford-gate/practice",
        "fhir-vgc push fixtures/richford-gate --to http://127.0.0.1:8090/fhir",
    ),
)
@click.version_option(package_name="fhir-vgc", prog_name="fhir-vgc")
def command() -> None:
    """File a group clinic in each patient's GP record, as FHIR R4."""


def main() -> None:
    """Run the command line; errors of our own become one sentence and an exit code."""
    make_safe()
    try:
        # https://no-color.org; without it, click decides by whether this is a terminal
        color = False if os.environ.get("NO_COLOR") else None
        code = command.main(prog_name="fhir-vgc", standalone_mode=False, color=color)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Abort:
        sys.exit(130)
    except Exception as error:
        from adapter.errors import FhirVgcError
        from cli.output import show_defect, show_error

        if why := why_unprinted(error):
            click.secho(f"Error: {_UNPRINTED.format(why=why)}", err=True, fg="red")
            sys.exit(1)
        if not isinstance(error, FhirVgcError):
            show_defect(error)
            sys.exit(1)
        show_error(error, as_json="--json" in sys.argv)
        sys.exit(4)
    sys.exit(code if isinstance(code, int) else 0)

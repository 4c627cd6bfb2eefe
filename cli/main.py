"""Entry point of the fhir-vgc command."""


def main() -> None:
    """Run the command line."""

"""The fhir-vgc command: thin; parses, calls, prints."""

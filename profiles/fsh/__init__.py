"""From FHIR Shorthand to the shipped package; no part of what is installed."""

"""The FHIR REST client."""

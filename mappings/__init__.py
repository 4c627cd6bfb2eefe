"""Clinic records to FHIR R4 resources and back: pure functions; no clock, no network, no disk."""

"""Reading what the clinic already has; knows file formats and no FHIR."""

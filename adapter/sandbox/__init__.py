"""An embedded GP endpoint: a small honest FHIR R4 server holding a practice's patients."""

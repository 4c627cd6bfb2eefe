"""What may keep fhir-vgc from working here, looked at one by one and told in plain words."""

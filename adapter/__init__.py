"""Moving group clinic records safely between the clinic's files and a GP system."""

"""Somebody else's table, by its declared column map."""

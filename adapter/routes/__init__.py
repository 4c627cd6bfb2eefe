"""The ways to a GP system; a route knows transport and no medicine."""

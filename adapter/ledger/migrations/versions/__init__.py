"""One module for each step, by number."""

"""How profiles become a check: snapshots in, one compiled validator for each profile out."""

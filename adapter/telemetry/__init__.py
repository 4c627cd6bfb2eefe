"""What a run tells of itself while it works: events, the log, the metrics; never a patient."""

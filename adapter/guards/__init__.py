"""What must be true before anything is written; each guard answers with reasons to hold."""

"""What is said, and how it is checked; imports nothing of ours."""

"""What the clinic says and what the practice has made of it: how they differ and join, and what is asked."""

"""How an endpoint is told who we are: one module for each way, and one that chooses."""

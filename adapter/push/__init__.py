"""Filing sessions at a GP system: what is planned, held, sent, answered for and told."""

"""First start, log-in, passwords."""

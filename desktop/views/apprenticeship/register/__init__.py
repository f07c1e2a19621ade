"""Register, search and records."""

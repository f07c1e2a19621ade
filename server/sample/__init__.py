"""Sample data that looks real and is invented throughout."""

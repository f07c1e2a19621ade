"""Home page and statistics."""

"""One function per command; the only code that changes business data."""

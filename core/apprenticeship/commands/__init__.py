"""The commands of 师承备案."""

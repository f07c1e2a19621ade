"""Residents' API of 师承备案."""

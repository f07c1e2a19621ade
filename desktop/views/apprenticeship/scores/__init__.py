"""Scores: one, many, a grid, publishing."""

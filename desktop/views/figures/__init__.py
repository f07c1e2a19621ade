"""Statistic pages: grid, charts, outputs."""

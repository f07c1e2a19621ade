"""Screens: they paint and emit, and never query, retry or judge permission."""

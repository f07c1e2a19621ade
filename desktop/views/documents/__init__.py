"""Scans and files: viewer and attaching."""

"""The version shown and sent; the same as in pyproject.toml (tested)."""

VERSION = "0.1.0"

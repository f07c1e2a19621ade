"""The version shown and sent by PC and server; the same as in pyproject.toml (tested)."""

VERSION = "0.1.0"

"""Revisions of the tables that only the central server has (branch `server`)."""

from pathlib import Path

SERVER_VERSIONS = Path(__file__).parent

"""The PC's own tables: branch `pc` beside the core tables (search, figures, indexes; outbox and cursors)."""

from pathlib import Path

PC_VERSIONS = Path(__file__).parent
"""Folder of the revisions, for `core.store.migrations.migrate`."""

"""An old server's rows on PostgreSQL: opened and upgraded as SQLite, then moved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import MetaData, insert, inspect, select

from core.store.engine import open_sqlite, open_url
from server.centre import make_store, open_centre

if TYPE_CHECKING:
    from server.config import Config


def moved(config: Config, url: str) -> Config:
    """Give the settings of the same server on an empty PostgreSQL database."""
    open_centre(config).close()
    there = replace(config, database=url)
    make_store(there)
    source, target = open_sqlite(config.sqlite_path), open_url(there.database_url)
    try:
        tables = MetaData()
        tables.reflect(target)
        here = set(inspect(source).get_table_names())
        with source.connect() as old, target.begin() as new:
            for table in tables.sorted_tables:
                if table.name not in here:
                    continue
                new.execute(table.delete())
                rows = [dict(row) for row in old.execute(select(table)).mappings()]
                if rows:
                    new.execute(insert(table), rows)
    finally:
        source.dispose()
        target.dispose()
    return there

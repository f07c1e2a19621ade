"""Bringing a store to the version of this program.

There is one alembic environment (`env.py` here) and several folders of revisions, each an independent
branch: `core` (tables of both ends, here), `pc` and `server` (each end's own). All are brought up together.
Revisions import no application code. When the program is frozen, the folders travel as plain `.py` data.
"""

from __future__ import annotations

import ast
import re
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from core.domain.errors import KnownError
from core.store.engine import is_sqlite, reading, store_error

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Engine

CORE_VERSIONS = Path(__file__).parent / "versions"
"""The revisions of the tables of both ends."""

BACKUP_SUFFIX = ".before-upgrade"
"""Ending of the copy that is made of a SQLite store before its tables change; one copy is kept."""

_HERE = Path(__file__).parent
_LOCK = 0x5348_4943
_ASSIGNMENT = re.compile(r"^(revision|down_revision|depends_on)\s*(?::[^=]+)?=\s*(.+)$", re.MULTILINE)


def migrate(engine: Engine, locations: Sequence[Path] = ()) -> bool:
    """Bring the core tables and the branches in `locations` to their heads; say whether anything changed.

    Costs a millisecond when nothing is to do; alembic is only imported otherwise. A SQLite store that holds
    something is copied first (ending `.before-upgrade`). Everything happens in one transaction.
    Raises KnownError: STORE_TOO_NEW, DISK_FULL, STORE_DAMAGED and what else opening may raise.
    """
    folders = [CORE_VERSIONS, *(one for one in locations if one != CORE_VERSIONS)]
    known = _revisions(folders)
    try:
        with reading(engine) as connection:
            if _is_current(_stored(connection), known):
                return False
        with _locked(engine) as connection:
            if _is_current(_stored(connection), known):
                return False
            _back_up(connection)
            _upgrade(connection, folders)
            _check_references(connection)
    except (DBAPIError, OSError) as error:
        raise _sentence(error) from error
    return True


def stored_revisions(engine: Engine) -> frozenset[str]:
    """Give the revisions a store stands at; empty for a new one."""
    with reading(engine) as connection:
        return _stored(connection)


def _stored(connection: Connection) -> frozenset[str]:
    where = "sqlite_master WHERE name = 'alembic_version'"
    if not is_sqlite(connection):
        # Not to_regclass: a session that once saw no table goes on saying so within its transaction.
        where = "pg_catalog.pg_class WHERE relname = 'alembic_version' AND pg_table_is_visible(oid)"
    if not connection.exec_driver_sql(f"SELECT 1 FROM {where}").first():
        return frozenset()
    return frozenset(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars())


def _is_current(stored: frozenset[str], known: dict[str, frozenset[str]]) -> bool:
    if stored - known.keys():
        raise KnownError(
            "STORE_TOO_NEW",
            "数据由更新版本的程序写成，本程序版本较低，为避免损坏数据已停止打开。请升级程序后再使用。",
        )
    reached: set[str] = set()
    ahead = list(stored)
    while ahead:
        one = ahead.pop()
        if one not in reached:
            reached.add(one)
            ahead.extend(known[one] & known.keys())
    return reached == known.keys()


def _revisions(folders: Sequence[Path]) -> dict[str, frozenset[str]]:
    """Read which revisions there are and on which others each stands, without running them."""
    known = {}
    for folder in folders:
        files = sorted(folder.glob("[!_]*.py"))
        if not files:
            raise FileNotFoundError(f"no revisions in {folder}: were they packed with the program?")
        for file in files:
            values = {
                name: ast.literal_eval(value)
                for name, value in _ASSIGNMENT.findall(file.read_text(encoding="utf-8"))
            }
            known[values["revision"]] = _names(values.get("down_revision")) | _names(values.get("depends_on"))
    return known


def _names(value: str | Sequence[str] | None) -> frozenset[str]:
    return frozenset([value] if isinstance(value, str) else value or ())


@contextmanager
def _locked(engine: Engine) -> Iterator[Connection]:
    """A transaction that no other program migrates beside, with foreign keys off."""
    if engine.dialect.name == "sqlite":
        # Below SQLAlchemy's transactions: a checkpoint cannot run inside one.
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            raw.close()
    with engine.execution_options(store_foreign_keys="OFF").begin() as connection:
        if not is_sqlite(connection):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        yield connection


def _back_up(connection: Connection) -> None:
    """Copy the file of a SQLite store that already has tables; the caller holds the write lock."""
    if not is_sqlite(connection) or not inspect(connection).get_table_names():
        return
    name = connection.exec_driver_sql("PRAGMA database_list").all()[0][2]
    if not name:
        return
    store = Path(name)
    part = store.with_name(store.name + BACKUP_SUFFIX + ".part")
    shutil.copyfile(store, part)
    log = store.with_name(store.name + "-wal")
    if log.is_file() and log.stat().st_size:
        shutil.copyfile(log, store.with_name(store.name + BACKUP_SUFFIX + "-wal"))
    part.replace(store.with_name(store.name + BACKUP_SUFFIX))


def _upgrade(connection: Connection, folders: Sequence[Path]) -> None:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(_HERE), version_locations=[str(folder) for folder in folders])
    config = Config()
    config.attributes["connection"] = connection

    def steps(stored: object, _: object) -> object:
        return script._upgrade_revs("heads", stored)  # type: ignore[arg-type]

    with EnvironmentContext(config, script, fn=steps, destination_rev="heads"):
        script.run_env()


def _check_references(connection: Connection) -> None:
    if is_sqlite(connection) and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise RuntimeError("a migration left references to rows that do not exist")


def _sentence(error: DBAPIError | OSError) -> KnownError:
    if isinstance(error, OSError):
        return KnownError(
            "UPGRADE_BACKUP", "升级数据前无法做好备份（磁盘空间或权限不足），数据没有改动。请清理磁盘后重试。"
        )
    return store_error(error)

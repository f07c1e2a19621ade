"""Migrations: head equals models at both ends, upgrades are backed up, newer stores are refused."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from core.domain.errors import KnownError
from core.store.base import Base
from core.store.engine import open_sqlite, open_store, open_url, reading
from core.store.migrations import BACKUP_SUFFIX, CORE_VERSIONS, migrate, stored_revisions
from sync.migrations import PC_VERSIONS
from tests.core.store.conftest import KEY

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

AUDIT = (
    'INSERT INTO audit (device, seq, time, "user", action, object, ok, prev, hash)'
    " VALUES ('d', 1, 't', 'u', 'a', 'o', 1, 'p', 'h')"
)


def differences(engine: Engine) -> list[object]:
    with reading(engine) as connection:
        return compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata
        )


def test_head_equals_models_on_sqlite(tmp_path: Path) -> None:
    engine = open_sqlite(tmp_path / "plain.db")
    assert migrate(engine)
    assert differences(engine) == []
    assert not migrate(engine)
    engine.dispose()


def test_head_equals_models_on_postgresql(postgres_url: str) -> None:
    engine = open_url(postgres_url)
    assert migrate(engine)
    assert differences(engine) == []
    assert not migrate(engine)
    engine.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET ok = 0",
        "DELETE FROM audit",
        AUDIT.replace("INSERT", "INSERT OR REPLACE"),
    ],
)
def test_audit_only_grows_on_sqlite(store: Engine, statement: str) -> None:
    with store.begin() as connection:
        connection.execute(text(AUDIT))
    with pytest.raises(DBAPIError, match="only grow"), store.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("statement", ["UPDATE audit SET ok = 0", "DELETE FROM audit", "TRUNCATE audit"])
def test_audit_only_grows_on_postgresql(postgres_url: str, statement: str) -> None:
    engine = open_url(postgres_url)
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text(AUDIT))
    with pytest.raises(DBAPIError, match="only grow"), engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_an_older_store_is_copied_and_upgraded(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    engine = open_store(path, KEY)
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text(AUDIT))
    assert not path.with_name(path.name + BACKUP_SUFFIX).exists()

    assert migrate(engine, [PC_VERSIONS])

    assert any(name.startswith("pc_") for name in stored_revisions(engine))
    backup = open_store(path.with_name(path.name + BACKUP_SUFFIX), KEY)
    with reading(backup) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM audit").scalar() == 1
        assert "tally" not in inspect(connection).get_table_names()
    backup.dispose()
    engine.dispose()


def test_an_upgrade_fills_what_is_kept_beside_the_tables(tmp_path: Path) -> None:
    from tests.core.store.samples import add_filing

    engine = open_sqlite(tmp_path / "plain.db")
    migrate(engine)
    with engine.begin() as connection:
        add_filing(connection, 1, student_name="陈亦舟", student_pinyin="chen yi zhou")
    migrate(engine, [PC_VERSIONS])
    with reading(engine) as connection:
        found = connection.exec_driver_sql(
            "SELECT rowid FROM filing_fts WHERE filing_fts MATCH '\"亦 舟\"'"
        ).all()
        assert len(found) == 1
        assert connection.exec_driver_sql("SELECT count FROM tally WHERE figure = 'filing'").scalar() == 1
    engine.dispose()


def test_a_newer_store_is_refused_and_not_touched(store: Engine) -> None:
    with store.begin() as connection:
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('core_9999')")
    with pytest.raises(KnownError) as caught:
        migrate(store, [PC_VERSIONS])
    assert caught.value.code == "STORE_TOO_NEW"
    assert "升级程序" in caught.value.message


def test_a_failing_migration_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "bad_0001.py").write_text(
        "from alembic import op\n"
        'revision = "bad_0001"\ndown_revision = None\n'
        'branch_labels = ("bad",)\ndepends_on = ("core_0001",)\n'
        'def upgrade():\n    op.execute("CREATE TABLE half (x TEXT)")\n'
        '    op.execute("DROP TABLE nowhere")\n',
        encoding="utf-8",
    )
    engine = open_sqlite(tmp_path / "plain.db")
    migrate(engine)
    with pytest.raises(KnownError):
        migrate(engine, [bad])
    with reading(engine) as connection:
        assert "half" not in inspect(connection).get_table_names()
    assert not migrate(engine)
    engine.dispose()


def test_revisions_import_no_application_code() -> None:
    for file in (*CORE_VERSIONS.glob("*.py"), *PC_VERSIONS.glob("pc_*.py")):
        lines = file.read_text(encoding="utf-8").splitlines()
        imported = [line for line in lines if line.startswith(("import ", "from "))]
        assert all(line.split()[1].split(".")[0] in {"alembic", "sqlalchemy"} for line in imported), file


def test_two_programs_may_migrate_at_once_on_postgresql(postgres_url: str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    engines = [open_url(postgres_url) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(migrate, engines)) == [False, False, True]
    for engine in engines:
        engine.dispose()


def test_a_copied_folder_of_revisions_works_without_the_package(tmp_path: Path) -> None:
    """As in a frozen program, where revisions are data files elsewhere."""
    folder = tmp_path / "数据 100%"
    shutil.copytree(PC_VERSIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    engine = open_sqlite(tmp_path / "plain.db")
    assert migrate(engine, [folder])
    engine.dispose()

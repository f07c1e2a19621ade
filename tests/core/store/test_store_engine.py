"""The encrypted file: nothing readable in it, wrong files and keys refused in words, real transactions."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import OperationalError

from core.domain.errors import KnownError
from core.store.engine import (
    PLAIN_HEADER,
    is_disk_full,
    one_moment,
    open_sqlite,
    open_store,
    reading,
    session_factory,
    store_error,
)
from core.store.tables import AuditHead
from tests.core.store.conftest import KEY
from tests.core.store.samples import add_filing

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine


def test_no_name_or_number_stands_in_the_files(store: Engine, tmp_path: Path) -> None:
    with store.begin() as connection:
        add_filing(connection, 1, student_name="陈亦舟", student_id_number="420106199002021256")
    files = list(tmp_path.iterdir())
    assert {file.name for file in files} >= {"store.db", "store.db-wal"}
    for file in files:
        content = file.read_bytes()
        assert "陈亦舟".encode() not in content
        assert b"420106199002021256" not in content
        assert not content.startswith(PLAIN_HEADER)


def test_settings_of_every_connection(store: Engine) -> None:
    expected = {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 2,
        "secure_delete": 1,
        "cache_size": -65536,
        "wal_autocheckpoint": 10000,
    }
    with reading(store) as one, reading(store) as other:
        for connection in (one, other):
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in expected}
            assert found == expected


def code_of_opening(path: Path, key: bytes = KEY) -> str:
    with pytest.raises(KnownError) as caught:
        open_store(path, key)
    assert "。" in caught.value.message
    return caught.value.code


def test_a_wrong_key_is_refused(store: Engine, tmp_path: Path) -> None:
    assert code_of_opening(tmp_path / "store.db", bytes(32)) == "STORE_WRONG_KEY"


def test_a_plain_file_in_place_of_the_store_is_refused(tmp_path: Path) -> None:
    engine = open_sqlite(tmp_path / "store.db")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
    engine.dispose()
    assert code_of_opening(tmp_path / "store.db") == "STORE_PLAINTEXT"


def test_a_cut_file_is_refused(migrated_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    content = migrated_file.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert code_of_opening(path) == "STORE_DAMAGED"


def test_a_flipped_bit_is_refused(migrated_file: Path, tmp_path: Path) -> None:
    content = bytearray(migrated_file.read_bytes())
    content[600] ^= 1
    path = tmp_path / "store.db"
    path.write_bytes(content)
    assert code_of_opening(path) in {"STORE_WRONG_KEY", "STORE_DAMAGED"}


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    assert code_of_opening(tmp_path / "nowhere" / "store.db") == "STORE_UNREACHABLE"


def test_savepoints_and_ddl_roll_back(store: Engine) -> None:
    with store.begin() as connection:
        kept = connection.begin_nested()
        add_filing(connection, 1)
        kept.commit()
        lost = connection.begin_nested()
        add_filing(connection, 2)
        connection.exec_driver_sql("CREATE TABLE lost (x)")
        lost.rollback()
    with reading(store) as connection:
        assert connection.exec_driver_sql("SELECT id FROM filing").scalars().all() == ["f000001"]
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars().all()
        assert "lost" not in names


def test_a_reader_sees_one_moment_and_does_not_wait(store: Engine) -> None:
    with store.begin() as writer:
        add_filing(writer, 1)
        with reading(store) as reader:
            count = "SELECT count(*) FROM filing"
            assert reader.exec_driver_sql(count).scalar() == 0
            writer.commit()
            assert reader.exec_driver_sql(count).scalar() == 0
        with reading(store) as reader:
            assert reader.exec_driver_sql(count).scalar() == 1


@pytest.mark.parametrize(("durable", "level"), [(True, 2), (False, 1)])
def test_only_pulled_pages_may_wait_for_the_disk(store: Engine, durable: bool, level: int) -> None:
    with session_factory(store, durable=durable).begin() as session:
        assert session.connection().exec_driver_sql("PRAGMA synchronous").scalar() == level
        session.add(AuditHead(device="d", seq=0, hash=""))
    with session_factory(store).begin() as session:
        assert session.connection().exec_driver_sql("PRAGMA synchronous").scalar() == 2


def fill(connection: Connection) -> None:
    for number in range(2000):
        add_filing(connection, number)


def test_a_full_disk_is_recognised(store: Engine) -> None:
    """SQLite reports a full disk and a full allowance of pages in the same way."""
    with store.begin() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(OperationalError) as caught:
            fill(connection)
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert is_disk_full(caught.value)
    assert store_error(caught.value).code == "DISK_FULL"
    assert not is_disk_full(ValueError("x"))


def test_parameters_stay_out_of_errors(store: Engine) -> None:
    with pytest.raises(OperationalError) as caught, store.begin() as connection:
        connection.exec_driver_sql("SELECT * FROM nowhere WHERE x = ?", ("420106199002021256",))
    assert "420106199002021256" not in str(caught.value)


def filings(store: Engine) -> int:
    with reading(store) as source:
        return source.exec_driver_sql("SELECT count(*) FROM filing").scalar_one()


def test_a_long_reading_in_pieces_sees_one_moment(store: Engine) -> None:
    """An order and its rows agree, whatever sync brings between them; the others see it at once."""
    with store.begin() as connection:
        add_filing(connection, 1)
    others: list[int] = []
    with one_moment(store):
        assert filings(store) == 1
        with store.begin() as connection:
            add_filing(connection, 2)
        assert filings(store) == 1
        other = threading.Thread(target=lambda: others.append(filings(store)))
        other.start()
        other.join()
    assert others == [2]
    assert filings(store) == 2

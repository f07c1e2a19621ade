"""A store of the first version, with rows, brought to the city's; and a big load of what the city writes."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import DBAPIError

from core.apprenticeship.lists.eligible import ELIGIBLE, EligibleQuery
from core.apprenticeship.lists.filings import FILINGS, FilingQuery
from core.apprenticeship.lists.register import REGISTER, RegisterQuery
from core.apprenticeship.lists.scores import SCORES, ScoreQuery
from core.commons.log import LOG, LogQuery
from core.commons.notices import NOTICES, NoticeQuery
from core.store.codec import columns_of, insert_sql
from core.store.derived import begin_load, end_load, rebuild, wrong_counts
from core.store.engine import RELAXED, open_store, reading
from core.store.migrations import migrate
from sync.migrations import PC_VERSIONS
from tests.core.store.conftest import KEY
from tests.core.store.samples import (
    LOG_ENTRY,
    NOTICE,
    add_apprenticeship,
    add_filing,
    add_log,
    add_notice,
    add_score,
    filing,
    given_on,
    score,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

MANY = 100_000
NEW = (
    "core_0002_city.py",
    "core_0003_reports.py",
    "core_0004_stages.py",
    "pc_0003_city.py",
    "pc_0004_travels.py",
    "pc_0005_figures.py",
    "pc_0006_footprints.py",
    "pc_0007_about.py",
)
OWN = (
    "INSERT INTO audit VALUES"
    " ('pc1', 1, '2026-11-13T01:00:00.000Z', 'u1', 'view_full_number', '学生：核对', 1, 'p', 'h')"
)

GIVEN = given_on(date(2026, 11, 20))


def old_store(folder: Path, *kept: str) -> Engine:
    """A store at core_0001 and pc_0002, or with the new revisions `kept` as well."""
    from core.store import migrations

    core, pc = folder / "core", folder / "pc"
    for source, target in ((migrations.CORE_VERSIONS, core), (PC_VERSIONS, pc)):
        ignored = shutil.ignore_patterns("__pycache__", *(set(NEW) - set(kept)))
        shutil.copytree(source, target, ignore=ignored)
    engine = open_store(folder / "store.db", KEY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "CORE_VERSIONS", core)
        migrate(engine, [pc])
    return engine


def put_as_then(connection: Connection, kind: str, values: dict[str, Any]) -> None:
    """Write a record with the columns that its table has in the store as it is."""
    table = connection.exec_driver_sql(f"PRAGMA table_info({kind})")
    names = [row[1] for row in table]
    marks = ", ".join("?" * len(names))
    connection.exec_driver_sql(
        f"INSERT INTO {kind} ({', '.join(names)}) VALUES ({marks})",
        tuple(values.get(name, "") for name in names),
    )


def old_rows(connection: Connection) -> None:
    """Filings and apprenticeships as the first version wrote them: without the newest columns."""
    for number in range(20):
        name = "欧阳清" if number == 7 else "陈亦舟"
        values = filing(number, student_name=name)
        put_as_then(connection, "filing", values)
        put_as_then(connection, "apprenticeship", {**values, "id": f"a{number:06d}", "state": "active"})
    connection.exec_driver_sql(OWN)


def test_an_old_store_keeps_everything_and_search_stays_right(tmp_path: Path) -> None:
    engine = old_store(tmp_path)
    with engine.begin() as connection:
        old_rows(connection)
        before = connection.exec_driver_sql("SELECT * FROM filing ORDER BY id").mappings().all()
        counts = connection.exec_driver_sql("SELECT * FROM tally ORDER BY 1, 2, 3, 4").all()
        assert counts

    assert migrate(engine, [PC_VERSIONS])

    with engine.begin() as connection:
        after = connection.exec_driver_sql("SELECT * FROM filing ORDER BY id").mappings().all()
        assert after == [{**row, "stage": ""} for row in before]
        kept = connection.exec_driver_sql(
            "SELECT * FROM tally WHERE figure NOT IN ('log', 'teaching') ORDER BY 1, 2, 3, 4"
        )
        assert kept.all() == counts
        assert REGISTER.ids(connection, RegisterQuery(text="欧阳清")) == ["a000007"]
        assert len(REGISTER.ids(connection, RegisterQuery(text="陈"))) == 19
        assert LOG.ids(connection, LogQuery(text="核对")) == ["pc:pc1:1"]
        unpublished = "SELECT count(*) FROM apprenticeship WHERE unpublished_scores = 0"
        assert connection.exec_driver_sql(unpublished).scalar() == 20
        add_apprenticeship(connection, 7, student_name="欧阳青", state="dissolved")
        add_score(connection, 7)
        assert wrong_counts(connection) == []
        assert REGISTER.ids(connection, RegisterQuery(text="欧阳清")) == []
        assert REGISTER.ids(connection, RegisterQuery(text="欧阳青")) == ["a000007"]
    engine.dispose()


def test_a_store_with_rows_of_the_city_gets_their_indexes_filled(tmp_path: Path) -> None:
    engine = old_store(tmp_path, "core_0002_city.py")
    with engine.begin() as connection:
        for number in range(10):
            add_score(connection, number)
            add_notice(connection, number)
            add_log(connection, number)
        connection.exec_driver_sql(OWN)

    assert migrate(engine, [PC_VERSIONS])

    with reading(engine) as connection:
        assert wrong_counts(connection) == []
        assert SCORES.count(connection, ScoreQuery()) == 10
        assert len(SCORES.ids(connection, ScoreQuery(text="陈"))) == 10
        assert NOTICES.count(connection, NoticeQuery(state="delivered")) == 10
        assert NOTICES.ids(connection, NoticeQuery(text="0004 通过")) == ["m000004"]
        assert len(LOG.ids(connection, LogQuery(text="王科员"))) == 11
    engine.dispose()


def test_an_upgrade_in_the_middle_of_a_first_load_goes_on(tmp_path: Path) -> None:
    engine = old_store(tmp_path, "core_0002_city.py")
    with engine.begin() as connection:
        begin_load(connection)
        add_score(connection, 1)

    assert migrate(engine, [PC_VERSIONS])

    with engine.begin() as connection:
        add_score(connection, 2)
        add_filing(connection, 2)
        end_load(connection)
        assert wrong_counts(connection) == []
        assert len(SCORES.ids(connection, ScoreQuery(student="亦舟"))) == 2
        assert FILINGS.ids(connection, FilingQuery(applicant="亦舟"), given=GIVEN) == ["f000002"]
    engine.dispose()


def test_g12_the_guard_of_published_scores_comes_back_after_a_load(store: Engine) -> None:
    with store.begin() as connection:
        shape = "SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2"
        before = connection.exec_driver_sql(shape).all()
        begin_load(connection)
        add_score(connection, 1, state="published")
        end_load(connection)
        assert connection.exec_driver_sql(shape).all() == before
    with pytest.raises(DBAPIError, match="never changes"), store.begin() as connection:
        connection.exec_driver_sql("UPDATE assessment SET tenths = 1000")
    with store.begin() as connection:
        connection.exec_driver_sql("UPDATE assessment SET scope = '420100,420106'")
        rebuild(connection)
    with pytest.raises(DBAPIError, match="never changes"), store.begin() as connection:
        connection.exec_driver_sql("UPDATE assessment SET result = 'fail'")


def body(kind: str, values: dict[str, Any]) -> tuple[Any, ...]:
    integers = ("version", "tenths", "attempts", "ok", "unpublished_scores")
    return tuple(values.get(name, 0 if name in integers else "") for name in columns_of(kind))


def test_a_hundred_thousand_scores_and_notices_are_loaded_whole(store: Engine) -> None:

    states = ("unpublished", "published", "published", "published")
    scores = [body("assessment", score(n, state=states[n % 4])) for n in range(MANY)]
    messages = [NOTICE | {"id": f"m{n:06d}", "phone": f"138{n:08d}"} for n in range(MANY)]
    notices = [body("notice", one | {"filing_no": f"WC-2026-{n:04d}"}) for n, one in enumerate(messages)]
    entries = [body("log_entry", {**LOG_ENTRY, "id": f"g{n:06d}"}) for n in range(1000)]
    since = {"state": "active", "notarised_on": "2020-01-01"}
    studied = [body("apprenticeship", score(n, id=f"a{n:06d}", **since)) for n in range(1000)]
    with store.execution_options(**RELAXED).begin() as connection:
        begin_load(connection)
        for kind, rows in (
            ("assessment", scores),
            ("notice", notices),
            ("log_entry", entries),
            ("apprenticeship", studied),
        ):
            connection.exec_driver_sql(insert_sql(kind, "?"), rows)
        end_load(connection)
    with reading(store) as connection:
        assert wrong_counts(connection) == []
        unpublished = ScoreQuery(state="unpublished")
        assert SCORES.count(connection, unpublished) == len(SCORES.ids(connection, unpublished)) == MANY // 4
        assert SCORES.count(connection, ScoreQuery(text="陈亦")) == MANY
        assert len(SCORES.first_page(connection, ScoreQuery(text="WC-2026-99999"), 50)) == 1
        assert NOTICES.ids(connection, NoticeQuery(text="13800099999")) == ["m099999"]
        assert len(NOTICES.first_page(connection, NoticeQuery(text="通过", sort="filing_no"), 50)) == 50
        assert len(LOG.ids(connection, LogQuery())) == 1000
        eligible = ELIGIBLE.count(connection, EligibleQuery("graduation"), given=GIVEN)
        assert eligible == 250

"""Counts kept by triggers equal counting again, whatever happens to the rows."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from core.apprenticeship.lists.filings import FILINGS, FilingQuery
from core.apprenticeship.words.values import ApprenticeshipState, FilingKind
from core.domain.values import CaseState
from core.store.derived import begin_load, end_load, is_loading, rebuild, wrong_counts
from core.store.engine import reading
from core.store.search import match
from tests.core.store.samples import add_apprenticeship, add_filing, add_score, given_on

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

BUREAUS = ("420106", "420111")
GIVEN = given_on(date(2026, 11, 20))
YEARS = ("2025-12-31T15:59:59.999Z", "2025-12-31T16:00:00.000Z", "2026-06-01T00:00:00.000Z")
DAYS = ("", "2025-12-31", "2026-01-01", "2028-02-29")
NAMES = (("陈亦舟", "chen yi zhou"), ("欧阳青", "ou yang qing"), ("𠮷野", "ji ye"))


def random_step(connection: Connection, luck: random.Random) -> None:
    number = luck.randrange(30)
    if luck.random() < 0.2:
        kind, prefix = luck.choice((("filing", "f"), ("apprenticeship", "a"), ("assessment", "c")))
        connection.exec_driver_sql(f"DELETE FROM {kind} WHERE id = ?", (f"{prefix}{number:06d}",))
        return
    name, pinyin = luck.choice(NAMES)
    changes: dict[str, Any] = {"bureau": luck.choice(BUREAUS), "student_name": name, "student_pinyin": pinyin}
    if luck.random() < 0.5:
        add_apprenticeship(
            connection,
            number,
            state=str(luck.choice(list(ApprenticeshipState))),
            teacher_id=f"t{luck.randrange(6)}",
            filed_on=luck.choice(DAYS),
            **changes,
        )
        return
    if luck.random() < 0.3:
        add_score(
            connection,
            number,
            state=luck.choice(("published", "unpublished")),
            type=luck.choice(("graduation", "specialty")),
            result=luck.choice(("pass", "fail")),
            assessed_on=luck.choice(DAYS[1:]),
            corrects=luck.choice(("", f"c{luck.randrange(30):06d}")),
            settled_at="",
            **changes,
        )
        return
    decided = luck.choice((*YEARS, ""))
    add_filing(
        connection,
        number,
        kind=str(luck.choice(list(FilingKind))),
        state=str(luck.choice(list(CaseState))),
        first_submitted_at=luck.choice(YEARS),
        decided_at=decided,
        **changes,
    )


def counted_by_hand(connection: Connection) -> Counter[tuple[str, str, str, int]]:
    """The same counts, in Python."""
    counts: Counter[tuple[str, str, str, int]] = Counter()
    filings = connection.exec_driver_sql("SELECT bureau, kind, state, first_submitted_at FROM filing")
    for bureau, kind, state, first in filings:
        counts["filing", bureau, f"{kind}/{state}", 0] += 1
        counts["submitted", bureau, kind, year(first)] += 1
    load: Counter[str] = Counter()
    teaching = set()
    rows = connection.exec_driver_sql("SELECT bureau, state, teacher_id, filed_on FROM apprenticeship")
    for bureau, state, teacher, filed_on in rows:
        counts["apprenticeship", bureau, state, 0] += 1
        counts["filed", bureau, "", int(filed_on[:4] or 0)] += bool(filed_on)
        load[teacher] += state in ("pending", "active")
        if state in ("pending", "active"):
            teaching.add((teacher, bureau))
    for number in load.values():
        counts["teacher_open", "", str(number), 0] += 1
    for teacher, bureau in teaching:
        counts["teaching", bureau, str(load[teacher]), 0] += 1
    scores = connection.exec_driver_sql(
        "SELECT id, bureau, state, type, result, assessed_on, corrects FROM assessment"
    ).all()
    corrected = {row.corrects for row in scores if row.state == "published"}
    for id_, bureau, state, type_, result, day, _ in scores:
        counts["score", bureau, f"{state}/{type_}/{result}", 0] += 1
        stands = state == "published" and id_ not in corrected
        counts["standing", bureau, f"{type_}/{result}", int(day[:4])] += stands
    return counts


def year(instant: str) -> int:
    from core.domain.clock import local_date

    return local_date(instant).year if instant else 0


def kept(connection: Connection) -> dict[tuple[str, str, str, int], int]:
    """The kept counts; the seats of teachers that have none are left to the triggers' taste."""
    rows = connection.exec_driver_sql("SELECT figure, bureau, part, year, count FROM tally WHERE count <> 0")
    return {
        (figure, bureau, part, of_year): count
        for figure, bureau, part, of_year, count in rows
        if (figure, part) != ("teacher_open", "0")
    }


@pytest.mark.parametrize("seed", range(4))
def test_kept_counts_equal_counting_by_hand(store: Engine, seed: int) -> None:
    luck = random.Random(seed)
    for _ in range(15):
        with store.begin() as connection:
            for _ in range(20):
                nested = connection.begin_nested()
                random_step(connection, luck)
                nested.rollback() if luck.random() < 0.2 else nested.commit()
        with reading(store) as connection:
            expected = {
                key: count
                for key, count in counted_by_hand(connection).items()
                if count and (key[0] != "teacher_open" or key[2] != "0")
            }
            assert kept(connection) == expected
    with store.begin() as connection:
        connection.exec_driver_sql("INSERT INTO filing_fts(filing_fts) VALUES ('integrity-check')")
        before = found(connection)
        assert all(before.values())
        rebuild(connection)
        assert found(connection) == before
        assert wrong_counts(connection) == []


def found(connection: Connection) -> dict[str, list[str]]:
    return {name: FILINGS.ids(connection, FilingQuery(applicant=name[:2]), given=GIVEN) for name, _ in NAMES}


def test_a_wrong_count_is_noticed_and_repaired(store: Engine) -> None:
    with store.begin() as connection:
        add_filing(connection, 1)
        add_apprenticeship(connection, 1)
        assert wrong_counts(connection) == []
        connection.exec_driver_sql("UPDATE tally SET count = 7 WHERE figure = 'filing'")
        assert wrong_counts(connection)
        rebuild(connection)
        assert wrong_counts(connection) == []


def test_a_big_load_without_triggers_ends_as_if_they_had_been_there(store: Engine) -> None:
    with store.begin() as connection:
        shape = "SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2"
        before = connection.exec_driver_sql(shape).all()
        begin_load(connection)
        begin_load(connection)
        assert is_loading(connection)
        for number in range(40):
            add_filing(connection, number)
            add_apprenticeship(connection, number, state="active")
    with store.begin() as connection:
        end_load(connection)
        end_load(connection)
        assert not is_loading(connection)
        assert connection.exec_driver_sql(shape).all() == before
        assert wrong_counts(connection) == []
        assert len(FILINGS.ids(connection, FilingQuery(applicant="亦舟"), given=GIVEN)) == 40


def test_taken_out_words_leave_the_file(store: Engine) -> None:
    """FTS5 keeps deleted words in its pages unless told otherwise."""
    rare = "420106199912319998"
    with store.begin() as connection:
        for number in range(50):
            add_filing(connection, number)
        add_filing(connection, 3, student_id_number=rare)
        assert hits(connection, rare) == 1
    with reading(store) as connection:
        assert blocks_with(connection, rare)
    with store.begin() as connection:
        connection.exec_driver_sql("DELETE FROM filing WHERE id = 'f000003'")
        assert hits(connection, rare) == 0
    with reading(store) as connection:
        assert not blocks_with(connection, rare)


def hits(connection: Connection, text: str) -> int:
    statement = "SELECT count(*) FROM filing_fts WHERE filing_fts MATCH ?"
    return int(connection.exec_driver_sql(statement, (match(text),)).scalar_one())


def blocks_with(connection: Connection, text: str) -> bool:
    """Whether any page of the index still holds the end of a word (its start may be shared)."""
    blocks = connection.exec_driver_sql("SELECT block FROM filing_fts_data").scalars()
    return any(text[10:].encode() in bytes(block) for block in blocks)

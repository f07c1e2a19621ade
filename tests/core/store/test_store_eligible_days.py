"""可考核 from the kept days equals plain Python on any day, whatever happens to studies and scores."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import msgspec
import pytest

from core.apprenticeship.figures.eligible_days import kept_eligible
from core.apprenticeship.figures.figures import year_lines
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.values import ApprenticeshipState
from core.domain.dictionaries import load_dictionaries
from core.store.derived import begin_load, end_load, rebuild, wrong_counts
from core.store.engine import reading
from tests.core.store.plain_figures import YEARS_OF, Records, is_eligible, year_figures
from tests.core.store.samples import add_apprenticeship, add_score
from tests.kit import HONGSHAN, WUCHANG

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

BUREAUS = (WUCHANG, HONGSHAN)
DICTIONARIES = load_dictionaries()
TYPES = {one.code: one for one in of(DICTIONARIES).assessment_types}
NOTARISED = ("2014-12-31", "2016-02-29", "2019-02-28", "2020-02-29", "2021-01-01", "2021-11-20", "2030-05-05")
HAPPENED = ("2020-01-01", "2021-11-20", "2023-02-28", "2023-03-01", "2024-02-29", "2024-12-31", "2026-11-19")
DAYS = (*HAPPENED, "2017-12-30", "2022-12-31", "2024-03-01", "2025-01-01", "2025-12-31", "2026-11-20")


def random_step(connection: Connection, luck: random.Random) -> None:
    number = luck.randrange(12)
    if luck.random() < 0.15:
        kind, prefix = luck.choice((("apprenticeship", "a"), ("assessment", "c")))
        connection.exec_driver_sql(f"DELETE FROM {kind} WHERE id = ?", (f"{prefix}{number:06d}",))
        return
    student = {"student_id": f"s{luck.randrange(4)}", "bureau": luck.choice(BUREAUS)}
    if luck.random() < 0.5:
        add_apprenticeship(
            connection,
            number,
            state=str(luck.choice((*ApprenticeshipState, *["active"] * 6))),
            notarised_on=luck.choice(NOTARISED),
            filed_on=luck.choice(("", *HAPPENED[:3])),
            ended_on=luck.choice(("", "", "", *HAPPENED)),
            **student,
        )
        return
    add_score(
        connection,
        number,
        state=luck.choice(("published", "published", "unpublished")),
        type=luck.choice(tuple(YEARS_OF)),
        result=luck.choice(("pass", "pass", "fail")),
        assessed_on=luck.choice(HAPPENED),
        corrects=luck.choice(("", f"c{luck.randrange(12):06d}")),
        settled_at="",
        **student,
    )


def agree(connection: Connection) -> None:
    records = Records.read(connection)
    for types in (("graduation",), ("specialty",), tuple(TYPES)):
        kept = kept_eligible(connection, DAYS, [TYPES[one] for one in types])
        assert kept is not None
        for day in DAYS:
            plain = Counter(one["bureau"] for one in records.studies if is_eligible(one, records, day, types))
            assert {bureau: kept[day][bureau] for bureau in BUREAUS} == {
                bureau: plain[bureau] for bureau in BUREAUS
            }, (day, types)
    assert wrong_counts(connection) == []


@pytest.mark.parametrize("seed", range(6))
def test_kept_days_equal_plain_python(store: Engine, seed: int) -> None:
    luck = random.Random(seed)
    for _ in range(25):
        with store.begin() as connection:
            for _ in range(12):
                nested = connection.begin_nested()
                random_step(connection, luck)
                nested.rollback() if luck.random() < 0.2 else nested.commit()
        with reading(store) as connection:
            agree(connection)
    with store.begin() as connection:
        rebuild(connection)
        agree(connection)
        random_step(connection, luck)
        agree(connection)


def test_many_rows_changed_by_one_statement(store: Engine) -> None:
    """Each row is seen by itself, also where two of one student change at once."""
    luck = random.Random(7)
    with store.begin() as connection:
        for _ in range(80):
            random_step(connection, luck)
        for statement in (
            "UPDATE assessment SET state = 'published'",
            "UPDATE assessment SET result = iif(result = 'pass', 'fail', 'pass')",
            "UPDATE assessment SET student_id = 's1', type = 'graduation'",
            "UPDATE assessment SET corrects = 'c000001'",
            "UPDATE assessment SET corrects = id WHERE id > 'c000004'",
            f"UPDATE apprenticeship SET bureau = '{HONGSHAN}', student_id = 's1', filed_on = '2020-01-01'",
            "UPDATE apprenticeship SET state = 'active', ended_on = ''",
            "DELETE FROM assessment WHERE id IN (SELECT corrects FROM assessment)",
            "DELETE FROM apprenticeship WHERE id > 'a000006'",
            "DELETE FROM assessment",
            "DELETE FROM apprenticeship",
        ):
            connection.exec_driver_sql(statement)
            agree(connection)
        assert not connection.exec_driver_sql("SELECT 1 FROM eligible_change WHERE change <> 0").all()
        assert not connection.exec_driver_sql("SELECT 1 FROM first_pass").all()


def test_a_first_load_fills_the_kept_days_and_keeps_on_from_there(store: Engine) -> None:
    luck = random.Random(11)
    with store.begin() as connection:
        for _ in range(40):
            random_step(connection, luck)
        begin_load(connection)
        for _ in range(40):
            random_step(connection, luck)
        end_load(connection)
        agree(connection)
        for _ in range(40):
            random_step(connection, luck)
            assert wrong_counts(connection) == []
        agree(connection)


def test_a_wrong_kept_day_is_noticed_and_repaired(store: Engine) -> None:
    with store.begin() as connection:
        add_apprenticeship(connection, 1, state="active", notarised_on="2016-02-29", filed_on="2017-01-01")
        for spoil in (
            "UPDATE eligible_change SET change = change + 1 WHERE level = 7",
            "DELETE FROM eligible_change",
            "INSERT INTO first_pass VALUES ('s000001', 'graduation', '2020-01-01')",
        ):
            connection.exec_driver_sql(spoil)
            assert wrong_counts(connection)
            rebuild(connection)
            assert wrong_counts(connection) == []
        agree(connection)


def test_a_dictionary_with_other_years_of_study_counts_the_rows(store: Engine) -> None:
    graduation = msgspec.structs.replace(TYPES["graduation"], years=4)
    types = (graduation, TYPES["specialty"])
    changed = msgspec.structs.replace(of(DICTIONARIES), assessment_types=types)
    other = msgspec.structs.replace(DICTIONARIES, parts={**DICTIONARIES.parts, type(changed): changed})
    today = date(2026, 11, 20)
    with store.begin() as connection:
        add_apprenticeship(
            connection, 1, state="active", notarised_on="2022-12-31", filed_on="2023-01-10", bureau=WUCHANG
        )
        assert kept_eligible(connection, ["2026-11-20"], (graduation,)) is None
        assert kept_eligible(connection, ["2026-11-20"], types) is None
        for dictionaries, year, eligible in (
            (DICTIONARIES, 2026, 1),
            (other, 2026, 0),
            (DICTIONARIES, 2025, 1),
        ):
            lines = year_lines(connection, (WUCHANG,), today, dictionaries)
            assert {one.year: one.eligible for one in lines}[year] == eligible
        figures = year_figures(Records.read(connection), (WUCHANG,), today, "specialty")
        for line in year_lines(connection, (WUCHANG,), today, other, type="specialty"):
            assert line.eligible == figures[WUCHANG, line.year][1]

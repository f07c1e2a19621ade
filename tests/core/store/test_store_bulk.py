"""The generator of big stores for benchmarks gives the same, sound store each time."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from benchmarks import bulk
from core.apprenticeship.lists.detail import filing_detail
from core.apprenticeship.lists.filings import FILINGS, FilingQuery
from core.apprenticeship.lists.home import home_summary
from core.apprenticeship.lists.register import REGISTER
from core.domain.idnumber import parse_id_number
from core.store.derived import wrong_counts
from core.store.engine import reading
from tests.core.store.samples import given_on

if TYPE_CHECKING:
    from sqlalchemy import Engine

GIVEN = given_on(bulk.TODAY)


def test_a_filled_store_is_sound(store: Engine) -> None:
    bulk.fill(store, 1500)
    with reading(store) as connection:
        assert wrong_counts(connection) == []
        ids = FILINGS.ids(connection, FilingQuery(sort="submitted_at", descending=True), given=GIVEN)
        assert len(ids) == 1500
        row = FILINGS.rows(connection, ids[:1])[0]
        assert row.id in FILINGS.ids(connection, FilingQuery(applicant=row.student_name), given=GIVEN)
        summary = home_summary(connection, GIVEN)
        assert summary.pending > 0
        assert len({line.year for line in summary.years}) == 11
    with Session(store) as session:
        detail = filing_detail(session, ids[0])
        assert detail is not None
        assert detail.content.student.name == row.student_name
        (apprenticeship,) = REGISTER.rows(session, [detail.apprenticeship_id])
        assert parse_id_number(apprenticeship.student_id_number, bulk.TODAY).number


def test_the_same_number_gives_the_same_store() -> None:
    assert list(bulk.bodies(50, 5)) == list(bulk.bodies(50, 5))
    made = [(kind, body[0]) for kind, body in bulk.bodies(200)]
    assert len(set(made)) == len(made)
    kinds = Counter(kind for kind, _ in made)
    assert kinds.pop("assessment") > 50
    assert kinds == {"student": 200, "apprenticeship": 200, "filing": 200, "teacher": 67}

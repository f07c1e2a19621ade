"""Single records: 获取学生 (C3), the full record (C2), the record windows; on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy.orm import Session

from core.applications.content import encode_content
from core.apprenticeship.lists.candidate import candidate
from core.apprenticeship.lists.records import (
    apprenticeship_record,
    notarisation_view,
    student_view,
    teacher_view,
)
from core.apprenticeship.lists.scores import SCORES
from core.apprenticeship.lists.scores_of import passed_types, score_row
from core.apprenticeship.words.content import FilingContent
from core.apprenticeship.words.kinds import DIPLOMA, DISSOLUTION_PROOF, LICENCE, TERMINATION_BASIS
from core.apprenticeship.words.values import (
    ApprenticeshipState,
    AssessmentResult,
    DissolutionData,
    FilingKind,
)
from core.domain.values import DocumentKind, DocumentRef
from core.store.engine import open_url
from core.store.migrations import migrate
from tests.core.store.samples import add_apprenticeship, add_filing, add_score, put
from tests.kit import notarisation_data, student_data, teacher_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

NOTARISATION = notarisation_data(teacher_data())
NUMBER = "42010619900202125X"
PROOF = DocumentRef(DISSOLUTION_PROOF, "f" * 64, "e" * 64)
EMPTY: dict[str, Any] = {"notarised_on": "2020-01-01", "teacher_id": "t", "student_id": "s"}


def person(data: msgspec.Struct, **more: Any) -> dict[str, Any]:
    values = {name: str(getattr(data, name)) for name in data.__struct_fields__}
    stamps = {"registered_at": "2026-01-01T00:00:00.000Z", "updated_at": "2026-02-01T00:00:00.000Z"}
    return {**values, **stamps, "version": 1, **more}


def document(connection: Connection, owner_kind: str, owner_id: str, kind: str, page: int = 1) -> None:
    digest = f"{owner_id}{kind}{page}"
    values = {"id": digest, "sha256": digest, "original_sha256": digest, "media_type": "image/jpeg"}
    owner = {"owner_kind": owner_kind, "owner_id": owner_id, "kind": kind, "page": page}
    put(connection, "document", {**values, **owner})


def fill(connection: Connection) -> None:
    """A student taught twice: terminated first, in the second a corrected pass and one to be published."""
    put(connection, "teacher", person(teacher_data(), id="t"))
    put(connection, "student", person(student_data(), id="s", id_number=NUMBER))
    put(connection, "notarisation", {
        **msgspec.structs.asdict(NOTARISATION),
        "id": "n", "student_id": "s", "version": 1,
    })  # fmt: skip
    add_apprenticeship(
        connection, 1, **EMPTY, state="terminated", notarisation_id="n", created_at="2021-01-01"
    )
    add_apprenticeship(
        connection, 2, **EMPTY, state="active", notarisation_id="n", created_at="2020-01-01",
        unpublished_scores=1,
    )  # fmt: skip
    add_apprenticeship(
        connection, 3, **{**EMPTY, "student_id": "other"}, state="pending", notarisation_id="gone"
    )
    owner = {"apprenticeship_id": "a000002", "student_id": "s"}
    add_score(connection, 1, **owner, state="published", entered_at="2026-11-01")
    add_score(
        connection, 2, **owner, state="published", corrects="c000001", result="fail", entered_at="2026-11-02"
    )
    add_score(connection, 3, **owner, type="specialty", state="published", entered_at="2026-11-03")
    add_score(connection, 4, **owner, entered_at="2026-11-04", settled_at="")
    for kind, page in (("notarial_page", 2), ("notarial_page", 1)):
        document(connection, "notarisation", "n", kind, page)
    document(connection, "teacher", "t", "licence")
    document(connection, "teacher", "t", "id_front")
    document(connection, "student", "s", "diploma")
    put(connection, "termination", {
        "id": "x", "version": 1, "apprenticeship_id": "a000001", "reason_code": "fraud",
        "basis": "武卫〔2026〕1号", "text": "材料不实",
        "decided_at": "2026-10-01T00:00:00.000Z", "decided_by_name": "市领导",
    })  # fmt: skip
    document(connection, "termination", "x", "termination_basis")
    add_filing(connection, 1, apprenticeship_id="a000001", first_submitted_at="2026-01-01")
    dissolving = {"kind": "dissolve", "apprenticeship_id": "a000001", "first_submitted_at": "2026-05-01"}
    add_filing(connection, 2, **dissolving)
    filed = FilingContent(
        teacher=teacher_data(),
        teacher_registered_on="2026-01-01",
        teacher_documents=(),
        student=student_data(),
        student_documents=(),
        notarisation=NOTARISATION,
        notarial_pages=(),
        dissolution=DissolutionData("2026-05-01", "离汉"),
        proofs=(PROOF,),
    )
    put(connection, "filing_revision", {
        "id": "r", "filing_id": "f000002", "number": 1, "content": encode_content(filed),
    })  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    if request.param == "sqlite":
        engine: Engine = request.getfixturevalue("store")
    else:
        engine = open_url(request.getfixturevalue("postgres_url"))
        migrate(engine)
    with engine.begin() as connection:
        fill(connection)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


def test_records_are_whole_on_both_databases(session: Session) -> None:
    candidate_is_found(session)
    record_is_whole(session)
    windows_show_what_belongs_to_them(session)
    scores_know_their_corrections(session)


def candidate_is_found(session: Session) -> None:
    """C3: however the number is typed."""
    for typed in (
        NUMBER,
        NUMBER.lower(),
        "４２０１０６１９９００２０２１２５ｘ",
        f" {NUMBER[:6]} {NUMBER[6:]} ",
    ):
        found = candidate(session, typed)
        assert found is not None, typed
        assert found.student_id == "s"
    assert [one.row.id for one in found.studies] == ["a000002", "a000001"]
    assert [one.id for one in found.studies[0].scores] == ["c000004", "c000003", "c000002", "c000001"]
    assert found.studies[1].scores == ()
    assert found.student.id_number == NUMBER
    assert found.passed_types == passed_types(session, "s") == ("specialty",)
    for unknown in ("", "  ", "420106199002021256", NUMBER[:17], "九十", "' OR 1=1"):
        assert candidate(session, unknown) is None


def record_is_whole(session: Session) -> None:
    record = apprenticeship_record(session, "a000001")
    assert record is not None
    assert record.termination is not None
    assert (record.termination.text, record.termination.settled_at) == ("材料不实", "")
    assert [ref.kind for ref in record.termination.documents] == [TERMINATION_BASIS]
    assert [(one.kind, one.id) for one in record.filings] == [
        (FilingKind.DISSOLVE, "f000002"),
        (FilingKind.ESTABLISH, "f000001"),
    ]
    assert record.dissolution_proofs == (PROOF,)
    assert [ref.kind for ref in record.teacher_documents] == [DocumentKind.ID_FRONT, LICENCE]
    assert [ref.page for ref in record.notarial_pages] == [1, 2]
    assert (record.notarisation_id, record.open_now, record.scores) == ("n", 2, ())
    other = apprenticeship_record(session, "a000002")
    assert other is not None
    assert (other.termination, other.dissolution_proofs, other.unpublished_scores) == (None, (), 1)
    assert len(other.scores) == 4
    assert apprenticeship_record(session, "a000003") is None
    assert apprenticeship_record(session, "nobody") is None


def windows_show_what_belongs_to_them(session: Session) -> None:
    teacher, student = teacher_view(session, "t"), student_view(session, "s")
    assert teacher is not None
    assert student is not None
    assert teacher.teacher == teacher_data()
    assert [row.id for row in teacher.apprenticeships][:2] == ["a000003", "a000002"]
    assert [ref.kind for ref in student.documents] == [DIPLOMA]
    assert [row.id for row in student.apprenticeships] == ["a000002", "a000001"]
    assert len(student.scores) == 4
    assert student.updated_at > student.registered_at
    certificate = notarisation_view(session, "a000001")
    assert certificate is not None
    assert certificate.notarisation == NOTARISATION
    assert (len(certificate.pages), certificate.student_name) == (2, "陈亦舟")
    for view in (teacher_view, student_view, notarisation_view):
        assert view(session, "nobody") is None
    assert notarisation_view(session, "a000003") is None


def scores_know_their_corrections(session: Session) -> None:
    first, second, last = (score_row(session, f"c00000{number}") for number in (1, 2, 4))
    assert first is not None
    assert second is not None
    assert last is not None
    assert (first.corrected_by, second.corrects, second.corrected_by) == ("c000002", "c000001", "")
    assert (second.result, last.waiting) == (AssessmentResult.FAIL, True)
    assert last.apprenticeship_state is ApprenticeshipState.ACTIVE
    assert score_row(session, "nobody") is None
    if session.get_bind().dialect.name == "sqlite":
        assert SCORES.rows(session, [first.id, second.id, last.id]) == [first, second, last]


def test_of_two_records_of_one_number_the_one_in_use_is_found(store: Engine) -> None:
    with store.begin() as connection:
        fill(connection)
        put(connection, "student", person(student_data(), id="a", id_number=NUMBER))
        put(connection, "student", person(student_data(), id="z", id_number=NUMBER))
    with Session(store) as session:
        found = candidate(session, NUMBER)
    assert found is not None
    assert found.student_id == "s"

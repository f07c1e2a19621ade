"""Invented records as the read models give them, for the papers made out of them."""

from __future__ import annotations

import msgspec

from core.apprenticeship.lists.detail import Decision, FilingDetail
from core.apprenticeship.lists.filings import FilingRow
from core.apprenticeship.lists.history import HistoryEntry
from core.apprenticeship.lists.records import ApprenticeshipRecord, StudentView, TerminationView
from core.apprenticeship.lists.register import RegisterRow
from core.apprenticeship.lists.scores import ScoreRow
from core.apprenticeship.papers.archive_records import Case
from core.apprenticeship.words.content import FilingContent
from core.apprenticeship.words.kinds import TERMINATION_BASIS
from core.apprenticeship.words.values import (
    ApprenticeshipState,
    AssessmentResult,
    AssessmentState,
    FilingKind,
)
from core.domain.values import CaseState, ReturnItem
from tests import kit

DECIDED = "2026-11-20T03:00:00.000Z"
ITEMS = (ReturnItem("student.diploma", "照片模糊，请重新拍摄。"),)


def content() -> FilingContent:
    teacher = kit.teacher_data(1, name="刘景和")
    student = kit.student_data(1, name="陈亦舟", education="bachelor")
    student = msgspec.structs.replace(student, born_on="", id_number=kit.id_number("1996-08-21", 1))
    return FilingContent(
        teacher=teacher,
        teacher_registered_on="2026-08-01",
        teacher_documents=kit.refs(kit.TEACHER_KINDS, "t"),
        student=student,
        student_documents=kit.refs(kit.STUDENT_KINDS, "s"),
        notarisation=kit.notarisation_data(teacher, notarised_on="2026-09-01"),
        notarial_pages=kit.pages(3, "n"),
    )


def decision(
    outcome: CaseState,
    *,
    at: str = DECIDED,
    settled: bool = True,
    items: tuple[ReturnItem, ...] = (),
) -> Decision:
    return Decision(
        revision=1,
        outcome=outcome,
        opinion="材料齐全。" if outcome is CaseState.APPROVED else "请补正。",
        items=items,
        findings=(),
        paper_seen=False,
        decided_by_name="周敏",
        decided_at=at,
        settled_at=at if settled else "",
    )


def detail(
    state: CaseState = CaseState.APPROVED,
    *,
    settled: bool = True,
    kind: FilingKind = FilingKind.ESTABLISH,
    decisions: tuple[Decision, ...] | None = None,
) -> FilingDetail:
    made = (decision(state, settled=settled, items=ITEMS),) if decisions is None else decisions
    row = FilingRow(
        id="f1",
        filing_no="WC-2026-0007",
        kind=kind,
        state=state,
        bureau=kit.WUCHANG,
        student_name="陈亦舟",
        teacher_name="刘景和",
        teacher_title="主任医师",
        practice_place="武昌区中医医院",
        notarised_on="2026-09-01",
        submitted_at="2026-11-19T02:20:00.000Z",
        due_on="",
        revision=1,
        decided_at=DECIDED,
        waiting=not settled,
    )
    return FilingDetail(
        row=row,
        version=1,
        apprenticeship_id="a1",
        student_id="s1",
        teacher_id="t1",
        content=content(),
        previous=None,
        changes=(),
        decisions=made,
        teacher_open=(),
        student_others=(),
        teacher_district=kit.WUCHANG,
    )


def relation(id_: str = "a1", number: str = "WC-2026-0007", **changes: object) -> RegisterRow:
    row = RegisterRow(
        id=id_,
        filing_no=number,
        state="active",
        bureau=kit.WUCHANG,
        student_id="s1",
        student_name="陈亦舟",
        student_id_number=kit.id_number("1996-08-21", 1),
        teacher_id="t1",
        teacher_name="刘景和",
        teacher_title="主任医师",
        practice_place="武昌区中医医院",
        notarised_on="2026-09-01",
        filed_on="2024-05-06",
        ended_on="",
    )
    return msgspec.structs.replace(row, **changes)


def record(**changes: object) -> ApprenticeshipRecord:
    filed = content()
    return ApprenticeshipRecord(
        row=relation(**changes),
        version=1,
        teacher=filed.teacher,
        teacher_documents=filed.teacher_documents,
        student=filed.student,
        student_documents=filed.student_documents,
        notarisation_id="n1",
        notarisation=filed.notarisation,
        notarial_pages=filed.notarial_pages,
        filings=(),
        scores=(),
        termination=None,
        dissolution_proofs=(),
        unpublished_scores=0,
        open_now=1,
    )


def score(id_: str, tenths: int, day: str, **changes: object) -> ScoreRow:
    made = ScoreRow(
        id=id_,
        version=1,
        apprenticeship_id="a0",
        student_id="s1",
        teacher_id="t1",
        bureau=kit.WUCHANG,
        type="graduation",
        assessed_on=day,
        tenths=tenths,
        result=AssessmentResult.PASS,
        state=AssessmentState.PUBLISHED,
        corrects="",
        corrected_by="",
        filing_no="WC-2022-0001",
        student_name="陈亦舟",
        student_id_number=kit.id_number("1996-08-21", 1),
        teacher_name="刘景和",
        practice_place="武昌区中医医院",
        notarised_on="2022-01-10",
        entered_at="2026-03-06T02:00:00.000Z",
        entered_by_name="何静",
        published_at="2026-03-07T02:00:00.000Z",
        published_by_name="何静",
        waiting=False,
        apprenticeship_state=ApprenticeshipState.ACTIVE,
    )
    return msgspec.structs.replace(made, **changes)


def student_view() -> StudentView:
    scores = (
        score("s4", 900, "2026-03-05", waiting=True),
        score("s3", 700, "2026-04-05", state=AssessmentState.UNPUBLISHED, published_at=""),
        score("s2", 610, "2025-03-05", corrects="s1", published_at="2025-05-07T02:00:00.000Z"),
        score("s1", 585, "2025-03-05", corrected_by="s2", published_at="2025-03-07T02:00:00.000Z"),
    )
    return StudentView(
        id="s1",
        student=content().student,
        registered_at="2022-01-01T02:00:00.000Z",
        updated_at="2022-01-01T02:00:00.000Z",
        documents=(),
        apprenticeships=(relation(), relation("a0", "WC-2022-0001", notarised_on="2022-01-10")),
        scores=scores,
    )


def case() -> Case:
    """Returned, resubmitted, approved (not settled), ended by force."""
    returned = decision(CaseState.RETURNED, at="2026-11-10T02:00:00.000Z", items=ITEMS)
    decided = decision(CaseState.APPROVED, settled=False)
    filed = detail(settled=False, decisions=(returned, decided))
    ended = TerminationView(
        reason_code="false_materials",
        basis="武卫中医〔2026〕12 号",
        text="公证书系伪造。",
        decided_at="2026-11-21T01:00:00.000Z",
        decided_by_name="何静",
        settled_at="",
        documents=(kit.ref(TERMINATION_BASIS, "basis"),),
    )
    made = msgspec.structs.replace(record(state="terminated"), filings=(filed.row,), termination=ended)
    events = (
        ("2026-08-01T02:00:00.000Z", "学生注册", "陈亦舟", ""),
        ("2026-11-01T02:00:00.000Z", "提交备案申请", "陈亦舟", "f1"),
        ("2026-11-10T02:00:00.000Z", "退回补正", "周敏", "f1"),
        ("2026-11-19T02:20:00.000Z", "补正后重新提交", "陈亦舟", "f1"),
        (DECIDED, "通过备案（待上报，未生效）", "周敏", "f1"),
        (DECIDED, "通过备案", "别区", "f9"),
    )
    history = tuple(HistoryEntry(at, what, who, "", filing, "") for at, what, who, filing in events)
    return Case(made, filed, {"f1": filed}, history)

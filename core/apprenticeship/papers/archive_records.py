"""The archive packet of an apprenticeship out of records (D8): form, every step, every document as filed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.apprenticeship.papers.archive_list import ArchivePacket, ArchiveScan, ArchiveStep, NoticeItem
from core.apprenticeship.papers.from_records import WAITING, filing_form, register_form
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.values import ApprenticeshipState
from core.domain.clock import local_text
from core.paper.printer import paper_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from core.apprenticeship.lists.detail import Decision, FilingDetail
    from core.apprenticeship.lists.history import HistoryEntry
    from core.apprenticeship.lists.records import ApprenticeshipRecord
    from core.domain.values import DocumentRef
    from core.paper.printer import Printer

OWNERS = {
    "student": "学生",
    "notarisation": "公证",
    "teacher": "老师",
    "dissolution": "解除",
    "termination": "强制解除",
}
_NOT_IN_FORCE = WAITING.strip("（）")


class Case(NamedTuple):
    """What the store has of one apprenticeship: `established` is None when its filing was never here.

    `filings` are all of them by id, `events` those of the student's history.
    """

    record: ApprenticeshipRecord
    established: FilingDetail | None
    filings: Mapping[str, FilingDetail]
    events: Sequence[HistoryEntry]


def archive_packet(case: Case, printer: Printer, export_number: str) -> ArchivePacket:
    """Everything there is of an apprenticeship; documents of a filing are those that were filed last."""
    record = case.record
    form = filing_form(case.established, printer) if case.established else register_form(record, printer)
    return ArchivePacket(
        form=form,
        state=_state(case),
        steps=tuple(_steps(case, printer)),
        scans=tuple(_scans(case)),
        export_number=export_number,
        printed_by=printer.person,
        printed_at=printer.at,
        filed=paper_day(record.row.filed_on),
    )


def _state(case: Case) -> str:
    """That of the filing, of the relation where there was none."""
    if case.established is None:
        return ApprenticeshipState(case.record.row.state).label
    row = case.established.row
    return row.state.label + (WAITING if row.waiting else "")


def _steps(case: Case, printer: Printer) -> Iterable[ArchiveStep]:
    """Submissions and decisions of all filings, oldest first; then a forced termination."""
    for event in case.events:
        if event.filing_id in case.filings:
            yield _step(event, _decision(case.filings[event.filing_id], event), printer)
    ended = case.record.termination
    if ended is not None:
        reason = of(printer.words).termination_reason_name(ended.reason_code)
        yield ArchiveStep(
            at=local_text(ended.decided_at, seconds=True),
            what="强制解除",
            person=ended.decided_by_name,
            opinion=f"{reason}。依据：{ended.basis}。{ended.text}",
            note="" if ended.settled_at else _NOT_IN_FORCE,
        )


def _step(event: HistoryEntry, decision: Decision | None, printer: Printer) -> ArchiveStep:
    return ArchiveStep(
        at=local_text(event.at, seconds=True),
        what=event.what.removesuffix(WAITING),
        person=event.who,
        opinion=decision.opinion if decision else "",
        items=tuple(
            NoticeItem(of(printer.words).full_label(item.key), item.reason)
            for item in (decision.items if decision else ())
        ),
        note=_NOT_IN_FORCE if decision is not None and not decision.settled_at else "",
    )


def _decision(filing: FilingDetail, event: HistoryEntry) -> Decision | None:
    """The decision that an event of the history is; None for a submission."""
    found = (
        one for one in filing.decisions if (one.decided_at, one.decided_by_name) == (event.at, event.who)
    )
    return next(found, None)


def _scans(case: Case) -> Iterable[ArchiveScan]:
    record = case.record
    if case.established is not None:
        content = case.established.content
        students, pages, teachers = (
            content.student_documents,
            content.notarial_pages,
            content.teacher_documents,
        )
    else:
        students, pages, teachers = record.student_documents, record.notarial_pages, record.teacher_documents
    parts = (("student", students), ("notarisation", pages), ("teacher", teachers))
    for owner, documents in (*parts, ("dissolution", record.dissolution_proofs)):
        yield from _of(owner, documents)
    if record.termination is not None:
        yield from _of("termination", record.termination.documents)


def _of(owner: str, documents: Sequence[DocumentRef]) -> Iterable[ArchiveScan]:
    for ref in documents:
        several = sum(one.kind is ref.kind for one in documents) > 1
        yield ArchiveScan(
            kind=f"{OWNERS[owner]}　{ref.kind.label}",
            sha256=ref.sha256,
            original_sha256=ref.original_sha256,
            page=f"第 {ref.page} 页" if several else "",
        )

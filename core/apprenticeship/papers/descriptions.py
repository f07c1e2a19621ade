"""The papers of filings, apprenticeships and students, and which of them a record has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.lists.detail import filing_detail
from core.apprenticeship.lists.history import person_history
from core.apprenticeship.lists.records import apprenticeship_record, find_record, student_view
from core.apprenticeship.words.values import FilingKind
from core.domain.errors import KnownError
from core.domain.values import CaseState
from core.paper.paper_of import AnyPaper, PaperOf

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.apprenticeship.lists.detail import FilingDetail
    from core.apprenticeship.lists.filings import FilingRow
    from core.apprenticeship.lists.records import ApprenticeshipRecord
    from core.apprenticeship.papers.archive_list import ArchivePacket
    from core.apprenticeship.papers.correction_notice import CorrectionNotice
    from core.apprenticeship.papers.filing_form import FilingForm
    from core.apprenticeship.papers.transcript import Transcript
    from core.paper.paper_of import Drawing, Subject
    from core.paper.pdf import Rendered
    from core.paper.printer import Printer


def _form(session: Session, subject: Subject, printer: Printer) -> FilingForm:
    """Of the establishing filing, or of what the register says where there was none."""
    from core.apprenticeship.papers.from_records import filing_form, register_form

    record = _record(session, subject.id)
    detail = _establishing(session, record, subject.id)
    return filing_form(detail, printer) if detail else register_form(record, printer)


def _render_form(form: FilingForm, drawing: Drawing) -> Rendered:
    from core.apprenticeship.papers.filing_form import render_filing_form

    return render_filing_form(form, drawing.font)


def _archive(session: Session, subject: Subject, printer: Printer) -> ArchivePacket:
    """The whole packet of the apprenticeship that a record belongs to."""
    from core.apprenticeship.papers.archive_records import Case, archive_packet

    record = _record(session, subject.id)
    history = person_history(session, record.row.student_id)
    found = {one.id: filing_detail(session, one.id) for one in record.filings}
    case = Case(
        record,
        _establishing(session, record, subject.id),
        {id_: one for id_, one in found.items() if one is not None},
        history.events if history else (),
    )
    return archive_packet(case, printer, printer.export_number)


def _render_archive(packet: ArchivePacket, drawing: Drawing) -> Rendered:
    """Pictures that are not here are fetched; what cannot be had is named in the packet."""
    from core.apprenticeship.papers.archive import render_archive

    read = drawing.pictures(len(packet.scans))
    return render_archive(packet, lambda scan: read(scan.sha256), drawing.font)


def _transcript(session: Session, subject: Subject, printer: Printer) -> Transcript:
    """Of the student that a record is of."""
    from core.apprenticeship.papers.from_records import transcript

    student_id = find_record(session, "student", subject.id)
    view = student_view(session, student_id) if student_id else None
    if view is None:
        raise _gone("这名学生")
    return transcript(view, printer, office=printer.office, as_of=printer.as_of)


def _render_transcript(paper: Transcript, drawing: Drawing) -> Rendered:
    from core.apprenticeship.papers.transcript import render_transcript

    return render_transcript(paper, drawing.font)


def _notice(session: Session, subject: Subject, printer: Printer) -> CorrectionNotice:
    """Of the return of a filing at an instant, else of its last one."""
    from core.apprenticeship.papers.from_records import correction_notice

    detail = filing_detail(session, subject.id)
    if detail is None:
        raise _gone("这件申请")
    notice = correction_notice(detail, printer, subject.at)
    if notice is None:
        raise KnownError("NOT_RETURNED", "这件申请没有退回补正的记录，没有可打印的补正告知书。")
    return notice


def _render_notice(notice: CorrectionNotice, drawing: Drawing) -> Rendered:
    from core.apprenticeship.papers.correction_notice import render_correction_notice

    return render_correction_notice(notice, drawing.font)


FORM = PaperOf("form", "备案表", _form, _render_form, whole=True)
ARCHIVE = PaperOf("archive", "档案包", _archive, _render_archive, whole=True, packet="DA", said="生成档案包")
TRANSCRIPT = PaperOf("transcript", "成绩单", _transcript, _render_transcript)
NOTICE = PaperOf("notice", "补正告知书", _notice, _render_notice)
PAPERS: tuple[AnyPaper, ...] = (FORM, ARCHIVE, TRANSCRIPT, NOTICE)
"""All of them, which an apprenticeship with all its filings has."""
STUDY_PAPERS: tuple[AnyPaper, ...] = (FORM, ARCHIVE, TRANSCRIPT)
FILING_PAPERS: tuple[AnyPaper, ...] = (FORM, ARCHIVE, NOTICE)


def papers_of_filing(row: FilingRow) -> frozenset[AnyPaper]:
    """A notice when it was returned at least once, no form of a dissolution."""
    kinds = set(FILING_PAPERS)
    if row.state is not CaseState.RETURNED and row.revision == 1:
        kinds.discard(NOTICE)
    if row.kind is FilingKind.DISSOLVE:
        kinds.discard(FORM)
    return frozenset(kinds)


def _record(session: Session, id_: str) -> ApprenticeshipRecord:
    """The apprenticeship that any record belongs to."""
    study = find_record(session, "notarisation", id_)
    record = apprenticeship_record(session, study) if study else None
    if record is None:
        raise _gone("这条备案")
    return record


def _establishing(session: Session, record: ApprenticeshipRecord, id_: str) -> FilingDetail | None:
    """The establishing filing: the one asked for by its id, else the newest of the apprenticeship."""
    own = [one.id for one in record.filings if one.kind is FilingKind.ESTABLISH]
    wanted = id_ if id_ in own else next(iter(own), "")
    return filing_detail(session, wanted) if wanted else None


def _gone(what: str) -> KnownError:
    return KnownError("NOT_HERE", f"{what}不在本机，可能还没有同步到本机。可以在同步中心同步后再打印。")

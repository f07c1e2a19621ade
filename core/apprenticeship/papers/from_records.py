"""Papers out of records: what a store knows of a filing or a student, formatted for the forms.

Days on paper are those of Wuhan as 2026年3月5日 (design.md, "Documents on paper"). Id numbers and phones are
masked (A7) unless a form is asked for with the whole ones. A decision that the centre has not accepted yet
(settled) is no decision in law: its paper says so in the title and bears no day of decision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.papers.correction_notice import CorrectionNotice, NoticeItem
from core.apprenticeship.papers.filing_form import FilingForm, Person, Teacher
from core.apprenticeship.papers.transcript import Transcript, TranscriptCourse, TranscriptScore
from core.apprenticeship.rules.identity import birth_of
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.scores import score_text
from core.apprenticeship.words.values import ApprenticeshipState, AssessmentState, FilingKind
from core.domain.values import CaseState, Origin
from core.paper.printer import paper_day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.apprenticeship.lists.detail import Decision, FilingDetail
    from core.apprenticeship.lists.records import ApprenticeshipRecord, StudentView
    from core.apprenticeship.lists.register import RegisterRow
    from core.apprenticeship.lists.scores import ScoreRow
    from core.apprenticeship.words.values import NotarisationData, StudentData, TeacherData
    from core.paper.printer import Printer

WAITING = "（待上报，未生效）"
UNNUMBERED = "（待编号）"
RESULTS = {
    CaseState.APPROVED: "同意备案。",
    CaseState.REFUSED: "不予备案。",
    CaseState.RETURNED: "退回补正。",
}
FROM_REGISTER = "已备案（依据原备案台账）。"
"""On the form of one taken over from the bureau's register: who imported it did not decide it."""
FILED = "已备案。"
MATTERS = {FilingKind.ESTABLISH: "中医师承关系备案", FilingKind.DISSOLVE: "中医师承关系解除备案"}


def filing_form(detail: FilingDetail, printer: Printer) -> FilingForm:
    """The 备案表 of an establishing filing, with what was filed last and the decision that stands."""
    content, row = detail.content, detail.row
    decision = _standing(detail)
    waiting = decision is not None and not decision.settled_at
    imported = detail.origin == Origin.REGISTER
    decided = row.decided_at if imported else decision.decided_at if decision else ""
    return FilingForm(
        number=row.filing_no or UNNUMBERED,
        bureau=printer.words.bureau_name(row.bureau),
        student=_student(content.student, printer),
        teacher=_teacher(content.teacher, printer),
        submitted="" if imported else paper_day(row.submitted_at),
        result=_result(decision, FROM_REGISTER if imported else ""),
        opinion=decision.opinion if decision else "",
        handler=decision.decided_by_name if decision and not imported else "",
        decided="" if waiting else paper_day(decided),
        title=_title("中医师承关系备案表", waiting=waiting),
        printed_by=printer.person,
        printed_at=printer.at,
        **_certificate(content.notarisation),
    )


def register_form(record: ApprenticeshipRecord, printer: Printer) -> FilingForm:
    """The 备案表 of an apprenticeship whose filing is not in this store."""
    row = record.row
    return FilingForm(
        number=row.filing_no or UNNUMBERED,
        bureau=printer.words.bureau_name(row.bureau),
        student=_student(record.student, printer),
        teacher=_teacher(record.teacher, printer),
        result=(FROM_REGISTER if row.imported else FILED) if row.filed_on else "",
        decided=paper_day(row.filed_on),
        printed_by=printer.person,
        printed_at=printer.at,
        **_certificate(record.notarisation),
    )


def correction_notice(
    detail: FilingDetail, printer: Printer, decided_at: str = ""
) -> CorrectionNotice | None:
    """The 补正告知书 of the return taken at `decided_at`, else of the last; None when there was none."""
    returns = [one for one in detail.decisions if one.outcome is CaseState.RETURNED]
    found = [one for one in returns if decided_at in ("", one.decided_at)]
    if not found:
        return None
    decision, row = found[-1], detail.row
    waiting = not decision.settled_at
    return CorrectionNotice(
        bureau=printer.words.bureau_name(row.bureau),
        applicant=detail.content.student.name,
        number=row.filing_no or UNNUMBERED,
        returned="" if waiting else paper_day(decision.decided_at),
        items=tuple(NoticeItem(of(printer.words).full_label(one.key), one.reason) for one in decision.items),
        matter=MATTERS[row.kind],
        # Known of the last submission only, which an earlier return was not of.
        submitted=paper_day(row.submitted_at) if row.submitted_at <= decision.decided_at else "",
        opinion=decision.opinion,
        title=_title("补正告知书", waiting=waiting),
        printed_by=printer.person,
        printed_at=printer.at,
    )


def transcript(view: StudentView, printer: Printer, *, office: str, as_of: str) -> Transcript:
    """The 成绩单 of a student: published scores of all apprenticeships (G13), oldest first.

    `as_of` is the day or instant of the data.
    """
    return Transcript(
        student=view.student.name,
        id_number=printer.number(view.student.id_number),
        courses=tuple(_course(row, view.scores, printer) for row in sorted(view.apprenticeships, key=_began)),
        office=office,
        sex=view.student.sex.label,
        born=_born(view.student, printer),
        as_of=paper_day(as_of),
        printed_by=printer.person,
        printed_at=printer.at,
    )


def _began(row: RegisterRow) -> tuple[str, str]:
    return row.notarised_on, row.id


def _course(row: RegisterRow, scores: Iterable[ScoreRow], printer: Printer) -> TranscriptCourse:
    own = [one for one in scores if one.apprenticeship_id == row.id]
    shown = [one for one in own if one.state is AssessmentState.PUBLISHED]
    shown.sort(key=lambda one: (one.assessed_on, one.published_at, one.id))
    return TranscriptCourse(
        number=row.filing_no or UNNUMBERED,
        teacher=row.teacher_name,
        bureau=printer.words.bureau_name(row.bureau),
        state=ApprenticeshipState(row.state).label,
        notarised=paper_day(row.notarised_on),
        filed=paper_day(row.filed_on),
        ended=paper_day(row.ended_on),
        scores=tuple(_score(one, printer) for one in shown),
    )


def _score(row: ScoreRow, printer: Printer) -> TranscriptScore:
    notes = []
    if row.waiting:
        notes.append("待上报，未生效")
    if row.corrected_by:
        notes.append("已被更正")
    if row.corrects:
        notes.append("更正")
    return TranscriptScore(
        type=of(printer.words).assessment_name(row.type),
        day=paper_day(row.assessed_on),
        score=score_text(row.tenths),
        result=row.result.label,
        published="" if row.waiting else paper_day(row.published_at),
        note="，".join(notes),
    )


def _standing(detail: FilingDetail) -> Decision | None:
    """The decision that the state of the filing is of; a resubmitted filing has none again."""
    found = [one for one in detail.decisions if one.outcome is detail.row.state]
    return found[-1] if found else None


def _result(decision: Decision | None, instead: str) -> str:
    if decision is None:
        return ""
    words = instead or RESULTS.get(decision.outcome, "")
    return words if decision.settled_at else f"{words}{WAITING}"


def _title(words: str, *, waiting: bool) -> str:
    return words + WAITING if waiting else words


def _born(person: StudentData | TeacherData, printer: Printer) -> str:
    """As filled in, else as the id number says."""
    found = birth_of(person, printer.today)
    return paper_day(found.isoformat()) if found else ""


def _student(data: StudentData, printer: Printer) -> Person:
    return Person(
        name=data.name,
        sex=data.sex.label,
        born=_born(data, printer),
        id_number=printer.number(data.id_number),
        phone=printer.phone(data.phone),
        education=of(printer.words).education_name(data.education),
    )


def _teacher(data: TeacherData, printer: Printer) -> Teacher:
    return Teacher(
        name=data.name,
        sex=data.sex.label,
        born=_born(data, printer),
        id_number=printer.number(data.id_number),
        phone=printer.phone(data.phone),
        title=f"{data.title}（{data.title_level.label}）",
        title_date=paper_day(data.title_on),
        qualification=data.qualification_no,
        qualification_date=paper_day(data.qualification_on),
        licence=data.licence_no,
        licence_date=paper_day(data.licence_on),
        place=data.practice_place,
        organisation_code=data.organisation_code,
    )


def _certificate(data: NotarisationData) -> dict[str, str]:
    """The fields of notarisation and teaching."""
    return {
        "notary_office": data.office,
        "notary_number": data.certificate_no,
        "notary_date": paper_day(data.notarised_on),
        "teaching_place": data.teaching_place,
        "teaching_start": paper_day(data.teaching_start),
        "teaching_end": paper_day(data.teaching_end),
    }

"""借用单: who borrows what, and who passed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from core.applications.revisions import content_at
from core.applications.tables import CaseDecision
from core.blank.tables import LOAN_NOT_FOUND, Loan
from core.blank.words import LOAN, LoanContent
from core.domain.clock import local_text
from core.domain.values import CaseState
from core.paper.paper_of import PaperOf

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.paper.paper_of import Drawing, Subject
    from core.paper.pdf import Rendered
    from core.paper.printer import Printer

TITLE = "仪器借用单"


class LoanSheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything on the paper, formatted; the number of the certificate comes masked (A7)."""

    number: str
    borrower: str
    id_number: str
    items: tuple[str, ...]
    decisions: tuple[str, ...]
    printed_by: str
    printed_at: str


def fill(session: Session, subject: Subject, printer: Printer) -> LoanSheet:
    """The sheet of a loan as it is filed now."""
    loan = session.get(Loan, subject.id)
    if loan is None:
        raise LOAN_NOT_FOUND()
    content = content_at(session, loan, LoanContent)
    wanted = select(CaseDecision).where(CaseDecision.case_id == loan.id).order_by(CaseDecision.id)
    return LoanSheet(
        number=loan.filing_no,
        borrower=content.borrower.name,
        id_number=printer.number(content.borrower.id_number),
        items=tuple(f"{item.name}　{item.serial}" for item in content.items),
        decisions=tuple(_decision(one) for one in session.scalars(wanted)),
        printed_by=printer.person,
        printed_at=printer.at,
    )


def _decision(one: CaseDecision) -> str:
    stage, outcome = LOAN.stage(one.stage).label, CaseState(one.outcome).label
    return f"{stage}：{outcome}　{one.decided_by_name}　{local_text(one.decided_at)}"


def render(loan: LoanSheet, drawing: Drawing) -> Rendered:
    """The sheet as PDF, A4 upright."""
    from core.paper.flow import Flow
    from core.paper.pages import bind, made_words
    from core.paper.pdf import Sheet

    sheet = Sheet.open(drawing.font, title=f"{TITLE} {loan.number}")
    flow = Flow(sheet)
    flow.text(TITLE, 22, align="centre", bold=True, spacing=2)
    flow.text(f"编号：{loan.number}", 12, align="right", spacing=2)
    flow.text(f"借用人：{loan.borrower}　证件号码：{loan.id_number}", 14, spacing=2)
    for place, item in enumerate(loan.items, 1):
        flow.text(f"仪器 {place}：{item}", 14, spacing=2)
    for decision in loan.decisions:
        flow.text(decision, 12, spacing=2)
    return bind(sheet, flow.pages, made_by=made_words(loan.printed_by, loan.printed_at), running=TITLE)


LOAN_SHEET = PaperOf("loan", TITLE, fill, render, said="打印借用单")

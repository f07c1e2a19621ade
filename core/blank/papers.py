"""借用单: who borrows what, and who passed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.applications.revisions import content_at
from core.applications.tables import CaseDecision
from core.blank.tables import LOAN_NOT_FOUND, Loan
from core.blank.words import LOAN, LoanContent
from core.domain.clock import local_text
from core.domain.masking import mask_id_number
from core.domain.values import CaseState
from core.paper.flow import Flow
from core.paper.pages import bind
from core.paper.pdf import Sheet

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.paper.pdf import OutlineFont, Rendered

TITLE = "仪器借用单"


def loan_sheet(session: Session, loan_id: str, font: OutlineFont, made_by: str) -> Rendered:
    """The sheet of a loan as PDF, A4 upright; `made_by` is the line at the foot."""
    loan = session.get(Loan, loan_id)
    if loan is None:
        raise LOAN_NOT_FOUND()
    content = content_at(session, loan, LoanContent)
    sheet = Sheet.open(font, title=f"{TITLE} {loan.filing_no}")
    flow = Flow(sheet)
    flow.text(TITLE, 22, align="centre", bold=True, spacing=2)
    flow.text(f"编号：{loan.filing_no}", 12, align="right", spacing=2)
    borrower = content.borrower
    flow.text(f"借用人：{borrower.name}　证件号码：{mask_id_number(borrower.id_number)}", 14, spacing=2)
    for place, item in enumerate(content.items, 1):
        flow.text(f"仪器 {place}：{item.name}　{item.serial}", 14, spacing=2)
    wanted = select(CaseDecision).where(CaseDecision.case_id == loan.id).order_by(CaseDecision.id)
    for one in session.scalars(wanted):
        stage, outcome = LOAN.stage(one.stage).label, CaseState(one.outcome).label
        flow.text(f"{stage}：{outcome}　{one.decided_by_name}　{local_text(one.decided_at)}", 12, spacing=2)
    return bind(sheet, flow.pages, made_by=made_by, running=TITLE)

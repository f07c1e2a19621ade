"""A loan in words, for 同步中心 and the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.actions.descriptions import Description, describes
from core.applications.prefetch import needed_documents
from core.blank.tables import Loan
from core.domain.values import CaseState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session


@describes("loan")
class LoanWords(Description):
    pages = ("loans",)

    def name(self, row: Mapping[str, Any]) -> str:
        return str(row["name"])

    def stood(self, row: Mapping[str, Any]) -> str:
        return f"该件为“{CaseState(row['state']).label}”，是第 {row['revision']} 次提交"

    def stands(self, session: Session, record_id: str) -> str:
        loan = session.get(Loan, record_id)
        return f"服务器上该件为“{CaseState(loan.state).label}”。" if loan else "该件已不在本机。"

    def needed(self, session: Session, limit: int | None) -> list[str]:
        return needed_documents(session, Loan, limit)

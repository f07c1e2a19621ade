"""The one kind of record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped, mapped_column

from core.applications.tables import Reviewed
from core.blank.words import LOAN
from core.domain.refusals import Refusal
from core.store.base import travels

if TYPE_CHECKING:
    from core.applications.form import Form

LOAN_NOT_FOUND = Refusal(
    "LOAN_NOT_FOUND",
    short="没有找到这件借用",
    advice="该件已不在本单位管辖范围内，本项决定不生效。确认后点“知道了”。",
    says="没有找到这件借用申请，它可能不在您的管辖范围内。",
)


@travels(900, "仪器借用")
class Loan(Reviewed):
    """仪器借用. What a list shows of its newest revision stands here; `origin` is an `Origin`."""

    __tablename__ = "loan"
    missing = LOAN_NOT_FOUND

    person_id: Mapped[str] = mapped_column(index=True)
    filing_no: Mapped[str] = mapped_column(sort_order=2)
    name: Mapped[str] = mapped_column(sort_order=4)
    items: Mapped[int] = mapped_column(sort_order=4)
    origin: Mapped[str] = mapped_column(default="", sort_order=7)

    @property
    def form(self) -> Form:
        return LOAN

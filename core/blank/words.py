"""What a borrower fills in, who decides on it, and the words of the programme."""

from __future__ import annotations

from typing import Annotated

from core.applications.content import Content, Document, one, papers
from core.applications.fields import Section, id_number, many, phone, text
from core.applications.form import Form, Stage
from core.domain.notices import NoticeCause
from core.domain.values import DocumentKind, DocumentRef, OfficeKind, OwnerKind, Role, Value

PROGRAMME = "blank"
BORROWER = Role.register("borrower", "借用人", (), False, True)
OF_LOAN = OwnerKind.register("loan", "仪器借用")


class Borrower(Section, frozen=True):
    """Who borrows."""

    name: Annotated[str, text("姓名", at_most=40)]
    id_number: Annotated[str, id_number()]
    phone: Annotated[str, phone()]


class Item(Section, frozen=True):
    """An instrument; keys `items[1].name`, `items[1].serial`."""

    name: Annotated[str, text("仪器名称", at_most=60)]
    serial: Annotated[str, text("编号", at_most=30, needed=False)] = ""


class LoanContent(Content, frozen=True):
    """What a borrower hands in."""

    borrower: Annotated[Borrower, one("借用人")]
    items: Annotated[tuple[Item, ...], many("仪器", 1, 5)]
    card: Annotated[tuple[DocumentRef, ...], papers("borrower", Document(DocumentKind.ID_FRONT))] = ()


class OldLoan(Value, frozen=True):
    """A line of a list that was kept by hand; `passed_on` is a day text."""

    number: str
    name: str
    passed_on: str


STAGES = (Stage("district", OfficeKind.DISTRICT, "初审"), Stage("city", OfficeKind.CITY, "复审", days=5))
LOAN = Form("loan", "仪器借用", LoanContent, STAGES, "仅用于仪器借用", "不予借用", series="Y")


def _cause(code: str, label: str, *facts: str) -> NoticeCause:
    told = frozenset({"bureau", "filing_no", *facts})
    return NoticeCause.register(code, label, PROGRAMME, (str(BORROWER),), told)


PASSED = _cause("loan_passed", "借用通过")
RETURNED = _cause("loan_returned", "借用退回补正", "items")

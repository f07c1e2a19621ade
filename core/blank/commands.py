"""What people do: a borrower hands in and corrects, two offices pass, return or refuse, one imports."""

from __future__ import annotations

from typing import Any

from core.blank.words import BORROWER, LoanContent, OldLoan
from core.domain.commands.base import Command
from core.domain.values import ReturnItem, Role

OFFICES = (Role.DISTRICT_REVIEWER, Role.CITY_OFFICE)


class SubmitLoan(Command, frozen=True):
    """A borrower hands a loan in at the office of a district."""

    name, word, about, roles = "SubmitLoan", "提交借用申请", "loan", (BORROWER,)

    loan_id: str
    person_id: str
    office: str
    content: LoanContent


class CorrectLoan(Command, frozen=True):
    """The borrower corrects the items that were returned; `revision` is the returned one."""

    name, word, about, roles = "CorrectLoan", "提交借用补正", "loan", (BORROWER,)

    loan_id: str
    revision: int
    content: LoanContent


class PassLoan(Command, frozen=True):
    """通过 at the stage where the loan lies; the fields are those of every approval (sync.md rule 10)."""

    name, word, about, roles = "PassLoan", "通过借用", "loan", OFFICES

    loan_id: str
    revision: int
    opinion: str = ""
    documents_shown: tuple[str, ...] = ()
    paper_seen: bool = False


class ReturnLoan(Command, frozen=True):
    """退回补正: names the items to correct, each with a reason (G15)."""

    name, word, about, roles = "ReturnLoan", "退回借用补正", "loan", OFFICES

    loan_id: str
    revision: int
    items: tuple[ReturnItem, ...]
    opinion: str = ""


class RefuseLoan(Command, frozen=True):
    """不予借用: needs a reason (G15)."""

    name, word, about, roles = "RefuseLoan", "不予借用", "loan", OFFICES

    loan_id: str
    revision: int
    opinion: str


class ImportLoans(Command, frozen=True):
    """A district takes over a list of before, all rows or none; `batch_id` is a new id of the PC."""

    name, word, roles = "ImportLoans", "导入借用登记", (Role.DISTRICT_REVIEWER,)
    judged_again = False

    batch_id: str
    rows: tuple[OldLoan, ...]

    def label(self, record: Any) -> str:
        return f"{len(self.rows)} 件"

"""What the commands do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.actions.authority import require_self
from core.actions.context import Outcome
from core.actions.judge import refuse_when_blocked
from core.actions.locks import one_at_a_time
from core.actions.registry import acts
from core.actions.rows import derived_id, require
from core.applications.deciding import check_opinion, refuse, require_seen, return_, step_on, waiting
from core.applications.handing_in import filled_in, hand_in, hand_in_again
from core.applications.numbers import next_number
from core.applications.revisions import content_at
from core.blank.commands import CorrectLoan, ImportLoans, PassLoan, RefuseLoan, ReturnLoan, SubmitLoan
from core.blank.rules import check_loan, check_old_loans
from core.blank.tables import LOAN_NOT_FOUND, Loan
from core.blank.words import BORROWER, LOAN, OF_LOAN, PASSED, PROGRAMME, RETURNED, LoanContent
from core.commons.notice_actions import Occasion, Recipient, queue, reachable, recipient_of_now
from core.domain.notices import item_words
from core.domain.refusals import Refusal
from core.domain.values import CaseState, Origin
from core.store.listing import day_start

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.actions.context import Context
    from core.blank.words import OldLoan
    from core.commons.tables import Notice
    from core.domain.notices import Fact, NoticeCause

OLD_LOAN_WRONG = Refusal("OLD_LOAN_WRONG", short="登记有误", advice="请改正列出的行后重新导入。")


@acts(SubmitLoan)
def submit_loan(session: Session, command: SubmitLoan, context: Context) -> Outcome:
    """A new loan waits at the district."""
    require_self(context.actor, command.person_id)
    content = filled_in(command.content, context, check_loan)
    loan = Loan(
        id=command.loan_id,
        version=1,
        scope=command.office,
        bureau=command.office,
        person_id=command.person_id,
        filing_no="",
        name=content.borrower.name,
        items=len(content.items),
    )
    hand_in(session, context, loan, content, OF_LOAN)
    loan.filing_no = next_number(session, context, command.office, LOAN.series)
    return Outcome("loan", loan.id)


@acts(CorrectLoan)
def correct_loan(session: Session, command: CorrectLoan, context: Context) -> Outcome:
    """What was returned is corrected, all else is locked; the review begins at the first stage."""
    loan = require(session, Loan, command.loan_id, LOAN_NOT_FOUND)
    require_self(context.actor, loan.person_id)
    content = filled_in(command.content, context, check_loan)
    hand_in_again(session, context, loan, command.revision, content, OF_LOAN)
    loan.name, loan.items = content.borrower.name, len(content.items)
    return Outcome("loan", loan.id)


@acts(PassLoan)
def pass_loan(session: Session, command: PassLoan, context: Context) -> Outcome:
    """On to the next office; the last one tells the borrower."""
    loan = waiting(session, Loan, command.loan_id, command.revision, context)
    check_opinion(command.opinion, context)
    content = content_at(session, loan, LoanContent)
    require_seen(content, command.documents_shown, paper_seen=command.paper_seen, stage=loan.stage)
    if step_on(session, context, loan, opinion=command.opinion, paper_seen=command.paper_seen) is None:
        _tell(session, context, PASSED, loan, content)
    return Outcome("loan", loan.id)


@acts(ReturnLoan)
def return_loan(session: Session, command: ReturnLoan, context: Context) -> Outcome:
    """Back to the borrower, who is told which items to correct."""
    loan = waiting(session, Loan, command.loan_id, command.revision, context)
    content = content_at(session, loan, LoanContent)
    labels = content.labels()
    return_(session, context, loan, command.items, command.opinion, labels)
    named = tuple(item_words(labels[item.key]) for item in command.items)
    _tell(session, context, RETURNED, loan, content, items=named)
    return Outcome("loan", loan.id)


@acts(RefuseLoan)
def refuse_loan(session: Session, command: RefuseLoan, context: Context) -> Outcome:
    """The end of it."""
    loan = waiting(session, Loan, command.loan_id, command.revision, context)
    refuse(session, context, loan, command.opinion)
    return Outcome("loan", loan.id)


@acts(ImportLoans)
def import_loans(session: Session, command: ImportLoans, context: Context) -> Outcome:
    """Loans that were passed before there was this program."""
    one_at_a_time(session, (f"loan/{row.number}" for row in command.rows))
    numbers = [row.number for row in command.rows]
    there = frozenset(session.scalars(select(Loan.filing_no).where(Loan.filing_no.in_(numbers))))
    refuse_when_blocked(OLD_LOAN_WRONG, check_old_loans(command.rows, there, context.today))
    office = context.actor.offices(context.setting.offices)[0]
    made = [_old_loan(context, row, office) for row in command.rows]
    session.add_all(made)
    return Outcome("loan", made[0].id)


def _old_loan(context: Context, row: OldLoan, office: str) -> Loan:
    return Loan(
        id=derived_id(context.op_id, row.number),
        version=1,
        scope=office,
        bureau=office,
        person_id="",
        filing_no=row.number,
        name=row.name,
        items=0,
        origin=Origin.REGISTER,
        state=CaseState.APPROVED,
        stage=LOAN.stages[-1].key,
        revision=0,
        first_submitted_at="",
        submitted_at="",
        due_on="",
        decided_at=day_start(row.passed_on),
        settled_at=context.settled_at,
    )


def _tell(
    session: Session, context: Context, cause: NoticeCause, loan: Loan, content: LoanContent, **facts: Fact
) -> None:
    told = [reachable(BORROWER, content.borrower.name, content.borrower.phone)]
    queue(session, context, cause, [Occasion(loan, loan, loan.bureau, loan.filing_no, told, facts)])


@recipient_of_now(PROGRAMME)
def recipient(session: Session, notice: Notice) -> Recipient | None:
    """Give the borrower as the newest revision names them."""
    loan = session.get(Loan, notice.subject_id)
    if loan is None:
        return None
    borrower = content_at(session, loan, LoanContent).borrower
    return reachable(BORROWER, borrower.name, borrower.phone)

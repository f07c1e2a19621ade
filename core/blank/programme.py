"""仪器借用 at a glance; importing this makes its tables, commands and actions known."""

from core.blank import actions as actions
from core.blank import descriptions as descriptions
from core.blank.commands import CorrectLoan, ImportLoans, PassLoan, RefuseLoan, ReturnLoan, SubmitLoan
from core.blank.figures import LOANS_BY_YEAR
from core.blank.imports import OLD_LOANS
from core.blank.lists import LOANS
from core.blank.papers import LOAN_SHEET
from core.blank.tables import Loan
from core.blank.words import LOAN, PROGRAMME
from core.domain.notices import causes_of
from core.programme import Programme

BLANK = Programme(
    key=PROGRAMME,
    title="仪器借用",
    kinds=(Loan,),
    commands=(SubmitLoan, CorrectLoan, PassLoan, ReturnLoan, RefuseLoan, ImportLoans),
    forms=(LOAN,),
    lists=(LOANS,),
    figures=(LOANS_BY_YEAR,),
    papers=(LOAN_SHEET,),
    imports=(OLD_LOANS,),
    notices=tuple(causes_of(PROGRAMME)),
    resources=PROGRAMME,
)

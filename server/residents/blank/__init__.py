"""The residents' form of 仪器借用."""

from core.blank.commands import CorrectLoan, SubmitLoan
from core.blank.tables import Loan
from core.blank.words import BORROWER, LOAN
from server.residents.forms import ResidentForm, offer

LOAN_FORM = offer(ResidentForm(LOAN, BORROWER, Loan, submit=SubmitLoan, correct=CorrectLoan))

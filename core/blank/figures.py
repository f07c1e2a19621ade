"""The one statistic: loans that were passed, by year and district."""

from __future__ import annotations

from core.blank.lists import LOANS
from core.blank.tables import Loan
from core.domain.values import CaseState
from core.figures.counts import counts
from core.figures.table import Chart, Figure, Table

PASSED = counts(Loan, day="decided_at", state=CaseState.APPROVED, opens=LOANS)
LOANS_BY_YEAR = Table(
    "loans_by_year",
    "各年借用情况",
    columns=(Figure("passed", "通过数", "件", "当年通过的借用申请，以最后一级通过日计。", PASSED),),
    charts=(Chart("各年借用情况", ("passed",)),),
    offices="区",
)

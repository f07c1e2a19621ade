"""Read models out of a store: lists, single records, a person's history, the home page.

Everything takes a connection or a session (`core.store.engine.reading`) and gives frozen values. Lists and
figures are SQL for SQLite and need the tables of the PC's branch (search, counts); single records
(`filing_detail`, `person_history`, `candidate`, `score_row`, …) take a session and run on PostgreSQL as well.
"""

from core.apprenticeship.figures.behind import (
    BEHIND_SORTS,
    behind_count,
    behind_first_page,
    behind_ids,
    behind_rows,
)
from core.apprenticeship.figures.figures import as_of_day, one_by_one, pass_lines, pass_total, year_lines
from core.apprenticeship.figures.report_facts import fact_counts, score_facts, study_facts
from core.apprenticeship.lists.detail import filing_detail
from core.apprenticeship.lists.eligible import (
    ELIGIBLE_SORTS,
    eligible_count,
    eligible_first_page,
    eligible_ids,
    eligible_page,
    eligible_rows,
)
from core.apprenticeship.lists.filings import (
    FILING_SORTS,
    filing_count,
    filing_first_page,
    filing_ids,
    filing_page,
    filing_rows,
    next_pending,
)
from core.apprenticeship.lists.history import person_history
from core.apprenticeship.lists.home import HOME_FIGURES, HOME_LISTS, home_lists, home_summary, home_year_list
from core.apprenticeship.lists.records import (
    apprenticeship_record,
    candidate,
    notarisation_view,
    student_view,
    teacher_view,
)
from core.apprenticeship.lists.register import (
    REGISTER_SORTS,
    register_count,
    register_first_page,
    register_ids,
    register_page,
    register_rows,
)
from core.apprenticeship.lists.scores import (
    SCORE_SORTS,
    score_count,
    score_first_page,
    score_ids,
    score_page,
    score_rows,
)
from core.apprenticeship.lists.scores_of import passed_types, score_row
from core.apprenticeship.lists.teachers import (
    TEACHER_SORTS,
    teacher_count,
    teacher_first_page,
    teacher_ids,
    teacher_lines,
    teacher_rows,
)
from core.commons.policies import (
    POLICY_SORTS,
    policy_count,
    policy_first_page,
    policy_ids,
    policy_page,
    policy_rows,
)
from core.commons.reports import (
    REPORT_SORTS,
    frozen_report,
    report_count,
    report_first_page,
    report_ids,
    report_page,
    report_rows,
)
from core.store.horizon import Horizon, horizon

__all__ = [
    "BEHIND_SORTS",
    "ELIGIBLE_SORTS",
    "FILING_SORTS",
    "HOME_FIGURES",
    "HOME_LISTS",
    "POLICY_SORTS",
    "REGISTER_SORTS",
    "REPORT_SORTS",
    "SCORE_SORTS",
    "TEACHER_SORTS",
    "Horizon",
    "apprenticeship_record",
    "as_of_day",
    "behind_count",
    "behind_first_page",
    "behind_ids",
    "behind_rows",
    "candidate",
    "eligible_count",
    "eligible_first_page",
    "eligible_ids",
    "eligible_page",
    "eligible_rows",
    "fact_counts",
    "filing_count",
    "filing_detail",
    "filing_first_page",
    "filing_ids",
    "filing_page",
    "filing_rows",
    "frozen_report",
    "home_lists",
    "home_summary",
    "home_year_list",
    "horizon",
    "next_pending",
    "notarisation_view",
    "one_by_one",
    "pass_lines",
    "pass_total",
    "passed_types",
    "person_history",
    "policy_count",
    "policy_first_page",
    "policy_ids",
    "policy_page",
    "policy_rows",
    "register_count",
    "register_first_page",
    "register_ids",
    "register_page",
    "register_rows",
    "report_count",
    "report_first_page",
    "report_ids",
    "report_page",
    "report_rows",
    "score_count",
    "score_facts",
    "score_first_page",
    "score_ids",
    "score_page",
    "score_row",
    "score_rows",
    "student_view",
    "study_facts",
    "teacher_count",
    "teacher_first_page",
    "teacher_ids",
    "teacher_lines",
    "teacher_rows",
    "teacher_view",
    "year_lines",
]

"""师承备案: masters, students and their apprenticeships, from registration to the last assessment."""

from core.apprenticeship import descriptions as descriptions
from core.apprenticeship.actions import dissolution as dissolution
from core.apprenticeship.actions import filings as filings
from core.apprenticeship.actions import people as people
from core.apprenticeship.actions import publication as publication
from core.apprenticeship.actions import register_import as register_import
from core.apprenticeship.actions import report_filters as report_filters
from core.apprenticeship.actions import review as review
from core.apprenticeship.actions import scores as scores
from core.apprenticeship.actions import termination as termination
from core.apprenticeship.commands.assessment import PublishScores, RecordScore, RecordScores, RemoveScore
from core.apprenticeship.commands.filing import (
    ApproveDissolution,
    ApproveFiling,
    RefuseFiling,
    RegisterStudent,
    RegisterTeacher,
    ResubmitDissolution,
    ResubmitFiling,
    ReturnFiling,
    SubmitDissolution,
    SubmitFiling,
    UpdateStudent,
    UpdateTeacher,
    WithdrawFiling,
)
from core.apprenticeship.commands.register import ImportFilings
from core.apprenticeship.commands.termination import ForceTerminate
from core.apprenticeship.imports.register import REGISTER_IMPORT
from core.apprenticeship.imports.scores import SCORE_IMPORT
from core.apprenticeship.lists.filings import FILINGS
from core.apprenticeship.lists.notice_causes import cause_page
from core.apprenticeship.lists.register import REGISTER
from core.apprenticeship.lists.scores import SCORES
from core.apprenticeship.papers.descriptions import PAPERS
from core.apprenticeship.tables import (
    Apprenticeship,
    Assessment,
    Filing,
    Notarisation,
    Student,
    Teacher,
    Termination,
)
from core.apprenticeship.words import notices as causes
from core.apprenticeship.words.content import FORMS
from core.domain.notices import causes_of
from core.programme import Programme

PROGRAMME = Programme(
    key="apprenticeship",
    title="师承备案",
    kinds=(
        *(Teacher, Student, Notarisation, Apprenticeship, Filing),
        *(Assessment, Termination),
    ),
    commands=(
        *(RegisterTeacher, UpdateTeacher, RegisterStudent, UpdateStudent),
        *(SubmitFiling, ResubmitFiling, WithdrawFiling, ApproveFiling, ReturnFiling, RefuseFiling),
        *(SubmitDissolution, ResubmitDissolution, ApproveDissolution, ImportFilings),
        *(RecordScore, RecordScores, RemoveScore, PublishScores, ForceTerminate),
    ),
    acts={"print_check_sheet": "生成双人核对单"},
    forms=tuple(FORMS.values()),
    lists=(FILINGS, REGISTER, SCORES),
    papers=PAPERS,
    imports=(SCORE_IMPORT, REGISTER_IMPORT),
    notices=tuple(causes_of(causes.PROGRAMME)),
    resources="apprenticeship",
    cause_page=cause_page,
)

"""Rules G1 to G12, G15, G16 (product.md section 3) as pure functions of facts, parameters and today.

The same functions judge on the PC and on the server. A check returns findings: a kept rule gives one of
level `pass`, a broken one says what is wrong; `blocking` ones refuse the command, a person may go on past
all others.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from core.applications.returns import changed_keys, check_opinion_length
from core.apprenticeship.rules.attachments import (
    REQUIRED,
    check_all_documents,
    check_pages,
    check_person_documents,
    missing_documents,
)
from core.apprenticeship.rules.dissolution import check_dissolution
from core.apprenticeship.rules.fields import (
    check_notarisation_fields,
    check_student_fields,
    check_teacher_fields,
)
from core.apprenticeship.rules.identity import check_identity
from core.apprenticeship.rules.notarisation import check_agreement, check_dates
from core.apprenticeship.rules.register import (
    RegisterFacts,
    check_against,
    check_imported,
    check_leap,
    imported_findings,
)
from core.apprenticeship.rules.review import check_locked, check_refusal, check_return
from core.apprenticeship.rules.scores import (
    NAMED_MAX,
    PublicationFacts,
    check_candidate,
    check_publication,
    check_score,
    check_selection,
    eligible_from,
    people,
)
from core.apprenticeship.rules.teaching import (
    bureau_of,
    check_bureau,
    check_one_at_a_time,
    check_qualification,
    check_seats,
    qualification_full_years,
)
from core.apprenticeship.rules.termination import BASIS_MAX, check_termination, same_name
from core.apprenticeship.words.dictionaries import of
from core.domain.findings import FIELDS
from core.domain.ruleset import judges
from core.domain.values import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from core.apprenticeship.words.values import FilingFacts, NotarisationData, StudentData, TeacherData
    from core.domain.dictionaries import Dictionaries
    from core.domain.values import DocumentRef, Finding, Parameters

RULES_VERSION = judges("apprenticeship", 2)
"""Goes with every command; grows when a rule may judge the same facts differently."""

__all__ = [
    "BASIS_MAX",
    "FIELDS",
    "NAMED_MAX",
    "RULES_VERSION",
    "PublicationFacts",
    "RegisterFacts",
    "blocking",
    "bureau_of",
    "changed_keys",
    "check_against",
    "check_candidate",
    "check_dissolution",
    "check_filing",
    "check_imported",
    "check_leap",
    "check_locked",
    "check_notarisation",
    "check_opinion_length",
    "check_publication",
    "check_refusal",
    "check_return",
    "check_score",
    "check_seats",
    "check_selection",
    "check_student",
    "check_teacher",
    "check_termination",
    "eligible_from",
    "imported_findings",
    "missing_documents",
    "people",
    "qualification_full_years",
    "same_name",
    "summary",
    "worst",
]

_SEVERITY = {Level.PASS: 0, Level.CHECK: 1, Level.CONFLICT: 2}
_COUNTED = ((Level.PASS, "项通过"), (Level.CHECK, "项需核对"), (Level.CONFLICT, "项冲突"))


def check_teacher(
    teacher: TeacherData,
    registered_on: date | str,
    documents: Sequence[DocumentRef],
    parameters: Parameters,
    today: date,
    dictionaries: Dictionaries | None = None,
) -> tuple[Finding, ...]:
    """A teacher who registers or is changed: fields, G1, G3, G5.

    `registered_on` is the Shanghai day of the first registration. With `dictionaries` the district must be
    known and the level be that of the title.
    """
    titles = of(dictionaries).title_levels if dictionaries else None
    required = of(dictionaries).attachments if dictionaries else REQUIRED
    return (
        *check_teacher_fields(teacher, today, dictionaries),
        *check_qualification(teacher, registered_on, parameters, titles),
        *check_identity({"teacher": teacher}, today),
        *check_person_documents("teacher", documents, required),
    )


def check_student(
    student: StudentData,
    documents: Sequence[DocumentRef],
    parameters: Parameters,
    today: date,
    dictionaries: Dictionaries | None = None,
) -> tuple[Finding, ...]:
    """A student who registers or is changed: fields, G3, G5."""
    required = of(dictionaries).attachments if dictionaries else REQUIRED
    return (
        *check_student_fields(student, today, dictionaries),
        *check_identity({"student": student}, today),
        *check_person_documents("student", documents, required),
    )


def check_notarisation(
    notarisation: NotarisationData,
    pages: Sequence[DocumentRef],
    teacher: TeacherData | None,
    parameters: Parameters,
    today: date,
) -> tuple[Finding, ...]:
    """A notarial certificate: fields, G4, G5, and that it names the registered teacher if given."""
    return (
        *check_notarisation_fields(notarisation),
        *check_dates(notarisation, parameters, today),
        *check_pages(pages, parameters),
        *(check_agreement(notarisation, teacher) if teacher else ()),
    )


def check_filing(
    facts: FilingFacts, parameters: Parameters, today: date, dictionaries: Dictionaries | None = None
) -> tuple[Finding, ...]:
    """An establishing filing, at submission and again at review: G1 to G6 in order, each at least once.

    After them, only where something is wrong: the certificate names another teacher (G4), the teacher has
    moved to another district (G7), a field is unusable (`FIELDS`).
    """
    titles = of(dictionaries).title_levels if dictionaries else None
    required = of(dictionaries).attachments if dictionaries else REQUIRED
    documents = facts.teacher_documents, facts.student_documents, facts.notarial_pages
    return (
        *check_qualification(facts.teacher, facts.teacher_registered_on, parameters, titles),
        *check_seats(facts.teacher_open, parameters, facts.apprenticeship_id),
        *check_identity({"teacher": facts.teacher, "student": facts.student}, today),
        *check_dates(facts.notarisation, parameters, today),
        *check_all_documents(*documents, parameters, required),
        *check_one_at_a_time(facts.student_others, facts.apprenticeship_id),
        *check_agreement(facts.notarisation, facts.teacher),
        *check_bureau(facts.teacher, facts.bureau),
        *check_teacher_fields(facts.teacher, today, dictionaries),
        *check_student_fields(facts.student, today, dictionaries),
        *check_notarisation_fields(facts.notarisation),
    )


def worst(findings: Iterable[Finding]) -> Level:
    """The gravest level; `pass` when there are none."""
    return max((one.level for one in findings), key=_SEVERITY.__getitem__, default=Level.PASS)


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that refuse the command."""
    return tuple(one for one in findings if one.blocking)


def summary(findings: Iterable[Finding]) -> str:
    """`4 项通过，1 项需核对，1 项冲突`; parts with none are left out, nothing at all is 「尚未核验」."""
    counts = Counter(one.level for one in findings)
    parts = [f"{counts[level]} {words}" for level, words in _COUNTED if counts[level]]
    return "，".join(parts) or "尚未核验"

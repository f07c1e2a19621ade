"""What the rules need to know, gathered from the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.applications import revisions
from core.apprenticeship.lists.apprenticeships import student_others, teacher_open
from core.apprenticeship.words.content import FilingContent
from core.domain.clock import local_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.apprenticeship.tables import Filing
    from core.apprenticeship.words.values import FilingFacts


def content_at(session: Session, filing: Filing) -> FilingContent:
    """Give what a filing's newest revision says; Refused (CONTENT_NOT_HERE) while a PC lacks it."""
    return revisions.content_at(session, filing, FilingContent)


def filing_facts(session: Session, filing: Filing, content: FilingContent) -> FilingFacts:
    """Join a filing's content with what stands in the store about its teacher and student."""
    return content.facts(
        apprenticeship_id=filing.apprenticeship_id,
        bureau=filing.bureau,
        submitted_on=local_date(filing.submitted_at).isoformat(),
        teacher_open=teacher_open(session, filing.teacher_id, but=filing.apprenticeship_id),
        student_others=student_others(session, filing.student_id, but=filing.apprenticeship_id),
    )

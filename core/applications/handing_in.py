"""The applicant's side of a described form: hand it in, correct what was returned (G15, G16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.actions.judge import refuse_when_blocked
from core.actions.rows import drop_documents, put_documents
from core.applications.checks import check_content
from core.applications.clean import clean_content
from core.applications.deciding import office_at
from core.applications.revisions import (
    add_revision,
    content_at,
    pend_again,
    pend_first,
    refuse_locked_items,
    require_state,
)
from core.domain.refusals import FORM_INCOMPLETE, OFFICE_WRONG
from core.domain.values import CaseState

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from core.actions.context import Context
    from core.applications.content import C, Content
    from core.applications.tables import Reviewed
    from core.domain.values import Finding, OwnerKind


def filled_in(content: C, context: Context, rules: Callable[[C], tuple[Finding, ...]] = lambda _: ()) -> C:
    """Give what was filled in as it is stored; FORM_INCOMPLETE with what is wrong with it.

    `rules` are the programme's, judged once every field is what it should be.
    """
    cleaned = clean_content(content)
    found = tuple(check_content(cleaned, context.today))
    refuse_when_blocked(FORM_INCOMPLETE, found or rules(cleaned))
    return cleaned


def hand_in(session: Session, context: Context, case: Reviewed, content: Content, owner: OwnerKind) -> None:
    """Keep a new case with what was filled in; it waits at the first stage of its form.

    OFFICE_WRONG unless it was handed in at the office that decides there, `case.bureau`.
    """
    if not case.bureau or office_at(case, case.form.stages[0], context.setting) != case.bureau:
        raise OFFICE_WRONG()
    pend_first(context, case)
    session.add(case)
    _keep(session, context, case, content, owner)


def hand_in_again(
    session: Session, context: Context, case: Reviewed, revision: int, content: Content, owner: OwnerKind
) -> None:
    """Keep the corrections of a returned case; refuse when another item differs than the return named."""
    require_state(case, revision, CaseState.RETURNED)
    before = content_at(session, case, case.form.content)
    labels = {**before.labels(), **content.labels()}
    refuse_locked_items(session, case, before.values(), content.values(), labels)
    pend_again(context, case)
    _keep(session, context, case, content, owner)


def _keep(session: Session, context: Context, case: Reviewed, content: Content, owner: OwnerKind) -> None:
    add_revision(session, context, case, content)
    refs = [ref for _, ref in content.documents()]
    drop_documents(session, owner, case.id, ((ref.kind, ref.page) for ref in refs))
    put_documents(session, context, owner, case.id, refs, case.scope)

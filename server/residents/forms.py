"""The door for described forms: a resident hands one in, sees it with what to correct, corrects it.

A programme offers its form; there is nothing else to write. Documents come from uploads of the caller alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from core.actions.rows import derived_id
from core.applications.content import Content, decode_content, together_in
from core.applications.deciding import office_at
from core.applications.returns import is_unlocked, unlocked_keys
from core.applications.revisions import content_at, returned_items
from core.applications.tables import CaseDecision, CaseRevision, Reviewed
from core.domain.values import CaseState
from server.errors import WebError, not_found
from server.residents.desk import ResidentDesk
from server.residents.documents import owners
from server.residents.shapes import Attached, Cases, CaseView, Kept, ReturnedItem, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from core.applications.form import Form
    from core.domain.commands.base import Command
    from core.domain.values import DocumentRef, Role
    from server.centre import Centre
    from server.residents.shapes import CorrectedCase, Done, NewCase
    from server.sessions import Caller


DEEPEST = 8
"""How deep a content lies: its parts, their rows, the documents of a row."""


@dataclass(frozen=True, slots=True)
class ResidentForm:
    """A form that residents fill in, in one role.

    `submit(id, person, office, content)` and `correct(id, revision, content)` give the commands; `table` has
    the person in the column `person_id`. Where nobody registers people in the role, the account is one.
    """

    form: Form
    role: Role
    table: type[Reviewed]
    submit: Callable[[str, str, str, Any], Command]
    correct: Callable[[str, int, Any], Command]

    def person(self, who: Caller) -> str:
        """Who the caller is in the role."""
        return who.person(self.role) or who.account_id

    def own(self, session: Session, who: Caller, case_id: str) -> Reviewed:
        """Give a case of the caller; 404 for any other."""
        case = session.get(self.table, case_id)
        if case is None or _person_of(case) != self.person(who):
            raise not_found()
        return case


OFFERED: dict[str, ResidentForm] = {}
"""By the key of the form."""


def offer(one: ResidentForm) -> ResidentForm:
    """Let residents fill in a form; TypeError when its key is taken."""
    if OFFERED.setdefault(one.form.key, one) is not one:
        raise TypeError(f"{one.form.key} is offered already")
    return one


def offered(key: str) -> ResidentForm:
    """Give a form by its key; 404."""
    if key not in OFFERED:
        raise not_found()
    return OFFERED[key]


@owners
def own_cases(who: Caller) -> Iterator[Any]:
    """The cases of the caller, whose documents are the own ones."""
    for one in OFFERED.values():
        yield select(one.table.id).where(_person_column(one.table) == one.person(who))


class FormDesk(ResidentDesk):
    """One request about a described form."""

    def submit(self, one: ResidentForm, asked: NewCase) -> Done:
        person = one.person(self.who)

        def make(op_id: str) -> Command:
            content = self._content(one, asked.content, asked.office, ())
            return one.submit(derived_id(op_id, one.form.key), person, asked.office, content)

        return self.run(one.role, asked, make, binds=True, salt=one.form.key, person=person)

    def correct(self, one: ResidentForm, case_id: str, asked: CorrectedCase) -> Done:
        def make(_: str) -> Command:
            with self.centre.reading() as session:
                case = one.own(session, self.who, case_id)
                before = content_at(session, case, one.form.content)
            there = tuple(ref for _, ref in before.documents())
            content = self._content(one, asked.content, case.bureau, there)
            return one.correct(case_id, asked.revision, content)

        return self.run(one.role, asked, make, salt=case_id)

    def _content(
        self, one: ResidentForm, given: dict[str, Any], office: str, there: tuple[DocumentRef, ...]
    ) -> Content:
        """Build the content; 400 when it is not one of the form, or names documents that are not the own."""

        known = {ref.sha256: ref for ref in there}

        def document(value: Any) -> DocumentRef:
            if "upload_id" in value:
                return self.attach([msgspec.convert(value, Attached)], one.form.purpose, office)[0]
            kept = msgspec.convert(value, Kept).kept
            if kept not in known:
                raise msgspec.ValidationError("a document that is not there")
            return known[kept]

        try:
            return msgspec.convert(_replaced(given, document), one.form.content)
        except msgspec.ValidationError as error:
            raise WebError(400, "BAD_REQUEST", "提交的内容与表单不符，请刷新后重新填写。") from error


def _replaced(value: Any, document: Callable[[Any], DocumentRef], deep: int = DEEPEST) -> Any:
    """Put documents where uploads and kept ones are named; a reference of the caller's own making is none."""
    if not deep:
        raise msgspec.ValidationError("nothing in a form lies so deep")
    if isinstance(value, list):
        return tuple(_replaced(one, document, deep - 1) for one in value)
    if not isinstance(value, dict):
        return value
    if value.keys() & {"upload_id", "kept", "sha256"}:
        return document(value)
    return {name: _replaced(one, document, deep - 1) for name, one in value.items()}


def cases(centre: Centre, who: Caller, one: ResidentForm) -> Cases:
    """Give the caller's cases of a form, newest first."""
    mine = select(one.table).where(_person_column(one.table) == one.person(who))
    with centre.reading() as session:
        rows = session.scalars(mine.order_by(one.table.id.desc())).all()
        return Cases(tuple(_view(centre, session, one, row) for row in rows))


def case(centre: Centre, who: Caller, one: ResidentForm, case_id: str) -> CaseView:
    """Give one case of the caller, with what was returned and what is locked."""
    with centre.reading() as session:
        return _view(centre, session, one, one.own(session, who, case_id))


def _view(centre: Centre, session: Session, one: ResidentForm, row: Reviewed) -> CaseView:
    revisions = session.scalars(select(CaseRevision).where(CaseRevision.case_id == row.id)).all()
    decided = select(CaseDecision).where(CaseDecision.case_id == row.id).order_by(CaseDecision.id)
    decisions = session.scalars(decided).all()
    newest = next((one.content for one in revisions if one.number == row.revision), "")
    content = decode_content(newest, one.form.content) if newest else None
    stage = one.form.stage(row.stage)
    lies = office_at(row, stage, centre.setting) or row.bureau
    returned = row.state == CaseState.RETURNED and content is not None
    items = returned_items(session, row) if returned else ()
    labels = content.labels() if content is not None else {}
    unlocked = unlocked_keys(items, together_in(one.form.content))
    return CaseView(
        id=row.id,
        form=one.form.key,
        number=str(getattr(row, "filing_no", "")),
        state=row.state,
        state_label=CaseState(row.state).label,
        stage=stage.label,
        office_name=centre.setting.dictionaries.bureau_name(lies),
        revision=row.revision,
        submitted_at=row.submitted_at,
        due_on=row.due_on,
        decided_at=row.decided_at,
        content=msgspec.to_builtins(content) if content is not None else {},
        timeline=_timeline(one.form, revisions, decisions),
        opinion=decisions[-1].opinion if decisions and decisions[-1].revision == row.revision else "",
        returned=tuple(ReturnedItem(item.key, labels.get(item.key, item.key), item.reason) for item in items),
        locked=tuple(key for key in labels if not is_unlocked(key, unlocked)) if returned else (),
    )


def _timeline(form: Form, revisions: Any, decisions: Any) -> tuple[Step, ...]:
    handed_in = [Step(one.submitted_at, one.number, "提交") for one in revisions]
    judged = [
        Step(one.decided_at, one.revision, CaseState(one.outcome).label, form.stage(one.stage).label)
        for one in decisions
    ]
    return tuple(
        sorted([*handed_in, *judged], key=lambda step: (step.revision, step.what != "提交", step.at))
    )


def _person_column(table: type[Reviewed]) -> Any:
    return table.__table__.c.person_id


def _person_of(case: Reviewed) -> str:
    return str(getattr(case, "person_id", ""))

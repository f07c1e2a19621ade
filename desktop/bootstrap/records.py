"""The record windows over the store: which record is meant, and its read model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.lists.record_ids import find_record
from core.apprenticeship.lists.records import notarisation_view, student_view, teacher_view
from desktop.views.apprenticeship.register.record_ports import RecordPorts
from sync.transactions import reading as reading_session

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from core.apprenticeship.lists.records import NotarisationView, StudentView, TeacherView
    from desktop.bootstrap.desk import StoreDesk

IMAGE_LANES = ("record-image-now", "record-image-ahead", "record-image-strip")
"""Not those of the workbench: its pages must never wait for a window beside it."""


def record_ports(kit: StoreDesk) -> RecordPorts:
    """Fill what the record windows need; every role that sees a record may look at it."""
    store = RecordStore(kit.engine)
    return RecordPorts(
        reader=kit.lanes.reader,
        images=tuple(kit.lanes.more(name) for name in IMAGE_LANES),
        find=store.find,
        teacher=store.teacher,
        student=store.student,
        notarisation=store.notarisation,
        image=kit.images.fetch,
        image_again=kit.images.refetch,
        dictionaries=kit.setting.dictionaries,
        prompts=kit.prompts,
        reveal=kit.facts.reveal,
        memory=kit.memory,
        papers=kit.papers,
    )


class RecordStore:
    """The views as functions; a PC holds only what its scopes gave it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, kind: str, id_: str) -> str:
        """Give the id of the person or apprenticeship that is meant; empty when it is not here."""
        with reading_session(self._engine) as session:
            return find_record(session, kind, id_)

    def teacher(self, id_: str) -> TeacherView | None:
        with reading_session(self._engine) as session:
            return teacher_view(session, id_)

    def student(self, id_: str) -> StudentView | None:
        with reading_session(self._engine) as session:
            return student_view(session, id_)

    def notarisation(self, id_: str) -> NotarisationView | None:
        with reading_session(self._engine) as session:
            return notarisation_view(session, id_)

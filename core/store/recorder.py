"""What a transaction changes, record by record: the body before and the row after.

The central server writes feed rows from it, the PC saves base bodies from it, so that neither end needs
code per kind. It listens to one session's flushes; every change of a `Record` must go through that session.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import event, inspect

from core.store.base import Record
from core.store.codec import Body, attributes_of

if TYPE_CHECKING:
    from types import TracebackType

    from sqlalchemy.orm import Session

Key = tuple[str, str]
"""Kind and id of a record."""


class Recorder:
    """Context manager: collects the records that a session inserts, changes or deletes meanwhile.

    `before[key]` is the body as it stood in the database, `None` for a new record; `after[key]` is the live
    row, `None` for a deleted one. A changed row's `version` is raised once per recording.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.before: dict[Key, Body | None] = {}
        self.after: dict[Key, Record | None] = {}

    def __enter__(self) -> Recorder:
        event.listen(self._session, "before_flush", self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._session.flush()
        event.remove(self._session, "before_flush", self._note)

    def _note(self, session: Session, *_: Any) -> None:
        for row in session.new:
            if isinstance(row, Record):
                self._remember(row, None, row)
        for row in session.dirty:
            if isinstance(row, Record) and session.is_modified(row):
                self._changed(row)
        for row in session.deleted:
            if isinstance(row, Record):
                self._remember(row, stored_body(row), None)

    def _changed(self, row: Record) -> None:
        key = (row.__tablename__, row.id)
        if key not in self.before:
            self.before[key] = stored_body(row)
            row.version += 1
        self.after[key] = row

    def _remember(self, row: Record, before: Body | None, after: Record | None) -> None:
        key = (row.__tablename__, row.id)
        self.before.setdefault(key, before)
        self.after[key] = after


def stored_body(row: Record) -> Body:
    """Give the body of a loaded row as the database holds it, whatever was set on the row since."""
    attributes = inspect(row).attrs
    values = []
    for name in attributes_of(row.__tablename__):
        history = attributes[name].history
        values.append(history.deleted[0] if history.deleted else getattr(row, name))
    return tuple(values)

"""Kinds of records in words: what 同步中心 says of a decision about one, and how it stands now (sync.md 3).

A programme describes its kinds with a class each: `@describes("loan", pages=("loans",))`. Whatever a kind
does not say stays empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import select

from core.domain.commands.summary import Summary
from core.store.base import KINDS
from core.store.codec import body_of, columns_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from core.domain.commands.base import Command
    from core.domain.dictionaries import Dictionaries
    from core.store.codec import Body
    from core.store.recorder import Recorder

IN_ONE_QUERY = 500


class Description:
    """A kind of record in words. `row` is a record by column.

    `pages` are the keys of the pages that show such a record, the usual one first.
    """

    pages: ClassVar[tuple[str, ...]] = ()

    def page(self, row: Mapping[str, Any]) -> str:
        """Key of the page that shows the record."""
        return self.pages[0]

    def name(self, row: Mapping[str, Any]) -> str:
        """Whom or what it is about: a person, a title."""
        return ""

    def title(self, row: Mapping[str, Any], dictionaries: Dictionaries) -> str:
        """What stands behind the command's word: `陈亦舟（老师李华）`."""
        return self.name(row)

    def stood(self, row: Mapping[str, Any]) -> str:
        """How the record stood when the person decided."""
        return ""

    def stands(self, session: Session, record_id: str) -> str:
        """A sentence on how the record stands now, as far as this end knows."""
        return ""

    def all_stand(self, session: Session, ids: Sequence[str]) -> str:
        """The same of a batch."""
        return ""

    def stands_instead(self, session: Session, record_id: str, args: Mapping[str, Any]) -> str:
        """Id of what stands where the record of a refused command would; `args` are the command's."""
        return record_id

    def redo(self, session: Session, record_id: str) -> str:
        """What its page opens to decide anew; empty when that makes no sense."""
        return ""

    def redo_all(self, session: Session, ids: Sequence[str]) -> str:
        """The same for a batch."""
        return ""

    def needed(self, session: Session, limit: int | None) -> list[str]:
        """Digests of the documents that this end is going to show, most urgent first, of so many records."""
        return []


DESCRIPTIONS: dict[str, Description] = {}
"""By kind."""
OF_PAGE: dict[str, Description] = {}
"""By the key of the page."""


def describes(*kinds: str) -> Callable[[type[Description]], type[Description]]:
    """Make the decorated class speak of these kinds, and for its pages."""

    def put(kind: type[Description]) -> type[Description]:
        one = kind()
        for registry, keys in ((DESCRIPTIONS, kinds), (OF_PAGE, kind.pages)):
            taken = registry.keys() & set(keys)
            if taken:
                raise TypeError(f"{sorted(taken)} are described already")
            registry.update(dict.fromkeys(keys, one))
        return kind

    return put


@dataclass(frozen=True, slots=True)
class RecordedEffect:
    """The `Effect` of a command that was just run: session and recorder still hold it."""

    session: Session
    recorder: Recorder
    dictionaries: Dictionaries

    def described(self, command: Command) -> Summary:
        """Sum up a command about one record; the word alone when nothing is known of the record."""
        kind, record_id = command.about, command.subject
        record = self.session.get(KINDS[kind], record_id) if kind else None
        what = command.called(record)
        before = self._before(kind, record_id)
        row = before if record is None else _by_column(kind, body_of(record))
        words = DESCRIPTIONS.get(kind)
        if words is None or not row:
            return Summary(what)
        return Summary(
            f"{what}：{words.title(row, self.dictionaries)}",
            filing_no=row.get("filing_no", ""),
            about=words.name(row),
            base=words.stood(before) if before else "",
            target=words.page(row),
            record_id=record_id,
        )

    def column(self, kind: str, ids: Sequence[str], name: str) -> dict[str, Any]:
        """Give one column of records by their ids; those that are not there are left out."""
        table = KINDS[kind]
        found: dict[str, Any] = {}
        for start in range(0, len(ids), IN_ONE_QUERY):
            some = table.id.in_(ids[start : start + IN_ONE_QUERY])
            wanted = select(table.id, table.__table__.c[name]).where(some)
            found.update(tuple(row) for row in self.session.execute(wanted))
        return found

    def _before(self, kind: str, record_id: str) -> dict[str, Any]:
        body = self.recorder.before.get((kind, record_id))
        return {} if body is None else _by_column(kind, body)


def _by_column(kind: str, body: Body) -> dict[str, Any]:
    return dict(zip(columns_of(kind), body, strict=True))

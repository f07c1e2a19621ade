"""Finding and making rows inside an action."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeVar

import msgspec

from core.store.base import Record
from core.store.documents import document_rows
from core.store.tables import Document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from core.actions.context import Context
    from core.domain.refusals import Refusal
    from core.domain.values import DocumentRef, OwnerKind

Row = TypeVar("Row", bound=Record)


def require(session: Session, kind: type[Row], record_id: str, missing: Refusal, message: str = "") -> Row:
    """Load a record and lock it where the database can; refuse as `missing` when it is not there.

    The lock makes two decisions on one record come one after the other on PostgreSQL.
    """
    row = session.get(kind, record_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise missing(message)
    return row


def hold(session: Session, kind: type[Row], record_id: str) -> Row:
    """Load a record that is surely there as it stands now, locked where the database can, to change it.

    Whoever locks several kinds takes them in one order, cases first: the programme says which.
    """
    return session.get_one(kind, record_id, with_for_update=True, populate_existing=True)


def derived_id(op_id: str, name: str) -> str:
    """Give the id of a further record a command makes: the command's UUIDv7 with its last 48 bits hashed.

    The same command gives the same ids on the PC and at the centre, and ids stay ordered by time.
    """
    return f"{op_id[:24]}{hashlib.sha256(f'{op_id}/{name}'.encode()).hexdigest()[:12]}"


def assign(row: Record, data: msgspec.Struct) -> None:
    """Write the fields of a value that differ, so that an unchanged record is not counted as changed."""
    for name, value in msgspec.structs.asdict(data).items():
        if getattr(row, name) != value:
            setattr(row, name, str(value))


def put_documents(
    session: Session,
    context: Context,
    owner: OwnerKind,
    owner_id: str,
    refs: Iterable[DocumentRef],
    scope: str,
) -> None:
    """Attach documents; one of the same kind and page takes the place of the earlier one."""
    present = {(row.kind, row.page): row for row in document_rows(session, owner, owner_id)}
    for ref in refs:
        values = {
            "sha256": ref.sha256,
            "original_sha256": ref.original_sha256,
            "size": ref.size,
            "width": ref.width,
            "height": ref.height,
            "media_type": ref.media_type,
            "uploaded_at": context.decided_at,
        }
        row = present.get((ref.kind, ref.page))
        if row is None:
            name = f"{owner}/{ref.kind}/{ref.page}"
            row = Document(
                id=derived_id(context.op_id, name),
                version=1,
                scope=scope,
                owner_kind=owner,
                owner_id=owner_id,
                kind=ref.kind,
                page=ref.page,
                **values,
            )
            session.add(row)
        for key, value in values.items():
            setattr(row, key, value)


def drop_documents(
    session: Session, owner: OwnerKind, owner_id: str, keep: Iterable[tuple[str, int]]
) -> None:
    """Remove an owner's documents whose (kind, page) is not in `keep`; filed revisions still name them."""
    kept = set(keep)
    for row in document_rows(session, owner, owner_id):
        if (row.kind, row.page) not in kept:
            session.delete(row)

"""The images that belong to a record, as the references that commands and contents carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from core.domain.values import DocumentKind, DocumentRef, OwnerKind
from core.store.tables import Document

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def ref_of(row: Document) -> DocumentRef:
    """Give a document row as the reference that commands and contents carry."""
    return msgspec.convert({name: getattr(row, name) for name in DocumentRef.__struct_fields__}, DocumentRef)


def document_rows(session: Session, owner: OwnerKind, owner_id: str) -> list[Document]:
    """Give an owner's document rows."""
    wanted = select(Document).where(Document.owner_id == owner_id, Document.owner_kind == owner)
    return list(session.scalars(wanted))


def documents_of(session: Session, owner: OwnerKind, owner_id: str) -> tuple[DocumentRef, ...]:
    """Give an owner's documents in the order of `DocumentKind`, then by page."""
    kinds = list(DocumentKind)
    found = [ref_of(row) for row in document_rows(session, owner, owner_id)]
    return tuple(sorted(found, key=lambda ref: (kinds.index(ref.kind), ref.page)))

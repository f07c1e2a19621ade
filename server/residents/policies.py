"""Policy notices as residents read them (R2): a draft or a withdrawn one does not exist here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from core.commons.tables import PolicyNotice
from core.domain.values import PolicyFile, PolicyState
from core.files.blobs import BlobMissing
from server.errors import not_found
from sync.protocol import Message

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from server.centre import Centre

NEWEST = 200
"""So many notices are listed."""


class PolicyLine(Message, frozen=True):
    id: str
    title: str
    published_at: str


class Policies(Message, frozen=True):
    policies: tuple[PolicyLine, ...]


class PolicyFileView(Message, frozen=True):
    """A file of a notice; `page` counts from 1 and stands in its address, `size` is in bytes."""

    page: int
    name: str
    media_type: str
    size: int


class PolicyView(Message, frozen=True):
    """A policy notice (R2); `text` is plain text."""

    id: str
    title: str
    text: str
    published_at: str
    files: tuple[PolicyFileView, ...]


def policies(centre: Centre) -> Policies:
    """Give the newest published notices."""
    with centre.reading() as session:
        newest = _published().order_by(PolicyNotice.published_at.desc(), PolicyNotice.id.desc())
        rows = session.scalars(newest.limit(NEWEST)).all()
    return Policies(tuple(PolicyLine(row.id, row.title, row.published_at) for row in rows))


def policy(centre: Centre, policy_id: str) -> PolicyView:
    """Give a published notice with the names of its files."""
    with centre.reading() as session:
        row = _one(session, policy_id)
        files = _files(row)
    return PolicyView(
        row.id,
        row.title,
        row.text,
        row.published_at,
        tuple(
            PolicyFileView(one.document.page, one.name, one.document.media_type, one.document.size)
            for one in files
        ),
    )


def policy_file(centre: Centre, policy_id: str, page: int) -> tuple[PolicyFile, bytes]:
    """Give a file of a published notice; 404 also while its bytes are on their way from the PC."""
    with centre.reading() as session:
        files = _files(_one(session, policy_id))
    found = next((one for one in files if one.document.page == page), None)
    if found is None:
        raise not_found()
    try:
        return found, centre.blobs.read(found.document.sha256)
    except BlobMissing:
        raise not_found() from None


def _published() -> Select[PolicyNotice]:
    return select(PolicyNotice).where(PolicyNotice.state == PolicyState.PUBLISHED)


def _one(session: Session, policy_id: str) -> PolicyNotice:
    row = session.scalars(_published().where(PolicyNotice.id == policy_id)).first()
    if row is None:
        raise not_found()
    return row


def _files(row: PolicyNotice) -> tuple[PolicyFile, ...]:
    return msgspec.json.decode(row.files, type=tuple[PolicyFile, ...])

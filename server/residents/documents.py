"""Which documents are a resident's own: each programme says whose records count as the own ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import or_, select

from core.store.tables import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from server.centre import Centre
    from server.sessions import Caller

    Owners = Callable[[Caller], Iterable[Any]]
    Given = TypeVar("Given", bound=Owners)

_OWNERS: list[Owners] = []


def owners(given: Given) -> Given:
    """Make the decorated function give the ids (values or queries) of records that are a caller's own."""
    _OWNERS.append(given)
    return given


def owns_document(centre: Centre, who: Caller, sha256: str) -> bool:
    """Whether a copy belongs to one of the caller's own records."""
    own = [Document.owner_id.in_(ids) for given in _OWNERS for ids in given(who)]
    wanted = select(Document.id).where(Document.sha256 == sha256, or_(False, *own))
    with centre.reading() as session:
        return session.scalar(wanted.limit(1)) is not None

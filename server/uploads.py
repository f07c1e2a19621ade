"""Uploads: parts arrive in order at an offset (tus 1.0); a whole picture is checked and sealed (G17)."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from core.domain.values import DocumentRef
from core.files.atomic import DiskFull
from core.files.images import MAX_BYTES, ImageRefused, WatermarkText, derive_copy, inspect_image
from server.errors import WebError, not_found
from server.tables import UPLOAD

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Select

    from core.domain.values import DocumentKind
    from server.centre import Centre
    from server.sessions import Caller

OPEN, DONE = "open", "done"
NO_SPACE = 28


@dataclass(frozen=True, slots=True)
class Upload:
    """How far an upload is: `position` of `length` bytes; `is_done` when it was accepted and sealed."""

    id: str
    length: int
    position: int
    is_done: bool


def begin(centre: Centre, who: Caller, length: int) -> Upload:
    """Announce a file of `length` bytes."""
    if length <= 0:
        raise ImageRefused("image_empty")
    if length > MAX_BYTES:
        raise WebError(413, "IMAGE_TOO_LARGE", ImageRefused("image_too_large").message)
    upload_id = centre.ids.new()
    with centre.writing() as session:
        session.execute(
            insert(UPLOAD).values(
                id=upload_id,
                owner_kind=who.kind,
                owner_id=who.account_id,
                length=length,
                position=0,
                sha256="",
                media_type="",
                status=OPEN,
                created_at=centre.now,
            )
        )
    return Upload(upload_id, length, 0, False)


def status(centre: Centre, who: Caller, upload_id: str) -> Upload:
    """Say how far an upload is; somebody else's does not exist."""
    with centre.reading() as session:
        row = session.execute(_of(who, upload_id)).first()
    if row is None:
        raise not_found()
    return Upload(row.id, row.length, row.position, row.status == DONE)


def append(centre: Centre, who: Caller, upload_id: str, offset: int, data: bytes) -> Upload:
    """Add bytes at the offset where the upload stands; the last ones have it checked and sealed.

    Raises WebError OFFSET_CONFLICT, ImageRefused (the upload is then forgotten), DiskFull.
    """
    with centre.writing() as session:
        row = session.execute(_of(who, upload_id).with_for_update()).first()
        if row is None:
            raise not_found()
        if row.status == DONE or row.position != offset:
            raise WebError(409, "OFFSET_CONFLICT", "上传的位置与服务器记录的不一致，请查询进度后继续。")
        if offset + len(data) > row.length:
            raise WebError(413, "TOO_LARGE", "上传的内容比登记的长，服务器没有接收。")
        _write_at(_part(centre, upload_id), offset, data)
        position = offset + len(data)
        session.execute(update(UPLOAD).where(UPLOAD.c.id == upload_id).values(position=position))
    if position == row.length:
        _finish(centre, upload_id)
    return Upload(upload_id, row.length, position, position == row.length)


def store_whole(centre: Centre, who: Caller, data: bytes) -> Upload:
    """Take a file sent in one piece."""
    upload = begin(centre, who, len(data))
    return append(centre, who, upload.id, 0, data)


def attach(
    centre: Centre, who: Caller, upload_id: str, kind: DocumentKind, page: int, mark: WatermarkText
) -> DocumentRef:
    """Make the watermarked copy of an upload of the caller and give the reference for a command (G17)."""
    with centre.reading() as session:
        row = session.execute(_of(who, upload_id)).first()
    if row is None or row.status != DONE:
        raise WebError(422, "UPLOAD_MISSING", f"“{kind.label}”的图片还没有传完，请重新上传。")
    copy = derive_copy(centre.sealer.read(centre.config.originals, row.sha256), mark)
    return DocumentRef(
        kind=kind,
        sha256=centre.blobs.put(copy.data),
        original_sha256=row.sha256,
        page=page,
        size=len(copy.data),
        width=copy.width,
        height=copy.height,
    )


def _finish(centre: Centre, upload_id: str) -> None:
    part = _part(centre, upload_id)
    data = part.read_bytes()
    try:
        info = inspect_image(data)
    except ImageRefused:
        with centre.writing() as session:
            session.execute(delete(UPLOAD).where(UPLOAD.c.id == upload_id))
        part.unlink(missing_ok=True)
        raise
    sha256 = hashlib.sha256(data).hexdigest()
    centre.sealer.write(centre.config.originals, data, sha256)
    with centre.writing() as session:
        session.execute(
            update(UPLOAD)
            .where(UPLOAD.c.id == upload_id)
            .values(status=DONE, sha256=sha256, media_type=info.media_type)
        )
    part.unlink(missing_ok=True)


def _of(who: Caller, upload_id: str) -> Select[Any]:
    return select(UPLOAD).where(
        UPLOAD.c.id == upload_id, UPLOAD.c.owner_kind == who.kind, UPLOAD.c.owner_id == who.account_id
    )


def _part(centre: Centre, upload_id: str) -> Path:
    return centre.config.uploads / f"{upload_id}.part"


def _write_at(path: Path, offset: int, data: bytes) -> None:
    """Write durably; what a broken attempt left behind the offset is overwritten or cut off."""
    try:
        with path.open("r+b" if path.is_file() else "xb") as file:
            file.seek(offset)
            file.write(data)
            file.truncate()
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        if error.errno == NO_SPACE:
            raise DiskFull from error
        raise

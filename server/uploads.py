"""Uploads: parts arrive in order at an offset (tus 1.0); a whole file is checked and kept (G17).

A resident's picture is sealed, its copy made here. A clerk declares digest and purpose before: the original
of a picture is sealed, its watermarked copy and plain files go to the copies; what does not have the declared
digest at the end is dropped (fault 35), what was cut goes on where it stands (fault 34).
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from core.domain.clock import instant
from core.domain.values import DocumentRef
from core.files.atomic import DiskFull
from core.files.images import MAX_BYTES, ImageRefused, WatermarkText, derive_copy, inspect_image
from core.files.papers import FileRefused, inspect_file
from server.errors import WebError, not_found
from server.sessions import CLERK
from server.tables import UPLOAD
from sync.protocol import COPY, FILE, PURPOSES

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Select

    from core.domain.values import DocumentKind
    from server.centre import Centre
    from server.sessions import Caller

OPEN, DONE = "open", "done"
NO_SPACE = 28
FORGOTTEN_AT_ONCE = 20
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Upload:
    """How far an upload is: `position` of `length` bytes; `is_done` when it was accepted and sealed."""

    id: str
    length: int
    position: int
    is_done: bool


def begin(centre: Centre, who: Caller, length: int, digest: str = "", purpose: str = "") -> Upload:
    """Announce a file of `length` bytes; a declared one that the caller began before goes on.

    Raises ImageRefused, WebError IMAGE_TOO_LARGE, FILE_TOO_LARGE, BAD_REQUEST.
    """
    if purpose or digest:
        _require_declared(who, digest, purpose)
    if length <= 0:
        raise ImageRefused("image_empty")
    if length > MAX_BYTES:
        raise _too_large(purpose)
    forget_old(centre)
    begun = _begun(centre, who, length, digest, purpose) if purpose else None
    if begun is not None:
        return begun
    _require_few(centre, who)
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
                digest=digest,
                purpose=purpose,
            )
        )
    return Upload(upload_id, length, 0, False)


def forget_old(centre: Centre) -> int:
    """Forget some of the uploads that were begun long ago and never came whole; gives how many.

    What came whole stays: a decision that names it may still wait on a PC.
    """
    before = instant(centre.clock.now() - timedelta(days=centre.config.upload_days))
    old = select(UPLOAD.c.id).where(UPLOAD.c.status == OPEN, UPLOAD.c.created_at < before)
    with centre.reading() as session:
        ids = session.scalars(old.order_by(UPLOAD.c.id).limit(FORGOTTEN_AT_ONCE)).all()
    if ids:
        with centre.writing() as session:
            session.execute(delete(UPLOAD).where(UPLOAD.c.id.in_(ids), UPLOAD.c.status == OPEN))
        for upload_id in ids:
            _part(centre, upload_id).unlink(missing_ok=True)
    return len(ids)


def status(centre: Centre, who: Caller, upload_id: str) -> Upload:
    """Say how far an upload is; somebody else's does not exist."""
    with centre.reading() as session:
        row = session.execute(_of(who, upload_id)).first()
    if row is None:
        raise not_found()
    return Upload(row.id, row.length, row.position, row.status == DONE)


def append(
    centre: Centre, who: Caller, upload_id: str, offset: int, data: bytes, checksum: str = ""
) -> Upload:
    """Add bytes at the offset where the upload stands; the last ones have it checked and kept.

    `checksum` is that of these bytes as tus says it (`sha256 ` and base64). Raises WebError OFFSET_CONFLICT,
    CHECKSUM_MISMATCH (of a part: nothing was added; of the whole: the upload is forgotten), ImageRefused and
    FileRefused (forgotten as well), DiskFull.
    """
    if checksum and checksum != checksum_of(data):
        raise _mismatch()
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
        _finish(centre, row)
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


def checksum_of(data: bytes) -> str:
    """Give the checksum of a part as the header `Upload-Checksum` has it."""
    return "sha256 " + base64.b64encode(hashlib.sha256(data).digest()).decode()


def _require_declared(who: Caller, digest: str, purpose: str) -> None:
    if who.kind != CLERK or purpose not in PURPOSES or not DIGEST.fullmatch(digest):
        raise WebError(400, "BAD_REQUEST", "上传请求的格式不对，服务器没有接收。")


def _require_few(centre: Centre, who: Caller) -> None:
    """A phone that uploads without end must not fill the disk."""
    if who.kind == CLERK:
        return
    since = instant(centre.clock.now() - timedelta(days=1))
    own = (UPLOAD.c.owner_kind == who.kind) & (UPLOAD.c.owner_id == who.account_id)
    begun = select(func.count()).select_from(UPLOAD).where(own, UPLOAD.c.created_at > since)
    with centre.reading() as session:
        today = session.scalar(begun)
    if int(today or 0) >= centre.config.uploads_per_day:
        raise WebError(429, "TOO_MANY_UPLOADS", "今天上传的图片过多，请明天再上传。", retry_after=3600)


def _begun(centre: Centre, who: Caller, length: int, digest: str, purpose: str) -> Upload | None:
    """Give the caller's own earlier upload of the same file; one whose last step was lost is finished."""
    wanted = select(UPLOAD).where(
        UPLOAD.c.owner_kind == who.kind,
        UPLOAD.c.owner_id == who.account_id,
        UPLOAD.c.digest == digest,
        UPLOAD.c.purpose == purpose,
        UPLOAD.c.length == length,
    )
    with centre.reading() as session:
        row = session.execute(wanted.order_by(UPLOAD.c.id.desc()).limit(1)).first()
    if row is None:
        return None
    if row.status == OPEN and row.position == length:
        _finish(centre, row)
    return Upload(row.id, length, row.position, row.position == length)


def _finish(centre: Centre, row: Any) -> None:
    """Check and keep a file that is whole; whatever is wrong with it, it is forgotten."""
    part = _part(centre, row.id)
    if not part.is_file() and _is_done(centre, row.id):
        return
    data = part.read_bytes() if part.is_file() else b""
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        if row.digest and row.digest != sha256:
            raise _mismatch()
        media_type = _kept(centre, row.purpose, data, sha256)
    except (WebError, ImageRefused, FileRefused):
        with centre.writing() as session:
            session.execute(delete(UPLOAD).where(UPLOAD.c.id == row.id, UPLOAD.c.status == OPEN))
        part.unlink(missing_ok=True)
        raise
    with centre.writing() as session:
        session.execute(
            update(UPLOAD)
            .where(UPLOAD.c.id == row.id)
            .values(status=DONE, sha256=sha256, media_type=media_type)
        )
    part.unlink(missing_ok=True)


def _is_done(centre: Centre, upload_id: str) -> bool:
    """Whether another request for the same upload kept it meanwhile."""
    with centre.reading() as session:
        return session.scalar(select(UPLOAD.c.status).where(UPLOAD.c.id == upload_id)) == DONE


def _kept(centre: Centre, purpose: str, data: bytes, sha256: str) -> str:
    """Check a file by what it is for and put it where it belongs; gives its media type."""
    if purpose == FILE:
        media_type = inspect_file(data)
        centre.blobs.put(data)
        return media_type
    media_type = inspect_image(data).media_type
    if purpose == COPY:
        if media_type != "image/jpeg":
            raise ImageRefused("image_type")
        centre.blobs.put(data)
    else:
        centre.sealer.write(centre.config.originals, data, sha256)
    return media_type


def _mismatch() -> WebError:
    return WebError(422, "CHECKSUM_MISMATCH", "上传的内容与登记的校验值不一致，已丢弃，会自动重新上传。")


def _too_large(purpose: str) -> WebError:
    if purpose == FILE:
        return WebError(413, "FILE_TOO_LARGE", FileRefused("file_too_large").message)
    return WebError(413, "IMAGE_TOO_LARGE", ImageRefused("image_too_large").message)


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

"""Attachments: ranges down, offsets up (tus 1.0); what is not visible does not exist."""

import re
from typing import Annotated, Any

from litestar import Response, get, head, patch, post
from litestar.params import FromPath, HeaderParameter, RawBody
from sqlalchemy import select

from core.domain.filenames import ENDINGS
from core.files.blobs import BlobMissing
from core.files.images import MAX_BYTES
from core.store.tables import Document
from server import uploads
from server.centre import Centre
from server.errors import WebError, not_found
from server.residents.documents import owns_document
from server.routes.given import AnyRequest, GivenCaller, GivenCentre, in_thread
from server.sessions import CLERK, Caller
from server.tables import BLOB_SCOPE
from sync import protocol

TUS = {"Tus-Resumable": "1.0.0"}
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
OffsetHeader = Annotated[int, HeaderParameter(name="Upload-Offset", ge=0, le=MAX_BYTES)]
LengthHeader = Annotated[int, HeaderParameter(name="Upload-Length", ge=0, le=2**40)]


@get("/v1/blobs/{sha256:str}")
@in_thread
def blob(
    centre: GivenCentre, caller: GivenCaller, request: AnyRequest, sha256: FromPath[str]
) -> Response[bytes]:
    """Give a watermarked copy or a plain file, or the range of it that was asked for."""
    size = _visible_size(centre, caller, sha256)
    start, end = _range(request.headers.get("range", ""), size)
    whole = (start, end) == (0, size) and "range" not in request.headers
    data = centre.blobs.read(sha256) if whole else centre.blobs.read(sha256, start, end)
    headers, media_type = _blob_headers(sha256), _media_type(centre, sha256)
    if not media_type.startswith("image/"):
        headers["Content-Disposition"] = "attachment"
    if not whole:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return Response(data, status_code=200 if whole else 206, media_type=media_type, headers=headers)


@head("/v1/blobs/{sha256:str}")
@in_thread
def blob_size(centre: GivenCentre, caller: GivenCaller, sha256: FromPath[str]) -> Response[None]:
    """Say how large a copy is."""
    size = _visible_size(centre, caller, sha256)
    headers = {**_blob_headers(sha256), "Content-Length": str(size)}
    return Response(None, headers=headers)


@post("/v1/uploads", status_code=201)
@in_thread
def begin(
    centre: GivenCentre, caller: GivenCaller, request: AnyRequest, length: LengthHeader
) -> Response[None]:
    """Announce an upload; `Location` says where its bytes go, `Upload-Offset` from where on.

    A clerk declares digest and purpose (`X-Shicheng-Digest`, `X-Shicheng-Purpose`): the same one goes on.
    """
    digest, purpose = (request.headers.get(name, "") for name in (protocol.H_DIGEST, protocol.H_PURPOSE))
    upload = uploads.begin(centre, _uploader(caller), length, digest, purpose)
    place = {"Location": f"/v1/uploads/{upload.id}", "Upload-Offset": str(upload.position)}
    return Response(None, headers={**TUS, **place})


@head("/v1/uploads/{upload_id:str}")
@in_thread
def progress(centre: GivenCentre, caller: GivenCaller, upload_id: FromPath[str]) -> Response[None]:
    """Say at which offset an upload goes on."""
    upload = uploads.status(centre, _uploader(caller), upload_id)
    numbers = {"Upload-Offset": str(upload.position), "Upload-Length": str(upload.length)}
    return Response(None, headers={**TUS, **numbers, "Cache-Control": "no-store"})


@patch("/v1/uploads/{upload_id:str}", status_code=204)
@in_thread
def append(
    centre: GivenCentre,
    caller: GivenCaller,
    request: AnyRequest,
    upload_id: FromPath[str],
    body: RawBody,
    offset: OffsetHeader,
) -> Response[None]:
    """Add bytes at the offset; with the last ones the file is checked and kept."""
    checksum = request.headers.get("upload-checksum", "")
    upload = uploads.append(centre, _uploader(caller), upload_id, offset, body, checksum)
    return Response(None, status_code=204, headers={**TUS, "Upload-Offset": str(upload.position)})


def _uploader(caller: Caller) -> Caller:
    return caller.data_clerk() if caller.kind == CLERK else caller


def _visible_size(centre: Centre, caller: Caller, sha256: str) -> int:
    """Access goes by a visible document, not by knowing a digest (sync.md rule 10)."""
    if "\0" in sha256 or not _sees(centre, caller, sha256):
        raise not_found()
    try:
        return centre.blobs.size(sha256)
    except BlobMissing:
        raise not_found() from None


def _sees(centre: Centre, caller: Caller, sha256: str) -> bool:
    if caller.kind != CLERK:
        return owns_document(centre, caller, sha256)
    scopes = caller.data_clerk().reads
    with centre.reading() as session:
        wanted = select(BLOB_SCOPE.c.sha256).where(
            BLOB_SCOPE.c.sha256 == sha256, BLOB_SCOPE.c.scope.in_(scopes)
        )
        return session.scalar(wanted.limit(1)) is not None


def _media_type(centre: Centre, sha256: str) -> str:
    """Give what the document says it is; copies that no document names any more are JPEGs (G17)."""
    with centre.reading() as session:
        named = session.scalar(select(Document.media_type).where(Document.sha256 == sha256).limit(1))
    return named if named in ENDINGS else "image/jpeg"


def _blob_headers(sha256: str) -> dict[str, str]:
    return {
        "Accept-Ranges": "bytes",
        "ETag": f'"{sha256}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }


def _range(text: str, size: int) -> tuple[int, int]:
    """Give start and end (without) of the one range asked for; several or odd ones give the whole."""
    match = RANGE.fullmatch(text.strip())
    if match is None or match[0] == "bytes=-":
        return 0, size
    if not match[1]:
        return max(0, size - int(match[2])), size
    start = int(match[1])
    end = min(int(match[2]) + 1, size) if match[2] else size
    if start >= size or end <= start:
        raise WebError(
            416,
            "RANGE_NOT_SATISFIABLE",
            "请求的范围超出文件大小。",
            headers={"Content-Range": f"bytes */{size}"},
        )
    return start, end


HANDLERS: list[Any] = [blob, blob_size, begin, progress, append]

"""The endpoint of the carrier of text messages."""

from typing import Any

from litestar import post
from litestar.params import RawBody

from server.notices.reports import take_reports
from server.routes.given import AnyRequest, GivenCentre, in_thread


@post("/g/v1/reports", status_code=204)
@in_thread
def reports(centre: GivenCentre, request: AnyRequest, body: RawBody) -> None:
    """Take delivery reports; signed as docs/server.md describes."""
    query = request.scope["query_string"].decode("latin-1")
    path = request.url.path + (f"?{query}" if query else "")
    take_reports(centre, request.headers, method="POST", path=path, body=body)


HANDLERS: tuple[Any, ...] = (reports,)

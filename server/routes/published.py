"""What everybody reads of the city's work: policy notices (R2)."""

from typing import Annotated, Any
from urllib.parse import quote

from litestar import Response, get
from litestar.params import FromPath, PathParameter

from core.domain.filenames import ENDINGS
from server.residents import policies as published
from server.routes.given import GivenCaller, GivenCentre, in_thread

Page = Annotated[int, PathParameter(ge=1, le=10_000)]


@get("/r/v1/policies")
@in_thread
def policies(centre: GivenCentre, caller: GivenCaller) -> published.Policies:
    """R2: published policy notices, newest first."""
    caller.resident()
    return published.policies(centre)


@get("/r/v1/policies/{policy_id:str}")
@in_thread
def policy(centre: GivenCentre, caller: GivenCaller, policy_id: FromPath[str]) -> published.PolicyView:
    """R2: one notice."""
    caller.resident()
    return published.policy(centre, policy_id)


@get("/r/v1/policies/{policy_id:str}/files/{page:int}")
@in_thread
def policy_file(
    centre: GivenCentre, caller: GivenCaller, policy_id: FromPath[str], page: Page
) -> Response[bytes]:
    """R2: a file of a notice, always as a download."""
    caller.resident()
    file, data = published.policy_file(centre, policy_id, page)
    media_type = file.document.media_type
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    kept = media_type if media_type in ENDINGS else "application/octet-stream"
    return Response(data, media_type=kept, headers=headers)


HANDLERS: list[Any] = [policies, policy, policy_file]

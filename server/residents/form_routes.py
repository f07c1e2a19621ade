"""Endpoints of the described forms; pictures are uploaded as for every other request of a resident."""

from typing import Annotated, Any

from litestar import get, post, put
from litestar.params import FromPath, HeaderParameter, JSONBody

from server.residents import forms, shapes
from server.routes.given import GivenCaller, GivenCentre, in_thread

Key = Annotated[str, HeaderParameter(name="Idempotency-Key", max_length=120, required=False)]


@post("/r/v1/forms/{form:str}", status_code=201)
@in_thread
def submit(
    centre: GivenCentre,
    caller: GivenCaller,
    form: FromPath[str],
    data: JSONBody[shapes.NewCase],
    key: Key = "",
) -> shapes.Done:
    """Hand a form in."""
    return forms.FormDesk(centre, caller.resident(), key).submit(forms.offered(form), data)


@put("/r/v1/forms/{form:str}/{case_id:str}")
@in_thread
def correct(
    centre: GivenCentre,
    caller: GivenCaller,
    form: FromPath[str],
    case_id: FromPath[str],
    data: JSONBody[shapes.CorrectedCase],
    key: Key = "",
) -> shapes.Done:
    """Correct the returned items."""
    return forms.FormDesk(centre, caller.resident(), key).correct(forms.offered(form), case_id, data)


@get("/r/v1/forms/{form:str}")
@in_thread
def cases(centre: GivenCentre, caller: GivenCaller, form: FromPath[str]) -> shapes.Cases:
    """The caller's cases of a form."""
    return forms.cases(centre, caller.resident(), forms.offered(form))


@get("/r/v1/forms/{form:str}/{case_id:str}")
@in_thread
def case(
    centre: GivenCentre, caller: GivenCaller, form: FromPath[str], case_id: FromPath[str]
) -> shapes.CaseView:
    """One case of the caller, with what was returned and what is locked."""
    return forms.case(centre, caller.resident(), forms.offered(form), case_id)


HANDLERS: list[Any] = [submit, correct, cases, case]

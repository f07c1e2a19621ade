"""Endpoints of the residents (product.md section 7); the pages for the phone come later."""

from typing import Annotated, Any

from litestar import get, post, put
from litestar.params import FromPath, HeaderParameter, JSONBody, QueryParameter, RawBody

from core.apprenticeship.tables import Student, Teacher
from server import uploads
from server.centre import Centre
from server.errors import WebError
from server.residents import login
from server.residents.apprenticeship import binding, reading, shapes, views
from server.residents.apprenticeship.acts import Desk
from server.routes.given import GivenCaller, GivenCentre, in_thread
from server.sessions import Caller

Key = Annotated[str, HeaderParameter(name="Idempotency-Key", max_length=120, required=False)]
Text = Annotated[str, QueryParameter(max_length=60)]


@post("/r/v1/codes", status_code=201)
@in_thread
def code(centre: GivenCentre, data: JSONBody[shapes.CodeWanted]) -> shapes.CodeSent:
    """Send a one-time code to a phone."""
    return shapes.CodeSent(login.send_code(centre, data.phone))


@post("/r/v1/sessions", status_code=201)
@in_thread
def log_in(centre: GivenCentre, data: JSONBody[shapes.ResidentLogIn]) -> shapes.ResidentSession:
    """Log in with phone and code."""
    return shapes.ResidentSession(*login.open_session(centre, data.phone, data.code))


@post("/r/v1/bindings", status_code=204)
@in_thread
def bind(centre: GivenCentre, caller: GivenCaller, data: JSONBody[shapes.Binding]) -> None:
    """Bind the phone to a person whose old phone was unbound."""
    kinds: dict[str, type[Teacher | Student]] = {"teacher": Teacher, "student": Student}
    if data.role not in kinds:
        raise WebError(400, "BAD_REQUEST", "请选择老师或学生。")
    binding.bind(centre, caller.resident(), kinds[data.role], data.id_number, data.name)


@get("/r/v1/me")
@in_thread
def me(centre: GivenCentre, caller: GivenCaller) -> shapes.Me:
    """Give the caller's own records."""
    return views.me(centre, caller.resident())


@post("/r/v1/uploads", status_code=201)
@in_thread
def upload(centre: GivenCentre, caller: GivenCaller, body: RawBody) -> shapes.Uploaded:
    """Take a picture in one piece: the body is the file."""
    return shapes.Uploaded(uploads.store_whole(centre, caller.resident(), body).id)


@post("/r/v1/teacher", status_code=201)
@in_thread
def register_teacher(
    centre: GivenCentre, caller: GivenCaller, data: JSONBody[shapes.NewTeacher], key: Key = ""
) -> shapes.Done:
    """R1: register as a teacher."""
    return _desk(centre, caller, key).register_teacher(data)


@put("/r/v1/teacher")
@in_thread
def update_teacher(
    centre: GivenCentre, caller: GivenCaller, data: JSONBody[shapes.ChangedTeacher], key: Key = ""
) -> shapes.Done:
    """R3: maintain the own record."""
    return _desk(centre, caller, key).update_teacher(data)


@get("/r/v1/teachers")
@in_thread
def find_teacher(centre: GivenCentre, caller: GivenCaller, id_number: Text) -> shapes.TeacherFound:
    """S1: look a teacher up by the full id number."""
    caller.resident()
    return views.find_teacher(centre, id_number)


@post("/r/v1/student", status_code=201)
@in_thread
def register_student(
    centre: GivenCentre, caller: GivenCaller, data: JSONBody[shapes.NewStudent], key: Key = ""
) -> shapes.Done:
    """S1: register as a student."""
    return _desk(centre, caller, key).register_student(data)


@put("/r/v1/student")
@in_thread
def update_student(
    centre: GivenCentre, caller: GivenCaller, data: JSONBody[shapes.ChangedStudent], key: Key = ""
) -> shapes.Done:
    """S2: maintain what is not locked."""
    return _desk(centre, caller, key).update_student(data)


@post("/r/v1/filings", status_code=201)
@in_thread
def submit(
    centre: GivenCentre, caller: GivenCaller, data: JSONBody[shapes.NewFiling], key: Key = ""
) -> shapes.Done:
    """S3: file the apprenticeship."""
    return _desk(centre, caller, key).submit(data)


@get("/r/v1/filings")
@in_thread
def filings(centre: GivenCentre, caller: GivenCaller) -> shapes.Filings:
    """S5: the caller's filings."""
    return views.filings(centre, caller.resident())


@get("/r/v1/filings/{filing_id:str}")
@in_thread
def filing(centre: GivenCentre, caller: GivenCaller, filing_id: FromPath[str]) -> shapes.FilingView:
    """One filing of the caller, with what was returned and what is locked."""
    return views.filing(centre, caller.resident(), filing_id)


@post("/r/v1/filings/{filing_id:str}/resubmit", status_code=200)
@in_thread
def resubmit(
    centre: GivenCentre,
    caller: GivenCaller,
    filing_id: FromPath[str],
    data: JSONBody[shapes.Resubmission],
    key: Key = "",
) -> shapes.Done:
    """Correct the returned items."""
    return _desk(centre, caller, key).resubmit(filing_id, data)


@post("/r/v1/dissolutions", status_code=201)
@in_thread
def dissolve(
    centre: GivenCentre, caller: GivenCaller, data: JSONBody[shapes.NewDissolution], key: Key = ""
) -> shapes.Done:
    """S4: ask to dissolve the apprenticeship; the answer names a filing, to be seen and withdrawn as such."""
    return _desk(centre, caller, key).dissolve(data)


@post("/r/v1/dissolutions/{filing_id:str}/resubmit", status_code=200)
@in_thread
def resubmit_dissolution(
    centre: GivenCentre,
    caller: GivenCaller,
    filing_id: FromPath[str],
    data: JSONBody[shapes.DissolutionResubmission],
    key: Key = "",
) -> shapes.Done:
    """Correct the returned items of a dissolution."""
    return _desk(centre, caller, key).resubmit_dissolution(filing_id, data)


@post("/r/v1/filings/{filing_id:str}/withdraw", status_code=200)
@in_thread
def withdraw(
    centre: GivenCentre,
    caller: GivenCaller,
    filing_id: FromPath[str],
    data: JSONBody[shapes.Withdrawal],
    key: Key = "",
) -> shapes.Done:
    """Take a filing back."""
    return _desk(centre, caller, key).withdraw(filing_id, data)


@get("/r/v1/apprenticeships")
@in_thread
def apprenticeships(centre: GivenCentre, caller: GivenCaller) -> shapes.Apprenticeships:
    """S5: the caller's apprenticeships."""
    return views.apprenticeships(centre, caller.resident())


def _desk(centre: Centre, caller: Caller, key: str) -> Desk:
    return Desk(centre, caller.resident(), key)


@get("/r/v1/scores")
@in_thread
def scores(centre: GivenCentre, caller: GivenCaller) -> shapes.Scores:
    """R4, S5: the caller's published scores, a teacher's students' among them."""
    return reading.scores(centre, caller.resident())


HANDLERS: list[Any] = [
    scores,
    code,
    log_in,
    bind,
    me,
    upload,
    register_teacher,
    update_teacher,
    find_teacher,
    register_student,
    update_student,
    submit,
    filings,
    filing,
    resubmit,
    dissolve,
    resubmit_dissolution,
    withdraw,
    apprenticeships,
]

"""From a borrower's phone over two offices to the paper: residents' API, PCs, the real ledger."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from pypdfium2 import PdfDocument
from sqlalchemy import select

from core.blank.commands import PassLoan, RefuseLoan, ReturnLoan
from core.blank.figures import LOANS_BY_YEAR
from core.blank.lists import LOANS, LoanQuery
from core.blank.papers import LOAN_SHEET
from core.commons.tables import Notice
from core.domain.dictionaries import load_dictionaries
from core.domain.errors import Refused
from core.domain.values import CaseState, ReturnItem, Role
from core.figures.columns import Place
from core.figures.table import YearQuery
from core.files.fonts import find_fonts
from core.paper.paper_of import Drawing, Subject
from core.paper.printer import Printer
from core.store.engine import reading as connected
from sync.transactions import reading
from tests.blank.world import FORMS, BorrowersPhone, filled_in
from tests.kit import CITY, HONGSHAN, WUCHANG

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.blank.world import LoanPc
    from tests.live_server import LiveServer

    MakePc = Callable[[Role], LoanPc]

PRINTER = Printer(load_dictionaries(), "周敏", "2026-11-21 09:30:05", date(2026, 11, 21))
SERIAL = (ReturnItem("items[2].serial", "与实物不符。"),)
BLURRED = (ReturnItem("borrower.phone", "无法接通。"),)


@pytest.fixture
def borrower(server: LiveServer) -> BorrowersPhone:
    return BorrowersPhone(server)


def handed_in(borrower: BorrowersPhone) -> str:
    answer = borrower.hand_in()
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def passed(loan_id: str, revision: int = 1) -> PassLoan:
    return PassLoan(loan_id, revision, "齐全", paper_seen=True)


def notices(server: LiveServer) -> list[tuple[str, str]]:
    with server.centre.reading() as session:
        rows = session.scalars(select(Notice).order_by(Notice.id))
        return [(row.template, row.text) for row in rows]


def test_a_loan_goes_from_the_phone_over_two_offices_to_paper(
    server: LiveServer, borrower: BorrowersPhone, make_pc: MakePc
) -> None:
    loan_id = handed_in(borrower)
    view = borrower.see(loan_id)
    assert (view["state"], view["stage"], view["office_name"]) == ("pending", "初审", "武昌区卫生健康局")
    district, city = make_pc(Role.DISTRICT_REVIEWER), make_pc(Role.CITY_OFFICE)
    assert district.loan(loan_id).filing_no == view["number"] == f"WC-Y-{view['submitted_at'][:4]}-0001"
    district.decide(passed(loan_id))
    view = borrower.see(loan_id)
    assert (view["state"], view["stage"], view["office_name"]) == ("pending", "复审", "武汉市卫生健康委员会")
    assert notices(server) == []
    city.decide(passed(loan_id))
    view = borrower.see(loan_id)
    assert view["state_label"] == "已通过"
    assert [(step["what"], step["stage"]) for step in view["timeline"]] == [
        ("提交", ""),
        ("已通过", "初审"),
        ("已通过", "复审"),
    ]
    number = view["number"]
    text = f"【武昌区卫生健康局】您的仪器借用申请（{number}）已通过审核，可登录居民端查看。"
    assert notices(server) == [("loan_passed", text)]
    district.pull()
    assert district.loan(loan_id).state == CaseState.APPROVED
    with reading(district.unlocked.engine) as session:
        filled = LOAN_SHEET.fill(session, Subject(loan_id), PRINTER)
    made = LOAN_SHEET.render(filled, Drawing(find_fonts().paper, lambda _: lambda _: None))
    paper = PdfDocument(made.data)[0].get_textpage().get_text_bounded()
    for words in ("仪器借用单", number, "陈亦舟", "仪器 2：天平", "复审：已通过", "打印人：周敏"):
        assert words in paper
    assert filled_in()["borrower"]["id_number"] not in paper


def test_what_is_returned_is_corrected_and_all_else_is_locked(
    server: LiveServer, borrower: BorrowersPhone, make_pc: MakePc
) -> None:
    loan_id = handed_in(borrower)
    district, city = make_pc(Role.DISTRICT_REVIEWER), make_pc(Role.CITY_OFFICE)
    district.decide(ReturnLoan(loan_id, 1, SERIAL))
    view = borrower.see(loan_id)
    assert view["returned"] == [
        {"key": "items[2].serial", "label": "仪器 2 · 编号", "reason": "与实物不符。"}
    ]
    assert "borrower.name" in view["locked"]
    assert "items[2].serial" not in view["locked"]
    assert notices(server)[0][0] == "loan_returned"
    assert "需要补正：仪器 2编号。" in notices(server)[0][1]
    items = view["content"]["items"]
    renamed = borrower.correct(loan_id, 1, items=[{**items[0], "name": "望远镜"}, items[1]])
    assert (renamed.status_code, renamed.json()["code"]) == (422, "ITEM_LOCKED")
    fewer = borrower.correct(loan_id, 1, items=items[:1])
    assert fewer.json()["code"] == "ITEM_LOCKED"
    answer = borrower.correct(loan_id, 1, items=[items[0], {**items[1], "serial": "T-2"}])
    assert answer.status_code == 200, answer.text
    view = borrower.see(loan_id)
    assert (view["state"], view["stage"], view["revision"]) == ("pending", "初审", 2)
    assert view["content"]["items"][1]["serial"] == "T-2"
    district.decide(passed(loan_id, 2))
    city.decide(RefuseLoan(loan_id, 2, "仪器已报废。"))
    view = borrower.see(loan_id)
    assert (view["state"], view["opinion"]) == ("refused", "仪器已报废。")
    again = borrower.correct(loan_id, 2, items=items)
    assert again.json()["code"] == "FILING_STATE"


def test_the_second_stage_returns_to_the_first(borrower: BorrowersPhone, make_pc: MakePc) -> None:
    loan_id = handed_in(borrower)
    district, city = make_pc(Role.DISTRICT_REVIEWER), make_pc(Role.CITY_OFFICE)
    district.decide(passed(loan_id))
    city.decide(ReturnLoan(loan_id, 1, BLURRED))
    content = borrower.see(loan_id)["content"]
    changed = {**content["borrower"], "phone": "13900000002"}
    assert borrower.correct(loan_id, 1, borrower=changed).status_code == 200
    assert borrower.see(loan_id)["stage"] == "初审"
    city.pull()
    with pytest.raises(Refused):
        city.decider.decide(passed(loan_id, 2), 1)
    district.decide(passed(loan_id, 2))
    city.decide(passed(loan_id, 2))
    assert borrower.see(loan_id)["state"] == "approved"


def test_only_the_office_where_it_lies_decides_and_documents_are_seen(
    borrower: BorrowersPhone, make_pc: MakePc
) -> None:
    loan_id = handed_in(borrower)
    district = make_pc(Role.DISTRICT_REVIEWER)
    with pytest.raises(Refused) as refused:
        district.decider.decide(PassLoan(loan_id, 1), 1)
    assert refused.value.code == "DOCUMENTS_NOT_SEEN"
    shown = tuple(one["sha256"] for one in borrower.see(loan_id)["content"]["card"])
    district.decide(PassLoan(loan_id, 1, documents_shown=shown))
    with pytest.raises(Refused) as refused:
        district.decider.decide(passed(loan_id), 1)
    assert refused.value.code == "ALREADY_DECIDED"


def test_figure_and_list_say_the_same_at_both_ends(
    server: LiveServer, borrower: BorrowersPhone, make_pc: MakePc
) -> None:
    first, second = handed_in(borrower), handed_in(borrower)
    district, city = make_pc(Role.DISTRICT_REVIEWER), make_pc(Role.CITY_OFFICE)
    for loan_id in (first, second):
        district.decide(passed(loan_id))
    city.decide(passed(first))
    district.pull()
    year = district.clock.now().year
    offices = {WUCHANG: "武昌区", HONGSHAN: "洪山区"}
    figure = LOANS_BY_YEAR.columns[0].counts
    with server.centre.reading() as session:
        centre = LOANS_BY_YEAR.read(session, YearQuery(year), offices, year).statistic
        assert figure.ids(session, Place((WUCHANG,), year)) == [first]
    with connected(district.unlocked.engine) as connection:
        pc = LOANS_BY_YEAR.read(connection, YearQuery(year), offices, year).statistic
        query = figure.query(Place((WUCHANG,), year))
        assert LOANS.ids(connection, query) == [first]
        waiting = LoanQuery(text="陈亦", state="pending,returned")
        assert [(row.id, row.stage) for row in LOANS.first_page(connection, waiting)] == [(second, "city")]
        assert LOANS.count(connection, LoanQuery(text="无此人")) == 0
    for statistic in (centre, pc):
        assert [row[1].number for row in statistic.rows] == [1, 0]


# the door


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_form_is_checked_as_it_is_described(borrower: BorrowersPhone) -> None:
    def handed(**changes: Any) -> list[str]:
        answer = borrower.hand_in(**changes)
        assert answer.status_code == 422, answer.text
        return [one["code"] for one in answer.json()["findings"]]

    assert handed(card=[]) == ["DOCUMENT_MISSING"]
    assert handed(items=[]) == ["FIELD_ROWS_FEW"]
    assert handed(items=[{"name": f"仪器{n}"} for n in range(6)]) == ["FIELD_ROWS_MANY"]
    assert handed(items=[{"name": " "}]) == ["FIELD_REQUIRED"]
    wrong = {"name": "陈", "id_number": "42010619900101001", "phone": "139"}
    assert handed(borrower=wrong) == ["FIELD_PHONE_LENGTH", "FIELD_ID_LENGTH"]
    twice = [{"name": "秤", "serial": "X-1"}, {"name": "镜", "serial": "X-1"}]
    assert handed(items=twice) == ["L1_TWICE"]


def test_a_repeated_request_hands_in_once(borrower: BorrowersPhone) -> None:
    card = [borrower.attach("id_front")]
    answers = [borrower.hand_in("key-1", card=card) for _ in range(2)]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert len(borrower.get(FORMS).json()["cases"]) == 1
    assert problem(borrower.hand_in("key-1", card=card, items=[{"name": "秤"}])) == (409, "OP_REUSED")


def test_what_is_not_the_own_or_no_form_is_not_there(server: LiveServer, borrower: BorrowersPhone) -> None:
    loan_id = handed_in(borrower)
    other = BorrowersPhone(server, "13900000009")
    assert other.get(FORMS).json()["cases"] == []
    assert problem(other.get(f"{FORMS}/{loan_id}")) == (404, "NOT_FOUND")
    digest = borrower.see(loan_id)["content"]["card"][0]["sha256"]
    body = {"revision": 1, "content": filled_in(card=[{"kept": digest}])}
    assert problem(other.put(f"{FORMS}/{loan_id}", body)) == (404, "NOT_FOUND")
    assert problem(other.get("/r/v1/forms/other")) == (404, "NOT_FOUND")
    assert problem(other.post("/r/v1/forms/other", {"office": WUCHANG, "content": {}})) == (404, "NOT_FOUND")
    assert borrower.get(f"/v1/blobs/{digest}").status_code == 200
    assert other.get(f"/v1/blobs/{digest}").status_code == 404


def test_nobody_hands_in_documents_of_others_or_elsewhere(
    server: LiveServer, borrower: BorrowersPhone
) -> None:
    loan_id = handed_in(borrower)
    reference = borrower.see(loan_id)["content"]["card"][0]
    other = BorrowersPhone(server, "13900000009")
    assert problem(other.hand_in(card=[reference])) == (400, "BAD_REQUEST")
    assert problem(other.hand_in(card=[{"kept": reference["sha256"]}])) == (400, "BAD_REQUEST")
    assert problem(other.hand_in(items="x")) == (400, "BAD_REQUEST")
    deep: Any = []
    for _ in range(20):
        deep = [deep]
    assert problem(other.hand_in(items=deep)) == (400, "BAD_REQUEST")
    for office in ("999999", CITY, ""):
        content = filled_in(card=[other.attach("id_front")])
        answer = other.post(FORMS, {"office": office, "content": content})
        assert problem(answer) == (422, "OFFICE_WRONG")

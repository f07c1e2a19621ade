"""Search in scores, notices and policies; and what an empty store gives."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from core.apprenticeship.lists.eligible import ELIGIBLE, EligibleQuery
from core.apprenticeship.lists.scores import SCORES, ScoreQuery
from core.commons.notices import NOTICES, NoticeQuery
from core.commons.policies import POLICIES, PolicyQuery
from core.domain.values import NoticeState, PolicyFile, PolicyState
from core.store.engine import reading
from tests.core.store.samples import add_apprenticeship, add_notice, add_score, given_on, put

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from core.store.lists import Listed

GIVEN = given_on(date(2026, 11, 20))
PEOPLE = (("陈亦舟", "42010619900202125X"), ("李青禾", "420106198512031230"))
TEACHERS = (("周明远", "420106195501011239"), ("陈平", "420106196001011238"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"student": "42010619900202125X"}, [1]),
        ({"student": "４２０１０６１９９００２０２１２５ｘ"}, [1]),
        ({"teacher": "420106195501011239"}, [1]),
        ({"student": "420106195501011239"}, []),
        ({"text": "420106196001011238"}, [2]),
        ({"text": "42010619990202"}, []),
        ({"text": "WC-2026-0002"}, [2]),
        ({"student": "125X"}, [1]),
        ({"student": "*"}, []),
        ({"text": '" OR 1=1 --'}, []),
        ({"text": "%"}, []),
        ({"text": "_"}, []),
        ({"text": " "}, [1, 2]),
    ],
)
def test_scores_are_searched_by_numbers_and_no_sign_breaks_it(
    store: Engine, query: dict[str, str], expected: list[int]
) -> None:
    with store.begin() as connection:
        for number, (student, teacher) in enumerate(zip(PEOPLE, TEACHERS, strict=True), start=1):
            person = {"student_name": student[0], "student_id_number": student[1], "teacher_name": teacher[0]}
            add_apprenticeship(connection, number, **person, teacher_id_number=teacher[1])
            add_score(connection, number, **person)
        asked = ScoreQuery(**query, sort="filing_no", descending=False)
        assert SCORES.ids(connection, asked) == [f"c{number:06d}" for number in expected]
        assert SCORES.count(connection, asked) == len(expected)
        assert [row.id for row in SCORES.page(connection, asked)] == SCORES.ids(connection, asked)


def test_notices_are_found_by_phone_filing_no_and_any_words(store: Engine) -> None:
    with store.begin() as connection:
        add_notice(connection, 1, recipient_name="陈亦舟", phone="13812345678", text="申请（WC）已退回补正。")
        add_notice(connection, 2, recipient_name="李青禾", phone="13900000000", reason="停机")
        for text, expected in (
            ("13812345678", [1]),
            ("5678", [1]),
            ("１３８１２３４", [1]),
            ("WC-2026-0002", [2]),
            ("0002", [2]),
            ("退回", [1]),
            ("退", [1]),
            ("李青禾 通过", [2]),
            ("陈 通过", []),
            ("'", []),
        ):
            found = NOTICES.ids(connection, NoticeQuery(text=text, descending=False))
            assert found == [f"m{number:06d}" for number in expected], text
        row = NOTICES.rows(connection, ["m000002"])[0]
    assert (row.state, row.reason, row.recipient_name) == (NoticeState.DELIVERED, "停机", "李青禾")


def test_policies_are_listed_with_their_files(store: Engine) -> None:
    file = {
        "name": "通知.pdf",
        "document": {"kind": "policy_file", "sha256": "a" * 64, "original_sha256": "a" * 64},
    }
    with store.begin() as connection:
        for number, state in enumerate(PolicyState):
            put(connection, "policy_notice", {
                "id": f"p{number}", "title": f"第{number}号公告", "state": str(state),
                "text": "关于师承备案的通知", "changed_at": f"2026-11-0{number + 1}",
                "files": msgspec.json.encode([file] * number).decode(),
                "settled_at": "" if number else "2026-11-09",
            })  # fmt: skip
        assert POLICIES.ids(connection, PolicyQuery()) == ["p2", "p1", "p0"]
        for sort in POLICIES.sorts:
            assert sorted(POLICIES.ids(connection, PolicyQuery(sort=sort))) == ["p0", "p1", "p2"]
        assert POLICIES.ids(connection, PolicyQuery(text="1号")) == ["p1"]
        assert POLICIES.ids(connection, PolicyQuery(text="师承备案", state="draft")) == ["p0"]
        assert POLICIES.count(connection, PolicyQuery(text="没有")) == 0
        first, last = POLICIES.rows(connection, ["p0", "p2"])
    assert (first.files, first.state, first.waiting) == ((), PolicyState.DRAFT, False)
    assert isinstance(last.files[1], PolicyFile)
    assert (last.files[1].name, last.waiting) == ("通知.pdf", True)


def test_an_empty_store_has_empty_lists(store: Engine) -> None:
    lists: tuple[tuple[Listed[Any, Any], Any], ...] = (
        (SCORES, ScoreQuery()),
        (NOTICES, NoticeQuery()),
        (POLICIES, PolicyQuery()),
        (ELIGIBLE, EligibleQuery("graduation")),
    )
    with reading(store) as connection:
        for one, query in lists:
            assert one.first_page(connection, query, given=GIVEN) == []
            assert one.ids(connection, query, given=GIVEN) == []
            assert one.rows(connection, ["gone"], query, given=GIVEN) == []
            assert one.count(connection, query, given=GIVEN) == 0

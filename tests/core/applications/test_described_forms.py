"""What every described form is checked for, and how it is stored: nothing of it is written for one form."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
import pytest

from core.applications.checks import check_content
from core.applications.clean import clean_content
from core.applications.content import Content, Document, one, papers
from core.applications.fields import Section, id_number, many, phone, text
from core.domain.values import DocumentKind, DocumentRef
from tests.kit import id_number as number
from tests.kit import ref

TODAY = date(2026, 11, 20)


class Person(Section, frozen=True):
    name: Annotated[str, text("姓名", at_most=4)]
    id_number: Annotated[str, id_number()]
    phone: Annotated[str, phone()]


class Row(Section, frozen=True):
    name: Annotated[str, text("名称")]
    note: Annotated[str, text("备注", needed=False)] = ""


class Asked(Content, frozen=True):
    person: Annotated[Person, one("申请人")]
    rows: Annotated[tuple[Row, ...], many("物品", 1, 2)]
    second: Annotated[Person | None, one("第二人")] = None
    card: Annotated[tuple[DocumentRef, ...], papers("person", Document(DocumentKind.ID_FRONT, 1, 2))] = ()


PERSON = Person("陈亦舟", number(), "13900000001")
CARD = tuple(ref(DocumentKind.ID_FRONT, "card", page) for page in (1, 2, 3))
GOOD = Asked(PERSON, (Row("秤"),), None, CARD[:1])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"card": ()}, [("DOCUMENT_MISSING", "person.id_front")]),
        ({"card": CARD}, [("DOCUMENT_PAGES", "person.id_front")]),
        ({"rows": ()}, [("FIELD_ROWS_FEW", "rows")]),
        ({"rows": (Row("秤"),) * 3}, [("FIELD_ROWS_MANY", "rows")]),
        ({"rows": (Row("秤"), Row(" "))}, [("FIELD_REQUIRED", "rows[2].name")]),
        ({"second": Person("五个字的名", number(), "")}, [
            ("FIELD_TOO_LONG", "second.name"),
            ("FIELD_REQUIRED", "second.phone"),
        ]),
        ({"second": Person("陈", "42010619960821001", "139")}, [
            ("FIELD_PHONE_LENGTH", "second.phone"),
            ("FIELD_ID_LENGTH", "second.id_number"),
        ]),
    ],
)  # fmt: skip
def test_a_form_is_checked_as_it_is_described(
    changes: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    content = msgspec.structs.replace(GOOD, **changes)
    found = list(check_content(content, TODAY))
    assert [(one.code, one.evidence[0].field) for one in found] == expected
    assert all(one.blocking for one in found)


def test_findings_name_the_row() -> None:
    (found,) = check_content(msgspec.structs.replace(GOOD, rows=(Row("秤"), Row(""))), TODAY)
    assert found.message == "请填写物品 2信息中的名称"


def test_every_section_is_stored_clean() -> None:
    typed = Asked(
        Person(" 陈亦舟 ", number().lower(), "+86 139-0000-0001"), (Row(" 秤 "),), Person(" 李 ", "", "")
    )
    assert clean_content(typed) == Asked(PERSON, (Row("秤"),), Person("李", "", ""))
    assert clean_content(GOOD) == GOOD

"""A form with sections, a repeated section and documents: keys, labels, differences, locks, cleaning."""

from __future__ import annotations

from typing import Annotated

import msgspec

from core.applications.checks import check_contacts, check_texts
from core.applications.clean import clean
from core.applications.content import (
    Content,
    Document,
    decode_content,
    differences,
    encode_content,
    one,
    papers,
    parts_of,
    together_in,
)
from core.applications.fields import Section, fields_of, id_number, lines, many, phone, text, words_of
from core.applications.returns import check_locked, check_return, is_unlocked, unlocked_keys
from core.apprenticeship.words.content import FilingContent
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.kinds import DIPLOMA
from core.domain.dictionaries import load_dictionaries
from core.domain.values import DocumentKind, DocumentRef, Parameters, ReturnItem


class Borrower(Section, frozen=True):
    name: Annotated[str, text("姓名", at_most=4)]
    id_number: Annotated[str, id_number(together=("born_on",))]
    phone: Annotated[str, phone(said="手机号")]
    born_on: Annotated[str, text("出生日期", needed=False)] = ""


class Instrument(Section, frozen=True):
    name: Annotated[str, text("仪器名称")]
    use: Annotated[str, lines("用途", at_most=100)] = ""
    photos: tuple[DocumentRef, ...] = ()


class Loan(Content, frozen=True):
    borrower: Annotated[Borrower, one("借用人")]
    items: Annotated[tuple[Instrument, ...], many("仪器", 1, 5)]
    card: Annotated[tuple[DocumentRef, ...], papers("borrower", Document(DocumentKind.ID_FRONT))] = ()


def photo(number: int, page: int = 1) -> DocumentRef:
    return DocumentRef(DIPLOMA, f"copy{number}", f"original{number}", page)


LOAN = Loan(
    Borrower("陈亦舟", "420106199001010011", "13900000001"),
    (Instrument("显微镜", "教学"), Instrument("天平", photos=(photo(1), photo(2, 2)))),
    (DocumentRef(DocumentKind.ID_FRONT, "c", "o"),),
)


def test_keys_name_the_row_of_a_repeated_section() -> None:
    assert LOAN.fields() == {
        "borrower.name": "陈亦舟",
        "borrower.id_number": "420106199001010011",
        "borrower.phone": "13900000001",
        "borrower.born_on": "",
        "items[1].name": "显微镜",
        "items[1].use": "教学",
        "items[2].name": "天平",
        "items[2].use": "",
    }
    assert [key for key, _ in LOAN.documents()] == [
        "borrower.id_front",
        "items[2].diploma",
        "items[2].diploma",
    ]
    assert LOAN.values()["items[2].diploma"] == "1:original1 2:original2"
    assert len(LOAN.to_be_seen()) == 3


def test_labels_name_what_is_there_and_what_is_asked_for() -> None:
    labels = msgspec.structs.replace(LOAN, card=()).labels()
    assert labels["borrower.name"] == "借用人 · 姓名"
    assert labels["borrower.id_front"] == "借用人 · 身份证正面"
    assert labels["items[2].use"] == "仪器 2 · 用途"
    assert labels["items[2].diploma"] == "仪器 2 · 学历证书"
    assert Loan.titles() == {"borrower": "借用人", "items": "仪器"}


def test_a_revision_is_read_back_as_it_was_written() -> None:
    assert decode_content(encode_content(LOAN), Loan) == LOAN


def test_rows_that_came_and_went_are_differences() -> None:
    after = msgspec.structs.replace(LOAN, items=LOAN.items[:1])
    found = differences(LOAN, after)
    assert [(one.key, one.before, one.after) for one in found if not one.is_document] == [
        ("items[2].name", "天平", "")
    ]
    assert [(one.key, one.page) for one in found if one.is_document] == [
        ("items[2].diploma", 1),
        ("items[2].diploma", 2),
    ]
    assert differences(LOAN, LOAN) == ()


def test_a_return_names_items_that_are_there() -> None:
    keys = LOAN.labels()
    assert check_return([ReturnItem("items[2].name", "不清楚。")], "", Parameters(), keys, "借用") == ()
    (found,) = check_return([ReturnItem("items[3].name", "不清楚。")], "", Parameters(), keys, "借用")
    assert found.code == "G15_ITEM_UNKNOWN"


def test_named_items_rows_and_sections_are_open_and_nothing_else() -> None:
    def is_open(*named: str) -> set[str]:
        unlocked = unlocked_keys([ReturnItem(key, "") for key in named], together_in(Loan))
        return {key for key in LOAN.values() if is_unlocked(key, unlocked)}

    assert is_open("borrower.id_number") == {"borrower.id_number", "borrower.born_on"}
    assert is_open("items[2]") == {"items[2].name", "items[2].use", "items[2].diploma"}
    assert is_open("items") == {key for key in LOAN.values() if key.startswith("items")}
    changed = msgspec.structs.replace(
        LOAN, items=(LOAN.items[0], Instrument("秤", photos=LOAN.items[1].photos))
    )
    named = unlocked_keys([ReturnItem("items[1].name", "")])
    (found,) = check_locked(LOAN.values(), changed.values(), named, LOAN.labels())
    assert found.message == "「仪器 2 · 仪器名称」未要求补正，不能修改"


def test_fields_are_cleaned_and_checked_as_they_are_described() -> None:
    typed = Borrower(" 陈\u202e亦舟 ", " 42010619900101001x ", "+86 139-0000-0001")
    assert clean(typed) == Borrower("陈 亦舟", "42010619900101001X", "13900000001")
    assert clean(Instrument("镜", "一行\r\n两行 ")).use == "一行\n两行"
    needed, optional = words_of(Borrower, needed=True), words_of(Borrower, needed=False)
    bad = Borrower("五个字的名", "", "139")
    found = [
        *check_texts("borrower", "借用人", bad, needed, optional),
        *check_contacts("borrower", "借用人", bad),
    ]
    assert [(one.code, one.evidence[0].field) for one in found] == [
        ("FIELD_TOO_LONG", "borrower.name"),
        ("FIELD_REQUIRED", "borrower.id_number"),
        ("FIELD_PHONE_LENGTH", "borrower.phone"),
    ]
    assert found[0].message == "借用人信息中的姓名有 5 字，不能超过 4 字"


def test_the_forms_of_filings_and_their_dictionary_name_the_same_items() -> None:
    """`items.json` orders the dialog of a return and may rename; shipped, it says what the form says."""
    dictionaries = load_dictionaries()
    titles = FilingContent.titles()
    for group in of(dictionaries).item_groups:
        section = next(part for part in parts_of(FilingContent) if part.key == group.key)
        described = {name: field.label for name, field in fields_of(section.section).items()}
        assert {item.name: item.label for item in group.items if item.document is None} == described
        assert group.label == titles[group.key]

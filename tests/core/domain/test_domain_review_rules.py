"""G15: returns, refusals, locks."""

from __future__ import annotations

import msgspec
import pytest

from core.applications.content import together_in
from core.applications.returns import is_unlocked, unlocked_keys
from core.apprenticeship import rules
from core.apprenticeship.words.content import FilingContent
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.kinds import LICENCE, NOTARIAL_PAGE
from core.apprenticeship.words.values import (
    DissolutionData,
    FilingKind,
    NotarisationData,
    StudentData,
    TeacherData,
    TitleLevel,
)
from core.domain.dictionaries import load_dictionaries
from core.domain.values import DocumentRef, Parameters, ReturnItem, Sex
from tests.kit import proofs

NORMAL = Parameters()
TOGETHER = together_in(FilingContent)
DICTIONARIES = load_dictionaries()
DIPLOMA = ReturnItem("student.diploma", "照片模糊，请重新拍摄。")


def codes(*items: ReturnItem, opinion: str = "") -> list[str]:
    found = rules.check_return(items, opinion, NORMAL, of(DICTIONARIES).item_labels)
    assert all(one.blocking and one.rule == "G15" for one in found)
    return [one.code for one in found]


def test_g15_a_return_names_items_each_with_a_reason() -> None:
    assert codes(DIPLOMA, ReturnItem("notarisation.notarial_page", "缺第 3 页。")) == []
    assert rules.check_return([DIPLOMA], "", NORMAL, of(DICTIONARIES).item_keys) == ()


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], ["G15_NO_ITEMS"]),
        ([ReturnItem("student.shoe_size", "太大。")], ["G15_ITEM_UNKNOWN"]),
        ([ReturnItem("", "太大。")], ["G15_ITEM_UNKNOWN"]),
        ([ReturnItem("student.diploma", " \n\u3000")], ["G15_REASON_MISSING"]),
        ([DIPLOMA, DIPLOMA], ["G15_ITEM_TWICE"]),
        ([ReturnItem("student.diploma", "长" * 2001)], ["G15_TOO_LONG"]),
    ],
)
def test_g15_a_return_that_says_too_little_is_refused(items: list[ReturnItem], expected: list[str]) -> None:
    assert codes(*items) == expected


def test_g15_messages_name_the_item() -> None:
    (found,) = rules.check_return(
        [ReturnItem("student.diploma", "")], "", NORMAL, of(DICTIONARIES).item_labels
    )
    assert found.message == "第 1 项「学生 · 学历证书」未填写退回原因"


def test_g15_a_refusal_needs_a_reason() -> None:
    assert rules.check_refusal("老师不具备带教资格。") == ()
    for empty in ("", "   ", "\n\u3000"):
        (found,) = rules.check_refusal(empty)
        assert (found.code, found.blocking) == ("G15_OPINION_MISSING", True)


def test_g15_an_opinion_has_at_most_2000_characters_and_the_excess_is_told() -> None:
    assert rules.check_opinion_length("好" * 2000) == ()
    (found,) = rules.check_opinion_length("好" * 5000)
    assert found.message == "审核意见有 5000 字，最多 2000 字，请删去 3000 字"
    assert found.blocking
    assert rules.check_refusal("好" * 2001) != ()
    assert codes(DIPLOMA, opinion="好" * 2001) == ["G15_TOO_LONG"]
    assert rules.check_opinion_length("好" * 11, Parameters(opinion_max=10)) != ()


def test_g15_items_not_named_are_locked() -> None:
    unlocked = unlocked_keys([DIPLOMA], TOGETHER)
    assert {key for key in of(DICTIONARIES).item_keys if is_unlocked(key, unlocked)} == {"student.diploma"}


def test_g15_what_must_change_together_is_unlocked_together() -> None:
    named = [ReturnItem("student.id_number", "不一致。"), ReturnItem("teacher.title", "不一致。")]
    assert unlocked_keys(named, TOGETHER) == {
        "student.id_number", "student.id_kind", "student.born_on", "student.sex", "teacher.title",
        "teacher.title_level",
    }  # fmt: skip


def test_g15_a_changed_item_that_was_not_named_is_refused() -> None:
    before = {"student.name": "陈亦舟", "student.diploma": "1:a", "student.email": ""}
    after = {"student.name": "陈一舟", "student.diploma": "1:b", "student.id_front": "1:c"}
    found = rules.check_locked(before, after, [DIPLOMA], of(DICTIONARIES).item_labels)
    assert [(one.code, one.evidence[0].field) for one in found] == [
        ("G15_LOCKED", "student.name"),
        ("G15_LOCKED", "student.id_front"),
    ]
    assert all(one.blocking for one in found)
    assert found[0].message == "「学生 · 姓名」未要求补正，不能修改"
    assert rules.check_locked(before, {**before, "student.diploma": "1:z"}, [DIPLOMA]) == ()
    assert rules.check_locked(before, {**before, "student.diploma": ""}, []) != ()
    assert rules.check_locked(before, {"student.name": "陈亦舟"}, []) != ()


def content() -> FilingContent:
    page = DocumentRef(NOTARIAL_PAGE, "c1", "o1", 1)
    teacher = TeacherData(
        "刘景和", Sex.MALE, "", "", "医师", TitleLevel.JUNIOR, "", "", "", "", "", "", "420106"
    )
    return FilingContent(
        teacher=teacher,
        teacher_registered_on="2026-11-01",
        teacher_documents=(DocumentRef(LICENCE, "cl", "ol"),),
        student=StudentData("陈亦舟", Sex.FEMALE, "", "", "bachelor"),
        student_documents=(),
        notarisation=NotarisationData("", "", "2023-03-16", "", "", "", "", "", ""),
        notarial_pages=(msgspec.structs.replace(page, page=2, original_sha256="o2"), page),
    )


def test_item_values_cover_every_field_and_document_under_known_keys() -> None:
    values = content().values()
    assert set(values) <= set(of(DICTIONARIES).item_keys)
    assert values["student.sex"] == "female"
    assert values["notarisation.notarised_on"] == "2023-03-16"
    assert values["teacher.licence"] == "1:ol"
    assert values["notarisation.notarial_page"] == "1:o1 2:o2"
    fields = {
        key
        for key in of(DICTIONARIES).labels_of(FilingKind.ESTABLISH)
        if not of(DICTIONARIES).item(key).document
    }
    assert fields <= set(values)


def test_a_dissolutions_items_are_its_own() -> None:
    labels = of(DICTIONARIES).labels_of(FilingKind.DISSOLVE)
    dissolving = msgspec.structs.replace(
        content(), dissolution=DissolutionData("2026-11-20", "协商"), proofs=proofs(2)
    )
    assert set(dissolving.values()) - set(content().values()) == set(labels)
    assert labels["dissolution.dissolution_proof"] == "解除 · 解除证明"
    assert not set(labels) & set(of(DICTIONARIES).labels_of(FilingKind.ESTABLISH))
    assert set(of(DICTIONARIES).item_keys) == {*labels, *of(DICTIONARIES).labels_of(FilingKind.ESTABLISH)}
    (found,) = rules.check_refusal(" ", NORMAL, FilingKind.DISSOLVE)
    assert found.message == "不予解除须填写审核意见，说明理由"


def test_changed_items_are_found_in_order() -> None:
    one = content()
    other = msgspec.structs.replace(
        one,
        student=msgspec.structs.replace(one.student, name="陈一舟"),
        notarial_pages=one.notarial_pages[1:],
    )
    assert rules.changed_keys(one.values(), other.values()) == (
        "student.name",
        "notarisation.notarial_page",
    )
    assert rules.changed_keys(one.values(), one.values()) == ()

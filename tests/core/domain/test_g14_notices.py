"""G14: what a message says; the texts come from data and always fit."""

from __future__ import annotations

import json
import re
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.apprenticeship.words import notices as causes
from core.domain.dictionaries import load_dictionaries
from core.domain.notices import (
    NoticeCause,
    NoticeTemplateError,
    fitted,
    item_words,
    load_notice_templates,
    parts,
    shipped_notice_templates,
    units,
)
from tests.kit import id_number

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATES = shipped_notice_templates(causes.PROGRAMME)
FACTS: dict[str, Any] = {
    "student": "陈亦舟",
    "teacher": "刘景和",
    "bureau": "武昌区卫生健康局",
    "filing_no": "WC-2026-0001",
    "items": ("学生学历证书", "公证公证书"),
    "reason": "公证书不符合要求。",
    "basis": "武卫〔2026〕12号",
    "type": "出师考核",
    "score": "86.5",
    "result": "合格",
    "date": "2026年3月5日",
}
ODD = st.text(max_size=400) | st.sampled_from(["𠮷" * 200, "e\u0301" * 99, "\u202e\r\n\0", "【】" * 50, ""])


def text(cause: NoticeCause, audience: Any = "student", **facts: Any) -> str:
    return TEMPLATES.text(cause, audience, issuer="武昌区卫生健康局", facts={**FACTS, **facts})


@pytest.mark.parametrize("audience", causes.ROLES)
@pytest.mark.parametrize("cause", NoticeCause)
@given(data=st.data())
def test_g14_every_text_fits_whatever_people_typed(cause: NoticeCause, audience: Any, data: Any) -> None:
    facts = {name: data.draw(ODD) for name in cause.facts}
    if "items" in facts:
        facts["items"] = tuple(data.draw(st.lists(ODD, max_size=30)))
    said = TEMPLATES.text(cause, audience, issuer=data.draw(ODD), facts=facts)
    assert units(said) <= TEMPLATES.longest
    assert parts(said) <= 2
    assert re.fullmatch(r"【[^【】]+】[^【】]+", said)
    assert said.isprintable() or not re.search(r"[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e]", said)
    assert "\n" not in said


def test_every_district_s_bureau_signs_in_full() -> None:
    dictionaries = load_dictionaries()
    for district in dictionaries.districts:
        said = TEMPLATES.text(causes.APPROVED, "student", issuer=district.bureau, facts=FACTS)
        assert said.startswith(f"【{district.bureau}】")
    assert units(dictionaries.city.commission) <= TEMPLATES.limits["issuer"]


def test_the_words_of_the_causes() -> None:
    assert text(causes.APPROVED) == (
        "【武昌区卫生健康局】您与刘景和老师的师承关系备案申请已通过审核，备案号WC-2026-0001。可登录居民端查看。"
    )
    assert "需要补正：学生学历证书、公证公证书。" in text(causes.RETURNED)
    assert "原因：公证书不符合要求。如有疑问" in text(causes.REFUSED)
    assert "公证书" not in text(causes.REFUSED, "teacher"), "the reason is the applicant's"
    assert "武卫〔2026〕12号" in text(causes.TERMINATED)


def test_the_score_goes_to_the_student_only_and_names_nobody() -> None:
    for cause in (causes.PUBLISHED, causes.CORRECTED):
        student, teacher = text(cause), text(cause, "teacher")
        assert "86.5分，合格" in student
        assert "陈亦舟" not in student, "a number may have a new owner"
        assert "86.5" not in teacher
        assert "合格" not in teacher
        assert "陈亦舟" in teacher


def test_numbers_of_ids_and_phones_never_stand_in_a_text() -> None:
    number = id_number()
    said = text(causes.REFUSED, reason=f"{number} 与 13800001111 不符", student=number)
    assert number not in said
    assert "13800001111" not in said
    assert "[身份证号]" in said


def test_long_values_end_with_an_ellipsis_and_lists_are_counted() -> None:
    assert fitted("一二三四五", 5) == "一二三四五"
    assert fitted("一二三四五六", 5) == "一二三四…"
    assert fitted("𠮷𠮷𠮷", 5) == "𠮷𠮷…"
    assert fitted("  \n ", 5) == "无"
    assert fitted(("甲甲", "乙乙", "丙丙", "丁丁"), 9) == "甲甲、乙乙等4项"
    assert fitted(("长" * 30, "乙"), 10) == "长长长长长长…等2项"
    assert fitted((), 10) == "无"


def test_items_are_named_shortly() -> None:
    assert item_words("学生 · 学历证书") == "学生学历证书"
    assert item_words("解除 · 解除证明") == "解除证明"
    assert item_words("公证 · 公证书") == "公证书"


def test_parts_are_counted_as_carriers_do() -> None:
    assert parts("字" * 70) == 1
    assert parts("字" * 71) == 2
    assert parts("字" * 134) == 2
    assert parts("字" * 135) == 3
    assert parts("𠮷" * 35) == 1
    assert parts("𠮷" * 67) == 3, "a pair is not torn: 33 in each part"


def test_a_fact_that_is_missing_is_a_bug() -> None:
    with pytest.raises(LookupError, match="reason"):
        TEMPLATES.text(causes.REFUSED, "student", issuer="某局", facts=_no_reason())


def _no_reason() -> dict[str, Any]:
    return {name: value for name, value in FACTS.items() if name != "reason"}


def shipped() -> Any:
    return json.loads(
        (resources.files("resources") / "apprenticeship" / "notices" / "templates.json").read_text(
            encoding="utf-8"
        )
    )


def loaded(folder: Path, content: Any) -> None:
    (folder / "templates.json").write_text(json.dumps(content), encoding="utf-8")
    load_notice_templates(causes.PROGRAMME, folder)


def test_another_city_replaces_the_file(tmp_path: Path) -> None:
    content = shipped()
    content["templates"][0]["student"] = "{student}，已备案。"
    loaded(tmp_path, content)
    found = load_notice_templates(causes.PROGRAMME, tmp_path)
    assert found.text(causes.APPROVED, "student", issuer="某市", facts=FACTS) == "【某市】陈亦舟，已备案。"


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("证件{id_number}", "NOTICE_PLACEHOLDER"),
        ("{score}分", "NOTICE_PLACEHOLDER"),
        ("{student!r}", "NOTICE_PLACEHOLDER"),
        ("{student.__class__}", "NOTICE_PLACEHOLDER"),
        ("{student:>9}", "NOTICE_PLACEHOLDER"),
        ("{}", "NOTICE_PLACEHOLDER"),
        ("{student", "NOTICE_PLACEHOLDER"),
        ("", "NOTICE_SIGNS"),
        ("一行\n两行", "NOTICE_SIGNS"),
        ("【别的签名】您好", "NOTICE_SIGNS"),
        ("请拨 13800001111", "NOTICE_SIGNS"),
        ("字" * 120, "NOTICE_TOO_LONG"),
        ("和{student}" * 9, "NOTICE_TOO_LONG"),
    ],
)
def test_a_bad_sentence_is_refused_when_loading(tmp_path: Path, sentence: str, code: str) -> None:
    content = shipped()
    content["templates"][0]["teacher"] = sentence
    with pytest.raises(NoticeTemplateError) as refused:
        loaded(tmp_path, content)
    assert refused.value.code == code
    assert "备案通过" in refused.value.message


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda file: file["templates"].pop(), "NOTICE_CAUSES"),
        (lambda file: file["templates"].append(file["templates"][0]), "NOTICE_CAUSES"),
        (lambda file: file["templates"][0].update(cause="other"), "NOTICE_FILE"),
        (lambda file: file["templates"][0].pop("teacher"), "NOTICE_FILE"),
        (lambda file: file.update(extra=1), "NOTICE_FILE"),
        (lambda file: file["limits"].pop("student"), "NOTICE_LIMITS"),
        (lambda file: file["limits"].update(id_number=18), "NOTICE_LIMITS"),
        (lambda file: file["limits"].update(student=1), "NOTICE_LIMITS"),
        (lambda file: file.update(longest=5000), "NOTICE_LIMITS"),
    ],
)
def test_a_bad_file_is_refused_when_loading(tmp_path: Path, change: Any, code: str) -> None:
    content = shipped()
    change(content)
    with pytest.raises(NoticeTemplateError) as refused:
        loaded(tmp_path, content)
    assert refused.value.code == code


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NoticeTemplateError, match=r"templates\.json"):
        load_notice_templates(causes.PROGRAMME, tmp_path)

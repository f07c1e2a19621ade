"""Dictionaries are data that a city can replace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.kinds import TERMINATION_BASIS
from core.apprenticeship.words.values import (
    FilingKind,
    NotarisationData,
    StudentData,
    TeacherData,
    TitleLevel,
)
from core.domain.data_files import DictionaryError
from core.domain.dictionaries import load_dictionaries
from core.domain.values import DocumentKind

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = load_dictionaries()

OTHER_CITY = """{"offices": [
  {"code": "430000", "name": "湖南省", "short": "湖南", "kind": "province", "parent": "100000"},
  {"code": "430100", "name": "长沙市", "short": "长沙", "kind": "city", "parent": "430000",
   "commission": "长沙市卫生健康委员会", "office": "长沙市中医处"},
  {"code": "430102", "name": "芙蓉区", "short": "芙蓉", "kind": "district", "parent": "430100",
   "bureau": "芙蓉区卫生健康局", "prefix": "FR"}
]}"""


def test_wuhan_has_13_districts_and_4_zones() -> None:
    administrative = [one.code for one in SHIPPED.districts if not one.zone]
    assert administrative == [f"4201{two:02}" for two in (2, 3, 4, 5, 6, 7, 11, 12, 13, 14, 15, 16, 17)]
    assert [one.short for one in SHIPPED.districts if one.zone] == [
        "东湖高新",
        "武汉经开",
        "东湖风景区",
        "长江新区",
    ]


def test_a_district_knows_its_bureau_and_prefix() -> None:
    assert SHIPPED.bureau_name("420106") == "武昌区卫生健康局"
    assert SHIPPED.district("420106").prefix == "WC"
    assert SHIPPED.district_name("420104") == "硚口区"
    assert SHIPPED.bureau_name("420100") == "武汉市卫生健康委员会"


def test_unknown_codes_are_shown_as_they_are_but_refused_where_they_count() -> None:
    assert SHIPPED.bureau_name("999999") == SHIPPED.district_name("999999") == "999999"
    assert of(SHIPPED).label("x.y") == of(SHIPPED).full_label("x.y") == "x.y"
    assert of(SHIPPED).education_name("x") == "x"
    assert not SHIPPED.has_district("420100")
    assert of(SHIPPED).assessment_name("x") == of(SHIPPED).termination_reason_name("x") == "x"
    for lookup in (
        SHIPPED.district,
        of(SHIPPED).education,
        of(SHIPPED).assessment_type,
        of(SHIPPED).item,
        of(SHIPPED).termination_reason,
    ):
        with pytest.raises(DictionaryError, match="字典中没有"):
            lookup("x")


def test_another_city_replaces_one_file(tmp_path: Path) -> None:
    (tmp_path / "city.json").write_text(OTHER_CITY, encoding="utf-8")
    changsha = load_dictionaries(tmp_path)
    assert changsha.city.name == "长沙市"
    assert changsha.bureau_name("430102") == "芙蓉区卫生健康局"
    assert not changsha.has_district("420106")
    assert of(changsha).titles == of(SHIPPED).titles


def test_every_field_of_a_filing_is_an_item_with_a_chinese_label() -> None:
    for group, data in (
        ("student", StudentData),
        ("teacher", TeacherData),
        ("notarisation", NotarisationData),
    ):
        for field in msgspec.structs.fields(data):
            assert any("\u4e00" <= sign <= "\u9fff" for sign in of(SHIPPED).label(f"{group}.{field.name}"))


def test_every_required_document_is_an_item_named_as_its_kind() -> None:
    needed = of(SHIPPED).attachments
    assert (len(needed.teacher), len(needed.student), len(needed.notarisation)) == (8, 3, 1)
    for group in ("student", "teacher", "notarisation"):
        for kind in getattr(needed, group):
            item = of(SHIPPED).item(f"{group}.{kind}")
            assert item.document is kind
            assert item.label == kind.label
    assert of(SHIPPED).item("student.name").document is None
    assert of(SHIPPED).full_label("student.diploma") == "学生 · 学历证书"


def test_the_manuals_item_keys_exist() -> None:
    assert {
        "student.name", "teacher.title", "notarisation.notarised_on", "student.id_front", "teacher.licence",
        "notarisation.notarial_page",
    } <= set(of(SHIPPED).item_keys)  # fmt: skip


def test_titles_know_their_level() -> None:
    assert of(SHIPPED).title_level("副主任医师") is TitleLevel.ASSOCIATE
    assert of(SHIPPED).title_level("主管中药师") is TitleLevel.MIDDLE
    assert of(SHIPPED).title_level("大师") is None
    assert set(of(SHIPPED).title_levels.values()) == set(TitleLevel)


def test_assessment_types_have_years_and_pass_marks() -> None:
    rows = {one.name: (one.years, one.pass_mark, one.graduates) for one in of(SHIPPED).assessment_types}
    assert rows == {"出师考核": (3, 60, True), "确有专长考核": (5, 60, False)}


def test_reasons_of_a_forced_termination_are_explained() -> None:
    assert of(SHIPPED).termination_reason_name("licence_revoked") == "老师被吊销或注销执业证"
    assert [one.code for one in of(SHIPPED).termination_reasons][-1] == "other"
    assert all(one.name and one.hint.endswith("。") for one in of(SHIPPED).termination_reasons)
    assert of(SHIPPED).assessment_name("graduation") == "出师考核"


def test_templates_are_sentences() -> None:
    texts = [*of(SHIPPED).return_reasons.common]
    for kind in FilingKind:
        opinions = of(SHIPPED).opinions_of(kind)
        texts += [*opinions.approve, *opinions.return_, *opinions.refuse]
    texts += [text for key in of(SHIPPED).item_keys for text in of(SHIPPED).reasons_for(key)]
    assert all(text.endswith("。") and len(text) < 60 for text in texts)
    own = of(SHIPPED).reasons_for("student.diploma")
    assert own[-3:] == of(SHIPPED).return_reasons.common
    assert len(own) > 3


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("city.json", "{"),
        ("city.json", '{"districts": []}'),
        ("city.json", '{"offices": []}'),
        ("city.json", OTHER_CITY.replace("430102", "430100")),
        ("city.json", OTHER_CITY.replace("FR", "")),
        ("educations.json", '{"educations": [{"code": "", "name": "无"}]}'),
        ("educations.json", '{"educations": [{"code": "a", "name": "无", "colour": "red"}]}'),
        ("titles.json", '{"titles": [{"name": "大师", "level": "top", "series": "医师"}]}'),
        ("termination_reasons.json", '{"termination_reasons": [{"code": "", "name": "无", "hint": ""}]}'),
        ("return_reasons.json", '{"common": [], "items": {"student.shoe_size": ["太大。"]}}'),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DictionaryError, match=name.replace(".", r"\.")):
        load_dictionaries(tmp_path)


def test_document_kinds_of_a_filing_all_have_an_item() -> None:
    known = {item.document for group in of(SHIPPED).item_groups for item in group.items}
    assert set(DocumentKind) - known == {
        TERMINATION_BASIS,
        DocumentKind.POLICY_FILE,
        DocumentKind.REPORT_FILE,
    }

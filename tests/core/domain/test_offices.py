"""The tree of offices: data, with everything above and below one office found in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from core.domain.data_files import DictionaryError
from core.domain.offices import Offices, load_offices
from core.domain.values import OfficeKind, Role

if TYPE_CHECKING:
    from pathlib import Path

TREE = load_offices()


def codes(kind: OfficeKind) -> list[str]:
    return [one.code for one in TREE.of_kind(kind)]


def test_the_city_lies_in_its_province_and_that_in_the_nation() -> None:
    assert [one.name for one in TREE.upwards("420106")] == ["武昌区", "武汉市", "湖北省", "中华人民共和国"]
    assert TREE.upwards("999999") == ()
    assert codes(OfficeKind.CITY) == ["420100"]
    assert codes(OfficeKind.PROVINCE) == ["420000"]


def test_an_office_knows_those_above_and_below() -> None:
    city = TREE.at("420106", OfficeKind.CITY)
    assert city is not None
    assert city.code == "420100"
    assert TREE.at("420106", OfficeKind.DISTRICT) is TREE.office("420106")
    assert TREE.at("420100", OfficeKind.DISTRICT) is None
    assert [one.code for one in TREE.children("420100")] == codes(OfficeKind.DISTRICT)
    assert TREE.lies_below("420106", "420000")
    assert not TREE.lies_below("420000", "420106")
    assert not TREE.lies_below("420106", "420106")
    assert not TREE.lies_below("420106", "420111")


def test_every_district_gives_its_own_numbers() -> None:
    prefixes = [one.prefix for one in TREE.of_kind(OfficeKind.DISTRICT)]
    assert len(set(prefixes)) == len(prefixes) == 17
    assert TREE.office("420106").bureau == "武昌区卫生健康局"


def test_further_kinds_of_office_stand_in_the_tree() -> None:
    """As a programme of hospitals brings them: sites below a city, departments below a site."""
    city = TREE.office("420100")
    site = msgspec.structs.replace(city, code="S01", kind=OfficeKind.SITE, parent="420100", name="省中医院")
    ward = msgspec.structs.replace(
        site, code="S01/D3", kind=OfficeKind.DEPARTMENT, parent="S01", name="心病科"
    )
    tree = Offices((*TREE.all, site, ward))
    assert [one.code for one in tree.upwards("S01/D3")] == ["S01/D3", "S01", "420100", "420000", "100000"]


CITY_AT = '{"code": "420100", "name": "市", "short": "市", "kind": "city", "parent": "%s"}'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (CITY_AT % "999999", "OFFICE_UNKNOWN"),
        (CITY_AT % "420100", "OFFICE_MISPLACED"),
        (CITY_AT.replace("city", "village") % "420000", "DICTIONARY_FILE"),
        (CITY_AT.replace("city", "province") % "100000", "DICTIONARY_FILE"),
        (CITY_AT.replace("420100", "") % "420000", "DICTIONARY_DOUBLE"),
    ],
)
def test_a_tree_that_does_not_hold_is_refused(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "city.json").write_text(f'{{"offices": [{text}]}}', encoding="utf-8")
    with pytest.raises(DictionaryError) as refused:
        load_offices(tmp_path)
    assert refused.value.code == code


def test_every_role_of_a_clerk_says_where_it_is_held() -> None:
    held = {role: role.held_by for role in Role if role.held_by}
    assert held == {
        Role.DISTRICT_REVIEWER: (OfficeKind.DISTRICT,),
        Role.DISTRICT_VIEWER: (OfficeKind.DISTRICT,),
        Role.CITY_OFFICE: (OfficeKind.CITY,),
        Role.CITY_COMMISSION: (OfficeKind.CITY,),
    }
    assert {role for role in Role if role.sees_below} == {Role.CITY_OFFICE, Role.CITY_COMMISSION}

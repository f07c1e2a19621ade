"""Closed sets that a programme opens: an added member is a member in every way."""

import pickle

import msgspec
import pytest

from core.domain.values import OfficeKind, OpenSet, Role


class Colour(OpenSet):
    RED = "red", "红"


class Painted(msgspec.Struct):
    colour: Colour


def test_an_added_member_is_found_decoded_and_met_like_the_others() -> None:
    """Also when msgspec had looked at the set before the member was added."""
    assert msgspec.json.decode(b'{"colour":"red"}', type=Painted).colour is Colour.RED
    blue = Colour.register("blue", "蓝")
    assert (blue, blue.label, blue.name, f"{blue}") == ("blue", "蓝", "BLUE", "blue")
    assert list(Colour) == ["red", "blue"]
    assert blue in Colour
    assert Colour("blue") is Colour["BLUE"] is blue
    decoded = msgspec.json.decode(msgspec.json.encode(Painted(blue)), type=Painted)
    assert decoded.colour is blue
    assert pickle.loads(pickle.dumps(blue)) is blue


@pytest.mark.parametrize("code", ["red", "RED"])
def test_nothing_is_added_twice(code: str) -> None:
    with pytest.raises(TypeError, match="already"):
        Colour.register(code, "又红")


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(ValueError, match="green"):
        Colour("green")
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"colour":"green"}', type=Painted)


def test_a_role_carries_where_it_may_be_held() -> None:
    assert Role.DISTRICT_REVIEWER.held_by == (OfficeKind.DISTRICT,)
    assert not Role.DISTRICT_REVIEWER.sees_below
    assert Role.CITY_OFFICE.sees_below
    assert {one for one in Role if one.resident} == {"teacher", "student"}

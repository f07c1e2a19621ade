"""The opaque cursor: short, the same for whoever stands at the same place, and never trusted to be whole."""

from __future__ import annotations

import hashlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol import CursorValue, ShortCursor, encode_cursor, read_cursor, short_cursor


def place(scopes: int, seq: int = 12_000) -> CursorValue:
    """Somewhere in a feed of some years."""
    return CursorValue(
        "0193b0a0-0000-7000-8000-000000000000",
        {
            f"42{number:04}": (seq + number, hashlib.sha256(str(number).encode()).hexdigest())
            for number in range(scopes)
        },
    )


@pytest.mark.parametrize(("scopes", "longest"), [(1, 26), (18, 95), (125, 360)])
def test_a_cursor_is_short_whatever_the_number_of_scopes(scopes: int, longest: int) -> None:
    """A long one had 113 characters a scope: 14 KB at 125."""
    value = place(scopes)
    assert len(short_cursor(value)) <= longest
    assert len(encode_cursor(value)) > scopes * 100


@given(st.lists(st.integers(0, 2**53), max_size=130))
def test_a_cursor_tells_its_numbers_in_the_order_of_the_scopes(numbers: list[int]) -> None:
    scopes = {f"{index:03}": (seq, "0" * 64) for index, seq in enumerate(numbers)}
    value = CursorValue("epoch", dict(reversed(scopes.items())))
    assert read_cursor(short_cursor(value)) == ShortCursor(tuple(numbers), value.seal())
    assert read_cursor(encode_cursor(value)) == value


def test_another_place_has_another_seal() -> None:
    value = place(2)
    (one, (seq, chain)), (two, at) = value.scopes.items()
    others = [
        msgspec.structs.replace(value, epoch="another"),
        msgspec.structs.replace(value, scopes={one: (seq + 1, chain), two: at}),
        msgspec.structs.replace(value, scopes={one: (seq, at[1]), two: at}),
        msgspec.structs.replace(value, scopes={"420199": (seq, chain), two: at}),
        msgspec.structs.replace(value, scopes={one: (seq, chain)}),
    ]
    assert len({one.seal() for one in (value, *others)}) == 6


def test_what_older_versions_made_is_read() -> None:
    """Recorded from the version of November 2026, which knew no other form."""
    recorded = "eyJlcG9jaCI6ImUiLCJzY29wZXMiOnsiNDIwMTA2IjpbNywiMDAiXX19"
    value = CursorValue("e", {"420106": (7, "00")})
    assert read_cursor(recorded) == value
    assert encode_cursor(value) == recorded, "an old server can still read what is not marked as short"


@given(st.binary(max_size=60))
def test_no_bytes_break_the_reading(raw: bytes) -> None:
    import base64

    for start in (b"", b"\x02"):
        read_cursor(base64.urlsafe_b64encode(start + raw).decode().rstrip("="))


@pytest.mark.parametrize(
    "text",
    ["", "x", "äöü", "a b", "////", "e30", "AgAA", short_cursor(place(1))[:-2]],
)
def test_what_is_no_cursor_reads_as_nothing(text: str) -> None:
    assert read_cursor(text) is None

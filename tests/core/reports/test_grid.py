"""Tables with rows of uneven height: every row once, nothing beyond the page, no sum without a row."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from core.files.fonts import find_fonts
from core.paper.grid import Column, Grid
from core.paper.pdf import Sheet

FONT = find_fonts().paper
COLUMNS = (Column("名称", 60), Column("说明", 120), Column("数", 40, "right"))
LENGTHS = st.integers(0, 90)


def grid() -> Grid:
    return Grid(Sheet.open(FONT, title=""), COLUMNS, left=30, row=20, head=28)


@settings(max_examples=60, deadline=None)
@given(lengths=st.lists(st.tuples(LENGTHS, LENGTHS), max_size=80), end=st.floats(0, 130))
def test_rows_are_divided_over_pages(lengths: list[tuple[int, int]], end: float) -> None:
    made = grid()
    rows = [("名" * one, "说明" * other, str(place)) for place, (one, other) in enumerate(lengths)]
    pages = made.pages(rows, first=400, other=500, end=end)
    assert [row for page in pages for row in page] == rows
    for place, page in enumerate(pages):
        assert made.height(page) <= (400 if place == 0 else 500) + 0.1
        assert page or not rows
    assert made.height(pages[-1]) + end <= (400 if len(pages) == 1 else 500) + 0.1


def test_a_row_is_as_high_as_its_longest_text_and_no_higher() -> None:
    made = grid()
    low, high = (made.height([row]) - made.head for row in (("甲", "乙", "1"), ("甲" * 30, "乙", "1")))
    assert low == 20
    assert 40 < high < 60


def test_a_number_is_made_smaller_before_it_is_broken() -> None:
    made = grid()
    assert made.height([("甲", "乙", "1,234,567,890")]) == made.head + 20

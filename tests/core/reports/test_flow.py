"""Text and tables over several pages: nothing lost, nothing below the margin, heads repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.files.fonts import find_fonts
from core.paper.flow import Flow
from core.paper.grid import Column
from core.paper.pages import bind, made_words
from core.paper.pdf import Sheet
from tests.support.poppler import Poppler, flat, reader

if TYPE_CHECKING:
    from pathlib import Path

    from core.paper.pdf import Rendered

COLUMNS = (Column("名称", 120), Column("说明", 373))


@pytest.fixture
def poppler(tmp_path: Path) -> Poppler:
    return reader(tmp_path)


def tabled(*rows: tuple[str, str], before: float = 0.0) -> tuple[Flow, Rendered]:
    sheet = Sheet.open(find_fonts().paper, title="表")
    flow = Flow(sheet)
    flow.space(before)
    flow.table(COLUMNS, rows)
    return flow, bind(sheet, flow.pages, made_by="甲　2026-03-05", running="表")


@pytest.mark.parametrize("before", [0, 600, 655, 670, 690, 730])
def test_a_head_never_stands_alone(poppler: Poppler, before: float) -> None:
    _, made = tabled(("一", "甲" * 60), ("二", "乙"), before=before)
    pages = [flat(page) for page in poppler.pages(made.data)]
    assert all(("名称" in page) == ("甲甲" in page or "乙" in page) for page in pages)


def test_a_row_higher_than_a_page_is_divided_between_lines(poppler: Poppler) -> None:
    words = "".join(chr(0x4E00 + at) for at in range(5000))
    _, made = tabled(("前", "短"), ("长", words), ("后", "短"))
    pages = poppler.pages(made.data)
    assert len(pages) > 2
    text = poppler.text(made.data)
    assert not set(words) - set(text)
    assert all("名称" in page for page in pages)


def test_an_empty_table_has_its_head(poppler: Poppler) -> None:
    _, made = tabled()
    assert "名称说明" in poppler.text(made.data)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.text(max_size=30), st.text(max_size=1500)), max_size=12),
    st.floats(0, 720),
)
def test_any_table_ends_and_stays_on_its_pages(rows: list[tuple[str, str]], before: float) -> None:
    flow, made = tabled(*rows, before=before)
    assert flow.y >= 58 - 1e-6
    assert made.pages < 60
    assert all(piece.top <= 788 for page in flow._pages for piece in page)


def test_who_made_it_leaves_out_what_is_not_known() -> None:
    assert made_words("周敏", "2026-03-05") == "打印人：周敏　2026-03-05"
    assert made_words("", "2026-03-05") == "2026-03-05"
    assert made_words("", "") == ""


def test_a_long_operator_does_not_run_into_the_page_number(poppler: Poppler) -> None:
    sheet = Sheet.open(find_fonts().paper, title="样张")
    made = bind(sheet, [lambda _: None], made_by="很长的单位名称" * 20 + "周敏")
    assert made.shortened == () or made.shortened == ("页脚",)
    assert "第1页共1页" in poppler.text(made.data)


def test_a_long_head_of_later_pages_is_cut_without_a_remark(poppler: Poppler) -> None:
    """The whole title stands on the first page."""
    sheet = Sheet.open(find_fonts().paper, title="表")
    flow = Flow(sheet)
    flow.table(COLUMNS, [("名", "甲乙丙丁" * 20)] * 60)
    made = bind(sheet, flow.pages, made_by="甲", running="很长的标题" * 40)
    assert made.shortened == ()
    second = flat(poppler.pages(made.data)[1])
    assert "…" in second
    assert "未完" not in second

"""The workbook of facts: what is written comes back sign for sign, whatever a cell looks like."""

from __future__ import annotations

from contextlib import closing

import pytest

from core.workbooks.plain_book import BookWriter, read_sheets


def there_and_back(*texts: str) -> list[str]:
    with closing(BookWriter()) as book:
        book.sheet("名单", [20, 8], [("文字", "末列"), *((text, "完") for text in texts)], head=1)
        (rows,) = read_sheets(book.finish(), ["名单"])
    assert [row[1] for row in rows[1:]] == ["完"] * len(texts)
    return [row[0] for row in rows[1:]]


@pytest.mark.parametrize(
    "text",
    [
        "420106199608210011",
        "007",
        "1e5",
        "TRUE",
        "#N/A",
        "2026-01-01",
        "=1+1",
        "=cmd|'/c calc'!A0",
        "\t=1",
        "<r>x</r>",
        "&amp;",
        " 两端有空格 ",
        "一行\r\n两行\r三行",
        "_x0041_",
        "_x000D_",
        "𠮷😀",
    ],
)
def test_a_text_is_read_back_as_it_was_written(text: str) -> None:
    assert there_and_back(text) == [text]


def test_what_no_workbook_can_hold_is_left_out() -> None:
    assert there_and_back("甲\ud800乙", "丙\ufffe", "丁\x01") == ["甲乙", "丙", "丁"]

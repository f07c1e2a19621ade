"""Loans of before, from an Excel list that an office kept by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.blank.commands import ImportLoans
from core.blank.tables import Loan
from core.blank.words import OldLoan
from core.imports.checked import CheckedRow, Verdict
from core.imports.columns import Column, day, text
from core.imports.headers import EXAMPLE
from core.imports.importing import Against, ImportOf, ImportWords, Judge, in_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.domain.dictionaries import Dictionaries
    from core.imports.importing import Part, Row

AT_ONCE = 200
"""Rows of one command."""


class Field(Column):
    """A column of the template; `label` is its header."""

    NAME = "name", "借用人", text(
        also=("姓名",), needed=True, empty="没有填写借用人", example=f"（{EXAMPLE}）张三", shown=120
    )  # fmt: skip
    NUMBER = "number", "编号", text(
        also=("借用编号",), needed=True, empty="没有填写编号", example="旧-2023-001", shown=140
    )  # fmt: skip
    DAY = "day", "通过日期", day(
        also=("日期",), needed=True, empty="没有填写通过日期", example="2023-05-06", shown=110
    )  # fmt: skip


class LoanJudge(Judge[OldLoan]):
    """Numbers that are there already are passed over, those that stand twice in the file are wrong."""

    def __init__(self, against: Against) -> None:
        self._against = against
        self._seen: set[str] = set()

    def rows(self, rows: Sequence[Row]) -> list[CheckedRow[OldLoan]]:
        wanted = [row[Field.NUMBER] for row in rows]
        there = set(self._against.source.scalars(select(Loan.filing_no).where(Loan.filing_no.in_(wanted))))
        return [self._judged(row, there) for row in rows]

    def _judged(self, row: Row, there: set[str]) -> CheckedRow[OldLoan]:
        number = row[Field.NUMBER]
        if number and number in self._seen:
            row.add(Field.NUMBER, f"编号 {number} 在文件中重复")
        self._seen.add(number)
        if row[Field.DAY] and row[Field.DAY] > self._against.today:
            row.add(Field.DAY, "通过日期晚于今天")
        if row.is_wrong:
            return row.wrong()
        if number in there:
            return row.checked(Verdict.SAME, f"编号 {number} 已登记")
        return row.checked(Verdict.GOOD, "", OldLoan(number, row[Field.NAME], row[Field.DAY].isoformat()))


def _guide(_: Dictionaries) -> tuple[str, ...]:
    return (
        "借用登记导入模板 填写说明",
        "一、每件一行，三列都必须填写。",
        "二、通过日期写成 2023-05-06 的形式。",
    )


def _command(batch_id: str, part: Part) -> ImportLoans:
    return ImportLoans(batch_id, part.entries)


OLD_LOANS: ImportOf[OldLoan] = ImportOf(
    what="借用登记",
    columns=Field,
    sheet="借用登记",
    template="借用登记导入模板.xlsx",
    guide=_guide,
    judge=LoanJudge,
    parts=lambda order, _: in_parts(order, AT_ONCE),
    command=_command,
    key="rows",
    words=ImportWords(
        title="从 Excel 导入借用登记",
        choose="选择登记文件",
        steps=("1. 下载模板并填写。", "2. 选择填好的文件，逐行检查后预览。", "3. 确认后导入正确的行。"),
        saving="正在导入 {total:,} 件…",
        saved="已导入 {done:,} 件，共 {total:,} 件…",
        same="已登记",
        noted="导入错误行 {count} 行",
        done="已导入 {count:,} 件",
        left="{count:,} 件没有导入",
        again="可以再次导入",
    ),
)

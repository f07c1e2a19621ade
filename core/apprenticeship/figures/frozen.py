"""报送版: the figures as they are kept, and the workbook with the records that they rest on.

The workbook has three sheets: 数据 (the table), 师承关系 and 成绩 (the records, one a row, ids as text, no
id numbers). More than an upload may hold goes on in a further workbook. They are read back to compare a
report with today (`frozen_compare`).
"""

from __future__ import annotations

from contextlib import closing
from sys import intern
from typing import TYPE_CHECKING, Any

import msgspec

from core.apprenticeship.figures.frozen_counts import Facts
from core.apprenticeship.figures.report_facts import (
    ScoreFact,
    StudyFact,
    fact_counts,
    score_facts,
    study_facts,
)
from core.apprenticeship.words.kinds import PASSES, TEACHERS, YEARS
from core.apprenticeship.words.values import ApprenticeshipState, AssessmentResult
from core.domain.errors import KnownError
from core.domain.reports import FIGURES_MAX, FILES_MAX, ReportFilter, ReportKind, canonical
from core.domain.values import Labelled, Value
from core.figures.stat import StatTable, cell_text
from core.workbooks.plain_book import BookWriter, read_sheets

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

DATA, STUDIES, SCORES = "数据", "师承关系", "成绩"
STUDY_COLUMNS = (
    ("记录编号", 38), ("受理单位代码", 12), ("备案号", 18), ("老师编号", 38), ("老师", 12), ("学生编号", 38),
    ("学生", 12), ("状态", 12), ("首次提交时间", 26), ("公证日期", 12), ("备案日期", 12), ("结束日期", 12),
)  # fmt: skip
SCORE_COLUMNS = (
    ("记录编号", 38), ("受理单位代码", 12), ("备案号", 18), ("师承关系编号", 38), ("学生编号", 38),
    ("学生", 12), ("老师", 12), ("考核类型代码", 16), ("考核日期", 12), ("结果", 10), ("更正的成绩编号", 38),
)  # fmt: skip
_STATES = {one.label: one for one in ApprenticeshipState}
_RESULTS = {one.label: one for one in AssessmentResult}
STEP = 2000
"""After so many rows progress is told and a stop is looked for."""
PART_BYTES = 16 * 1024 * 1024
"""After so many packed bytes a further workbook begins; an upload may have 20 MB."""


class FigureLine(Value, frozen=True):
    """The numbers of one line by figure; `bureau` is empty in a total."""

    bureau: str
    year: int
    type: str
    values: dict[str, int]


class FrozenFigures(Value, frozen=True):
    """What `Report.figures` holds: the table as printed and its numbers for comparing.

    `left_out` rows of a long table stand in the paper and the workbook only.
    """

    table: StatTable
    lines: tuple[FigureLine, ...]
    left_out: int = 0


def figures_json(table: StatTable, lines: Sequence[FigureLine]) -> str:
    """Give the canonical JSON; rows that make it too long are left out, last ones first."""
    text = canonical(FrozenFigures(table, tuple(lines)))
    rows = len(table.rows)
    while len(text.encode()) > FIGURES_MAX and rows:
        rows = rows * 3 // 4
        short = msgspec.structs.replace(table, rows=table.rows[:rows])
        text = canonical(FrozenFigures(short, tuple(lines), len(table.rows) - rows))
    return text


def read_figures(text: str) -> FrozenFigures:
    """Read them back; KnownError REPORT_UNREADABLE when another version of the program wrote them."""
    try:
        return msgspec.json.decode(text, type=FrozenFigures)
    except msgspec.DecodeError as error:
        message = "这份报送版是由更新版本的程序生成的，请升级程序后再查看。"
        raise KnownError("REPORT_UNREADABLE", message) from error


def collect(source: Connection | Session, kind: ReportKind, filtered: ReportFilter) -> Facts:
    """Give the records as they are now, to compare a report with."""
    studies, scores = _streams(source, kind, filtered)
    return Facts(tuple(studies), tuple(scores))


def facts_workbooks(
    source: Connection | Session,
    kind: ReportKind,
    filtered: ReportFilter,
    table: StatTable,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
    stopped: Callable[[], bool] = bool,
) -> tuple[bytes, ...]:
    """Write the table and the records behind, as one read transaction of `source` sees them.

    `progress(done, total)` counts rows. KnownError: STOPPED, REPORT_FACTS_TOO_LARGE.
    """
    counter = _Counter(sum(fact_counts(source, filtered.bureaus)), progress, stopped)
    studies, scores = _streams(source, kind, filtered)
    made: list[bytes] = []
    with closing(studies), closing(scores):
        sheets = (
            _Sheet(STUDIES, STUDY_COLUMNS, counter.count(map(_cells, studies))),
            _Sheet(SCORES, SCORE_COLUMNS, counter.count(map(_cells, scores))),
        )
        while not made or any(sheet.more for sheet in sheets):
            if len(made) == FILES_MAX - 1:
                message = "师承关系和成绩太多，一份报送版放不下。请缩小范围，例如分区生成报送版。"
                raise KnownError("REPORT_FACTS_TOO_LARGE", message)
            made.append(_written(table, sheets, len(made) + 1))
    return tuple(made)


def _written(table: StatTable, sheets: Iterable[_Sheet], part: int) -> bytes:
    """One workbook; the table stands in the first."""
    with closing(BookWriter()) as book:
        widths = [28, *(14 for _ in table.columns[1:])]
        if part == 1:
            book.sheet(DATA, widths, _table_rows(table), head=8)
        else:
            words = [[table.title], [f"数据明细第 {part} 部分，接上一个文件；报表在第 1 部分。"]]
            book.sheet(DATA, widths, words, head=1)
        for sheet in sheets:
            sheet.write(book)
        return book.finish()


def read_facts(parts: Iterable[bytes]) -> Facts:
    """Read the records of the workbooks back; KnownError BOOK_DAMAGED."""
    studies: list[StudyFact] = []
    scores: list[ScoreFact] = []
    try:
        for data in parts:
            of_studies, of_scores = read_sheets(data, (STUDIES, SCORES))
            studies += (_study(_texts(row, len(STUDY_COLUMNS))) for row in of_studies[1:])
            scores += (_score(_texts(row, len(SCORE_COLUMNS))) for row in of_scores[1:])
    except (KeyError, TypeError) as error:
        message = "报送版的数据明细与本程序的格式不同，不能与现在比较。报表本身不受影响。"
        raise KnownError("BOOK_DAMAGED", message) from error
    return Facts(tuple(studies), tuple(scores))


def _streams(
    source: Connection | Session, kind: ReportKind, filtered: ReportFilter
) -> tuple[Generator[StudyFact], Generator[ScoreFact]]:
    """Only what this statistic counts: teachers rest on no scores, passes on nothing else."""
    bureaus = filtered.bureaus
    of_studies = () if kind is PASSES else bureaus
    of_scores = () if kind is TEACHERS else bureaus
    return (
        study_facts(source, of_studies, of_teachers=kind is TEACHERS),
        score_facts(source, of_scores, of_students=kind is YEARS),
    )


class _Sheet:
    """One sheet of records, written part by part; `more` says whether there are rows left."""

    def __init__(self, name: str, columns: Sequence[tuple[str, int]], rows: Iterator[Any]) -> None:
        self._name, self._columns = name, columns
        self._rows = rows
        self._next = next(rows, None)

    @property
    def more(self) -> bool:
        return self._next is not None

    def write(self, book: BookWriter) -> None:
        """Put the rows that fit into a workbook, one at least."""
        book.sheet(self._name, [width for _, width in self._columns], self._some(book), head=1)

    def _some(self, book: BookWriter) -> Iterator[Sequence[Any]]:
        yield tuple(word for word, _ in self._columns)
        while self._next is not None:
            yield self._next
            self._next = next(self._rows, None)
            if book.size >= PART_BYTES:
                return


class _Counter:
    """Tells how far the writing is and ends it when asked to."""

    def __init__(self, total: int, progress: Callable[[int, int], None], stopped: Callable[[], bool]) -> None:
        self._done, self._total = 0, total
        self._progress, self._stopped = progress, stopped

    def count(self, rows: Iterable[Any]) -> Iterator[Any]:
        for row in rows:
            if self._done % STEP == 0:
                if self._stopped():
                    raise KnownError("STOPPED", "已停止，没有生成报送版。")
                self._progress(min(self._done, self._total), self._total)
            self._done += 1
            yield row


def _table_rows(table: StatTable) -> Iterator[list[str | int | None]]:
    """Heading lines, the columns, the rows, the total, and what stands below."""
    yield [table.title]
    for word, text in (
        ("单位", table.office),
        ("期间", table.period),
        ("统计条件", table.filtered),
        ("统计日", table.as_of),
        ("数据截止", table.data_at),
    ):
        yield [f"{word}：{text}"]
    yield [table.made_by]
    yield [column.title for column in table.columns]
    for row in (*table.rows, *((table.total,) if table.total else ())):
        yield [
            cell if isinstance(cell, int) and column.kind == "int" else cell_text(cell, column.kind)
            for cell, column in zip(row, table.columns, strict=True)
        ]
    if not table.rows:
        yield [table.empty]
    for sentence in (table.proof, *table.definitions):
        yield [sentence]


def _cells(fact: StudyFact | ScoreFact) -> list[str]:
    """A record's values; states and results by their words, as everybody reads the workbook."""
    return [one.label if isinstance(one, Labelled) else one for one in msgspec.structs.astuple(fact)]


def _texts(row: Sequence[object], count: int) -> list[str]:
    """The cells as texts; ids and names that come again and again are kept once."""
    texts = [intern(str(cell)) for cell in row[:count]]
    return texts + [""] * (count - len(texts))


def _study(texts: list[str]) -> StudyFact:
    values: list[Any] = [*texts[:7], _STATES[texts[7]], *texts[8:]]
    return StudyFact(*values)


def _score(texts: list[str]) -> ScoreFact:
    values: list[Any] = [*texts[:9], _RESULTS[texts[9]], texts[10]]
    return ScoreFact(*values)

"""报送版: the figures as they are kept, and the workbook with the records that they rest on.

The workbook has three sheets: 数据 (the table), 师承关系 and 成绩 (the records, one a row, ids as text, no
id numbers). It is read back to compare a report with today (`frozen_compare`).
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import msgspec

from core.domain.errors import KnownError
from core.domain.reports import FIGURES_MAX, ReportFilter, ReportKind, canonical
from core.domain.values import ApprenticeshipState, AssessmentResult, Labelled, Value
from core.files.images import MAX_BYTES
from core.reports.frozen_counts import Facts
from core.reports.plain_book import BookWriter, read_sheets
from core.reports.stat import StatTable, cell_text
from core.store.queries.report_facts import fact_counts, score_facts, study_facts
from core.store.report_models import ScoreFact, StudyFact

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


def facts_workbook(
    source: Connection | Session,
    kind: ReportKind,
    filtered: ReportFilter,
    table: StatTable,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
    stopped: Callable[[], bool] = bool,
) -> bytes:
    """Write the table and the records behind, as one read transaction of `source` sees them.

    `progress(done, total)` counts rows. KnownError: STOPPED, REPORT_FACTS_TOO_LARGE.
    """
    counter = _Counter(sum(fact_counts(source, filtered.bureaus)), progress, stopped)
    studies, scores = _streams(source, kind, filtered)
    with closing(studies), closing(scores):
        data = _written(table, studies, scores, counter)
    _require_fits(len(data))
    return data


def _written(
    table: StatTable,
    studies: Iterable[StudyFact],
    scores: Iterable[ScoreFact],
    counter: _Counter,
) -> bytes:
    with closing(BookWriter()) as book:
        widths = [28, *(14 for _ in table.columns[1:])]
        book.sheet(DATA, widths, _table_rows(table), head=8)
        for name, columns, cells in (
            (STUDIES, STUDY_COLUMNS, map(_cells, studies)),
            (SCORES, SCORE_COLUMNS, map(_cells, scores)),
        ):
            rows = counter.count(book, cells)
            heading = tuple(word for word, _ in columns)
            book.sheet(name, [width for _, width in columns], _after(heading, rows), head=1)
        return book.finish()


def read_facts(data: bytes) -> Facts:
    """Read the records of a workbook back; KnownError BOOK_DAMAGED."""
    studies, scores = read_sheets(data, (STUDIES, SCORES))
    try:
        return Facts(
            tuple(_study(_texts(row, len(STUDY_COLUMNS))) for row in studies[1:]),
            tuple(_score(_texts(row, len(SCORE_COLUMNS))) for row in scores[1:]),
        )
    except (KeyError, TypeError) as error:
        message = "报送版的数据明细与本程序的格式不同，不能与现在比较。报表本身不受影响。"
        raise KnownError("BOOK_DAMAGED", message) from error


def _streams(
    source: Connection | Session, kind: ReportKind, filtered: ReportFilter
) -> tuple[Generator[StudyFact], Generator[ScoreFact]]:
    """Only what this statistic counts: teachers rest on no scores, passes on nothing else."""
    bureaus = filtered.bureaus
    of_studies = () if kind is ReportKind.PASSES else bureaus
    of_scores = () if kind is ReportKind.TEACHERS else bureaus
    return (
        study_facts(source, of_studies, of_teachers=kind is ReportKind.TEACHERS),
        score_facts(source, of_scores, of_students=kind is ReportKind.YEARS),
    )


class _Counter:
    """Tells how far the writing is and ends it when asked to, or when the file gets too large."""

    def __init__(self, total: int, progress: Callable[[int, int], None], stopped: Callable[[], bool]) -> None:
        self._done, self._total = 0, total
        self._progress, self._stopped = progress, stopped

    def count(self, book: BookWriter, rows: Iterable[Any]) -> Iterator[Any]:
        for row in rows:
            if self._done % STEP == 0:
                if self._stopped():
                    raise KnownError("STOPPED", "已停止，没有生成报送版。")
                _require_fits(book.size)
                self._progress(min(self._done, self._total), self._total)
            self._done += 1
            yield row


def _require_fits(size: int) -> None:
    if size > MAX_BYTES:
        message = "数据明细超过 20 MB，无法上报。请缩小范围，例如分区或分年度生成报送版。"
        raise KnownError("REPORT_FACTS_TOO_LARGE", message)


def _after(heading: Sequence[str], rows: Iterator[Any]) -> Iterator[Sequence[Any]]:
    yield heading
    yield from rows


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
    texts = [str(cell) for cell in row[:count]]
    return texts + [""] * (count - len(texts))


def _study(texts: list[str]) -> StudyFact:
    values: list[Any] = [*texts[:7], _STATES[texts[7]], *texts[8:]]
    return StudyFact(*values)


def _score(texts: list[str]) -> ScoreFact:
    values: list[Any] = [*texts[:9], _RESULTS[texts[9]], texts[10]]
    return ScoreFact(*values)

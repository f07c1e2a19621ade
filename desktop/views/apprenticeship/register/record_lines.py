"""What a record says: values and pages in a clerk's words, lists as plain lines that are drawn anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.apprenticeship.words.content import FilingContent
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.values import (
    ApprenticeshipState,
    AssessmentResult,
    AssessmentState,
    FilingKind,
)
from core.domain.clock import local_text
from desktop.models.pages import DocumentPage, page_of
from desktop.views.apprenticeship.figures import states
from desktop.views.apprenticeship.review.review_fields import field_text
from desktop.widgets.buttons import Button
from desktop.widgets.card import Rule
from desktop.widgets.chip import Chip
from desktop.widgets.lines import PlainLines, line_of
from desktop.widgets.text import TextLabel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.apprenticeship.lists.filings import FilingRow
    from core.apprenticeship.lists.history import HistoryEntry
    from core.apprenticeship.lists.records import ApprenticeshipRecord
    from core.apprenticeship.lists.register import RegisterRow
    from core.apprenticeship.lists.scores import ScoreRow
    from core.apprenticeship.words.values import NotarisationData, StudentData, TeacherData
    from core.domain.dictionaries import Dictionaries
    from core.domain.values import DocumentRef


LONGEST = 16
"""Characters of a link; the tool tip has the whole name."""


class LinkButton(Button):
    """A link of a line; `kind` and `target` say where it leads."""

    def __init__(self, text: str, object_name: str, kind: str, target: str) -> None:
        shown = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
        super().__init__(shown, object_name, "link", accessible=text, tip="" if shown == text else text)
        self.kind = kind
        self.target = target


class Lines(PlainLines):
    """A column of lines; `followed(kind, id)` when a link was pressed. `name` begins the links' names."""

    followed = Signal(str, str)

    def show_relations(self, rows: Sequence[RegisterRow], teacher: bool, dictionaries: Dictionaries) -> None:
        """Show a person's apprenticeships with ways to the other person and to the certificate."""
        column = self._anew()
        for place, row in enumerate(rows, 1):
            state = ApprenticeshipState(row.state)
            other = (
                (f"学生 {row.student_name}", "student", row.student_id)
                if teacher
                else (f"老师 {row.teacher_name}", "teacher", row.teacher_id)
            )
            links = (
                self._link(other[0], f"{self._name}.{place}.person", *other[1:]),
                self._link("查看公证", f"{self._name}.{place}.notarisation", "notarisation", row.id),
            )
            words = TextLabel(relation_words(row, dictionaries), "secondary", wrap=True)
            column.addWidget(_block(Chip(state.label, states.STUDY[state]), links, words, place > 1))
        self._nothing(column, rows, "还没有师承关系。")

    def show_scores(self, rows: Sequence[ScoreRow], dictionaries: Dictionaries) -> None:
        """Show scores; the caller leaves out what the role does not see (G13)."""
        column = self._anew()
        for place, row in enumerate(rows):
            passed = row.result is AssessmentResult.PASS
            chips = [Chip(row.result.label, "ok" if passed else "bad")]
            if row.state is AssessmentState.UNPUBLISHED:
                chips.append(Chip(row.state.label, "warn"))
            if place:
                column.addWidget(Rule())
            column.addWidget(line_of(*chips, TextLabel(score_words(row, dictionaries), wrap=True)))
        self._nothing(column, rows, "还没有考核成绩。")

    def show_events(self, events: Iterable[HistoryEntry]) -> None:
        """Show what happened, the newest first."""
        column = self._anew()
        shown = tuple(events)
        for place, entry in enumerate(reversed(shown)):
            if place:
                column.addWidget(Rule())
            when = TextLabel(local_text(entry.at), "secondary")
            when.setFixedWidth(124)
            column.addWidget(line_of(when, TextLabel(f"{entry.what}　{entry.who}", wrap=True)))
            if entry.text:
                text = TextLabel(entry.text, "secondary", wrap=True)
                text.setContentsMargins(134, 0, 0, 0)
                column.addWidget(text)
        self._nothing(column, shown, "还没有办理记录。")

    def _nothing(self, column: QVBoxLayout, rows: Sequence[object], sentence: str) -> None:
        if not rows:
            column.addWidget(TextLabel(sentence, "secondary"))

    def _link(self, text: str, name: str, kind: str, target: str) -> LinkButton:
        link = LinkButton(text, name, kind, target)
        link.clicked.connect(self._follow)
        return link

    def _follow(self) -> None:
        link = self.sender()
        if isinstance(link, LinkButton):
            self.followed.emit(link.kind, link.target)


def _block(chip: Chip, links: Sequence[QWidget], words: QWidget, ruled: bool) -> QWidget:
    """Chip and links in one line, the words below: room for long names."""
    ground = QWidget()
    column = QVBoxLayout(ground)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    if ruled:
        column.addWidget(Rule())
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(chip)
    for link in links:
        row.addWidget(link)
    row.addStretch(1)
    column.addLayout(row)
    column.addWidget(words)
    return ground


def data_values(
    part: str, data: TeacherData | StudentData | NotarisationData, dictionaries: Dictionaries
) -> dict[str, str]:
    """Give the fields of one record by item key (`teacher.title`), codes turned into words."""
    texts = {f"{part}.{name}": str(value) for name, value in msgspec.structs.asdict(data).items()}
    values = {key: field_text(key, text, dictionaries) for key, text in texts.items()}
    level = values.get("teacher.title_level")
    if level:
        values["teacher.title"] += f"（{level}）"
    return values


ON_PAPER = ("资料在纸质档案中", "这条备案由台账导入，没有扫描件；需要时请查阅本单位的纸质档案。")
NO_PAGES = ("这条记录没有材料图片", "")
"""What the viewer says of a record without pages."""


def no_pages(imported: bool) -> tuple[str, str]:
    """Why there is nothing to look at: a sentence and a hint."""
    return ON_PAPER if imported else NO_PAGES


def pages(part: str, documents: Iterable[DocumentRef]) -> tuple[DocumentPage, ...]:
    """Give the documents of one record as pages of the viewer."""
    kept = tuple(documents)
    totals: dict[str, int] = {}
    for ref in kept:
        totals[ref.kind] = totals.get(ref.kind, 0) + 1
    titles = FilingContent.titles()
    return tuple(page_of(f"{part}.{ref.kind}", ref, titles, totals[ref.kind]) for ref in kept)


def record_pages(record: ApprenticeshipRecord) -> tuple[DocumentPage, ...]:
    """Give all documents of an apprenticeship: why it ended, then student, certificate, teacher."""
    termination = record.termination.documents if record.termination else ()
    return (
        *pages("termination", termination),
        *pages("dissolution", record.dissolution_proofs),
        *pages("student", record.student_documents),
        *pages("notarisation", record.notarial_pages),
        *pages("teacher", record.teacher_documents),
    )


def relation_words(row: RegisterRow, dictionaries: Dictionaries) -> str:
    """Give one apprenticeship in a line: number, days, place, district."""
    words = [row.filing_no or "（待编号）", f"{row.notarised_on} 公证"]
    if row.filed_on:
        words.append(f"{row.filed_on} 备案")
    if row.ended_on:
        words.append(f"{row.ended_on} 结束")
    return f"{'　'.join(words)}　{dictionaries.district_name(row.bureau)} {row.practice_place}"


def score_words(row: ScoreRow, dictionaries: Dictionaries) -> str:
    """Give one score in a line: type, day, points, who entered it."""
    names = {one.code: one.name for one in of(dictionaries).assessment_types}
    points = f"{row.tenths // 10}.{row.tenths % 10}".removesuffix(".0")
    words = f"{names.get(row.type, row.type)}　{row.assessed_on} 考核　{points} 分"
    if row.state is AssessmentState.UNPUBLISHED:
        words += f"　{row.entered_by_name}录入，未公布"
    if row.corrected_by:
        words += "　（已被更正）"
    elif row.corrects:
        words += "　（更正记录）"
    return words


def filing_words(row: FilingRow) -> str:
    """Name the kind of a filing: 备案申请, 解除申请."""
    return f"{FilingKind(row.kind).label}申请"

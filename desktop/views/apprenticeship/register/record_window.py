"""查看老师, 查看学生, 查看公证: a window of its own for one record, fields left, attachments right."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.apprenticeship.lists.records import (
    NotarisationView,
    StudentView,
    TeacherView,
    notarisation_view,
    student_view,
    teacher_view,
)
from core.apprenticeship.papers.descriptions import TRANSCRIPT
from core.domain.clock import local_text
from core.domain.values import Origin
from desktop import theme
from desktop.views.apprenticeship.register.record_facts import STUDENT_FIELDS, TEACHER_FIELDS
from desktop.views.apprenticeship.register.record_lines import Lines, data_values, no_pages, pages
from desktop.views.apprenticeship.review.review_column import BenchKeys
from desktop.views.apprenticeship.review.review_facts import NOTARISATION
from desktop.views.apprenticeship.review.review_fields import FieldGrid
from desktop.views.documents.viewer import DocumentViewer
from desktop.views.documents.viewer_images import Pictures
from desktop.views.papers.paper_ports import PaperTarget
from desktop.views.papers.preview import preview
from desktop.widgets.bar import ResultBar
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.chip import Chip
from desktop.widgets.empty import EmptyState, LoadingOverlay
from desktop.widgets.screen_room import fit_screen
from desktop.widgets.splitter import KeptSplitter
from desktop.widgets.text import ElidedLabel, TextLabel, name_widget

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent
    from sqlalchemy.orm import Session

    from core.domain.errors import KnownError
    from desktop.desk import Desk
    from desktop.models.pages import DocumentPage

View = TeacherView | StudentView | NotarisationView
VIEWS = {"teacher": teacher_view, "student": student_view, "notarisation": notarisation_view}

TITLES = {"teacher": "查看老师", "student": "查看学生", "notarisation": "查看公证"}
FIELDS = {"teacher": TEACHER_FIELDS, "student": STUDENT_FIELDS, "notarisation": NOTARISATION}
MISSING = {
    "teacher": "本机没有这位老师的记录",
    "student": "本机没有这名学生的记录",
    "notarisation": "本机没有这份公证的记录",
}
IMAGE_LANES = ("record-image-now", "record-image-ahead", "record-image-strip")
"""Not those of the workbench: its pages must never wait for a window beside it."""
BUDGET = 16 * 1024 * 1024
"""Bytes of decoded pages a window keeps; several may be open on a PC with 4 GB."""
GEOMETRY, SIZES = "window.record", "splitter.record_window"
NARROWEST, VIEWER_NARROWEST = 400, 350
WANTED = (1080, 680)
"""Width and height of the window on a screen that has them, in logical pixels."""


class RecordWindow(QWidget):
    """Shows one person or certificate. `record_wanted(kind, id)` by a link, `closed(window)` when it is gone.

    `kind` and `id` say which; an empty id means that this PC has no such record.
    """

    record_wanted = Signal(str, str)
    closed = Signal(object)

    def __init__(self, desk: Desk, kind: str, id_: str) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName(f"record_window.{kind}")
        self.setAccessibleName(TITLES[kind])
        self.setWindowTitle(TITLES[kind])
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(f"#record_window\\.{kind} {{ background: {theme.BG}; }}")
        self.kind, self.id = kind, id_
        self.desk = desk
        self._view: View | None = None
        name = f"record_window.{kind}.{id_}"
        lanes = tuple(desk.lanes.more(one) for one in IMAGE_LANES)
        self.viewer = DocumentViewer(
            Pictures(desk.images.fetch, desk.images.refetch, lanes, self, name=name, budget=BUDGET)
        )
        self._build()
        slots = {"F11": self.viewer.toggle_full_screen, "Esc": self._leave}
        self._keys = BenchKeys(self, self.viewer, slots)
        fit_screen(self, QSize(*WANTED))
        self.restoreGeometry(QByteArray.fromHex(QByteArray(desk.memory.text(GEOMETRY).encode())))

    def read(self) -> None:
        """Read the record, now or again; numbers, page and scroll stay when it is the same."""
        if not self.id:
            self._take(None)
            return
        if self._view is None:
            self.loading.begin()
        work = partial(view_of, self.kind, self.id)
        self.desk.read_records(work, self._take, self._fail, key=f"record.{self.kind}.{self.id}")

    def view(self) -> View | None:
        """What is on the screen."""
        return self._view

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.viewer.is_full_screen():
            self.viewer.toggle_full_screen()
        self.desk.memory.set_text(GEOMETRY, bytes(self.saveGeometry().toHex().data()).decode())
        super().closeEvent(event)
        self.closed.emit(self)

    # inside

    def _leave(self) -> None:
        self.close()

    def _build(self) -> None:
        self.name = ElidedLabel("", "title")
        name_widget(self.name, "record_window.name", "名称")
        self.imported = Chip(Origin.REGISTER.label, "info")
        self.imported.setObjectName("record_window.imported")
        self.imported.hide()
        self.dates = TextLabel("", "hint", wrap=True)
        name_widget(self.dates, "record_window.dates", "登记时间")
        self.result = ResultBar("record_window.result")
        self.grid = FieldGrid(self.kind, FIELDS[self.kind], self.desk, "record_window")
        self.grid.reveal_refused.connect(self._tell)
        self.viewer.setMinimumWidth(VIEWER_NARROWEST)
        self.splitter = KeptSplitter(
            "record_window.splitter",
            self._column(),
            self.viewer,
            partial(self.desk.memory.text, SIZES),
            partial(self.desk.memory.set_text, SIZES),
        )
        self.splitter.hide()
        self.nothing = EmptyState("record_window.empty")
        self.nothing.hide()
        self.nothing.acted.connect(self._leave)
        page = QVBoxLayout(self)
        page.setContentsMargins(14, 12, 14, 12)
        page.addWidget(self.result)
        page.addWidget(self.splitter, 1)
        page.addWidget(self.nothing, 1)
        self.loading = LoadingOverlay("record_window.loading", self)

    def _column(self) -> QWidget:
        self.facts = Card("登记信息" if self.kind != "notarisation" else "公证信息", margins=(0, 4, 0, 4))
        self.facts.add(self.grid)
        self.relations = Lines("record_window.relations")
        self.scores = Lines("record_window.scores")
        self.relations.followed.connect(self.record_wanted)
        ground = QWidget()
        ground.setProperty("kind", "clear")
        inner = QVBoxLayout(ground)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(10)
        inner.addWidget(self.facts)
        for title, lines, kinds in (
            ("师承关系", self.relations, ("teacher", "student")),
            ("考核成绩", self.scores, ("student",)),
        ):
            card = Card(title, margins=(0, 0, 0, 0))
            if lines is self.scores:
                self.transcript = Button("打印成绩单", "record_window.transcript", "link")
                self.transcript.clicked.connect(self._print_transcript)
                card.add_header(self.transcript)
            card.add(lines)
            card.setVisible(self.kind in kinds)
            inner.addWidget(card)
        inner.addStretch(1)
        area = QScrollArea()
        area.setObjectName("record_window.area")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(ground)
        column = QWidget()
        column.setMinimumWidth(NARROWEST)
        whole = QVBoxLayout(column)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        heading = QHBoxLayout()
        heading.addWidget(self.name, 1)
        heading.addWidget(self.imported)
        whole.addLayout(heading)
        whole.addWidget(self.dates)
        whole.addSpacing(4)
        whole.addWidget(area, 1)
        return column

    def _take(self, view: View | None) -> None:
        self.loading.end()
        before, self._view = self._view, view
        if view is None:
            hint = "可能属于其他区，或还没有同步到本机。可以在同步中心同步后再打开。"
            self._show_nothing(MISSING[self.kind], hint)
            return
        if view == before:
            return
        self._show(view)
        shown = view_pages(view)
        if before is None or shown != self.viewer.pages():
            self.viewer.tell_empty(*no_pages(is_imported(view)))
            self.viewer.set_pages(shown)
        self.nothing.hide()
        self.splitter.show()
        if before is None:
            self.viewer.panes[0].canvas.setFocus()

    def _show(self, view: View) -> None:
        words = self.desk.words
        self.imported.setVisible(is_imported(view))
        if isinstance(view, NotarisationView):
            self._name(f"{view.student_name} — {view.teacher_name}", "")
            self.grid.show_values(data_values("notarisation", view.notarisation, words))
            return
        data = view.teacher if isinstance(view, TeacherView) else view.student
        dates = f"{local_text(view.registered_at)} 注册，{local_text(view.updated_at)} 最近修改"
        self._name(data.name, dates)
        self.grid.show_values(data_values(self.kind, data, words))
        self.relations.show_relations(view.apprenticeships, self.kind == "teacher", words)
        if isinstance(view, StudentView):
            self.scores.show_scores(view.scores, words)

    def _print_transcript(self) -> None:
        view, papers = self._view, self.desk.papers
        if isinstance(view, StudentView):
            numbers = [row.filing_no for row in view.apprenticeships if row.filing_no]
            target = PaperTarget(view.id, next(iter(numbers[-1:]), "（待编号）"), frozenset({TRANSCRIPT}))
            preview(self, papers.ports, papers.job(TRANSCRIPT, target))

    def _name(self, name: str, dates: str) -> None:
        self.name.setText(name)
        self.dates.setText(dates)
        self.dates.setVisible(bool(dates))
        self.setWindowTitle(f"{TITLES[self.kind]}：{name}")

    def _show_nothing(self, sentence: str, hint: str) -> None:
        self.splitter.hide()
        self.nothing.tell(sentence, hint, "关闭")
        self.nothing.show()
        self.nothing.action.setFocus()

    def _fail(self, error: KnownError) -> None:
        self.loading.end()
        if self._view is None:
            self._show_nothing("记录没有读出来", "关闭后可以再打开一次。")
        self._tell(error)

    def _tell(self, error: KnownError) -> None:
        self.result.fail(error)


def view_of(kind: str, id_: str, session: Session) -> View | None:
    """Read what a window of a kind shows; None when this PC has no such record."""
    return VIEWS[kind](session, id_)


def is_imported(view: View) -> bool:
    """Whether the documents are on paper: taken over from a register, and none was handed in since."""
    if isinstance(view, NotarisationView):
        return view.origin == Origin.REGISTER
    return not view.documents and any(row.imported for row in view.apprenticeships)


def view_pages(view: View) -> tuple[DocumentPage, ...]:
    """Give the attachments of a record as pages."""
    if isinstance(view, NotarisationView):
        return pages("notarisation", view.pages)
    return pages("teacher" if isinstance(view, TeacherView) else "student", view.documents)

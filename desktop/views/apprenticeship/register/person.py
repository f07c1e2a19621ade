"""The history of one person (D8): masked data, apprenticeships, every event with a way to its filing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.apprenticeship.lists.history import person_history
from core.apprenticeship.papers.descriptions import NOTICE
from core.apprenticeship.words.values import ApprenticeshipState
from core.domain.clock import local_text
from core.domain.masking import mask_id_number, mask_phone
from core.domain.values import CaseState
from desktop.views.apprenticeship.figures import states
from desktop.views.papers.paper_ports import PaperTarget
from desktop.views.papers.preview import preview
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card, Rule
from desktop.widgets.chip import Chip
from desktop.widgets.masked import MaskedLabel
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.apprenticeship.lists.history import HistoryEntry, PersonHistory
    from core.apprenticeship.lists.register import RegisterRow
    from core.domain.errors import KnownError
    from desktop.desk import Desk

UNNUMBERED = "（待编号）"


class PersonView(QWidget):
    """`filing_wanted(id)` opens a filing, `person_wanted(id)` the other person of an apprenticeship.

    `record_wanted(kind, id)` opens a record window, `relation_wanted(id)` an apprenticeship. `links` says
    where the lines lead: to `filings` (the district's workbench) or to `records` (the city's search).
    """

    back_wanted = Signal()
    filing_wanted = Signal(str)
    person_wanted = Signal(str)
    relation_wanted = Signal(str)
    record_wanted = Signal(str, str)
    problem = Signal(object)

    def __init__(self, desk: Desk, *, back: str = "返回台账", links: str = "filings") -> None:
        super().__init__()
        self.desk = desk
        self.setObjectName("person")
        self._links = links
        self._wanted = ""
        self._person: PersonHistory | None = None
        self.back = Button(back, "person.back", "link", tip=f"{back}（Esc）")
        self.back.clicked.connect(self.back_wanted)
        self.look = Button("查看材料", "person.look", "link", tip="查看登记信息和全部附件")
        self.look.clicked.connect(self._look)
        self.card = Card("人员信息")
        self.card.add_header(self.look)
        self.card.add_header(self.back)
        self.name = TextLabel("", "title")
        name_widget(self.name, "person.name", "姓名")
        self.kind = Chip()
        self.id_number = MaskedLabel(
            "person.id_number", "身份证号", mask=mask_id_number, prompts=desk.prompts, record=desk.reveal
        )
        self.phone = MaskedLabel(
            "person.phone", "联系电话", mask=mask_phone, prompts=desk.prompts, record=desk.reveal
        )
        for masked in (self.id_number, self.phone):
            masked.refused.connect(self.problem)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self.name)
        line.addWidget(self.kind)
        line.addSpacing(20)
        for words, widget in (("身份证号", self.id_number), ("联系电话", self.phone)):
            line.addWidget(TextLabel(words, "secondary"))
            line.addWidget(widget)
            line.addSpacing(12)
        line.addStretch(1)
        self.card.body.addLayout(line)
        self.relations = Card("师承关系", margins=(14, 8, 14, 10))
        self.relations.setObjectName("person.relations")
        self.events = Card("办理经过", margins=(14, 8, 14, 10))
        self.events.setObjectName("person.events")
        ground = QWidget()
        ground.setProperty("kind", "clear")
        column = QVBoxLayout(ground)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(12)
        for card in (self.card, self.relations, self.events):
            column.addWidget(card)
        column.addStretch(1)
        area = QScrollArea()
        area.setObjectName("person.area")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(ground)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        self._grounds: list[QWidget] = []
        key = QShortcut(QKeySequence("Esc"), self)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(self.back_wanted)

    def open(self, person_id: str) -> None:
        """Show the history of a teacher or student by the id."""
        self._wanted = person_id
        self._wait()
        self.renew()

    def renew(self) -> None:
        """Something changed: read again."""
        work = partial(history_of, self._wanted)
        self.desk.read_records(work, self._came, self._fail, key="person")

    def leave(self) -> None:
        """The person is left: what is still on its way is not shown any more."""
        self._wanted = ""
        self.hide_numbers()

    def hide_numbers(self) -> None:
        """Mask again."""
        self.id_number.hide_value()
        self.phone.hide_value()

    # inside

    def _came(self, history: PersonHistory | None) -> None:
        if history is None:
            self._wait()
            self.name.setText("本机没有这个人的记录")
        elif history.person_id == self._wanted:
            self._show(history)

    def _fail(self, error: KnownError) -> None:
        self.problem.emit(error)

    def _wait(self) -> None:
        """Another person is on the way."""
        self._clear()
        self.name.setText("正在读取…")
        self.kind.hide()
        self.look.hide()
        self._person = None
        self.id_number.set_value("")
        self.phone.set_value("")

    def _show(self, history: PersonHistory) -> None:
        """Show a person; numbers are masked until a reason is given."""
        self._clear()
        self._person = history
        self.look.setText("查看老师" if history.is_teacher else "查看学生")
        self.look.setAccessibleName(self.look.text())
        self.look.show()
        self.name.setText(history.name)
        self.kind.set("指导老师" if history.is_teacher else "学生", "info" if history.is_teacher else "ok")
        self.kind.show()
        self.id_number.set_value(history.id_number)
        self.phone.set_value(history.phone)
        relations, events = self._ground(self.relations), self._ground(self.events)
        for place, row in enumerate(history.apprenticeships, 1):
            relations.addWidget(self._relation(place, row, history.is_teacher))
        if not history.apprenticeships:
            relations.addWidget(TextLabel("还没有师承关系。", "secondary"))
        for place, entry in enumerate(reversed(history.events), 1):
            if place > 1:
                events.addWidget(Rule())
            events.addWidget(self._event(place, entry))
        if not history.events:
            events.addWidget(TextLabel("还没有办理记录。", "secondary"))
        self.back.setFocus()

    def _clear(self) -> None:
        for ground in self._grounds:
            ground.deleteLater()
        self._grounds = []

    def _ground(self, card: Card) -> QVBoxLayout:
        ground = QWidget()
        card.body.addWidget(ground)
        self._grounds.append(ground)
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        return column

    def _relation(self, place: int, row: RegisterRow, teacher: bool) -> QWidget:
        state = ApprenticeshipState(row.state)
        other, other_id = (
            (row.student_name, row.student_id) if teacher else (row.teacher_name, row.teacher_id)
        )
        ended = f"，{row.ended_on} 结束" if row.ended_on else ""
        filed = f"，{row.filed_on} 备案" if row.filed_on else ""
        words = (
            f"{row.filing_no or '（待编号）'}　{row.notarised_on} 公证{filed}{ended}　{row.practice_place}"
        )
        link = _Link(f"{'学生' if teacher else '老师'} {other}", f"person.relation.{place}", other_id)
        link.clicked.connect(self._open_person)
        notarised = _Link("查看公证", f"person.notarisation.{place}", row.id)
        notarised.clicked.connect(self._open_notarisation)
        links = [notarised, link]
        if self._links == "records":
            record = _Link("查看备案", f"person.record.{place}", row.id)
            record.clicked.connect(self._open_relation)
            links.insert(0, record)
        return _line(Chip(state.label, states.STUDY[state]), TextLabel(words, wrap=True), *links)

    def _event(self, place: int, entry: HistoryEntry) -> QWidget:
        when = TextLabel(local_text(entry.at), "secondary")
        when.setFixedWidth(124)
        what = TextLabel(f"{entry.what}　{entry.who}", wrap=True)
        links = []
        if entry.filing_id and self._links == "filings":
            number = entry.filing_no or UNNUMBERED
            link = _Link(f"查看 {number}", f"person.event.{place}", entry.filing_id)
            link.clicked.connect(self._open_filing)
            links.append(link)
        if is_return(entry):
            notice = _Link("补正告知书", f"person.notice.{place}", entry.filing_id, entry)
            notice.clicked.connect(self._print_notice)
            links.append(notice)
        ground = QWidget()
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(_line(when, what, *links))
        if entry.text:
            text = TextLabel(entry.text, "secondary", wrap=True)
            text.setContentsMargins(134, 0, 0, 0)
            column.addWidget(text)
        return ground

    def _print_notice(self) -> None:
        link = self.sender()
        if isinstance(link, _Link) and link.entry is not None:
            number = link.entry.filing_no or UNNUMBERED
            target = PaperTarget(link.target, number, frozenset({NOTICE}), at=link.entry.at)
            preview(self, self.desk.papers.ports, self.desk.papers.job(NOTICE, target))

    def _look(self) -> None:
        if self._person is not None:
            kind = "teacher" if self._person.is_teacher else "student"
            self.record_wanted.emit(kind, self._person.person_id)

    def _open_person(self) -> None:
        link = self.sender()
        if isinstance(link, _Link):
            self.person_wanted.emit(link.target)

    def _open_notarisation(self) -> None:
        link = self.sender()
        if isinstance(link, _Link):
            self.record_wanted.emit("notarisation", link.target)

    def _open_relation(self) -> None:
        link = self.sender()
        if isinstance(link, _Link):
            self.relation_wanted.emit(link.target)

    def _open_filing(self) -> None:
        link = self.sender()
        if isinstance(link, _Link):
            self.filing_wanted.emit(link.target)


class _Link(Button):
    def __init__(self, text: str, object_name: str, target: str, entry: HistoryEntry | None = None) -> None:
        super().__init__(text, object_name, "link")
        self.target = target
        self.entry = entry


def history_of(person_id: str, session: Session) -> PersonHistory | None:
    """`person_history` with the session last, as work for a desk."""
    return person_history(session, person_id)


def is_return(entry: HistoryEntry) -> bool:
    """Whether an event sent a filing back for correction."""
    return bool(entry.filing_id) and entry.what.startswith(CaseState.RETURNED.label)


def _line(first: QWidget, text: QWidget, *links: QWidget) -> QWidget:
    ground = QWidget()
    row = QHBoxLayout(ground)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    row.addWidget(first)
    row.addWidget(text, 1)
    for link in links:
        row.addWidget(link)
    return ground

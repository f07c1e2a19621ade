"""传承备案信息查询 (C2): the whole city's list, one record in its place, and the history of a person."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.views.apprenticeship.register.person import PersonView
from desktop.views.apprenticeship.register.search_list import SearchList
from desktop.views.apprenticeship.register.search_record import RecordView
from desktop.views.apprenticeship.register.termination import Termination
from desktop.views.shell.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.apprenticeship.lists.history import PersonHistory
    from desktop.views.apprenticeship.register.record_ports import SearchPorts

KINDS = frozenset(
    {
        "apprenticeship",
        "student",
        "teacher",
        "notarisation",
        "filing",
        "filing_decision",
        "assessment",
        "termination",
        "document",
        "outbox",
    }
)


class SearchPage(Page):
    """`search:record` opens an apprenticeship by its id; going back finds the list as it was left."""

    key = "search"
    title = "传承备案信息查询"

    def __init__(self, ports: SearchPorts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._opening = False
        self._person = ""
        self._from: QWidget | None = None
        self._list_state = ""
        self.list = SearchList(ports)
        self.record = RecordView(ports)
        self.person = PersonView(ports, back="返回", links="records", papers=ports.papers)
        self.stack = QStackedWidget()
        for view in (self.list, self.record, self.person):
            self.stack.addWidget(view)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)
        self.termination = (
            Termination(ports, ports.terminating, self.record, self) if ports.terminating else None
        )
        self._connect()

    def activate(self) -> None:
        """Opened by the navigation: the list, on its row."""
        opening, self._opening = self._opening, False
        if opening:
            return
        if self.stack.currentWidget() is self.list:
            self.list.begin()
        else:
            self.show_list()
        self.list.query.text.setFocus()

    def refresh(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        if kinds and not kinds & KINDS:
            return
        shown = self.stack.currentWidget()
        if shown is self.record:
            self.record.renew()
        elif shown is self.person:
            self._read_person()
        else:
            self.list.begin()

    def search(self, text: str) -> None:
        """Show what the global search found."""
        self._opening = True
        self._put_away()
        self.stack.setCurrentWidget(self.list)
        self.list.search(text)

    def show_preset(self, preset: str) -> None:
        """Show those in one state, `active` for the students in teaching; anything else shows all."""
        self._opening = True
        self._put_away()
        self.stack.setCurrentWidget(self.list)
        self.list.show_state(preset)

    def open_record(self, record_id: str) -> None:
        """Show an apprenticeship."""
        self._opening = True
        self.show_record(record_id)

    def leave(self, proceed: Callable[[], None]) -> None:
        self._put_away()
        proceed()

    def show_list(self) -> None:
        """Back to the list, on its row."""
        self._put_away()
        self.stack.setCurrentWidget(self.list)
        self.state_line.emit(self._list_state)
        self.list.begin()
        self.list.rows.table.setFocus()

    def show_record(self, id_: str) -> None:
        """Show the full record of an apprenticeship."""
        self._put_away()
        self.stack.setCurrentWidget(self.record)
        self.state_line.emit("备案记录")
        self.record.open(id_)

    def show_person(self, person_id: str) -> None:
        """Show the history of a teacher or student; back leads to where it was asked for."""
        shown = self.stack.currentWidget()
        if shown is not self.person:
            self._from = shown
        self._put_away()
        self._person = person_id
        self.person.wait()
        self.stack.setCurrentWidget(self.person)
        self._read_person()

    # inside

    def _connect(self) -> None:
        self.list.record_chosen.connect(self.show_record)
        self.list.person_chosen.connect(self.show_person)
        self.list.look_wanted.connect(self.record_wanted)
        self.list.state_line.connect(self._list_line)
        self.list.failed.connect(self.problem)
        self.record.back_wanted.connect(self.show_list)
        self.record.followed.connect(self._follow)
        self.record.problem.connect(self.problem)
        self.person.back_wanted.connect(self._back_from_person)
        self.person.person_wanted.connect(self.show_person)
        self.person.relation_wanted.connect(self.show_record)
        self.person.record_wanted.connect(self.record_wanted)
        self.person.problem.connect(self.problem)
        if self.termination is not None:
            self.termination.told.connect(self.told)

    def _follow(self, kind: str, id_: str) -> None:
        if kind == "history":
            self.show_person(id_)
        else:
            self.record_wanted.emit(kind, id_)

    def _back_from_person(self) -> None:
        if self._from is self.record:
            self.show_record(self.record.current_id())
        else:
            self.show_list()

    def _read_person(self) -> None:
        work = partial(self._ports.history, self._person)
        self._ports.reader.run(work, self._person_came, self.fail, key="search.person")

    def _person_came(self, history: PersonHistory | None) -> None:
        if history is None:
            self.person.tell_missing()
        elif history.person_id == self._person:
            self.person.show_history(history)

    def _put_away(self) -> None:
        self.record.leave()
        self.person.hide_numbers()

    def _list_line(self, text: str) -> None:
        self._list_state = text
        if self.stack.currentWidget() is self.list:
            self.state_line.emit(text)

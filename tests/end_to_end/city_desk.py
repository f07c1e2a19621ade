"""A PC of the city by keyboard and mouse: what its clerks do in the windows, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLabel, QLineEdit

from desktop.bootstrap import make_parts
from desktop.models.rows import RowsModel
from desktop.options import Options
from desktop.prompts import Prompts
from desktop.shell import Shell
from desktop.views.apprenticeship.register.search_record import RecordView
from tests.end_to_end.desk import Desk
from tests.end_to_end.real import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from desktop.tour.driver import Driver
    from tests.end_to_end.city import Clerk, Trainee


class FilePrompts(Prompts):
    """Real questions; only the system's file dialogs answer by themselves, with `files` and `save_as`."""

    def __init__(self) -> None:
        self.files: list[Path] = []
        self.save_as: Path | None = None

    def open_files(
        self,
        parent: QWidget,
        title: str,
        kinds: str,
        answered: Callable[[list[str]], None],
        *,
        many: bool = False,
    ) -> None:
        answered([str(one) for one in self.files])

    def save_file(
        self, parent: QWidget, title: str, name: str, kinds: str, answered: Callable[[str], None]
    ) -> None:
        answered(str(self.save_as or ""))


class CityDesk(Desk):
    """A PC of a clerk; `enter` is the first start, `unlock` any later one, also without the server."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.prompts = FilePrompts()

    def open(self) -> Driver:
        options = Options(self.folder / "profile", keyring=f"file:{self.folder / 'keys.json'}", demo=True)
        self.shell = Shell(options, make_parts, self.prompts)
        self.shell.start()
        return self.driver

    def enter(self, url: str, clerk: Clerk) -> Driver:
        d = self.to_login(url)
        d.type("first.user", clerk.username)
        d.type("first.password", PASSWORD)
        d.click("first.login.next")
        d.find("nav.centre")
        d.read("在线")
        return d

    def unlock(self) -> Driver:
        d = self.open()
        d.wait(lambda: d.seen("login.server.change"), "the program to be loaded")
        d.type("login.password", PASSWORD)
        d.click("login.submit")
        d.find("nav.centre")
        return d

    # lists

    def table(self, name: str) -> QAbstractItemView:
        return self.driver.find(f"{name}.table", QAbstractItemView)

    def column(self, name: str, number: int) -> list[str]:
        """The texts of a column as they stand there now."""
        model = self.table(name).model()
        return [str(model.index(row, number).data() or "") for row in range(model.rowCount())]

    def texts(self, name: str, key: str) -> list[str]:
        """The texts of a column by its key."""
        return self.column(name, self._place(name, key))

    def row(self, name: str, words: str) -> int:
        """The row where the words stand in some column, once they do."""
        model = self.table(name).model()

        def found() -> list[int]:
            return [
                row
                for row in range(model.rowCount())
                if any(str(model.index(row, n).data()) == words for n in range(model.columnCount()))
            ]

        self.driver.wait(found, f"{words} in {name}")
        return found()[0]

    def click_cell(self, name: str, words: str, key: str) -> None:
        """Click a cell of the row with these words by its column's key, as a tick or a word of the row."""
        d, table, row = self.driver, self.table(name), self.row(name, words)
        index = table.model().index(row, self._place(name, key))
        table.scrollTo(index)
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())
        d.settle()

    def columns(self, name: str) -> int:
        return self.table(name).model().columnCount()

    def open_row(self, name: str) -> None:
        """Open the first row by Enter."""
        self.table(name).selectRow(0)
        self.driver.press(Qt.Key.Key_Return, f"{name}.table")

    def _place(self, name: str, key: str) -> int:
        model = self.table(name).model()
        assert isinstance(model, RowsModel)
        return [column.key for column in model.columns].index(key)

    def counted(self, name: str, count: int) -> None:
        """Wait until a list has so many rows."""
        d, foot = self.driver, f"共 {count:,} 条"
        d.wait(lambda: (f := d.seen(f"{name}.footer", QLabel)) and f.text() == foot, f"{foot} in {name}")

    def choose(self, name: str, words: str) -> None:
        """Set a closed box by the arrow keys."""
        d = self.driver
        box = d.find(name, QComboBox)
        key = Qt.Key.Key_Down if box.findText(words) > box.currentIndex() else Qt.Key.Key_Up
        while box.currentText() != words:
            d.press(key, name)

    # scores (C3)

    def fetch(self, trainee: Trainee) -> None:
        """获取学生; afterwards the card is there."""
        d = self.driver
        if not d.seen("scores.entry.id_number"):
            d.click("nav.scores")
        d.type("scores.entry.id_number", trainee.id_number)
        d.press(Qt.Key.Key_Return, "scores.entry.id_number")
        d.wait(lambda: d.seen("scores.entry.card"), "the student's card")
        d.read(trainee.name)

    def score(self, trainee: Trainee, score: str) -> None:
        """Enter or edit a score, and save it."""
        d = self.driver
        self.fetch(trainee)
        d.type("scores.entry.score", score)
        d.click("scores.entry.save")
        field = d.find("scores.entry.id_number", QLineEdit)
        d.wait(lambda: not field.text(), "the score to be kept")

    def publish_every(self) -> None:
        """Tick all unpublished scores and publish them."""
        d = self.driver
        d.click("scores.every")
        d.wait(lambda: d.says("已选 "), "the ticks")
        d.click("scores.publish")
        d.click("publish.ok")
        d.wait(lambda: not d.seen("publish.ok"), "the publication to be kept")

    def show_scores(self, state: str) -> None:
        """The list of scores in one state: 未公布 or 已公布."""
        if not self.driver.seen("scores.query.state"):
            self.driver.click("nav.scores")
        self.choose("scores.query.state", state)
        self.driver.click("scores.query.go")

    # search and forced termination (C2)

    def open_record(self, trainee: Trainee) -> None:
        """Search somebody of the whole city by the id number, and open the record."""
        d = self.driver
        d.click("nav.search")
        if d.seen("record", RecordView):
            d.press(Qt.Key.Key_Escape, "record")
        d.type("search.query.text", trainee.id_number)
        d.press(Qt.Key.Key_Return, "search.query.text")
        self.counted("search", 1)
        d.click("search.open")
        view = d.find("record", RecordView)
        d.wait(lambda: view.record() and view.current_id() == trainee.study, "the record")

    def terminate(self, trainee: Trainee, *, pages: int = 0) -> None:
        """强制解除 of the record on the screen; with `pages` the files of `prompts` are attached."""
        d = self.driver
        self.fill_termination(trainee)
        if pages:
            d.click("terminate.add")
            d.find(f"terminate.remove.{pages}")
        d.click("terminate.ok")
        d.wait(lambda: not d.seen("terminate.ok"), "the termination to be kept")

    def fill_termination(self, trainee: Trainee) -> None:
        d = self.driver
        d.click("record.terminate")
        d.press(Qt.Key.Key_Down, "terminate.reason")
        d.type("terminate.basis", "武卫中医〔2026〕12 号")
        d.type("terminate.text", "经查，公证书系伪造。")
        d.type("terminate.name", trainee.name)

    # policies (C8)

    def write_policy(self, title: str, *files: Path) -> None:
        """A draft with files."""
        d = self.driver
        d.click("nav.policies")
        d.click("policies.new")
        d.type("policy.title", title)
        d.type("policy.text", "请各区卫健局认真组织，确保考核工作有序进行。")
        if files:
            self.prompts.files = list(files)
            d.click("policy.files.add")
            d.wait(lambda: self.table_rows("policy.files") == len(files), "the files")
        d.click("policy.ok")
        d.wait(lambda: not d.seen("policy.ok"), "the draft to be kept")

    def publish_policy(self) -> None:
        """Publish the notice on the screen."""
        d = self.driver
        d.click("policies.publish")
        d.click("confirm.ok")
        d.read("公告已发布")

    def table_rows(self, name: str) -> int:
        return self.driver.find(name, QAbstractItemView).model().rowCount()

    # batch entry (C4)

    def preview_import(self, path: Path) -> str:
        """Choose an Excel file and wait for the preview; gives what it counts."""
        d = self.driver
        d.click("nav.batch")
        d.click("batch.import")
        self.prompts.files = [path]
        d.click("import.choose")
        counts = d.find("import.counts", QLabel)
        return counts.text()

    # 同步中心 (A2)

    def centre(self, queue: str, count: int) -> list[str]:
        """Open a queue of 同步中心, wait for so many decisions; gives what they were, newest first."""
        d = self.driver
        d.click("nav.centre")
        d.click(f"centre.filter.{queue}")
        if not count:
            d.find("centre.empty")
            return []
        d.wait(lambda: self.table_rows("centre.table") == count, f"{count} in {queue}")
        return self.column("centre", 1)

    def words(self, name: str) -> str:
        """Everything that can be read inside a control."""
        labels = self.driver.find(name).findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())

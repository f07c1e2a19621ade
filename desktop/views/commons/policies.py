"""政策公告 (C8): everybody reads and saves the files; the commission writes, publishes and withdraws."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.commons.commands import (
    PublishPolicyNotice,
    RemovePolicyNotice,
    SavePolicyNotice,
    WithdrawPolicyNotice,
)
from core.commons.policies import POLICIES, PolicyQuery, PolicyRow
from core.domain.clock import local_text
from core.domain.values import PolicyState
from desktop.models.columns import Column
from desktop.views.commons import states
from desktop.views.commons.policy_editor import PolicyEditor
from desktop.views.commons.policy_files import save_file
from desktop.views.commons.policy_reader import PolicyReader
from desktop.views.lists.exporting import ListExport
from desktop.views.lists.fields import Choice, Words, in_words
from desktop.views.lists.list_card import ListCard
from desktop.views.lists.query_row import choice, choose
from desktop.views.lists.rows_table import RowsTable
from desktop.views.shell.page import Page
from desktop.widgets.buttons import Button
from desktop.widgets.search import SearchBox
from desktop.widgets.splitter import KeptSplitter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.domain.commands.base import Command
    from core.domain.values import PolicyFile
    from desktop.desk import Desk
    from desktop.views.lists.query_words import Spoken

KINDS = frozenset({"policy_notice", "outbox"})
STATES = (("全部", ""), *((state.label, str(state)) for state in PolicyState))
SAID = (Words("text"), Choice("state", "状态", options=STATES))
"""What a query is called at the head of an export."""
SIZES = "splitter.policies"
WITHDRAWALS = ("内容有误，更正后重新发布", "政策已失效", "已由新的公告代替")


class PoliciesPage(Page):
    """List at the left, the chosen notice at the right."""

    key = "policies"
    title = "政策公告"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._may_write = desk.may(SavePolicyNotice)
        self._policies = desk.list_port(POLICIES)
        self._asked = PolicyQuery()
        self._loaded = False
        self._wanted = ""
        self.text = SearchBox("policies.query.text", "搜索公告", "标题或正文")
        self.state = choice("policies.query.state", "状态", STATES, 100)
        if not self._may_write:
            self.state.hide()
        self.rows: RowsTable[PolicyQuery, PolicyRow] = RowsTable(
            "policies", "公告列表", columns(may_write=self._may_write), _row_id, self._policies, desk.memory
        )
        self.new = Button("新建公告", "policies.new", "primary")
        if not self._may_write:
            self.new.hide()
        self.reader = PolicyReader(may_write=self._may_write)
        self._lay_out()
        self._connect()

    def activate(self) -> None:
        if self._loaded:
            self.rows.reload()
        else:
            self._load()
        self.rows.table.setFocus()

    def refresh(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        if not kinds or kinds & KINDS:
            self.rows.reload()
            self._read()

    def open_record(self, record_id: str) -> None:
        """Show one notice, whatever the list shows."""
        self._wanted = record_id
        self._read()

    def ask(self) -> None:
        """Show what the fields ask for, sorted as before."""
        query = PolicyQuery(text=self.text.text().strip(), state=str(self.state.currentData()))
        self._asked = msgspec.structs.replace(query, sort=self._asked.sort, descending=self._asked.descending)
        self._load()

    # inside

    def _lay_out(self) -> None:
        self.exporting = ListExport("policies", self.rows, self.title, self._words)
        card = ListCard("policies", self.rows, self.exporting.button, self.new)
        self.counts = card.counts
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(self.text, 1)
        tools.addWidget(self.state)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(tools)
        column.addWidget(card, 1)
        memory = self.desk.memory
        self.splitter = KeptSplitter(
            "policies.splitter",
            left,
            self.reader,
            partial(memory.text, SIZES),
            partial(memory.set_text, SIZES),
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 14, 16, 12)
        whole.addWidget(self.splitter, 1)

    def _connect(self) -> None:
        self.text.searched.connect(self.ask)
        self.text.cleared.connect(self.ask)
        self.state.activated.connect(self.ask)
        self.rows.sort_wanted.connect(self._sort)
        self.rows.failed.connect(self.problem)
        self.rows.next_step.connect(self._next_step)
        self.rows.loaded.connect(self._count)
        self.rows.opened.connect(self.open_record)
        self.rows.table.selectionModel().currentRowChanged.connect(self._selected)
        self.new.clicked.connect(self._write_new)
        self.reader.edit_wanted.connect(self._edit)
        self.reader.publish_wanted.connect(self._ask_publish)
        self.reader.withdraw_wanted.connect(self._ask_withdraw)
        self.reader.remove_wanted.connect(self._ask_remove)
        self.reader.save_wanted.connect(self._ask_where)

    def _load(self) -> None:
        self._loaded = True
        self.rows.show_sort(self._asked.sort, self._asked.descending)
        if self._asked.text or self._asked.state:
            self.rows.empty.tell("没有符合条件的公告", "可以换一个词再查一次。", "显示全部公告")
        elif self._may_write:
            self.rows.empty.tell("还没有公告", "写好的公告发布后，各区和居民都能看到。", "新建公告")
        else:
            self.rows.empty.tell("还没有公告", "市卫健委发布的公告会出现在这里。")
        self.rows.load(self._asked)

    def _next_step(self) -> None:
        if self.rows.empty.action.text() == "新建公告":
            self._write_new()
            return
        self.text.clear()
        choose(self.state, "")
        self.ask()

    def _count(self, count: int) -> None:
        self.counts.setText(f"共 {count:,} 条公告")
        self.state_line.emit(f"共 {count:,} 条")
        if not count:
            self.reader.show_row(None)

    def _sort(self, sort: str, descending: bool) -> None:
        self._asked = msgspec.structs.replace(self._asked, sort=sort, descending=descending)
        self._load()

    def _selected(self) -> None:
        id_ = self.rows.current_id()
        if id_ and id_ != self._wanted:
            self.open_record(id_)

    def _read(self) -> None:
        if self._wanted:
            asked = partial(self._policies.rows, (self._wanted,))
            self._policies.lane.run(asked, self._came, self.fail, key="policies.read")

    def _came(self, rows: Sequence[PolicyRow]) -> None:
        self.reader.show_row(rows[0] if rows else None)

    def _words(self, query: PolicyQuery) -> Spoken:
        return in_words(query, SAID, self.desk)

    # inside: writing

    def _write_new(self) -> None:
        self._open_editor(None)

    def _edit(self) -> None:
        self._open_editor(self.reader.row())

    def _open_editor(self, row: PolicyRow | None) -> None:
        editor = PolicyEditor(self.desk, row, self.window())
        editor.saved.connect(self._saved)
        editor.open()

    def _saved(self, policy_id: str) -> None:
        self.told.emit("ok", "公告草稿已保存，发布后各区和居民才能看到。")
        self.open_record(policy_id)
        self.rows.reload()

    def _ask_publish(self) -> None:
        self._ask(
            "发布公告",
            "发布后，各区卫健局和居民都能看到这条公告，内容不能再修改，只能撤回。",
            "发布",
            self._publish,
        )

    def _ask_remove(self) -> None:
        self._ask("删除草稿", "删除后不能恢复。", "删除", self._remove, danger=True)

    def _ask(
        self, title: str, text: str, action: str, answered: Callable[[bool], None], *, danger: bool = False
    ) -> None:
        row = self.reader.row()
        if row is not None:
            text = f"“{row.title}”\n{text}"
            self.desk.prompts.confirm(self, title, text, action, answered, danger=danger)

    def _publish(self, yes: bool) -> None:
        row = self.reader.row()
        if yes and row is not None:
            self._decide(PublishPolicyNotice(row.id, row.version), row.version, "公告已发布")

    def _remove(self, yes: bool) -> None:
        row = self.reader.row()
        if yes and row is not None:
            self._decide(RemovePolicyNotice(row.id, row.version), row.version, "草稿已删除")

    def _ask_withdraw(self) -> None:
        row = self.reader.row()
        if row is not None:
            text = f"“{row.title}”撤回后，各区和居民不再看到。请说明原因："
            self.desk.prompts.ask_reason(self, "撤回公告", text, WITHDRAWALS, self._withdraw)

    def _withdraw(self, reason: str) -> None:
        row = self.reader.row()
        if reason and row is not None:
            self._decide(WithdrawPolicyNotice(row.id, row.version, reason), row.version, "公告已撤回")

    def _decide(self, command: Command, version: int, done: str) -> None:
        said = f"{done}，联网后上报生效。"
        self.decide(command, said, base=version, done=self._decided, failed=self._decided)

    def _decided(self, _: object) -> None:
        self._read()
        self.rows.reload()

    # inside: files

    def _ask_where(self, file: PolicyFile) -> None:
        self._file = file
        kinds = f"{Path(file.name).suffix.lstrip('.').upper() or '文件'} (*{Path(file.name).suffix})"
        self.desk.prompts.save_file(self, "另存附件", file.name, kinds, self._save_to)

    def _save_to(self, path: str) -> None:
        if path:
            self.desk.files.run(partial(save_file, self.desk, self._file, path), self._kept, self.fail)

    def _kept(self, path: str) -> None:
        self.told.emit("ok", f"附件已保存：{Path(path).name}")


def columns(*, may_write: bool) -> tuple[Column[PolicyRow], ...]:
    """The columns in their first order; a district sees published ones only and needs no state."""
    state = Column("state", "状态", _state, "state", width=118, tone=_tone, mark=_mark)
    return (
        Column("title", "标题", lambda row: row.title, "title", width=270, fixed=True),
        *((state,) if may_write else ()),
        Column("published", "发布时间", _published, "published_at", width=132, hidden=may_write),
        Column(
            "changed",
            "最后修改",
            lambda row: local_text(row.changed_at),
            "changed_at",
            width=128,
            hidden=not may_write,
        ),
    )


def _row_id(row: PolicyRow) -> str:
    return row.id


def _published(row: PolicyRow) -> str:
    return local_text(row.published_at) or "—"


def _state(row: PolicyRow) -> str:
    return row.state.label


def _tone(row: PolicyRow) -> str:
    return states.POLICY[row.state]


def _mark(row: PolicyRow) -> str:
    return "待上报" if row.waiting else ""

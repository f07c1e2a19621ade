"""含完整号码: an export of full numbers needs a reason and a second clerk (security.md section 3, row 28)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from desktop.prompts import Sheet
from desktop.views.lists.query_row import choice
from desktop.widgets.field import LabelledField, PasswordField
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.domain.errors import KnownError
    from desktop.tasks import Token
    from desktop.views.lists.export_ports import FullNumbers, Second

REASONS = ("向上级部门报送名册", "与公证机构核对身份", "配合纪检、审计核查")
_UNDER = {"SAME_PERSON": "user", "NO_SLOT": "user", "SECOND_NOT_ALLOWED": "user"}


class FullNumbersSheet(Sheet):
    """Asks which part, why, and for the second person. `agreed(scope, Second)` when all is right.

    `parts` are the parts of the list as (words, scope).
    """

    agreed = Signal(str, object)

    def __init__(
        self,
        parent: QWidget,
        what: str,
        parts: Sequence[tuple[str, str]],
        full: FullNumbers,
    ) -> None:
        super().__init__(parent, "full", f"导出{what}（含完整号码）")
        self._full = full
        self._asked: Token | None = None
        self.body.addWidget(
            TextLabel(
                f"文件中的身份证号和手机号不再遮挡，一次最多 {full.most:,} 条。须说明事由，并由另一名在本机"
                "登录过的工作人员当面输入密码确认；事由、条数和两人姓名记入操作日志。",
                "secondary",
                wrap=True,
            )
        )
        self.scope = choice("full.scope", "导出范围", parts, 240)
        self.reason = _typed("full.reason", "导出事由", REASONS, "选择或填写事由")
        self.user = _typed("full.user", "确认人用户名", full.users(), "确认人的用户名")
        self.password = PasswordField("full.password", "确认人密码")
        self.reason_field = LabelledField("导出事由", self.reason, required=True)
        self.user_field = LabelledField("确认人用户名", self.user, required=True)
        self.password_field = LabelledField("确认人密码", self.password, required=True)
        for field in (
            LabelledField("导出范围", self.scope),
            self.reason_field,
            self.user_field,
            self.password_field,
        ):
            self.body.addWidget(field)
        self.reason.editTextChanged.connect(self._reason_typed)
        self.user.editTextChanged.connect(self._user_typed)
        self.ok = self.add_buttons("确认并选择保存位置")
        self.reason.setFocus()

    def accept(self) -> None:
        """Check the fields here, the second person on the lane."""
        reason, user = self.reason.currentText().strip(), self.user.currentText().strip()
        self.reason_field.set_error("" if reason else "请填写导出事由。")
        self.user_field.set_error("" if user else "请输入确认人的用户名。")
        self.password_field.set_error("" if self.password.text() else "请确认人输入密码。")
        given = ((self.reason, reason), (self.user, user), (self.password, self.password.text()))
        wrong = next((field for field, text in given if not text), None)
        if wrong is not None:
            wrong.setFocus()
            return
        self._rest(busy=True)
        work = partial(_second, self._full.second, user, self.password.text(), reason)
        self._asked = self._full.lane.run(work, self._found, self._refused)

    def done(self, result: int) -> None:
        """Closed: an answer that is still on its way agrees to nothing."""
        if self._asked is not None:
            self._asked.cancel()
        self.password.clear()
        super().done(result)

    def _found(self, second: Second) -> None:
        self.agreed.emit(str(self.scope.currentData()), second)
        super().accept()

    def _refused(self, error: KnownError) -> None:
        self._rest(busy=False)
        self.password.clear()
        if error.code == "NO_REASON":
            self.reason_field.set_error(error.message)
            self.reason.setFocus()
        elif error.code in _UNDER:
            self.user_field.set_error(error.message)
            self.user.setFocus()
        else:
            self.password_field.set_error(error.message)
            self.password.setFocus()

    def _reason_typed(self) -> None:
        self.reason_field.set_error("")

    def _user_typed(self) -> None:
        self.user_field.set_error("")

    def _rest(self, *, busy: bool) -> None:
        self.ok.setEnabled(not busy)
        self.ok.setText("正在确认…" if busy else "确认并选择保存位置")


def _second(find: Callable[[str, str, str], Second], user: str, password: str, reason: str) -> Second:
    """Runs on the lane of the second person."""
    return find(user, password, reason)


def _typed(name: str, accessible: str, options: Sequence[str], hint: str) -> QComboBox:
    """A choice that may be typed as well; it begins empty."""
    box = QComboBox()
    name_widget(box, name, accessible)
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.addItems(list(options))
    box.setCurrentIndex(-1)
    edit = box.lineEdit()
    if edit is not None:
        # What counts is what was typed, never a longer suggestion that begins like it.
        edit.setCompleter(None)  # type: ignore[arg-type]
        edit.setPlaceholderText(hint)
        edit.setMaxLength(100)
    return box

"""审核意见: the field, its counter, templates by "/" or by the button; own templates are kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QWidget

from desktop import theme
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from core.apprenticeship.words.dictionaries import Opinions
    from desktop.views.lists.ports import Memory

OWN = "opinions.own"
OWN_MOST = 20
SHOWN = 40
"""Characters of a template in the menu."""


class OpinionEdit(QPlainTextEdit):
    """Plain text; "/" where a word begins opens the templates, PgUp and PgDn are left to the page."""

    slash = Signal()

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        ):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in ("/", "／") and self._at_start():
            self.slash.emit()
            return
        super().keyPressEvent(event)

    def _at_start(self) -> bool:
        cursor = self.textCursor()
        before = self.toPlainText()[: cursor.position()]
        return not before or before[-1] in " \n，。；、"


class OpinionCard(Card):
    """Emits `changed` when the text changed; `refusal` is what a refusal is called.

    Errors stand below the field; the text is never cut.
    """

    changed = Signal()

    def __init__(
        self,
        opinions: Opinions,
        memory: Memory,
        most: int,
        refusal: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("审核意见", parent, margins=(14, 8, 14, 10))
        self.setObjectName("review.opinion_card")
        self._opinions = opinions
        self._memory = memory
        self._most = most
        self._refusal = refusal
        self.counter = TextLabel("", "hint")
        name_widget(self.counter, "review.opinion.count", "字数")
        self.templates = Button(
            "常用意见", "review.opinion.templates", "link", tip="选用常用意见（在意见框输入 /）"
        )
        self.templates.clicked.connect(self.open_templates)
        self.add_header(self.counter)
        self.add_header(self.templates)
        self.edit = OpinionEdit()
        name_widget(self.edit, "review.opinion", "审核意见")
        self.edit.setPlaceholderText(f"审核意见（退回、{refusal}时必填；输入 / 选用常用意见）")
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(58)
        self.error = TextLabel("", "error", wrap=True)
        name_widget(self.error, "review.opinion.error", "审核意见错误")
        self.error.hide()
        self.body.setSpacing(4)
        self.body.addWidget(self.edit)
        self.body.addWidget(self.error)
        self.menu = QMenu(self)
        name_widget(self.menu, "review.opinion.menu", "常用意见")
        self.edit.slash.connect(self.open_templates)
        self.edit.textChanged.connect(self._typed)

    def text(self) -> str:
        return self.edit.toPlainText().strip()

    def set_text(self, text: str) -> None:
        """Put a text in without touching the error."""
        if text != self.edit.toPlainText():
            self.edit.setPlainText(text)
        self.set_error("")

    def set_error(self, text: str) -> None:
        """Show a sentence below the field, or take it away."""
        self.error.setText(text)
        self.error.setVisible(bool(text))
        self.edit.setAccessibleDescription(text)
        theme.set_property(self.edit, "invalid", bool(text))

    def own_templates(self) -> list[str]:
        """What this clerk saved."""
        try:
            saved = json.loads(self._memory.text(OWN) or "[]")
        except ValueError:
            return []
        return [str(one) for one in saved if isinstance(one, str)] if isinstance(saved, list) else []

    def open_templates(self) -> None:
        """Open the list of templates at the cursor."""
        self._fill_menu()
        place = self.edit.mapToGlobal(self.edit.cursorRect().bottomLeft() + QPoint(8, 6))
        self.menu.popup(place)

    def _fill_menu(self) -> None:
        self.menu.clear()
        for title, texts in (
            ("我的常用意见", self.own_templates()),
            ("通过", self._opinions.approve),
            ("退回", self._opinions.return_),
            (self._refusal, self._opinions.refuse),
        ):
            if not texts:
                continue
            heading = self.menu.addAction(title)
            heading.setEnabled(False)
            for text in texts:
                shown = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
                action = QAction(shown.replace("&", "&&"), self.menu)
                action.setData(text)
                action.triggered.connect(self._chosen)
                self.menu.addAction(action)
        self.menu.addSeparator()
        save = self.menu.addAction("把当前意见存为常用意见")
        save.setObjectName("review.opinion.save")
        save.setEnabled(bool(self.text()) and len(self.text()) <= self._most)
        save.triggered.connect(self._save)
        own = self.own_templates()
        if self.text() in own:
            drop = self.menu.addAction("从常用意见中删除当前意见")
            drop.setObjectName("review.opinion.drop")
            drop.triggered.connect(self._drop)

    def _chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.edit.insertPlainText(str(action.data()))
            self.edit.setFocus()

    def _save(self) -> None:
        own = [one for one in self.own_templates() if one != self.text()]
        self._memory.set_text(OWN, json.dumps([self.text(), *own][:OWN_MOST], ensure_ascii=False))

    def _drop(self) -> None:
        own = [one for one in self.own_templates() if one != self.text()]
        self._memory.set_text(OWN, json.dumps(own, ensure_ascii=False))

    def _typed(self) -> None:
        count = len(self.text())
        over = count - self._most
        self.counter.setText(f"{count:,} / {self._most:,}" if over <= 0 else f"超出 {over:,} 字")
        self.counter.setVisible(count > 0)
        self.counter.set_tone("bad" if over > 0 else "")
        if self.error.text():
            self.set_error("")
        self.changed.emit()

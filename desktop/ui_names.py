"""Lists the controls of a widget tree by name, for `docs/ui-names.md`, tests and the tour."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit,
)  # fmt: skip


PAGES = "pages"
"""The stack of the frame that holds one area for each page."""


class Control(NamedTuple):
    """One control: its stable name, what a screen reader says of its purpose, its kind."""

    name: str
    accessible: str
    kind: str


def controls(root: QWidget) -> Iterator[QWidget]:
    """Give the controls a person uses, without the inner parts of Qt's own composite widgets."""
    for widget in (root, *root.findChildren(QWidget)):
        used = isinstance(widget, CONTROLS) or bool(widget.property("clickable"))
        if used and not _is_inner(widget) and not _is_unused(widget):
            yield widget


def place(widget: QWidget) -> str:
    """Give the page of the frame in which a control stands (`filings.area`), empty outside of pages.

    Pages are name spaces of their own: the two workbenches have the same names.
    """
    parent = widget.parentWidget()
    while parent is not None:
        above = parent.parentWidget()
        if above is not None and above.objectName() == PAGES:
            return parent.objectName()
        parent = above
    return ""


def unnamed(root: QWidget) -> list[str]:
    """Describe controls without a name or without an accessible name."""
    return [
        f"{type(widget).__name__} {widget.objectName()!r} in {_path(widget)}"
        for widget in controls(root)
        if not widget.objectName() or not widget.accessibleName()
    ]


def rich_labels(root: QWidget) -> list[str]:
    """Describe labels that might take text for markup (security.md section 5, row 8)."""
    return [
        f"{label.text()!r} in {_path(label)}"
        for label in root.findChildren(QLabel)
        if label.textFormat().name != "PlainText" and not _is_inner(label)
    ]


def listing(roots: Iterable[QWidget]) -> list[Control]:
    """Give all controls, each name once, in alphabetical order."""
    found = {
        widget.objectName(): Control(widget.objectName(), widget.accessibleName(), _kind(widget))
        for root in roots
        for widget in controls(root)
        if widget.objectName()
    }
    return [found[name] for name in sorted(found)]


def markdown(names: Iterable[Control]) -> str:
    """Give the table of docs/ui-names.md."""
    lines = ["| objectName | what it is | kind |", "|---|---|---|"]
    lines += [f"| `{one.name}` | {one.accessible} | {one.kind} |" for one in names]
    return "\n".join(lines) + "\n"


def _is_inner(widget: QWidget) -> bool:
    """A part that Qt made itself: the list below a combo box, the line of an editable one, headers."""
    if isinstance(widget, QHeaderView) or widget.objectName().startswith("qt_"):
        return True
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, (QComboBox, QAbstractSpinBox, QLineEdit)) or (
            isinstance(parent, QAbstractItemView) and not widget.objectName()
        ):
            return True
        if parent.inherits("QComboBoxPrivateContainer") or parent.inherits("QCalendarWidget"):
            return True
        parent = parent.parentWidget()
    return False


def _is_unused(widget: QWidget) -> bool:
    """The action of a bar or an empty list that has none."""
    return isinstance(widget, QAbstractButton) and widget.isHidden() and not widget.text()


def _kind(widget: QWidget) -> str:
    for kind, word in (
        (QComboBox, "choice"), (QAbstractItemView, "table"), (QAbstractButton, "button"),
        (QAbstractSpinBox, "date or number"), (QLineEdit, "text"),
    ):  # fmt: skip
        if isinstance(widget, kind):
            return word
    return "card" if widget.property("clickable") else "long text"


def _path(widget: QWidget) -> str:
    names = []
    parent = widget.parentWidget()
    while parent is not None:
        names.append(parent.objectName() or type(parent).__name__)
        parent = parent.parentWidget()
    return " < ".join(names)

"""关于本程序."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import qVersion

from core.domain.product import PRODUCT
from core.version import VERSION
from desktop.prompts import Sheet
from desktop.widgets.text import TextLabel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class AboutDialog(Sheet):
    """Product, version, licence, and where the data of this PC lie."""

    def __init__(self, parent: QWidget | None, folder: str) -> None:
        super().__init__(parent, "about", PRODUCT.title)
        for line in (
            f"版本 {VERSION}　Qt {qVersion()}",
            "自由软件，按 GPL-3.0 或更新版本授权。",
            f"本机数据（加密保存）：{folder}",
        ):
            self.body.addWidget(TextLabel(line, "secondary", wrap=True))
        self.add_buttons("知道了", cancel="")

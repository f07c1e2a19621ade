"""A program that will be killed: first start, one refusal, then the file `kept` and work as usual.

`python -m tests.end_to_end.desk_child FOLDER URL USER PASSWORD`
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.end_to_end.desk import Desk


def main(folder: str, url: str, user: str, password: str) -> None:
    application = QApplication(["desk"])
    application.setQuitOnLastWindowClosed(False)
    desk = Desk(Path(folder))
    driver = desk.first_start(url, user, password)
    desk.open_filing()
    desk.refuse("不符合跟师条件")
    driver.read("1 条待上报")
    (desk.folder / "kept").touch()
    application.exec()


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Start: paint the log-in window, then load everything else behind it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from desktop import theme
from desktop.fonts import FontsMissing
from desktop.options import Options, Usage, parse
from desktop.shell import Shell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.ports import Parts


def load(options: Options) -> Parts:
    """Import the store, the wire and the other pages (half a second of imports) and put them together."""
    from desktop.bootstrap import make_parts
    from desktop.garbage import spare_program

    parts = make_parts(options)
    spare_program()
    return parts


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; 0 when it was closed, 2 for a wrong command line, 3 without a font."""
    try:
        options = parse(sys.argv[1:] if arguments is None else arguments)
    except Usage as usage:
        sys.stderr.write(usage.text)
        return int(str(usage.code))
    QApplication.setStyle("Fusion")
    app = QApplication(sys.argv[:1])
    app.setApplicationName("shicheng")
    app.setQuitOnLastWindowClosed(False)
    try:
        theme.apply(app)
    except FontsMissing as error:
        return _no_font(error)
    shell = Shell(options, load, install_hooks=True)
    shell.finished.connect(app.quit)
    if options.exit_after_first_paint:
        shell.painted.connect(shell.close)
    shell.start()
    status = app.exec()
    shell.close()
    return status


def _no_font(error: FontsMissing) -> int:
    """Say it where it can be read: on the error stream, and in a box in English too, since Chinese fails."""
    sys.stderr.write(f"{error.message}\n{error.english}\n")
    from PySide6.QtWidgets import QMessageBox

    if QApplication.platformName() != "offscreen":
        box = QMessageBox(QMessageBox.Icon.Critical, "shicheng", f"{error.english}\n\n{error.message}")
        box.finished.connect(QApplication.quit)
        box.open()
        QApplication.exec()
    return 3


if __name__ == "__main__":
    sys.exit(main())

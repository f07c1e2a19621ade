"""A program of the city that will be killed: what the parent named is done in its windows, then it idles.

`python -m tests.end_to_end.city_child TASK FOLDER URL PLAN`: PLAN is a JSON file with the trainees. The
child makes the file `ready` when it is set up, waits for `go`, works, makes `kept`, and lives on.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLabel

from tests.end_to_end.city import COMMISSION, Trainee
from tests.end_to_end.city_desk import CityDesk

OFFLINE_DECISIONS = 8


def a_day_offline(desk: CityDesk, trainees: list[Trainee]) -> None:
    """Enter, edit, publish, terminate, write and publish a policy with a file, retry a message."""
    d, (entered, published, ended) = desk.driver, trainees
    desk.score(entered, "77")
    desk.score(entered, "78.5")
    desk.score(published, "86.5")
    desk.counted("scores", 2)
    desk.click_cell("scores", published.name, "tick")
    d.click("scores.publish")
    d.click("publish.ok")
    d.wait(lambda: not d.seen("publish.ok"), "the publication to be kept")
    desk.open_record(ended)
    desk.prompts.files = [desk.folder / "依据.png"]
    desk.terminate(ended, pages=1)
    desk.write_policy("关于做好出师考核的通知", desk.folder / "通知.pdf")
    desk.publish_policy()
    d.click("nav.notices")
    desk.counted("notices", 6)
    desk.click_cell("notices", "放弃", "state")
    d.click("notices.detail.retry")
    d.read("已登记重发")
    d.read(f"{OFFLINE_DECISIONS} 条待上报")


def an_import(desk: CityDesk, trainees: list[Trainee]) -> None:
    """Begin to import `scores.xlsx`; the parent kills in the middle."""
    d = desk.driver
    desk.preview_import(desk.folder / "scores.xlsx")
    d.click("import.ok")
    progress = d.find("import.progress.text", QLabel)
    d.wait(lambda: "已录入 500 人" in progress.text(), "the first command")


TASKS = {"offline": a_day_offline, "import": an_import}


def main(task: str, folder: str, url: str, plan: str) -> None:
    application = QApplication(["desk"])
    application.setQuitOnLastWindowClosed(False)
    desk = CityDesk(Path(folder))
    trainees = [Trainee(*one) for one in json.loads(Path(plan).read_text("utf-8"))]
    driver = desk.enter(url, COMMISSION)
    (desk.folder / "ready").touch()
    driver.wait(lambda: (desk.folder / "go").exists(), "the parent")
    TASKS[task](desk, trainees)
    (desk.folder / "kept").touch()
    application.exec()


if __name__ == "__main__":
    main(*sys.argv[1:])

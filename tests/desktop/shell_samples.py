"""Invented figures and rows for the shell's screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.figures.models import TeacherLine, YearLine
from core.apprenticeship.lists.filings import FilingRow
from core.apprenticeship.lists.home import HomeSummary
from core.apprenticeship.words.values import FilingKind
from core.domain.dictionaries import load_dictionaries
from core.domain.errors import KnownError
from core.domain.values import CaseState
from desktop.ports import CentreItem, Opened, SessionInfo
from desktop.settings import KnownUser
from desktop.views.apprenticeship.figures.home import HomePage
from desktop.views.apprenticeship.figures.home_figures import HomeFigures, HomeView

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop.desk import Desk

INFO = SessionInfo("zhoumin", "周敏", "district_reviewer", "审核员", "武昌区卫生健康局")
NOW = "2026-11-20T01:42:00.000Z"
LONG_PLACE = "武汉市武昌区首义路街道紫阳社区卫生服务中心中医馆（阅马场院区）"


def filing_row(number: int, **changes: object) -> FilingRow:
    """Make a pending filing of the list."""
    places = ("武昌区中医医院", "首义路街社区卫生服务中心", LONG_PLACE)
    names = ("陈亦舟", "何静怡", "吴思远", "宋佳宁", "高子墨", "欧阳慕容雪莹")
    values: dict[str, object] = {
        "id": f"filing-{number}",
        "filing_no": f"WC-2026-{1284 - number}",
        "kind": FilingKind.ESTABLISH,
        "state": CaseState.PENDING,
        "bureau": "420106",
        "student_name": names[number % len(names)],
        "teacher_name": ("刘景和", "孙伯言", "胡敬之")[number % 3],
        "teacher_title": "主任医师",
        "practice_place": places[number % 3],
        "notarised_on": "2026-09-28",
        "submitted_at": f"2026-11-{19 - number:02d}T02:20:00.000Z",
        "due_on": f"2026-11-{18 + number * 2:02d}" if number < 6 else f"2026-12-{number:02d}",
        "revision": 1,
        "decided_at": "",
        "waiting": False,
    }
    return FilingRow(**{**values, **changes})


def home_view(**changes: object) -> HomeView:
    """Make the home page of an ordinary day."""
    values: dict[str, object] = {
        "pending": 12,
        "pending_dissolutions": 0,
        "due_soon": 4,
        "overdue": 1,
        "earliest_due_on": "2026-11-18",
        "first_overdue_no": "WC-2026-1284",
        "returned": 5,
        "approved": 1032,
        "active_students": 412,
        "teachers": 167,
        "full_teachers": 31,
        "failed_notices": 2,
        "unpublished_scores": 7,
        "next_due": tuple(filing_row(number) for number in range(8)),
    }
    return HomeView(HomeSummary(**{**values, **changes}), waiting=3, refused=1, data_at=NOW)


DISTRICTS = {one.code: one.name for one in load_dictionaries().districts}
WUCHANG = {"420106": "武昌区"}


def home_figures(names: Mapping[str, str] = WUCHANG, *, times: int = 1, years: int = 6) -> HomeFigures:
    """Make figures of some districts, the first the greatest; `times` makes all of them greater."""
    lines, teachers = [], []
    for year in range(2026, 2026 - years, -1):
        for at, code in enumerate(names):
            filed = times * max(230 - 29 * (2026 - year) - 12 * at, 0)
            day = f"{year}-12-31" if year < 2026 else "2026-11-20"
            lines.append(
                YearLine(
                    code,
                    year,
                    day,
                    filed * (year - 2014),
                    filed // 3,
                    filed + 12 * times,
                    filed,
                    filed // 2,
                    filed // 3,
                )
            )
    for at, code in enumerate(names):
        size = times * max(20 - at, 0)
        teachers.append(TeacherLine(code, 8 * size, size, size, 20 * size, 10 * size, size))
    size = sum(one.full_teachers for one in teachers)
    people = TeacherLine("", 7 * size, size, size, 20 * size, 10 * size, size)
    return HomeFigures(tuple(lines), tuple(teachers), people)


class SampleHome(HomePage):
    """The home page of a desk with invented numbers in it."""

    def __init__(
        self,
        desk: Desk,
        queues: Callable[[], HomeView] = home_view,
        figures: Callable[[], HomeFigures] | None = None,
    ) -> None:
        names = {code: DISTRICTS[code] for code in desk.districts}
        self.sample = queues, figures or (lambda: home_figures(names))
        super().__init__(desk)

    def read_queues(self, source: object) -> HomeView:
        return self.sample[0]()

    def read_figures(self, source: object) -> HomeFigures:
        return self.sample[1]()


def centre_items() -> tuple[CentreItem, ...]:
    """Make one decision in every state."""
    present = "服务器上该件为“已通过”，由李卫于 2026-11-20 09:31 办理。意见：材料齐全，同意备案。"
    return (
        CentreItem(
            "op-refused", "refused", "退回补正", "filings", "filing-1", "WC-2026-1283", "何静怡", NOW, "周敏",
            reason="这件备案已由李卫通过，您的决定没有生效。",
            what_to_do="该件已由他人办理，以服务器的结果为准。确认后点“知道了”；仍需办理的，点“重新决定”。",
            base="周敏 于 2026-11-20 09:42 在本机作出「退回补正」。", present=present,
            findings=("学历证书缺少第 2 页", "公证日期晚于教学开始时间 12 日"), code="ALREADY_DECIDED",
            redo="filing-1",
        ),
        CentreItem("op-1", "waiting", "通过备案",
                   "filings", "filing-2", "WC-2026-1282", "吴思远", NOW, "周敏",
                   reason="尚未上报到服务器，联网后自动上报；上报前不生效。", what_to_do="无需操作。"),
        CentreItem("op-2", "waiting", "不予备案",
                   "filings", "filing-3", "WC-2026-1281", "宋佳宁", NOW, "周敏",
                   reason="尚未上报到服务器，联网后自动上报；上报前不生效。", what_to_do="无需操作。"),
        CentreItem("op-3", "sent", "通过备案",
                   "filings", "filing-4", "WC-2026-1280", "高子墨", NOW, "李卫"),
        CentreItem("op-4", "applied", "通过备案",
                   "filings", "filing-5", "WC-2026-1279", "欧阳慕容雪莹", NOW, "周敏"),
        CentreItem("op-5", "closed", "通过备案",
                   "filings", "filing-6", "WC-2026-1278", "陈亦舟", NOW, "周敏",
                   reason="该件已转出本区，本项决定不生效。"),
    )  # fmt: skip


class FakeAccount:
    """An `Account` whose answers a test sets; `calls` remembers what was asked."""

    def __init__(self, *, known: bool = True) -> None:
        self.known = (KnownUser("zhoumin", "周敏"), KnownUser("liwei", "李卫")) if known else ()
        self.url = "https://shicheng.example" if known else ""
        self.errors: dict[str, KnownError] = {}
        self.calls: list[str] = []
        self.needs_snapshot = not known
        self.must_change = False
        self.password = "Correct-horse-1"

    def users(self) -> tuple[KnownUser, ...]:
        return self.known

    def server_url(self) -> str:
        return self.url

    def proposed_server(self) -> str:
        return self.url

    def device_name(self) -> str:
        return "备案窗口 1 号"

    def probe(self, url: str) -> str:
        self._call("probe")
        return url

    def first_login(self, url: str, user: str, password: str, device: str) -> Opened:
        self._call("first_login")
        return self._opened(user, password, "WRONG_CREDENTIALS", "用户名或密码不正确。", online=True)

    def unlock(self, user: str, password: str) -> Opened:
        self._call("unlock")
        return self._opened(user, password, "WRONG_PASSWORD", "密码不正确。", online=False)

    def go_online(self, opened: Opened, password: str) -> Opened:
        self._call("go_online")
        return opened._replace(online=True, must_change=self.must_change)

    def change_password(self, opened: Opened, password: str, new_password: str) -> Opened:
        self._call("change_password")
        if password != self.password:
            raise KnownError("WRONG_CREDENTIALS", "用户名或密码不正确。")
        self.password, self.must_change = new_password, False
        return opened._replace(online=True, must_change=False)

    def snapshot(self, opened: Opened, progress: object, stop: object) -> None:
        self._call("snapshot")
        assert callable(progress)
        progress(600, 1284)
        progress(1284, 1284)

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if name in self.errors:
            raise self.errors[name]

    def _opened(self, user: str, password: str, code: str, sentence: str, *, online: bool) -> Opened:
        if password != self.password:
            raise KnownError(code, sentence)
        info = INFO._replace(user_name=user)
        return Opened(info, self.needs_snapshot, online, None, must_change=online and self.must_change)


class FakeCentre:
    """A `Centre` with the sample items."""

    def __init__(self, items: tuple[CentreItem, ...] | None = None) -> None:
        self.all = list(centre_items() if items is None else items)
        self.synced = 0

    def items(self) -> tuple[CentreItem, ...]:
        return tuple(self.all)

    def accept(self, op_id: str) -> None:
        self.all = [item._replace(state="closed") if item.op_id == op_id else item for item in self.all]

    def sync_now(self) -> None:
        self.synced += 1

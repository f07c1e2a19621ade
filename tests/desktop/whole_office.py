"""A desk of the program as bootstrap makes it, over a real migrated store full of invented records."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from core.actions import execute
from core.apprenticeship.commands.filing import ReturnFiling
from core.commons.commands import PublishPolicyNotice, SavePolicyNotice
from core.commons.tables import Notice
from core.domain.values import NoticeState, PolicyFile, ReturnItem, Role
from core.store.engine import open_store, session_factory
from core.store.migrations import migrate
from desktop.bootstrap.desk import StoreDesk
from desktop.bootstrap.facts import Facts
from desktop.bootstrap.pages import groups_of, make_page
from desktop.ports import SessionInfo
from desktop.settings import UiSettings
from desktop.views.shell.frame import Frame
from sync.migrations import PC_VERSIONS
from tests import kit
from tests.desktop import filed
from tests.desktop.shell_samples import FakeCentre

if TYPE_CHECKING:
    from pathlib import Path

    from core.actions import Actor
    from core.domain.commands.base import Command
    from desktop.prompts import Prompter
    from desktop.tasks import Lanes

LABELS = {
    Role.DISTRICT_REVIEWER: ("审核员", "武昌区卫生健康局"),
    Role.DISTRICT_VIEWER: ("查看人员", "武昌区卫生健康局"),
    Role.CITY_OFFICE: ("市中医处", "武汉市卫生健康委员会中医处"),
    Role.CITY_COMMISSION: ("市卫健委", "武汉市卫生健康委员会"),
}
LONG_NAME = "阿卜杜热合曼·买买提吐尔逊江·艾合麦提托合提·努尔麦麦提·依布拉音江巴依"
LONG_PLACE = "武汉市武昌区首义路街道紫阳社区卫生服务中心中医馆（阅马场院区）" * 6
LONG_REASON = "经核查，提交的材料与存档不一致，请逐项核对后重新提交；" * 16


class WholeOffice:
    """One store; a frame for each role with all its pages. `nasty` has texts as long as people make them."""

    def __init__(self, folder: Path, lanes: Lanes, prompts: Prompter, *, nasty: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.lanes, self.prompts = folder, lanes, prompts
        self.engine = open_store(folder / "whole.db", bytes(32))
        migrate(self.engine, [PC_VERSIONS])
        self.factory = session_factory(self.engine)
        with self.factory.begin() as session:
            self.world = kit.World(session)
            Records(self.world, nasty=nasty).fill()
        self.shelf: dict[str, bytes] = {}

    def close(self) -> None:
        """After the lanes."""
        self.engine.dispose()

    def frame(self, role: Role) -> Frame:
        """Make the frame of a role with its pages in it."""
        settings = UiSettings(self.folder / role)
        label, office = LABELS[role]
        info = SessionInfo("user", "周敏" if "district" in role else "何静", role, label, office)
        desk = self.kit(role, settings)
        return Frame(info, groups_of(role), settings, partial(make_page, desk))

    def kit(self, role: Role, settings: UiSettings) -> StoreDesk:
        unlocked: Any = SimpleNamespace(engine=self.engine, device_id="device-1", actor=self.actor(role))
        pictures: Any = SimpleNamespace(fetch=self._image, refetch=self._image, cached=self._image)
        outgoing: Any = SimpleNamespace(
            keep_picture=lambda data, kind, page, mark: kit.ref(kind, "chosen", page),
            keep_file=lambda name, data: PolicyFile(name, kit.ref(filed_kind(), name)),
        )
        facts = Facts(unlocked, self.world.setting, self.world.clock)
        return StoreDesk(
            engine=self.engine,
            facts=facts,
            setting=self.world.setting,
            lanes=self.lanes,
            prompts=self.prompts,
            memory=settings,
            decide=self._decide_as(role),
            new_id=self.world.ids.new,
            images=pictures,
            outgoing=outgoing,
            role=role,
            districts=facts.districts(),
            centre=FakeCentre(),
        )

    def actor(self, role: Role) -> Actor:
        return self.world.city(role) if "city" in role else self.world.reviewer()

    def _decide_as(self, role: Role) -> Any:
        def decide(command: Command, version: int, supersedes: str = "") -> object:
            with self.factory.begin() as session:
                return execute(session, command, self.world.context(self.actor(role), settles=False))

        return decide

    def _image(self, sha256: str) -> bytes:
        if not self.shelf:
            self.shelf["scan"] = filed.scan("样例", (300, 420))
        return self.shelf["scan"]


def filed_kind() -> Any:
    from core.domain.values import DocumentKind

    return DocumentKind.POLICY_FILE


class Records:
    """A year of a small city: filings in every state, dissolutions, scores, notices, policies."""

    def __init__(self, world: kit.World, *, nasty: bool) -> None:
        self.world = world
        self.nasty = nasty
        self.teachers = [self._teacher(number) for number in range(4)]
        self.number = 0

    def fill(self) -> None:
        self._filings()
        self._scores()
        self._dissolutions()
        self._policies()
        self._failures()

    def _filings(self) -> None:
        for turn in range(4):
            filing = self.world.submit(self._student(turn, "2026-09-01"))
            if turn == 3:
                reason = LONG_REASON[:200] if self.nasty else "照片模糊，请重新拍摄。"
                items = (ReturnItem("student.diploma", reason),)
                self.world.run(ReturnFiling(filing, 1, items, "部分材料需补正。"), self.world.reviewer())

    def _scores(self) -> None:
        studies = [self._active(turn, f"2022-0{turn + 1}-10") for turn in range(6)]
        made = [self.world.score(study, 860 - 70 * place) for place, study in enumerate(studies[:4])]
        self.world.publish(made[0])
        self.world.terminate(studies[5])

    def _dissolutions(self) -> None:
        for turn in (1, 2):
            student = self._student(turn, "2024-03-04")
            self.world.dissolve(student, self.world.approve(self.world.submit(student)))

    def _policies(self) -> None:
        ids, commission = self.world.ids, self.world.commission()
        title = "关于规范全市中医药师承备案公证文书样式的通知"
        for number in range(3):
            files = (PolicyFile("新公证书样式.pdf", kit.ref(filed_kind(), f"policy{number}")),)
            text = "各区卫生健康局：\n\n自 2026 年 12 月 1 日起启用新的公证书样式。\n\n特此通知。"
            long = LONG_REASON * 3 if self.nasty else text
            command = SavePolicyNotice(ids.new(), 0, (LONG_PLACE if self.nasty else title)[:100], long, files)
            self.world.run(command, commission)
            if number:
                self.world.run(PublishPolicyNotice(command.policy_id, 1), commission)

    def _failures(self) -> None:
        """Two messages failed: the carrier's part, which no command does."""
        rows = list(self.world.session.query(Notice).order_by(Notice.id).limit(2))
        for row in rows:
            reason = (
                LONG_REASON[:300] if self.nasty else "运营商拒收：手机号无效或已停用。核对手机号后可以重发。"
            )
            values = {"state": NoticeState.FAILED, "reason": reason}
            self.world.session.execute(update(Notice).where(Notice.id == row.id).values(values))

    def _teacher(self, number: int) -> Actor:
        name = self._name(number, filed.TEACHERS)
        return self.world.teacher(number + 1, name=name, practice_place=self._place(number))

    def _student(self, turn: int, notarised_on: str) -> Actor:
        self.number += 1
        name = self._name(self.number, filed.STUDENTS)
        return self.world.student(self.teachers[turn % 4], self.number, notarised_on, name=name)

    def _active(self, turn: int, notarised_on: str) -> str:
        return self.world.approve(self.world.submit(self._student(turn, notarised_on)))

    def _name(self, number: int, names: tuple[str, ...]) -> str:
        return LONG_NAME[:40] if self.nasty and number % 2 else names[number % len(names)]

    def _place(self, number: int) -> str:
        return LONG_PLACE[:200] if self.nasty and number % 2 else filed.PLACES[number % 3]

"""政策公告 as the commission writes it and a bureau reads it (C8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from core.commons.commands import (
    PublishPolicyNotice,
    RemovePolicyNotice,
    SavePolicyNotice,
    WithdrawPolicyNotice,
)
from core.commons.policies import PolicyQuery, PolicyRow
from core.domain.errors import KnownError, Refused
from core.domain.values import DocumentKind, DocumentRef, PolicyFile, PolicyState
from desktop.views.commons.policies import PoliciesPage
from desktop.views.commons.policy_editor import PolicyEditor
from desktop.views.commons.policy_ports import PolicyPorts
from desktop.views.lists.ports import ListPort
from tests.desktop.conftest import ScriptedPrompts
from tests.desktop.filed import Memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from core.domain.commands.base import Command
    from desktop.tasks import Lanes

TEXT = "各区卫生健康局：\n\n为规范中医师承备案，自 2026 年 12 月 1 日起启用新的公证书样式。\n\n特此通知。"


def file(name: str, digest: str) -> PolicyFile:
    ref = DocumentRef(DocumentKind.POLICY_FILE, digest * 64, digest * 64, size=48_300)
    return PolicyFile(name, ref)


def policy_row(number: int, state: PolicyState = PolicyState.PUBLISHED, **changes: object) -> PolicyRow:
    published = "" if state is PolicyState.DRAFT else f"2026-11-{number:02d}T02:00:00.000Z"
    values: dict[str, object] = {
        "id": f"p{number}",
        "version": 3,
        "title": f"关于规范中医师承备案工作的通知（第 {number} 号）",
        "text": TEXT,
        "files": (file("新公证书样式.pdf", "a"), file("填报说明.docx", "b")),
        "state": state,
        "reason": "",
        "changed_at": f"2026-11-{number:02d}T01:30:00.000Z",
        "changed_by_name": "刘洋",
        "published_at": published,
        "withdrawn_at": "",
        "waiting": False,
        **changes,
    }
    return PolicyRow(**values)  # type: ignore[arg-type]


class Office:
    """The ports over a list in memory; `decided` are the commands that came."""

    def __init__(self, lanes: Lanes, rows: list[PolicyRow], *, may_write: bool) -> None:
        self.lanes = lanes
        self.kept = rows
        self.decided: list[Command] = []
        self.saved: list[tuple[str, str]] = []
        self.refusal: KnownError | None = None
        self.prompts = ScriptedPrompts(reason="政策已失效")
        self.may_write = may_write

    def found(self, query: PolicyQuery) -> list[PolicyRow]:
        return [
            row
            for row in self.kept
            if query.text in row.title + row.text and (not query.state or row.state == query.state)
        ]

    def decide(self, command: Command, base_version: int) -> object:
        if self.refusal:
            raise self.refusal
        self.decided.append(command)
        return object()

    def attach(self, path: str) -> PolicyFile:
        if path.endswith(".exe"):
            raise KnownError("FILE_KIND", "只能添加 PDF、Word、Excel 或图片文件。")
        return file(path, path[0])

    def save(self, one: PolicyFile, path: str) -> None:
        self.saved.append((one.name, path))

    def page(self) -> PoliciesPage:
        ports = PolicyPorts(
            policies=ListPort(
                self.lanes.reader,
                lambda query, limit: self.found(query)[:limit],
                lambda query: [row.id for row in self.found(query)],
                lambda ids: [row for row in self.kept if row.id in ids],
                lambda query: len(self.found(query)),
            ),
            writer=self.lanes.writer,
            files=self.lanes.more("files"),
            decide=self.decide,
            attach=self.attach,
            save=self.save,
            new_id=lambda: "new",
            prompts=self.prompts,
            memory=Memory(),
            may_write=self.may_write,
            files_most=3,
        )
        page = PoliciesPage(ports)
        page.resize(1140, 680)
        return page


def opened(qtbot: QtBot, office: Office) -> PoliciesPage:
    page = office.page()
    qtbot.addWidget(page)
    page.show()
    page.activate()
    qtbot.waitUntil(lambda: page.rows.model.rowCount() == len(office.kept))
    if office.kept:
        qtbot.waitUntil(lambda: page.reader.row() is not None)
    return page


def test_a_bureau_reads_and_saves_files_and_has_no_other_button(
    qtbot: QtBot, lanes: Lanes, picture: Callable[..., None]
) -> None:
    office = Office(lanes, [policy_row(9), policy_row(3)], may_write=False)
    office.prompts.save_as = "/somewhere/样式.pdf"
    page = opened(qtbot, office)
    reader = page.reader
    assert reader.title.text().startswith("关于规范")
    assert reader.text.toPlainText() == TEXT
    assert reader.dates.text() == "2026-11-09 10:00 发布"
    for button in (page.new, reader.edit, reader.publish, reader.withdraw, reader.remove):
        assert not button.isVisible()
    picture(page, "policies-district")
    save = next(one for one in reader.findChildren(type(page.new)) if one.objectName() == "policies.file.1")
    qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(office.saved))
    assert office.saved == [("新公证书样式.pdf", "/somewhere/样式.pdf")]
    assert office.prompts.asked[-1] == ("另存附件", "新公证书样式.pdf")


def test_the_commission_writes_a_draft_with_files(
    qtbot: QtBot, lanes: Lanes, picture: Callable[..., None]
) -> None:
    office = Office(lanes, [], may_write=True)
    page = opened(qtbot, office)
    qtbot.waitUntil(page.rows.empty.isVisible)
    qtbot.mouseClick(page.rows.empty.action, Qt.MouseButton.LeftButton)
    editor = page.window().findChild(PolicyEditor)
    assert isinstance(editor, PolicyEditor)
    qtbot.mouseClick(editor.ok, Qt.MouseButton.LeftButton)
    assert editor.error.text() == "请填写公告标题。"
    qtbot.keyClicks(editor.title_field, "Notice 1")
    editor.text.setPlainText("  正文  ")
    for files, shown, error in (
        (["x.exe"], 0, "只能添加 PDF、Word、Excel 或图片文件。"),
        (["a.pdf", "b.docx"], 2, ""),
        (["a.pdf"], 2, "附件“a.pdf”已经在列表中，没有重复添加。"),
        (["c.pdf", "d.pdf"], 2, "最多 3 个附件，还可以添加 1 个，请重新选择。"),
    ):
        office.prompts.files = files
        qtbot.mouseClick(editor.add_file, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(
            lambda shown=shown, error=error: (
                editor.files.count() == shown and (not error or editor.error.text() == error)
            )
        )
    picture(editor, "policy-editor")
    qtbot.mouseClick(editor.ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(office.decided))
    files = (file("a.pdf", "a"), file("b.docx", "b"))
    assert office.decided == [SavePolicyNotice("new", 0, "Notice 1", "正文", files)]


def test_a_draft_is_published_changed_or_thrown_away(
    qtbot: QtBot, lanes: Lanes, picture: Callable[..., None]
) -> None:
    office = Office(lanes, [policy_row(5, PolicyState.DRAFT), policy_row(4)], may_write=True)
    page = opened(qtbot, office)
    assert page.reader.publish.isVisible()
    assert not page.reader.withdraw.isVisible()
    picture(page, "policies-commission")
    qtbot.mouseClick(page.reader.publish, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: office.decided == [PublishPolicyNotice("p5", 3)])
    assert "不能再修改" in office.prompts.asked[-1][1]
    qtbot.mouseClick(page.reader.remove, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: office.decided[-1] == RemovePolicyNotice("p5", 3))
    office.prompts.yes = False
    qtbot.mouseClick(page.reader.publish, Qt.MouseButton.LeftButton)
    assert len(office.decided) == 2


def test_a_published_notice_is_withdrawn_with_a_reason(qtbot: QtBot, lanes: Lanes) -> None:
    office = Office(lanes, [policy_row(4)], may_write=True)
    page = opened(qtbot, office)
    assert not page.reader.edit.isVisible()
    qtbot.mouseClick(page.reader.withdraw, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: office.decided == [WithdrawPolicyNotice("p4", 3, "政策已失效")])
    office.prompts.reason = ""
    qtbot.mouseClick(page.reader.withdraw, Qt.MouseButton.LeftButton)
    assert len(office.decided) == 1


def test_a_refusal_is_shown_and_what_was_typed_stays(qtbot: QtBot, lanes: Lanes) -> None:
    office = Office(lanes, [policy_row(5, PolicyState.DRAFT)], may_write=True)
    office.refusal = Refused("CHANGED_MEANWHILE", "您打开之后这条公告已有更新，请刷新后再办理。")
    page = opened(qtbot, office)
    with qtbot.waitSignal(page.problem) as caught:
        qtbot.mouseClick(page.reader.publish, Qt.MouseButton.LeftButton)
    assert caught.args[0].code == "CHANGED_MEANWHILE"
    qtbot.mouseClick(page.reader.edit, Qt.MouseButton.LeftButton)
    editor = page.window().findChild(PolicyEditor)
    assert isinstance(editor, PolicyEditor)
    editor.text.setPlainText("改过的正文")
    qtbot.mouseClick(editor.ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(editor.error.isVisible)
    assert editor.text.toPlainText() == "改过的正文"
    assert editor.ok.isEnabled()
    office.prompts.yes = False
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.isVisible()
    office.prompts.yes = True
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor.isVisible()

"""政策公告 as the commission writes it and a bureau reads it (C8)."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import Qt

from core.commons.commands import (
    PublishPolicyNotice,
    RemovePolicyNotice,
    SavePolicyNotice,
    WithdrawPolicyNotice,
)
from core.commons.tables import PolicyNotice
from core.domain.errors import KnownError, Refused
from core.domain.values import DocumentKind, DocumentRef, PolicyFile, PolicyState, Role
from desktop.views.commons.policy_editor import PolicyEditor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.desktop.offices import Office

TEXT = "各区卫生健康局：\n\n为规范中医师承备案，自 2026 年 12 月 1 日起启用新的公证书样式。\n\n特此通知。"


def file(name: str, digest: str) -> PolicyFile:
    ref = DocumentRef(DocumentKind.POLICY_FILE, digest * 64, digest * 64, size=48_300)
    return PolicyFile(name, ref)


def notice(number: int, state: PolicyState = PolicyState.PUBLISHED) -> PolicyNotice:
    files = (file("新公证书样式.pdf", "a"), file("填报说明.docx", "b"))
    return PolicyNotice(
        id=f"p{number}",
        version=3,
        scope="420100",
        title=f"关于规范中医师承备案工作的通知（第 {number} 号）",
        text=TEXT,
        files=msgspec.json.encode(files).decode(),
        state=state,
        changed_at=f"2026-11-{number:02d}T01:30:00.000Z",
        changed_by_name="刘洋",
        published_at="" if state is PolicyState.DRAFT else f"2026-11-{number:02d}T02:00:00.000Z",
        settled_at=f"2026-11-{number:02d}T02:00:01.000Z",
    )


def opened(qtbot: QtBot, office: Office, *notices: PolicyNotice, writes: bool = True, **changes: Any) -> Any:
    """The page of the commission, or of a bureau that only reads."""
    office.add(*notices)
    role = Role.CITY_COMMISSION if writes else Role.DISTRICT_REVIEWER
    page = office.page("policies", role, **changes)
    page.resize(1140, 680)
    qtbot.addWidget(page)
    page.show()
    page.activate()
    qtbot.waitUntil(lambda: page.rows.model.rowCount() == len(notices))
    if notices:
        qtbot.waitUntil(lambda: page.reader.row() is not None)
    return page


def test_a_bureau_reads_and_saves_files_and_has_no_other_button(
    qtbot: QtBot, office: Office, picture: Callable[..., None], tmp_path: Path
) -> None:
    target = tmp_path / "样式.pdf"
    office.prompts.save_as = str(target)
    images = SimpleNamespace(fetch=lambda digest: f"bytes of {digest[:1]}".encode())
    page = opened(qtbot, office, notice(9), notice(3), writes=False, images=images)
    reader = page.reader
    assert reader.title.text().startswith("关于规范")
    assert reader.text.toPlainText() == TEXT
    assert reader.dates.text() == "2026-11-09 10:00 发布"
    for button in (page.new, reader.edit, reader.publish, reader.withdraw, reader.remove):
        assert not button.isVisible()
    picture(page, "policies-district")
    told = []
    page.told.connect(lambda *words: told.append(words))
    save = next(one for one in reader.findChildren(type(page.new)) if one.objectName() == "policies.file.1")
    qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: told == [("ok", "附件已保存：样式.pdf")])
    assert target.read_bytes() == b"bytes of a"
    assert office.noted() == [("save_document", f"policy_notice:{'a' * 16}")]
    assert office.prompts.asked[-1] == ("另存附件", "新公证书样式.pdf")


def kept(name: str, _: bytes) -> PolicyFile:
    """What may be attached here: no programs."""
    if name.endswith(".exe"):
        raise KnownError("FILE_KIND", "只能添加 PDF、Word、Excel 或图片文件。")
    return file(name, name[0])


def test_the_commission_writes_a_draft_with_files(
    qtbot: QtBot, office: Office, picture: Callable[..., None], tmp_path: Path
) -> None:
    parameters = msgspec.structs.replace(office.world.setting.parameters, policy_files_max=3)
    setting = replace(office.world.setting, parameters=parameters)
    page = opened(qtbot, office, outgoing=SimpleNamespace(keep_file=kept), setting=setting)
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
        for name in files:
            (tmp_path / name).write_bytes(b"x")
        office.prompts.files = [str(tmp_path / name) for name in files]
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
    (saved,) = office.decided
    assert saved == SavePolicyNotice(saved.policy_id, 0, "Notice 1", "正文", files)
    qtbot.waitUntil(lambda: page.reader.row() is not None and page.reader.row().id == saved.policy_id)


def test_a_draft_is_published_changed_or_thrown_away(
    qtbot: QtBot, office: Office, picture: Callable[..., None]
) -> None:
    drafts = notice(6, PolicyState.DRAFT), notice(5, PolicyState.DRAFT)
    page = opened(qtbot, office, *drafts, notice(4))
    assert page.reader.row().id == "p6"
    assert page.reader.publish.isVisible()
    assert not page.reader.withdraw.isVisible()
    picture(page, "policies-commission")
    office.prompts.yes = False
    qtbot.mouseClick(page.reader.publish, Qt.MouseButton.LeftButton)
    assert not office.decided
    office.prompts.yes = True
    qtbot.mouseClick(page.reader.publish, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: office.decided == [PublishPolicyNotice("p6", 3)])
    assert "不能再修改" in office.prompts.asked[-1][1]
    qtbot.waitUntil(page.reader.withdraw.isVisible)
    page.open_record("p5")
    qtbot.waitUntil(lambda: page.reader.row().id == "p5")
    qtbot.mouseClick(page.reader.remove, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: office.decided[-1] == RemovePolicyNotice("p5", 3))
    qtbot.waitUntil(lambda: page.rows.model.rowCount() == 2)


def test_a_published_notice_is_withdrawn_with_a_reason(qtbot: QtBot, office: Office) -> None:
    page = opened(qtbot, office, notice(4))
    assert not page.reader.edit.isVisible()
    office.prompts.reason = ""
    qtbot.mouseClick(page.reader.withdraw, Qt.MouseButton.LeftButton)
    assert not office.decided
    office.prompts.reason = "政策已失效"
    qtbot.mouseClick(page.reader.withdraw, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: office.decided == [WithdrawPolicyNotice("p4", 3, "政策已失效")])
    qtbot.waitUntil(lambda: "原因：政策已失效" in page.reader.dates.text())


def test_a_refusal_is_shown_and_what_was_typed_stays(qtbot: QtBot, office: Office) -> None:
    office.fault = Refused("CHANGED_MEANWHILE", "您打开之后这条公告已有更新，请刷新后再办理。")
    page = opened(qtbot, office, notice(5, PolicyState.DRAFT))
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

"""政策公告 (C8): drafts, publication to all, withdrawal with a reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import select

from core.apprenticeship.words.kinds import DIPLOMA
from core.commons.commands import (
    PublishPolicyNotice,
    RemovePolicyNotice,
    SavePolicyNotice,
    WithdrawPolicyNotice,
)
from core.commons.tables import PolicyNotice
from core.domain.errors import Refused
from core.domain.values import DocumentKind, PolicyFile, Role
from core.store.base import scopes_of
from core.store.tables import Document
from tests.kit import CITY, ref

if TYPE_CHECKING:
    from core.actions import Actor
    from core.domain.commands.base import Command
    from tests.kit import World


def file(name: str = "通知.pdf", number: int = 1) -> PolicyFile:
    return PolicyFile(name, ref(DocumentKind.POLICY_FILE, f"policy{number}"))


def draft(world: World, **changes: Any) -> SavePolicyNotice:
    command = SavePolicyNotice(world.ids.new(), 0, "关于开展 2026 年度出师考核的通知", "各区卫生健康局：")
    return msgspec.structs.replace(command, **changes)


def saved(world: World, **changes: Any) -> PolicyNotice:
    command = draft(world, **changes)
    world.run(command, world.commission())
    return world.session.get_one(PolicyNotice, command.policy_id)


def documents(world: World, policy: PolicyNotice) -> list[Document]:
    wanted = select(Document).where(Document.owner_id == policy.id).order_by(Document.page)
    return list(world.session.scalars(wanted))


def refused(world: World, command: Command, actor: Actor | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        world.run(command, actor or world.commission())
    return caught.value


def everybody(world: World) -> tuple[str, ...]:
    return tuple(sorted({CITY, *(one.code for one in world.setting.dictionaries.districts)}))


def test_a_draft_is_the_citys_with_its_files(world: World) -> None:
    row = saved(world, title=" 通知\u202e ", files=(file(), file("C:\\扫描\\附件 2.docx", 2)))
    assert (row.title, row.state, scopes_of(row)) == ("通知", "draft", (CITY,))
    files = msgspec.json.decode(row.files, type=tuple[PolicyFile, ...])
    assert [(one.name, one.document.page) for one in files] == [("通知.pdf", 1), ("附件 2.docx", 2)]
    assert [(one.page, scopes_of(one)) for one in documents(world, row)] == [(1, (CITY,)), (2, (CITY,))]


def test_a_draft_is_changed_and_files_go_and_come(world: World) -> None:
    row = saved(world, files=(file(), file("b.pdf", 2)))
    world.run(draft(world, policy_id=row.id, seen_version=1, files=(file("c.pdf", 3),)), world.commission())
    (only,) = documents(world, row)
    assert only.sha256 == file("c.pdf", 3).document.sha256


def test_publishing_shows_it_to_every_district_with_its_files(world: World) -> None:
    row = saved(world, files=(file(),))
    world.run(PublishPolicyNotice(row.id, 1), world.commission())
    assert (row.state, row.published_at != "") == ("published", True)
    assert scopes_of(row) == everybody(world) == scopes_of(documents(world, row)[0])


def test_a_published_notice_is_not_edited_removed_or_published_again(world: World) -> None:
    row = saved(world)
    world.run(PublishPolicyNotice(row.id, 1), world.commission())
    for command in (
        draft(world, policy_id=row.id, seen_version=row.version),
        RemovePolicyNotice(row.id, row.version),
        PublishPolicyNotice(row.id, row.version),
    ):
        error = refused(world, command)
        assert error.code == "POLICY_STATE"
        assert "已发布" in error.message
    assert refused(world, draft(world, policy_id=row.id)).code == "POLICY_EXISTS"


def test_a_withdrawn_notice_stays_with_the_city_and_says_why(world: World) -> None:
    row = saved(world, files=(file(),))
    assert refused(world, WithdrawPolicyNotice(row.id, 1, "有误")).code == "POLICY_STATE"
    world.run(PublishPolicyNotice(row.id, 1), world.commission())
    assert refused(world, WithdrawPolicyNotice(row.id, 1, " ")).code == "POLICY_REASON_MISSING"
    assert refused(world, WithdrawPolicyNotice(row.id, 1, "字" * 501)).code == "POLICY_REASON_TOO_LONG"
    world.run(WithdrawPolicyNotice(row.id, 1, " 日期有误 "), world.commission())
    assert (row.state, row.reason, row.withdrawn_at != "") == ("withdrawn", "日期有误", True)
    assert scopes_of(row) == (CITY,) == scopes_of(documents(world, row)[0])


def test_a_draft_is_thrown_away_with_its_files(world: World) -> None:
    row = saved(world, files=(file(),))
    world.run(RemovePolicyNotice(row.id, 1), world.commission())
    assert world.session.get(PolicyNotice, row.id) is None
    assert documents(world, row) == []


def test_another_version_than_seen_is_refused(world: World) -> None:
    row = saved(world)
    for command in (
        draft(world, policy_id=row.id, seen_version=2),
        PublishPolicyNotice(row.id, 2),
        RemovePolicyNotice(row.id, 2),
    ):
        error = refused(world, command)
        assert error.code == "CHANGED_MEANWHILE"
        assert "梁宏" in error.message


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " \u200b "}, "POLICY_INCOMPLETE"),
        ({"title": "字" * 101}, "POLICY_TOO_LONG"),
        ({"text": "\n "}, "POLICY_INCOMPLETE"),
        ({"text": "字" * 20_001}, "POLICY_TOO_LONG"),
        ({"files": tuple(file(number=number) for number in range(11))}, "POLICY_TOO_MANY_FILES"),
        ({"files": (file(" / "),)}, "POLICY_FILE"),
        ({"files": (file("字" * 121),)}, "POLICY_FILE"),
        ({"files": (file("通知.exe"),)}, "POLICY_FILE"),
        ({"files": (file("通知.pdf\u202e.exe"),)}, "POLICY_FILE"),
        ({"files": (file(".pdf"),)}, "POLICY_FILE"),
        ({"files": (PolicyFile("a.pdf", ref(DIPLOMA, "x")),)}, "POLICY_FILE"),
    ],
)
def test_what_is_missing_or_too_much_is_said(world: World, changes: dict[str, Any], code: str) -> None:
    assert refused(world, draft(world, **changes)).code == code


def test_a_text_keeps_its_lines(world: World) -> None:
    assert saved(world, text="一、\r\n\t二、\r三\u202e、").text == "一、\n\t二、\n三 、"


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.CITY_COMMISSION])
def test_no_other_role_may(world: World, role: Role) -> None:
    row = saved(world)
    actor = replace(world.commission(), role=role)
    for command in (
        draft(world),
        PublishPolicyNotice(row.id, 1),
        WithdrawPolicyNotice(row.id, 1, "x"),
        RemovePolicyNotice(row.id, 1),
    ):
        assert refused(world, command, actor).code == "NOT_ALLOWED"


def test_what_is_not_there_or_not_visible_does_not_exist(world: World) -> None:
    row = saved(world)
    blind = replace(world.commission(), scopes=frozenset({"420106"}))
    hidden = refused(world, PublishPolicyNotice(row.id, 1), blind)
    absent = refused(world, PublishPolicyNotice(world.ids.new(), 1))
    assert (hidden.code, hidden.message) == (absent.code, absent.message)


def test_a_file_name_of_a_forged_command_is_cleaned(world: World) -> None:
    """The PC cleans names before; what another program sends is cleaned here."""
    policy = saved(world, files=(file("C:\\temp\\CON.pdf"), file("通知:流?.pdf ", 2)))
    names = [one.name for one in msgspec.json.decode(policy.files, type=tuple[PolicyFile, ...])]
    assert names == ["_CON.pdf", "通知流.pdf"]

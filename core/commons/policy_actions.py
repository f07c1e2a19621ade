"""政策公告 (product.md C8): the city commission writes, publishes and withdraws notices with files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from core.actions.authority import visible
from core.actions.clean import BREAKS, clean_text
from core.actions.context import Outcome
from core.actions.registry import acts
from core.actions.rows import drop_documents, put_documents, require
from core.commons.commands import (
    PublishPolicyNotice,
    RemovePolicyNotice,
    SavePolicyNotice,
    WithdrawPolicyNotice,
)
from core.commons.tables import PolicyNotice
from core.domain.filenames import FILE_NAME_MAX, fits, shown_name
from core.domain.product import PRODUCT
from core.domain.refusals import CHANGED_MEANWHILE, Refusal
from core.domain.values import DocumentKind, OwnerKind, PolicyFile, PolicyState
from core.store.documents import document_rows
from core.store.tables import Document

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.actions.context import Context

POLICY_NOTICE_NOT_FOUND = Refusal(
    "POLICY_NOTICE_NOT_FOUND",
    short="没有找到这条公告",
    advice="这条公告已被删除，本项决定不生效。确认后点“知道了”。",
    says="没有找到这条公告，它可能已被删除。",
)
POLICY_EXISTS = Refusal(
    "POLICY_EXISTS", short="公告已经存在", advice="这条公告已经保存过，请打开公告查看现在的内容。"
)
POLICY_STATE = Refusal(
    "POLICY_STATE",
    short="公告的状态不符",
    advice="该公告的状态已有变化，请打开公告查看现在的情况，再决定是否重新办理。",
)
POLICY_FILE = Refusal(
    "POLICY_FILE", short="附件不能使用", advice="请打开公告，换成符合要求的附件后重新保存。"
)
POLICY_INCOMPLETE = Refusal(
    "POLICY_INCOMPLETE", short="公告不完整", advice="请打开公告，补全标题和正文后重新保存。"
)
POLICY_TOO_LONG = Refusal(
    "POLICY_TOO_LONG", short="公告过长", advice="请打开公告，缩短标题或正文后重新保存。"
)
POLICY_TOO_MANY_FILES = Refusal(
    "POLICY_TOO_MANY_FILES", short="附件过多", advice="请打开公告，减少附件后重新保存。"
)
POLICY_REASON_MISSING = Refusal(
    "POLICY_REASON_MISSING", short="没有写明撤回原因", advice="请打开公告，写明撤回原因后重新撤回。"
)
POLICY_REASON_TOO_LONG = Refusal(
    "POLICY_REASON_TOO_LONG", short="撤回原因过长", advice="请打开公告，缩短撤回原因后重新撤回。"
)

TITLE_MAX = 100
TEXT_MAX = 20_000
REASON_MAX = 500


@acts(SavePolicyNotice)
def save_policy_notice(session: Session, command: SavePolicyNotice, context: Context) -> Outcome:
    """Write a new draft or change one; what is published is withdrawn and written anew."""
    title, text, files = _content(command, context)
    row = _draft_to_change(session, command, context)
    _refuse_others_pictures(session, files)
    row.title, row.text, row.files = title, text, msgspec.json.encode(files).decode()
    _touch(row, context)
    session.add(row)
    refs = [one.document for one in files]
    drop_documents(session, OwnerKind.POLICY, row.id, ((ref.kind, ref.page) for ref in refs))
    put_documents(session, context, OwnerKind.POLICY, row.id, refs, row.scope)
    return Outcome("policy_notice", row.id)


@acts(PublishPolicyNotice)
def publish_policy_notice(session: Session, command: PublishPolicyNotice, context: Context) -> Outcome:
    """Let every district and resident read a draft."""
    row = _row(session, context, command.policy_id, command.seen_version, PolicyState.DRAFT)
    row.state = PolicyState.PUBLISHED
    row.published_at = context.decided_at
    dictionaries = context.setting.dictionaries
    codes = sorted({dictionaries.city.code, *(one.code for one in dictionaries.districts)})
    _show(session, row, ",".join(codes))
    _touch(row, context)
    return Outcome("policy_notice", row.id)


@acts(WithdrawPolicyNotice)
def withdraw_policy_notice(session: Session, command: WithdrawPolicyNotice, context: Context) -> Outcome:
    """Take a published notice back: only the city keeps it, with the reason."""
    row = _row(session, context, command.policy_id, command.seen_version, PolicyState.PUBLISHED)
    reason = clean_text(command.reason)
    if not reason:
        raise POLICY_REASON_MISSING("请填写撤回原因。")
    if len(reason) > REASON_MAX:
        raise POLICY_REASON_TOO_LONG(f"撤回原因不能超过 {REASON_MAX} 字。")
    row.state, row.reason = PolicyState.WITHDRAWN, reason
    row.withdrawn_at = context.decided_at
    _show(session, row, context.setting.dictionaries.city.code)
    _touch(row, context)
    return Outcome("policy_notice", row.id)


@acts(RemovePolicyNotice)
def remove_policy_notice(session: Session, command: RemovePolicyNotice, context: Context) -> Outcome:
    """Throw a draft away, with its files."""
    row = _row(session, context, command.policy_id, command.seen_version, PolicyState.DRAFT)
    drop_documents(session, OwnerKind.POLICY, row.id, ())
    session.delete(row)
    return Outcome("policy_notice", command.policy_id)


def _row(
    session: Session, context: Context, policy_id: str, seen_version: int, state: PolicyState
) -> PolicyNotice:
    """Load a notice in a state and as it was seen."""
    row = require(session, PolicyNotice, policy_id, POLICY_NOTICE_NOT_FOUND)
    if not visible(context, row):
        raise POLICY_NOTICE_NOT_FOUND()
    if row.state != state:
        word = PolicyState(row.state).label
        raise POLICY_STATE(f"这条公告现在是“{word}”，不能办理此操作，请刷新后查看。")
    if row.version != seen_version:
        message = f"这条公告已由{row.changed_by_name}修改，请查看最新内容后再办理。"
        raise CHANGED_MEANWHILE(message)
    return row


def _draft_to_change(session: Session, command: SavePolicyNotice, context: Context) -> PolicyNotice:
    if command.seen_version:
        return _row(session, context, command.policy_id, command.seen_version, PolicyState.DRAFT)
    if session.get(PolicyNotice, command.policy_id) is not None:
        raise POLICY_EXISTS("这条公告已经保存过，请打开它修改。")
    return PolicyNotice(
        id=command.policy_id,
        version=1,
        scope=context.setting.dictionaries.city.code,
        state=PolicyState.DRAFT,
        reason="",
        published_at="",
        withdrawn_at="",
    )


def _content(command: SavePolicyNotice, context: Context) -> tuple[str, str, tuple[PolicyFile, ...]]:
    """Give title, text and files as they are kept; files are numbered in the order given."""
    title, text = clean_text(command.title), clean_text(command.text, BREAKS)
    for value, most, word in ((title, TITLE_MAX, "标题"), (text, TEXT_MAX, "正文")):
        if not value:
            raise POLICY_INCOMPLETE(f"请填写公告{word}。")
        if len(value) > most:
            raise POLICY_TOO_LONG(f"公告{word}不能超过 {most} 字，现有 {len(value)} 字。")
    most = context.setting.parameters.policy_files_max
    if len(command.files) > most:
        raise POLICY_TOO_MANY_FILES(f"一条公告最多附 {most} 个文件。")
    return title, text, tuple(_file(one, page) for page, one in enumerate(command.files, start=1))


def _file(file: PolicyFile, page: int) -> PolicyFile:
    name, document = shown_name(file.name), file.document
    if len(file.name) > FILE_NAME_MAX or not fits(name):
        message = f"第 {page} 个附件的文件名为空、后缀不对或超过 {FILE_NAME_MAX} 字，请改名后重新添加。"
        raise POLICY_FILE(message)
    if document.kind is not DocumentKind.POLICY_FILE:
        raise POLICY_FILE(f"第 {page} 个附件不是公告附件，请重新添加。")
    return PolicyFile(name, msgspec.structs.replace(document, page=page))


def _refuse_others_pictures(session: Session, files: tuple[PolicyFile, ...]) -> None:
    """A notice is read by everybody: naming the digest of somebody's document must not show it to them."""
    digests = [one.document.sha256 for one in files]
    others = Document.kind != DocumentKind.POLICY_FILE
    taken = set(session.scalars(select(Document.sha256).where(Document.sha256.in_(digests), others)))
    named = [one.name for one in files if one.document.sha256 in taken]
    if named:
        raise POLICY_FILE(f"“{named[0]}”是{PRODUCT.subject}材料中的图片，不能作为公告附件，请重新选择文件。")


def _show(session: Session, row: PolicyNotice, scope: str) -> None:
    row.scope = scope
    for document in document_rows(session, OwnerKind.POLICY, row.id):
        document.scope = scope


def _touch(row: PolicyNotice, context: Context) -> None:
    row.changed_at, row.changed_by_name = context.decided_at, context.actor.name
    row.settled_at = context.settled_at

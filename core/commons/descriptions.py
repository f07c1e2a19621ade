"""Text messages, policy notices and frozen reports in words (sync.md section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.actions.descriptions import Description, describes
from core.commons.tables import Notice, PolicyNotice, Report
from core.domain.clock import local_text
from core.domain.values import NoticeState, PolicyState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session


@describes("policy_notice")
class PolicyWords(Description):
    pages = ("policies",)

    def name(self, row: Mapping[str, Any]) -> str:
        return str(row["title"])

    def stood(self, row: Mapping[str, Any]) -> str:
        return f"该公告为“{PolicyState(row['state']).label}”"

    def stands(self, session: Session, record_id: str) -> str:
        row = session.get(PolicyNotice, record_id)
        if row is None:
            return "服务器上没有这则公告，可能已被删除。"
        when, word = local_text(row.changed_at), PolicyState(row.state).label
        return f"服务器上该公告为“{word}”，由{row.changed_by_name}于 {when} 最后修改。"


@describes("notice")
class NoticeWords(Description):
    pages = ("notices",)

    def name(self, row: Mapping[str, Any]) -> str:
        return str(row["recipient_name"])

    def stood(self, row: Mapping[str, Any]) -> str:
        return f"该短信为“{NoticeState(row['state']).label}”，已发送 {row['attempts']} 次"

    def stands(self, session: Session, record_id: str) -> str:
        row = session.get(Notice, record_id)
        if row is None:
            return "服务器上没有这条短信。"
        text = f"服务器上该短信为“{NoticeState(row.state).label}”，共发送 {row.attempts} 次。"
        return f"{text}{row.reason}" if row.reason else text


@describes("report")
class ReportWords(Description):
    pages = ("reports",)

    def name(self, row: Mapping[str, Any]) -> str:
        return str(row["title"])

    def stands(self, session: Session, record_id: str) -> str:
        row = session.get(Report, record_id)
        if row is None:
            return "服务器上没有这份报送版。"
        return f"服务器上有这份报送版，由{row.made_by_name}于 {local_text(row.made_at)} 生成。"

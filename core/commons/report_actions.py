"""报送版 (D5-D7, C5-C7): a statistic as it was sent upward, kept for good."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from core.actions.clean import clean_text
from core.actions.context import Outcome
from core.actions.registry import acts
from core.actions.rows import put_documents
from core.commons.report_commands import FreezeReport
from core.commons.tables import Report
from core.domain.clock import instant, local_date, parse_instant
from core.domain.filenames import FILE_NAME_MAX, PDF, XLSX, fits, shown_name
from core.domain.refusals import Refusal
from core.domain.reports import (
    FIGURES_MAX,
    FILES_MAX,
    FILTER_MAX,
    FIRST_YEAR,
    TITLE_MAX,
    ReportFacts,
    ReportKind,
    is_canonical,
    read_filter,
    report_hash,
)
from core.domain.values import DocumentKind, OwnerKind
from core.figures.cells import as_of_day
from core.store.tables import Document

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from core.actions.context import Context
    from core.domain.errors import Refused
    from core.domain.reports import ReportFilter
    from core.domain.values import PolicyFile

REPORT_CLOCK = Refusal(
    "REPORT_CLOCK", short="本机时钟不准", advice="请把本机的日期和时间调准，再在“报送版”中重新生成。"
)
REPORT_DAY = Refusal(
    "REPORT_DAY", short="统计日不符", advice="统计日与生成时间不符，没有被接受。请在“报送版”中重新生成。"
)
REPORT_EXISTS = Refusal(
    "REPORT_EXISTS",
    short="报送版已经存在",
    advice="这份报送版已经生成过，请在“报送版”列表中查看。确认后点“知道了”。",
)
REPORT_FILE = Refusal(
    "REPORT_FILE", short="文件不能使用", advice="报送版的文件没有被接受。请在“报送版”中重新生成。"
)
REPORT_HASH = Refusal(
    "REPORT_HASH",
    short="校验值不一致",
    advice="报送版的内容在上报前有变动，没有被接受。请在“报送版”中重新生成。",
)
REPORT_INCOMPLETE = Refusal(
    "REPORT_INCOMPLETE",
    short="报送版不完整",
    advice="报送版的内容不完整，没有被接受。请在“报送版”中重新生成。",
)
REPORT_OFFICE = Refusal(
    "REPORT_OFFICE",
    short="不是本单位的报送",
    advice="报送版的单位或统计范围不属于本单位。请按本单位的范围重新生成。",
)
REPORT_TOO_LARGE = Refusal(
    "REPORT_TOO_LARGE", short="统计数据过大", advice="统计数据过大，没有被接受。请分年度或分区重新生成。"
)
REPORT_YEAR = Refusal(
    "REPORT_YEAR", short="统计年度不符", advice="报送版的统计年度不能使用。请在“报送版”中选择年度后重新生成。"
)

MADE_WITHIN = timedelta(hours=1)
"""Between making figures and files and the decision: what is older is no statistic of this moment."""
UNSTEADY = timedelta(seconds=30)
"""By how much the known difference of the clocks may change between the two."""
AHEAD = timedelta(minutes=5)
"""By how much a PC's clock may be ahead of the centre's without being called wrong (sync.md rule 7)."""
_PARTS = ((PDF, "报表"), (XLSX, "数据明细"))
"""The files in their order: media type and what a sentence calls it; all after the first are of the last."""
AGAIN = "请重新生成。"
_CLOCK = "请先校准本机时钟，联网同步后重新生成。"


FILTERS: dict[ReportKind, Callable[[ReportFilter, Context], bool]] = {}
"""Whether a statistic knows a filter, by its kind; a programme puts its own in."""


@acts(FreezeReport)
def freeze_report(session: Session, command: FreezeReport, context: Context) -> Outcome:
    """Keep a statistic with its files; nothing changes or deletes it any more."""
    if session.get(Report, command.report_id) is not None:
        raise REPORT_EXISTS("这份报送版已经生成过，请在“报送版”列表中查看。")
    filtered = _filter(command, context)
    _require_own_office(command, filtered, context)
    _require_whole(command)
    files = _files(session, command)
    if report_hash(facts_of(command, context.actor.id)) != command.hash:
        raise REPORT_HASH(f"报送版的校验值与内容不一致，没有生成。{AGAIN}")
    _require_now(command, filtered, context)
    row = Report(
        id=command.report_id,
        version=1,
        scope=command.office,
        office=command.office,
        kind=command.kind,
        title=command.title,
        filtered=command.filtered,
        as_of=command.as_of,
        data_at=command.data_at,
        figures=command.figures,
        files=msgspec.json.encode(files).decode(),
        hash=command.hash,
        made_at=command.made_at,
        made_by=context.actor.id,
        made_by_name=context.actor.name,
        settled_at=context.settled_at,
    )
    session.add(row)
    put_documents(session, context, OwnerKind.REPORT, row.id, (one.document for one in files), row.scope)
    return Outcome("report", row.id)


def facts_of(command: FreezeReport, made_by: str) -> ReportFacts:
    """Give what the hash of a command is over."""
    values = {name: getattr(command, name) for name in ReportFacts.__struct_fields__ if name != "made_by"}
    return ReportFacts(**values, made_by=made_by)


def sealed(command: FreezeReport, made_by: str) -> FreezeReport:
    """Give a command with its hash, for the account that decides it."""
    return msgspec.structs.replace(command, hash=report_hash(facts_of(command, made_by)))


def _require_own_office(command: FreezeReport, filtered: ReportFilter, context: Context) -> None:
    """A bureau reports on its own district, the city on any; what another bureau reports is not ours."""
    dictionaries, scopes = context.setting.dictionaries, context.actor.scopes
    if command.office not in context.actor.offices(context.setting.offices):
        raise REPORT_OFFICE(f"只能以本单位的名义生成报送版。{AGAIN}")
    bureaus = filtered.bureaus
    allowed = {command.office} if dictionaries.has_district(command.office) else scopes
    if not bureaus or not set(bureaus) <= allowed or not all(map(dictionaries.has_district, bureaus)):
        raise REPORT_OFFICE(f"报送版的统计范围超出了本单位的管辖范围。{AGAIN}")


def _filter(command: FreezeReport, context: Context) -> ReportFilter:
    """What is counted: only what the statistic knows, and nothing twice."""
    try:
        if len(command.filtered) > FILTER_MAX or not is_canonical(command.filtered):
            raise _incomplete("统计条件")
        found = read_filter(command.filtered)
    except msgspec.DecodeError as error:
        raise _incomplete("统计条件") from error
    if not FILTERS[command.kind](found, context) or len(set(found.bureaus)) < len(found.bureaus):
        raise _incomplete("统计条件")
    return found


def _require_whole(command: FreezeReport) -> None:
    title = command.title
    if not title or title != clean_text(title) or len(title) > TITLE_MAX:
        raise REPORT_INCOMPLETE(f"报送版的标题为空或超过 {TITLE_MAX} 字。{AGAIN}")
    if len(command.figures.encode()) > FIGURES_MAX:
        most = FIGURES_MAX // 1024
        raise REPORT_TOO_LARGE(f"统计数据超过 {most} KB，不能作为一份报送。请分年度或分区生成。")
    if not is_canonical(command.figures):
        raise _incomplete("统计数据")
    if command.data_at and not _is_instant(command.data_at):
        raise _incomplete("数据时间")
    if not _is_instant(command.made_at):
        raise _incomplete("生成时间")


def _require_now(command: FreezeReport, filtered: ReportFilter, context: Context) -> None:
    """Made just now, of data that are older, as of the day that follows from its year.

    `made_at` is by the server's clock as far as the PC knew it, so a wrong clock that was measured does no
    harm. One that was not is found here when it is behind the data, and at the centre when it is ahead.
    """
    made = parse_instant(command.made_at)
    try:
        age = context.decided_moment - made
    except OverflowError as error:
        raise _incomplete("生成时间") from error
    if not -UNSTEADY <= age <= MADE_WITHIN:
        raise REPORT_INCOMPLETE(f"统计数据不是刚才生成的。{AGAIN}")
    if context.settles and command.made_at > instant(context.now + AHEAD):
        message = "生成报送版时，本机时钟比市级平台快，统计日还没有到，没有接受。"
        raise REPORT_CLOCK(message + _CLOCK)
    if command.data_at and parse_instant(command.data_at) - made > AHEAD:
        message = "本机时钟早于上次同步的时间，统计日可能不对，没有生成报送版。"
        raise REPORT_CLOCK(message + _CLOCK)
    day = local_date(command.made_at)
    if filtered.year and not FIRST_YEAR <= filtered.year <= day.year:
        message = f"报送版的年度应在 {FIRST_YEAR} 年至 {day.year} 年之间。{AGAIN}"
        raise REPORT_YEAR(message)
    if command.as_of != as_of_day(filtered.year, day).isoformat():
        raise REPORT_DAY(f"报送版的统计日与统计年度、生成时间不一致。{AGAIN}")


def _is_instant(text: str) -> bool:
    try:
        parse_instant(text)
    except ValueError:
        return False
    return True


def _files(session: Session, command: FreezeReport) -> tuple[PolicyFile, ...]:
    """The paper, then the workbook in one part or several."""
    if not len(_PARTS) <= len(command.files) <= FILES_MAX:
        raise _incomplete("文件")
    for page, file in enumerate(command.files, start=1):
        media_type, word = _PARTS[min(page, len(_PARTS)) - 1]
        ref = file.document
        named = len(file.name) <= FILE_NAME_MAX and file.name == shown_name(file.name)
        if not named or not fits(file.name, media_type) or ref.media_type != media_type:
            raise REPORT_FILE(f"报送版的{word}文件名称或格式不对。{AGAIN}")
        if ref.kind is not DocumentKind.REPORT_FILE or ref.page != page or ref.original_sha256 != ref.sha256:
            raise REPORT_FILE(f"报送版的{word}文件登记有误。{AGAIN}")
    _refuse_others_files(session, command)
    return command.files


def _refuse_others_files(session: Session, command: FreezeReport) -> None:
    """Whoever sees a report may fetch its files: naming the digest of another document must not show it."""
    digests = {one.document.sha256 for one in command.files}
    taken = select(Document.id).where(Document.sha256.in_(digests)).limit(1)
    if len(digests) < len(command.files) or session.scalar(taken) is not None:
        raise REPORT_FILE(f"报送版的文件与已有的材料重复。{AGAIN}")


def _incomplete(what: str) -> Refused:
    return REPORT_INCOMPLETE(f"报送版的{what}不完整或格式不对。{AGAIN}")

"""Stories of the commission's notices (C8): two that everybody reads, a draft, one taken back; the post."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core.domain.clock import instant
from server.sample.apprenticeship import steps
from server.sample.apprenticeship.endings import COMMISSION
from server.sample.apprenticeship.plotter import WUCHANG
from server.sample.office_files import PolicySheet

if TYPE_CHECKING:
    from server.sample.apprenticeship.plotter import Plotter

_REVIEW = """各区卫生健康局：

为规范中医师承备案审核，方便群众办事，现就有关事项通知如下。

一、公证书须含指导老师和继承人的签字、手印，页码齐全。缺页的一律退回补正，并写明缺少的页码。
二、对同一件备案，应一次性告知全部需要补正的内容，不得多次退回。
三、备案申请自提交之日起 20 个工作日内办结。临近期限的，系统首页以橙色提示，请优先办理。
四、师承关系解除须附双方签字的解除证明，解除时间以证明所载日期为准。

附件请各区下载后组织学习。"""
_EXAM = """各区卫生健康局、各指导老师和学生：

本年度出师考核和确有专长考核将于年内组织。符合条件的人员名单由系统按公证日期自动核算，\
以考核当日满 3 年（出师考核）或满 5 年（确有专长考核）为准。

请各区提醒符合条件的学生核对本人姓名、身份证号和联系电话，信息有误的，由学生本人在报名前更正。

附件为考核人员信息核对表。"""
_DRAFT = """各区卫生健康局：

为提高带教质量，拟于明年第一季度举办指导老师培训班，每区推荐 3 至 5 名指导老师参加。\
具体时间、地点另行通知。"""
_WITHDRAWN = """各区卫生健康局：

定于本月下旬开展跟师记录专项检查，请各区于 15 日前报送自查情况。"""

GUIDE = PolicySheet(
    "中医师承备案审核要点.pdf",
    "中医师承备案审核要点（样例）",
    (
        ("一、核对身份：姓名、性别、出生日期、证件号码应与身份证件一致。",),
        ("二、核对老师资格：副高及以上职称，或从事中医临床工作满十五年。",),
        ("三、核对带教人数：同一老师在教学生不超过四名。",),
        ("四、核对公证书：公证日期、教学期限、教学地点齐全，页码连续，盖章清晰。",),
        ("五、核对附件：老师八项、学生三项，影像清晰、完整，不得遮挡。",),
        ("六、意见书写：通过、退回、不予备案均应写明事实和理由，语句完整。",),
    ),
)
LIST = PolicySheet(
    "考核人员信息核对表.xlsx",
    "考核人员信息核对表（样例）",
    (
        ("序号", "姓名", "身份证号", "指导老师", "执业地点", "联系电话", "核对结果"),
        ("1", "", "", "", "", "", ""),
        ("2", "", "", "", "", "", ""),
        ("3", "", "", "", "", "", ""),
    ),
)


def circulars(plot: Plotter) -> None:
    """Published ones carry a real PDF and a real workbook."""
    year = plot.today.year
    title = "关于规范中医师承备案审核工作的通知"
    _writes(plot, "p1", 46, title, _REVIEW, GUIDE)
    _publishes(plot, "p1", 45)
    _writes(plot, "p2", 13, f"关于做好 {year} 年中医师承考核有关工作的通知", _EXAM, LIST, GUIDE)
    _publishes(plot, "p2", 12)
    _writes(plot, "p3", 21, "关于开展跟师记录专项检查的通知", _WITHDRAWN)
    _publishes(plot, "p3", 20)
    reason = "检查时间调整，另行通知。"
    at = plot.moment(plot.ago(18), 9, 11)
    plot.steps.append(steps.WithdrawPolicy(at=at, who=COMMISSION, policy="p3", reason=reason))
    _writes(plot, "p4", 2, f"关于举办 {year + 1} 年指导老师培训班的预通知", _DRAFT)
    plot.cases |= {"policy": "p1", "policy_files": "p2", "policy_withdrawn": "p3", "policy_draft": "p4"}


def _writes(plot: Plotter, key: str, ago: int, title: str, text: str, *sheets: PolicySheet) -> None:
    at = plot.moment(plot.ago(ago), 9, 12)
    step = steps.WritePolicy(at=at, who=COMMISSION, policy=key, title=title, text=text, sheets=sheets)
    plot.steps.append(step)


def _publishes(plot: Plotter, key: str, ago: int) -> None:
    at = plot.moment(plot.ago(ago), 14, 17)
    plot.steps.append(steps.PublishPolicy(at=at, who=COMMISSION, policy=key))


def fresh_post(plot: Plotter) -> str:
    """Decisions of the last hours: one whose student's carrier is busy, one just now, its messages waiting.

    Gives the moment (an instant) after which no message is sent any more.
    """
    for case, minutes in (("post_busy", 55), ("post_waiting", 9)):
        day = plot.ago(6)
        pupil = plot.pupil(plot.free_master(day, WUCHANG), day, count=2)
        plot.files(pupil, case=case)
        plot.approves(pupil, plot.today)
        step = plot.steps[-1]
        assert isinstance(step, steps.ApproveFiling)
        at = instant(plot.now - timedelta(minutes=minutes))
        plot.steps[-1] = steps.ApproveFiling(
            at=at, who=step.who, filing=step.filing, opinion=step.opinion, confirmed=step.confirmed
        )
        if case == "post_busy":
            busy = steps.Unreachable(pupil.who.phone, "运营商暂时没有接收（系统繁忙）", for_good=False)
            plot.unreachable.append(busy)
    return instant(plot.now - timedelta(minutes=12))

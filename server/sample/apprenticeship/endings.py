"""Stories of apprenticeships that end before their time: dissolutions (D3, G8) and terminations (C2, G9)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.values import DissolutionData
from core.domain.dictionaries import load_dictionaries
from core.domain.values import ReturnItem
from server.sample.apprenticeship import papers, steps
from server.sample.apprenticeship.plotter import HONGSHAN, WUCHANG

if TYPE_CHECKING:
    from server.sample.apprenticeship.plotter import Plotter, Pupil

COMMISSION = "liuyang"
_OPINIONS = of(load_dictionaries()).dissolution_opinions
_REASONS = (
    "本人工作调往外地，无法继续跟师学习。",
    "本人考取全日制研究生，与跟师学习时间冲突。",
    "老师调整门诊地点，无法按约定继续带教。",
    "本人身体原因，需长期休养，无法坚持跟师。",
)


def dissolutions(plot: Plotter) -> None:
    """Waiting ones here and elsewhere, one corrected, one due soon; approved, returned and refused ones."""
    asks(plot, _study(plot), plot.submitted_for(2), case="dissolution_due_soon")
    _corrected(plot)
    for index in range(2):
        asks(plot, _study(plot, HONGSHAN), plot.ago(4 + index), case=f"dissolution_hongshan_{index + 1}")
    key = asks(plot, _study(plot), plot.ago(40), case="dissolution_approved")
    plot.steps.append(
        steps.ApproveDissolution(
            at=plot.decided_at(plot.ago(33)), who="zhoumin", filing=key, opinion=_OPINIONS.approve[0]
        )
    )
    key = asks(plot, _study(plot), plot.ago(9), case="dissolution_returned")
    reason = "解除证明缺少老师或学生签字，请补齐后重新上传。"
    _returns(plot, key, plot.ago(6), {"dissolution.dissolution_proof": reason})
    key = asks(plot, _study(plot), plot.ago(28), case="dissolution_refused")
    opinion = "经电话核实，指导老师不同意解除，双方未就解除达成一致，不予解除。"
    plot.steps.append(
        steps.RefuseFiling(at=plot.decided_at(plot.ago(22)), who="lixiaohong", filing=key, opinion=opinion)
    )


def asks(plot: Plotter, pupil: Pupil, on: date, *, case: str, pages: int = 1) -> str:
    """The student asks to dissolve; gives the key of the new filing."""
    key = plot.cases[case] = plot.new_filing()
    data = DissolutionData((on - timedelta(plot.random.randint(2, 9))).isoformat(), _reason(plot))
    proof = _proof(pupil, data, pages, seed=pupil.seed)
    at = plot.moment(on, 9, 19)
    step = steps.Dissolve(at=at, who=pupil.key, filing=key, of=pupil.filing, dissolution=data, papers=proof)
    plot.steps.append(step)
    return key


def _reason(plot: Plotter) -> str:
    return plot.random.choice(_REASONS)


def _study(plot: Plotter, district: str = WUCHANG) -> Pupil:
    """Somebody who has studied for one to two years."""
    return plot.studies(
        plot.office_day(plot.today - timedelta(plot.random.randint(380, 700)), 0, 3), district
    )


def _proof(pupil: Pupil, data: DissolutionData, pages: int, seed: int) -> tuple[papers.Paper, ...]:
    reason = data.reason.rstrip("。")
    return papers.dissolution_pages(
        pupil.notarisation, pupil.who, data.dissolved_on, reason, count=pages, seed=seed
    )


def _corrected(plot: Plotter) -> None:
    """Returned for its day and its proof; another day and another proof came back (G15)."""
    pupil = _study(plot)
    key = asks(plot, pupil, plot.ago(14), case="dissolution_resubmitted")
    reasons = {
        "dissolution.dissolved_on": "与解除证明上的日期不一致，请更正。",
        "dissolution.dissolution_proof": "解除证明缺页，请按页码补齐。",
    }
    _returns(plot, key, plot.ago(11), reasons)
    data = DissolutionData(plot.ago(16).isoformat(), _REASONS[0])
    plot.steps.append(
        steps.ResubmitDissolution(
            at=plot.moment(plot.ago(6)),
            who=pupil.key,
            filing=key,
            dissolution=DissolutionData(data.dissolved_on, _first_reason(plot, key)),
            papers=_proof(pupil, data, 2, seed=pupil.seed + 1),
        )
    )


def _first_reason(plot: Plotter, key: str) -> str:
    """The reason was not returned, so it stays as it was (G15)."""
    asked = next(one for one in plot.steps if isinstance(one, steps.Dissolve) and one.filing == key)
    return asked.dissolution.reason


def _returns(plot: Plotter, key: str, on: date, reasons: dict[str, str]) -> None:
    plot.steps.append(
        steps.ReturnFiling(
            at=plot.decided_at(on),
            who="zhoumin",
            filing=key,
            items=tuple(ReturnItem(item, reason) for item, reason in reasons.items()),
            opinion=_OPINIONS.return_[0],
        )
    )


_ABANDONED = (
    "study_abandoned",
    "学生不再跟师且由他人代写跟师笔记",
    "经两次现场核查并调阅门诊记录，该学生自备案次年起未再到执业地点跟师，跟师笔记由他人代写，"
    "本人和指导老师均予承认。",
)
_FALSE = (
    "false_materials",
    "提供虚假学历证明",
    "经向发证学校函询，备案时提交的学历证书编号不存在，学校书面答复未向该学生发放过证书，本人对此予以承认。",
)


def terminates(
    plot: Plotter, pupil: Pupil, on: date, number: int, *confirmed: str, false: bool = False
) -> None:
    """The commission ends the apprenticeship by force, on its decision and the record of the inquiry."""
    code, reason, text = _FALSE if false else _ABANDONED
    basis = f"武卫样例〔{on.year}〕{number} 号"
    fields = {
        "issuer": "市卫生健康委员会（样例）",
        "basis": basis,
        "student": pupil.data.name,
        "teacher": pupil.notarisation.teacher_name,
        "place": pupil.notarisation.teaching_place,
        "number": pupil.notarisation.certificate_no,
        "matter": "备案材料是否真实" if false else "学生是否按约定跟师",
        "reason": reason,
        "text": text,
        "date": papers.chinese(on.isoformat()),
    }
    plot.steps.append(
        steps.ForceTermination(
            at=plot.decided_at(on),
            who=COMMISSION,
            filing=pupil.filing,
            reason_code=code,
            basis=basis,
            text=text,
            name=pupil.data.name,
            papers=papers.termination_pages(fields, pupil.seed),
            confirmed=confirmed,
        )
    )

"""Stories of assessments (C3, C4, G10-G12): three years of published scores, this autumn's unpublished.

Each session was held on one day; its scores were entered within days and published some weeks later.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from core.apprenticeship.words.values import AssessmentResult
from server.sample.apprenticeship import steps
from server.sample.apprenticeship.endings import asks, terminates
from server.sample.apprenticeship.people import years_later
from server.sample.apprenticeship.plotter import HONGSHAN, WUCHANG

if TYPE_CHECKING:
    from server.sample.apprenticeship.plotter import Plotter, Pupil

OFFICE = "chenjing"
GRADUATION, SPECIALTY = "graduation", "specialty"
YEARS = {GRADUATION: 3, SPECIALTY: 5}
PASS_TENTHS = 600
DISAGREES = "G11_RESULT_DISAGREES"
SESSIONS = (
    (770, ((GRADUATION, 825), (GRADUATION, 760), (GRADUATION, 545), (GRADUATION, 680), (GRADUATION, 905))),
    (405, ((GRADUATION, 715), (GRADUATION, 480), (GRADUATION, 885), (GRADUATION, 630), (GRADUATION, 585))),
    (62, ((GRADUATION, 790), (SPECIALTY, 735), (GRADUATION, 865), (SPECIALTY, 560), (GRADUATION, 695))),
)
"""Days ago, and type with tenths of everybody who took part; the last one of the second was corrected."""
AUTUMN = (
    (GRADUATION, 880), (GRADUATION, 765), (GRADUATION, 520), (GRADUATION, 920), (GRADUATION, 645),
    (GRADUATION, 595), (GRADUATION, 705), (SPECIALTY, 780), (GRADUATION, 470), (GRADUATION, 835),
    (SPECIALTY, 610), (GRADUATION, 750),
)  # fmt: skip
_UNREACHABLE = (1, 3)
_DISAGREEING, _DISSOLVING, _TERMINATED = 5, 9, 11


@dataclass
class Roll:
    """Who took part in what; `entered` counts all scores of the sample."""

    plot: Plotter
    entered: int = 0
    names: dict[str, str] = field(default_factory=dict)

    def enters(
        self,
        pupil: Pupil,
        type_: str,
        assessed_on: date,
        entered_on: date,
        tenths: int,
        *,
        passes: bool | None = None,
        corrects: str = "",
    ) -> str:
        """One score; `passes` says the result where it is not what the pass mark says."""
        self.entered += 1
        key = f"k{self.entered}"
        good = tenths >= PASS_TENTHS if passes is None else passes
        self.plot.steps.append(
            steps.EnterScore(
                at=self.plot.moment(entered_on, 9, 17),
                who=OFFICE,
                score=key,
                filing=pupil.filing,
                type=type_,
                assessed_on=assessed_on.isoformat(),
                tenths=tenths,
                result=AssessmentResult.PASS if good else AssessmentResult.FAIL,
                corrects=corrects,
                confirmed=() if good == (tenths >= PASS_TENTHS) else (DISAGREES,),
            )
        )
        return key

    def publishes(self, keys: list[str], on: date) -> None:
        self.plot.steps.append(
            steps.PublishScores(at=self.plot.moment(on, 14, 16), who=OFFICE, scores=tuple(keys))
        )


def assessments(plot: Plotter) -> None:
    """Published sessions, this autumn's scores, and people on the edge of being eligible."""
    roll = Roll(plot)
    for number, (ago, results) in enumerate(SESSIONS):
        _session(roll, plot.office_day(plot.today - timedelta(ago), 0, 0), results, number)
    _autumn(roll)
    _edges(plot)


def _session(roll: Roll, held_on: date, results: tuple[tuple[str, int], ...], number: int) -> None:
    plot, keys = roll.plot, []
    for place, (type_, tenths) in enumerate(results):
        pupil = _takes_part(plot, held_on, type_, place)
        keys.append(roll.enters(pupil, type_, held_on, plot.office_day(held_on, 2, 5), tenths))
        plot.cases[f"session_{number + 1}_{place + 1}"] = pupil.filing
        if (number, place) == _UNREACHABLE:
            plot.unreachable.append(steps.Unreachable(pupil.who.phone, "手机号码是空号", for_good=True))
    plot.cases[f"published_{number + 1}"] = keys[0]
    if number == 0:
        plot.cases["passed_out"] = pupil.filing
    roll.publishes(keys, plot.office_day(held_on, 12, 15))
    if number == 1:
        later = plot.office_day(held_on, 24, 26)
        key = roll.enters(pupil, GRADUATION, held_on, later, 655, corrects=keys[-1])
        roll.publishes([key], plot.office_day(later, 3, 5))
        plot.cases |= {"corrected": keys[-1], "correction": key, "correction_passed": pupil.filing}


def _takes_part(plot: Plotter, held_on: date, type_: str, place: int) -> Pupil:
    """Somebody who had studied long enough on the day, by some weeks or months."""
    notarised_on = years_later(held_on, -YEARS[type_]) - timedelta(plot.random.randint(12, 120))
    return plot.studies(notarised_on, HONGSHAN if place % 3 == 1 else WUCHANG)


def _autumn(roll: Roll) -> None:
    """Not published yet: one against the pass mark, one of somebody terminated since, one who dissolves."""
    plot = roll.plot
    held_on = plot.ago(8)
    for place, (type_, tenths) in enumerate(AUTUMN):
        pupil = _takes_part(plot, held_on, type_, place)
        passes = True if place == _DISAGREEING else None
        key = roll.enters(pupil, type_, held_on, plot.ago(6 - place // 4), tenths, passes=passes)
        if place == 0:
            plot.cases |= {"unpublished": key, "unpublished_filing": pupil.filing}
        if place == _DISAGREEING:
            plot.cases["disagreeing"] = key
        if place == _DISSOLVING:
            asks(plot, pupil, plot.ago(3), case="dissolution_unpublished_score")
        if place == _TERMINATED:
            terminates(plot, pupil, plot.ago(2), 31, "G9_UNPUBLISHED_SCORES", false=True)
            plot.cases |= {"score_of_terminated": key, "terminated_after_score": pupil.filing}


def _edges(plot: Plotter) -> None:
    """Eligible since today, one day short, notarised on 29 February, five years to the day."""
    three = years_later(plot.today, -3)
    plot.cases["eligible_today"] = plot.studies(three).filing
    plot.cases["one_day_short"] = plot.studies(three + timedelta(1), HONGSHAN).filing
    plot.cases["leap_day"] = plot.studies(_leap_day(plot.today), years=4).filing
    plot.cases["five_years"] = plot.studies(years_later(plot.today, -5) - timedelta(1)).filing
    plot.cases["five_years_short"] = plot.studies(years_later(plot.today, -5) + timedelta(9)).filing


def _leap_day(today: date) -> date:
    """The latest 29 February that leaves time for a filing and its approval."""
    year = (today - timedelta(90)).year
    while True:
        if year % 4 == 0 and date(year, 2, 29) < today - timedelta(90):
            return date(year, 2, 29)
        year -= 1

"""The plan of the sample data: stories that show every outcome and every rule at its edge, and everyday ones.

`plan(seed, now, teachers, students)` is pure: the same arguments give the same plan. Dates lie back from
`now`, counted in working days, so that 剩 1 日 is still 剩 1 日 whenever the data is made.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from core.apprenticeship.words.kinds import DIPLOMA, LICENCE, ORGANISATION, TITLE_BACK
from core.apprenticeship.words.values import TitleLevel
from core.domain.values import DocumentKind, Sex
from server.sample import names
from server.sample.apprenticeship import papers
from server.sample.apprenticeship.circulars import circulars, fresh_post
from server.sample.apprenticeship.endings import dissolutions, terminates
from server.sample.apprenticeship.exams import assessments
from server.sample.apprenticeship.people import years_later
from server.sample.apprenticeship.plotter import HONGSHAN, WUCHANG, Plotter, Pupil, replaced
from server.sample.apprenticeship.steps import CarryOver, Plan, UpdateTeacher

if TYPE_CHECKING:
    from datetime import datetime

    from server.sample.apprenticeship.plotter import Master

TEACHERS, STUDENTS = 24, 84
_YEARS_BACK = 5


def plan(seed: int, now: datetime, teachers: int = TEACHERS, students: int = STUDENTS) -> Plan:
    """The plan; fewer teachers or students than the cases need are raised to what they need."""
    plot = Plotter(seed, now)
    _standing_teachers(plot, teachers)
    for story in _STORIES:
        story(plot)
    posted_until = fresh_post(plot)
    _everyday(plot, students)
    return Plan(
        seed=seed,
        today=plot.today.isoformat(),
        residents=tuple(plot.residents),
        steps=tuple(sorted(plot.steps, key=lambda step: step.at)),
        cases=plot.cases,
        unreachable=tuple(plot.unreachable),
        posted_until=posted_until,
    )


def _standing_teachers(plot: Plotter, count: int) -> None:
    """Teachers of the first years; about three in five work in 武昌."""
    first = date(plot.today.year - _YEARS_BACK, 1, 5)
    others = [code for code in names.PLACES if code not in (WUCHANG, HONGSHAN)]
    for index in range(max(count - 8, 8)):
        district = (WUCHANG, HONGSHAN, WUCHANG, WUCHANG, plot.random.choice(others))[index % 5]
        on = plot.office_day(first, 0, 20) if index < 6 else plot.day_in(first.year + index % _YEARS_BACK)
        level = (TitleLevel.ASSOCIATE, TitleLevel.SENIOR, None)[index % 3]
        name = {1: "诸葛怀瑾", 3: "马堃"}.get(index, "")
        plot.master(on, district, level, name)


def _limits(plot: Plotter) -> None:
    """G16: filings near and past the time limit, each with something to look at (G3, G4)."""
    _waiting(plot, 1, case="due_in_1")
    _waiting(plot, 2, case="early_start", early=14)
    _waiting(plot, 0, case="due_today", name="李𬭎")
    _waiting(plot, -3, case="other_phone", teacher_phone="15400000000")
    _waiting(plot, -11, case="short_period", years=2)
    day = plot.submitted_for(6)
    foreigner = plot.people.foreigner(day)
    plot.files(plot.pupil(plot.free_master(day, WUCHANG), day, person=foreigner), case="passport")
    day = plot.submitted_for(9)
    master = plot.free_master(day, WUCHANG)
    written = master.data.name[:-1] + ("和" if master.data.name[-1] != "和" else "禾")
    plot.files(plot.pupil(master, day, teacher_name=written), case="other_name")
    plot.cases |= {"due_in_2": plot.cases["early_start"], "overdue_3": plot.cases["other_phone"]}
    plot.cases |= {"overdue_11": plot.cases["short_period"], "due_in_6": plot.cases["passport"]}


def _waiting(
    plot: Plotter,
    remaining: int,
    case: str,
    *,
    early: int = 0,
    years: int = 3,
    **written: Any,
) -> None:
    day = plot.submitted_for(remaining)
    pupil = plot.pupil(plot.free_master(day, WUCHANG), day, early=early, years=years, **written)
    plot.files(pupil, case=case)


def _qualification(plot: Plotter) -> None:
    """G1: 中级 with 15 full years to the day may teach; with 14, or 初级, may not register."""
    day = plot.submitted_for(12)
    on = plot.office_day(day - timedelta(60), 0, 2)
    dates = {"qualification_on": _ago(on, 15), "licence_on": _ago(on, 14), "title_on": _ago(on, 8)}
    exact = plot.master(on, WUCHANG, TitleLevel.MIDDLE, **dates)
    plot.cases["teacher_15_years"] = exact.key
    plot.files(plot.pupil(exact, day), case="qualified_15_years")
    for case, level, code in (
        ("teacher_14_years", TitleLevel.MIDDLE, "G1_QUALIFICATION_TOO_YOUNG"),
        ("teacher_junior", TitleLevel.JUNIOR, "G1_TITLE_TOO_LOW"),
    ):
        who, data = plot.people.teacher(level, on, WUCHANG)
        young = (years_later(on, -15) + timedelta(1)).isoformat()
        data = msgspec.structs.replace(data, **(dates | {"qualification_on": young}))
        master = plot.unregistered(on, who, data)
        plot.register(master, refused_for=code)
        master.seats = 99
        plot.cases[case] = master.key


def _ago(day: date, years: int) -> str:
    return years_later(day, -years).isoformat()


def _seats(plot: Plotter) -> None:
    """G2: a teacher with 3 apprentices, one with 4 whose fifth is refused, one who became full meanwhile."""
    first = plot.today.year - _YEARS_BACK
    for case, count in (("teacher_3", 3), ("teacher_4", 4), ("teacher_filled", 3)):
        master = plot.master(plot.office_day(plot.day_in(first) - timedelta(45), 0, 0), WUCHANG)
        plot.cases[case] = master.key
        for index in range(count):
            _approved(plot, master, first + (index * 2 + count) % (_YEARS_BACK + 1))
        if case == "teacher_4":
            fifth = plot.pupil(master, plot.submitted_for(15))
            plot.submits(fifth, plot.registers(fifth), refused_for="G2_FULL")
            plot.cases["fifth_student"] = fifth.key
        if case == "teacher_filled":
            _filled_meanwhile(plot, master)
        master.seats = 99


def _filled_meanwhile(plot: Plotter, master: Master) -> None:
    day = plot.submitted_for(10)
    plot.files(plot.pupil(master, day), case="filled_meanwhile")
    earlier = plot.pupil(master, plot.office_day(day, 1, 2))
    at = plot.registers(earlier)
    plot.steps.append(
        CarryOver(
            at=plot.later(at), who=earlier.key, teacher=master.key, filed_on=earlier.notarisation.notarised_on
        )
    )
    plot.cases["carried_over"] = earlier.key


def _approved(plot: Plotter, master: Master, year: int, *confirmed: str, **written: Any) -> Pupil:
    """A filing of a past year, approved within days."""
    day = plot.day_in(year)
    if day < master.registered_on + timedelta(20):
        day = plot.office_day(master.registered_on + timedelta(20), 0, 5)
    pupil = plot.pupil(master, day, **written)
    plot.files(pupil)
    plot.approves(pupil, plot.office_day(day, 2, 14), *confirmed)
    return pupil


def _identity(plot: Plotter) -> None:
    """G3: birth date, sex and check character that disagree are refused; then the right ones go in."""
    day = plot.submitted_for(16)
    pupil = plot.pupil(plot.free_master(day, WUCHANG), day, name="欧阳静雯")
    right = pupil.data
    born = years_later(day, -25).isoformat()
    number = right.id_number[:-1] + ("1" if right.id_number[-1] != "1" else "2")
    other = Sex.MALE if right.sex is Sex.FEMALE else Sex.FEMALE
    plot.files(
        pupil,
        ("G3_BIRTH_DIFFERS", {"student": msgspec.structs.replace(right, born_on=born)}),
        ("G3_SEX_DIFFERS", {"student": msgspec.structs.replace(right, sex=other)}),
        ("G3_ID_CHECK", {"student": msgspec.structs.replace(right, id_number=number)}),
        case="identity_refused",
    )


def _attachments(plot: Plotter) -> None:
    """G5: a missing diploma, page 3 left out, 11 pages are refused, 10 are fine; G4 and G17 beside them."""
    day = plot.submitted_for(14)
    pupil = plot.pupil(plot.free_master(day, WUCHANG), day, count=10, name="郑喆")
    eleven = papers.notarial_pages(pupil.notarisation, pupil.who, 11, pupil.seed)
    gap = tuple(page for page in pupil.pages if page.page != 3)
    backwards = msgspec.structs.replace(pupil.notarisation, teaching_end=(day - timedelta(400)).isoformat())
    plot.files(
        pupil,
        ("G5_MISSING", {"papers": pupil.papers[:2]}),
        ("G5_PAGE_NUMBERS", {"pages": gap}),
        ("G5_TOO_MANY_PAGES", {"pages": eleven}),
        ("G4_END_NOT_AFTER_START", {"notarisation": backwards}),
        ("IMAGE_TYPE_PDF", {"papers": replaced(pupil.papers, DIPLOMA, "broken")}),
        case="ten_pages",
    )


def _one_at_a_time(plot: Plotter) -> None:
    """G6: after a refusal, after a forced termination, and while another one is open."""
    day = plot.day_in(plot.today.year - 1)
    pupil = plot.pupil(plot.free_master(day, WUCHANG), day)
    plot.files(pupil, case="refused_earlier")
    plot.refuses(pupil, plot.office_day(day, 3, 12), "公证书不符合要求，不予备案。")
    _again(plot, pupil, plot.submitted_for(8), "after_refusal")

    pupil = _approved(plot, plot.free_master(plot.day_in(plot.today.year - 3), WUCHANG), plot.today.year - 3)
    plot.cases["terminated"] = pupil.filing
    terminates(plot, pupil, plot.day_in(plot.today.year - 2), 8)
    _again(plot, pupil, plot.submitted_for(13), "after_termination")

    day = plot.submitted_for(11)
    pupil = plot.pupil(plot.free_master(day, WUCHANG), day)
    at = plot.files(pupil, case="second_open")
    other = plot.free_master(day, HONGSHAN)
    second = plot.people.notarisation(other.data, day - timedelta(5))
    pages = papers.notarial_pages(second, pupil.who, 2, pupil.seed + 1)
    plot.submits(pupil, at, "G6_OPEN", second, pages, other)


def _again(plot: Plotter, pupil: Pupil, day: date, case: str) -> None:
    """The same student with a new certificate and another teacher."""
    master = plot.free_master(day, WUCHANG)
    master.seats += 1
    pupil.master, pupil.submitted_on = master, day
    fresh = plot.people.notarisation(master.data, day - timedelta(9))
    pages = papers.notarial_pages(fresh, pupil.who, 3, pupil.seed + 7)
    plot.submits(pupil, notarisation=fresh, pages=pages)
    plot.cases[case] = pupil.filing


def _moves(plot: Plotter) -> None:
    """G7: a teacher moves while two filings are open, one returned; the next goes to the new bureau."""
    mover = plot.master(plot.day_in(plot.today.year - 1), WUCHANG)
    corrected = plot.pupil(mover, plot.ago(14))
    plot.files(corrected, case="corrected_after_move")
    plot.files(plot.pupil(mover, plot.ago(13)), case="stays_with_bureau")
    plot.returns(corrected, plot.ago(12), {"student.id_front": _BLURRED})
    mover.data = msgspec.structs.replace(
        mover.data, district=HONGSHAN, practice_place=names.PLACES[HONGSHAN][0]
    )
    _maintains(plot, mover, plot.ago(9))
    front = msgspec.structs.replace(corrected.papers[0], seed=corrected.seed + 1)
    plot.corrects(corrected, plot.ago(7), papers=(front,))
    plot.files(plot.pupil(mover, plot.ago(4)), case="filed_after_move")
    plot.cases["mover"] = mover.key
    mover.seats = 99


def _maintains(plot: Plotter, master: Master, on: date) -> None:
    """The teacher's record changes, with the certificates that prove it (R3)."""
    fresh = papers.teacher_papers(master.who, master.data, master.seed)
    proofs = tuple(one for one in fresh if one.kind in _PROOFS)
    plot.steps.append(UpdateTeacher(at=plot.moment(on), who=master.key, teacher=master.data, papers=proofs))


_BLURRED = "照片模糊，看不清姓名或证件号，请重新拍摄。"
_PROOFS = (TITLE_BACK, LICENCE, ORGANISATION)


def _outcomes(plot: Plotter) -> None:
    """Returned, resubmitted with differences (G15), refused, withdrawn; a teacher promoted later."""
    _resubmitted(plot)
    for case, back in (("returned", 6), ("returned_earlier", 30)):
        pupil = plot.pupil(plot.free_master(plot.ago(back), WUCHANG), plot.ago(back))
        plot.files(pupil, case=case)
        items = {
            "student.education": "与学历证书不一致，请更正。",
            "notarisation.notarial_page": "公证书缺少盖章页，请补充。",
        }
        plot.returns(pupil, plot.ago(back - 3), items)
    pupil = plot.pupil(plot.free_master(plot.ago(25), WUCHANG), plot.ago(25))
    plot.files(pupil, case="refused")
    plot.refuses(pupil, plot.ago(18), "公证书所载教学地点与老师执业地点不符，且无法补正，不予备案。")
    pupil = plot.pupil(plot.free_master(plot.ago(9), WUCHANG), plot.ago(9))
    plot.files(pupil, case="withdrawn")
    plot.withdraws(pupil, plot.ago(8))
    promoted = plot.master(plot.day_in(plot.today.year - 2), WUCHANG, TitleLevel.ASSOCIATE)
    plot.files(plot.pupil(promoted, plot.ago(5)), case="teacher_updated")
    promoted.data = msgspec.structs.replace(
        promoted.data, title="主任中医师", title_level=TitleLevel.SENIOR, title_on=plot.ago(4).isoformat()
    )
    _maintains(plot, promoted, plot.ago(2))


def _resubmitted(plot: Plotter) -> None:
    """Two fields, a picture and a further page differ; a locked item is refused before (G15)."""
    pupil = plot.pupil(plot.free_master(plot.ago(11), WUCHANG), plot.ago(11), early=3)
    right, pupil.data = pupil.data, msgspec.structs.replace(pupil.data, education="bachelor")
    right = msgspec.structs.replace(right, education="associate")
    good = papers.diploma(pupil.who, right, pupil.seed)
    pupil.papers = (*pupil.papers[:2], msgspec.structs.replace(good, flaw="blurred"))
    plot.files(pupil, case="resubmitted")
    items = {
        "student.education": "与学历证书不一致，请更正。",
        "student.diploma": "照片模糊，看不清证书编号，请重新拍摄。",
        "notarisation.teaching_start": "教学开始时间早于公证日期，请按公证书更正。",
        "notarisation.notarial_page": "公证书缺页，请按页码补齐。",
    }
    plot.returns(pupil, plot.ago(8), items, "zhoumin")
    start = pupil.notarisation.notarised_on
    written = msgspec.structs.replace(pupil.notarisation, teaching_start=start)
    pages = papers.notarial_pages(written, pupil.who, 4, pupil.seed)
    locked = msgspec.structs.replace(right, name=right.name + "某")
    plot.corrects(pupil, plot.ago(4), "G15_LOCKED", student=locked)
    plot.corrects(pupil, plot.ago(3), student=right, papers=(good,), notarisation=written, pages=pages)

    pupil = plot.pupil(plot.free_master(plot.ago(16), WUCHANG), plot.ago(16))
    clear, pupil.papers = pupil.papers, replaced(pupil.papers, DocumentKind.ID_FRONT, "cut")
    plot.files(pupil, case="resubmitted_image")
    plot.returns(pupil, plot.ago(14), {"student.id_front": "照片不完整，请拍摄整张证件。"})
    plot.corrects(pupil, plot.ago(12), papers=(clear[0],))


def _everyday(plot: Plotter, students: int) -> None:
    """The rest: mostly approved over the years, some waiting, here and in the other districts."""
    first = plot.today.year - _YEARS_BACK
    others = [code for code in names.PLACES if code not in (WUCHANG, HONGSHAN)]
    for index in range(max(students - plot.pupils, 0)):
        kind = index % 9
        if kind in (2, 6):
            district = others[index % len(others)] if kind == 6 else WUCHANG
            day = plot.ago(plot.random.randint(1, 15))
            plot.files(plot.pupil(plot.free_master(day, district), day))
            continue
        district = HONGSHAN if kind in (3, 7) else WUCHANG
        year = first + index * 5 % (_YEARS_BACK + 1)
        master = plot.free_master(plot.day_in(year), district)
        if kind == 8:
            phone = f"154{plot.random.randrange(10**8):08d}"
            _approved(plot, master, year, "G4_TEACHER_PHONE_DIFFERS", teacher_phone=phone)
        else:
            _approved(plot, master, year)


_STORIES = (
    _limits,
    _qualification,
    _seats,
    _identity,
    _attachments,
    _one_at_a_time,
    _moves,
    _outcomes,
    dissolutions,
    assessments,
    circulars,
)

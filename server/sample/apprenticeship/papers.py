"""Which papers a person hands in, as values: drawing one is the loader's work, and equal ones are drawn once.

Covers, backs, organisation certificates and inner contract pages carry nobody's data and are shared.
"""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

from PIL import Image, ImageFilter

from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.kinds import (
    DIPLOMA,
    DISSOLUTION_PROOF,
    LICENCE,
    NOTARIAL_PAGE,
    ORGANISATION,
    QUALIFICATION_BACK,
    QUALIFICATION_FRONT,
    TERMINATION_BASIS,
    TITLE_BACK,
    TITLE_FRONT,
)
from core.domain.dictionaries import load_dictionaries
from core.domain.values import DocumentKind, IdKind, Value
from server.sample import names
from server.sample.apprenticeship.people import Identity, years_later
from server.sample.scans import draw

if TYPE_CHECKING:
    from core.apprenticeship.words.values import NotarisationData, StudentData, TeacherData

LONG_SIDE = 1100
"""Pixels: enough to read every line, and a whole sample is uploaded in half a minute."""

Fields = tuple[tuple[str, str], ...]


class Paper(Value, frozen=True):
    """One image before it is drawn; `page` is the page it is handed in as.

    `flaw` is `blurred` (out of focus) or `cut` (a corner missing), as returned filings have them; `broken` is
    no picture at all (G17). `drawn_page` differs from `page` where pages were mixed up.
    """

    kind: DocumentKind
    fields: Fields = ()
    page: int = 1
    pages: int = 1
    seed: int = 0
    flaw: str = ""

    def picture(self) -> bytes:
        """The bytes that are uploaded; the same paper gives the same bytes."""
        if self.flaw == "broken":
            return b"%PDF-1.4 sample\n"
        data = draw(self.kind.value, dict(self.fields), self.page, self.pages, self.seed, long_side=LONG_SIDE)
        return _spoiled(data, self.flaw) if self.flaw else data


def _spoiled(data: bytes, flaw: str) -> bytes:
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    if flaw == "blurred":
        picture = picture.filter(ImageFilter.GaussianBlur(6))
    else:
        picture = picture.crop((0, 0, picture.width * 3 // 5, picture.height))
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=60)
    return stream.getvalue()


def chinese(day: str) -> str:
    """`2023年3月16日` of an ISO day."""
    value = date.fromisoformat(day)
    return f"{value.year}年{value.month}月{value.day}日"


def id_cards(who: Identity, seed: int) -> tuple[Paper, Paper]:
    """Front and back; a passport shows its number on the front."""
    front = {
        "name": who.name,
        "sex": who.sex.label,
        "born": chinese(who.born_on),
        "address": who.address,
        "id_number": who.id_number,
    }
    if who.id_kind is IdKind.PASSPORT:
        front["passport"] = "护照"
    area = load_dictionaries().district_name(who.id_number[:6])
    issued = 2012 + seed % 7
    back = {
        "issuer": f"武汉市公安局{area}分局" if who.id_kind is IdKind.RESIDENT else "样例国外交部",
        "valid": f"{issued}.03.10-{issued + 20}.03.10",
    }
    return (
        _paper(DocumentKind.ID_FRONT, front, seed),
        _paper(DocumentKind.ID_BACK, back, issued),
    )


def teacher_papers(who: Identity, teacher: TeacherData, seed: int) -> tuple[Paper, ...]:
    """The eight attachments of a teacher (G5)."""
    about = {"name": who.name, "sex": who.sex.label, "id_number": who.id_number, "born": chinese(who.born_on)}
    bureau = load_dictionaries().bureau_name(teacher.district)
    title = {
        **about,
        "title": teacher.title,
        "level": teacher.title_level.label,
        "date": chinese(teacher.title_on),
    }
    qualification = {
        **about,
        "number": teacher.qualification_no,
        "date": chinese(teacher.qualification_on),
        "issuer": "湖北省卫生健康委员会",
    }
    licence = {
        **about,
        "number": teacher.licence_no,
        "date": chinese(teacher.licence_on),
        "place": teacher.practice_place,
        "issuer": bureau,
    }
    organisation = {
        "number": teacher.organisation_code,
        "place": teacher.practice_place,
        "address": f"湖北省武汉市{load_dictionaries().district_name(teacher.district)}",
        "valid": "2021年6月1日至2031年5月31日",
        "date": "2021年6月1日",
    }
    return (
        *id_cards(who, seed),
        _paper(TITLE_FRONT, {}, 0),
        _paper(TITLE_BACK, title, seed),
        _paper(QUALIFICATION_FRONT, {}, 0),
        _paper(QUALIFICATION_BACK, qualification, seed),
        _paper(LICENCE, licence, seed),
        _paper(ORGANISATION, organisation, 0),
    )


def student_papers(who: Identity, student: StudentData, seed: int) -> tuple[Paper, ...]:
    """The three attachments of a student (G5)."""
    return (*id_cards(who, seed), diploma(who, student, seed))


def diploma(who: Identity, student: StudentData, seed: int, flaw: str = "") -> Paper:
    """The diploma that proves the education."""
    born_on = date.fromisoformat(who.born_on)
    end = years_later(born_on, 19 if student.education in ("vocational", "senior_middle") else 22).year
    fields = {
        "name": who.name,
        "sex": who.sex.label,
        "born": chinese(who.born_on),
        "id_number": who.id_number,
        "start": f"{end - 3}年9月",
        "end": f"{end}年6月",
        "degree": of(load_dictionaries()).education_name(student.education),
        "major": "中医学" if seed % 2 else "针灸推拿学",
        "school": names.SCHOOLS.get(student.education, names.SCHOOLS["bachelor"]),
        "number": f"{end}42{seed % 900_000 + 100_000}",
        "date": f"{end}年6月30日",
    }
    return _paper(DIPLOMA, fields, seed, flaw)


def notarial_pages(
    notarisation: NotarisationData, student: Identity, count: int, seed: int
) -> tuple[Paper, ...]:
    """The certificate and the contract behind it, `count` pages; inner pages of plans are nobody's."""
    fields = {
        "number": notarisation.certificate_no,
        "teacher": notarisation.teacher_name,
        "teacher_id": notarisation.teacher_id_number,
        "student": student.name,
        "student_id": student.id_number,
        "date": chinese(notarisation.notarised_on),
        "start": chinese(notarisation.teaching_start),
        "end": chinese(notarisation.teaching_end),
        "place": notarisation.teaching_place,
        "office": notarisation.office,
    }
    return tuple(
        Paper(
            kind=NOTARIAL_PAGE,
            fields=_sorted({} if 3 < page < count else fields),
            page=page,
            pages=count,
            seed=0 if 3 < page < count else seed,
        )
        for page in range(1, count + 1)
    )


def dissolution_pages(
    notarisation: NotarisationData, student: Identity, end: str, reason: str, count: int, seed: int
) -> tuple[Paper, ...]:
    """The agreement by which both end the apprenticeship, and behind it what the student learned so far."""
    fields = {
        "number": notarisation.certificate_no,
        "teacher": notarisation.teacher_name,
        "teacher_id": notarisation.teacher_id_number,
        "student": student.name,
        "student_id": student.id_number,
        "start": chinese(notarisation.teaching_start),
        "place": notarisation.teaching_place,
        "reason": reason,
        "end": chinese(end),
        "date": chinese(end),
    }
    return _pages(DISSOLUTION_PROOF, fields, count, seed)


def termination_pages(fields: dict[str, str], seed: int) -> tuple[Paper, ...]:
    """The commission's decision and the record of its inquiry."""
    return _pages(TERMINATION_BASIS, fields, 2, seed)


def _pages(kind: DocumentKind, fields: dict[str, str], count: int, seed: int) -> tuple[Paper, ...]:
    return tuple(
        Paper(kind=kind, fields=_sorted(fields), page=page, pages=count, seed=seed)
        for page in range(1, count + 1)
    )


def _paper(kind: DocumentKind, fields: dict[str, str], seed: int, flaw: str = "") -> Paper:
    return Paper(kind=kind, fields=_sorted(fields), seed=seed, flaw=flaw)


def _sorted(fields: dict[str, str]) -> Fields:
    return tuple(sorted(fields.items()))

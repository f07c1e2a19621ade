"""Invented persons: nobody can have these numbers, yet every check of the program accepts them.

Id numbers carry the sequence codes 996 to 999, which the register keeps for centenarians, with the birth
dates of younger people; mobile numbers begin with 154 and 163, which no operator was given. The same
`Random` gives the same persons.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from core.apprenticeship.words.values import NotarisationData, StudentData, TeacherData, TitleLevel
from core.domain.dictionaries import load_dictionaries
from core.domain.idnumber import check_character
from core.domain.values import IdKind, Sex, Value
from server.sample import names

if TYPE_CHECKING:
    from random import Random

_TITLES = {
    TitleLevel.JUNIOR: ("中医师",),
    TitleLevel.MIDDLE: ("主治中医师", "主治中医师", "主治医师"),
    TitleLevel.ASSOCIATE: ("副主任中医师", "副主任中医师", "副主任医师", "副主任中药师"),
    TitleLevel.SENIOR: ("主任中医师", "主任中医师", "主任医师"),
}
_TEACHER_AGE = {TitleLevel.JUNIOR: 34, TitleLevel.MIDDLE: 45, TitleLevel.ASSOCIATE: 48, TitleLevel.SENIOR: 56}
_TITLE_AGE = {TitleLevel.JUNIOR: 28, TitleLevel.MIDDLE: 33, TitleLevel.ASSOCIATE: 40, TitleLevel.SENIOR: 47}
_EDUCATIONS = ("bachelor", "bachelor", "associate", "associate", "master", "vocational", "senior_middle")
_PREFIXES = {"teacher": "154", "student": "163"}


class Identity(Value, frozen=True):
    """What an identity card says; `address` stands on the drawn card only."""

    name: str
    sex: Sex
    born_on: str
    id_number: str
    phone: str
    address: str
    id_kind: IdKind = IdKind.RESIDENT


class People:
    """Gives persons that differ in id number, phone and name, one after the other."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._numbers: set[str] = set()
        self._names: set[str] = set()
        self._phones = 0

    def identity(self, role: str, born_between: tuple[date, date], district: str, name: str = "") -> Identity:
        """A person born within the two days (both may occur); `role` is `teacher` or `student`."""
        sex = Sex.FEMALE if self._random.random() < 0.5 else Sex.MALE
        number, born_on = self._number(sex, born_between, names.ID_AREAS.get(district, district))
        area = load_dictionaries().district_name(district)
        street = self._random.choice(names.STREETS)
        return Identity(
            name=name or self._name(sex),
            sex=sex,
            born_on=born_on.isoformat(),
            id_number=number,
            phone=self._phone(role),
            address=f"湖北省武汉市{area}{street}样例 {self._random.randint(1, 398)} 号",
        )

    def teacher(
        self, level: TitleLevel, registered_on: date, district: str, name: str = "", place: str = ""
    ) -> tuple[Identity, TeacherData]:
        """A physician whose dates agree with age, career and the day of registration."""
        age = _TEACHER_AGE[level]
        youngest = _years(registered_on, -age)
        who = self.identity("teacher", (_years(youngest, -14), youngest), district, name)
        born_on = date.fromisoformat(who.born_on)
        qualified = max(_years(born_on, 24) + timedelta(self._random.randint(0, 700)), date(1999, 5, 6))
        licensed = qualified + timedelta(self._random.randint(120, 400))
        titled = _years(born_on, _TITLE_AGE[level]) + timedelta(self._random.randint(0, 1200))
        titled = max(titled, licensed + timedelta(400))
        place = place or self._random.choice(names.PLACES[district])
        serial = self._random.randint(10_000, 99_999)
        data = TeacherData(
            name=who.name,
            sex=who.sex,
            id_number=who.id_number,
            phone=who.phone,
            title=self._random.choice(_TITLES[level]),
            title_level=level,
            title_on=titled.isoformat(),
            qualification_no=f"{qualified.year}4214110{serial}{self._random.randint(10**8, 10**9 - 1)}"[:24],
            qualification_on=qualified.isoformat(),
            licence_no=f"141420106{self._random.randint(10**5, 10**6 - 1)}",
            licence_on=licensed.isoformat(),
            practice_place=place,
            district=district,
            organisation_code=organisation_code(place),
            email=self._email(),
            born_on=who.born_on,
        )
        return who, data

    def student(self, on: date, district: str, name: str = "") -> tuple[Identity, StudentData]:
        """Somebody of 20 to 44 years who begins to study on a day."""
        who = self.identity("student", (_years(on, -44), _years(on, -20)), district, name)
        masters = who.born_on < _years(on, -27).isoformat()
        old_enough = [one for one in _EDUCATIONS if masters or one != "master"]
        return who, student_data(who, self._random.choice(old_enough), self._email())

    def foreigner(self, on: date) -> tuple[Identity, StudentData]:
        """A student with a passport and a name of 40 signs (G3: not checkable)."""
        who, _ = self.student(on, "420106")
        who = Identity(
            name=names.LONG_NAME,
            sex=Sex.MALE,
            born_on=who.born_on,
            id_number="X00000017",
            phone=who.phone,
            address=who.address,
            id_kind=IdKind.PASSPORT,
        )
        return who, student_data(who, "bachelor", "sample.long.name@example.com")

    def notarisation(
        self, teacher: TeacherData, on: date, *, years: int = 3, start: date | None = None
    ) -> NotarisationData:
        """A certificate of a day by which teaching begins then (or on `start`) and lasts full years."""
        office, word = names.OFFICES.get(teacher.district, names.OTHER_OFFICE)
        begin = start or on
        return NotarisationData(
            office=office,
            certificate_no=f"（{on.year}）{word}第 {self._random.randint(103, 9870)} 号",
            notarised_on=on.isoformat(),
            teaching_start=begin.isoformat(),
            teaching_end=(_years(max(begin, on), years) - timedelta(1)).isoformat(),
            teaching_place=teacher.practice_place,
            teacher_name=teacher.name,
            teacher_phone=teacher.phone,
            teacher_id_number=teacher.id_number,
        )

    def _name(self, sex: Sex) -> str:
        given = names.FEMALE_GIVEN if sex is Sex.FEMALE else names.MALE_GIVEN
        for _ in range(40):
            place = int(len(names.SURNAMES) * self._random.random() ** 1.7)
            surname = names.SURNAMES[place]
            if self._random.random() < 0.02:
                surname = self._random.choice(names.DOUBLE_SURNAMES)
            name = surname + self._random.choice(given)
            if name not in self._names:
                break
        self._names.add(name)
        return name

    def _number(self, sex: Sex, between: tuple[date, date], area: str) -> tuple[str, date]:
        first, last = between
        while True:
            born_on = first + timedelta(self._random.randint(0, (last - first).days))
            code = self._random.choice((997, 999) if sex is Sex.MALE else (996, 998))
            digits = f"{area}{born_on:%Y%m%d}{code}"
            if digits not in self._numbers:
                self._numbers.add(digits)
                return digits + check_character(digits), born_on

    def _phone(self, role: str) -> str:
        """Eight digits that jump about and never come twice (a step prime to 10**8)."""
        self._phones += 1
        return f"{_PREFIXES[role]}{(20_261_120 + self._phones * 61_803_399) % 10**8:08d}"

    def _email(self) -> str:
        return f"sample{self._random.randint(1000, 9999)}@example.com" if self._random.random() < 0.4 else ""


def student_data(who: Identity, education: str, email: str = "") -> StudentData:
    """What the person fills in as a student."""
    return StudentData(
        name=who.name,
        sex=who.sex,
        id_number=who.id_number,
        phone=who.phone,
        education=education,
        email=email,
        born_on=who.born_on,
        id_kind=who.id_kind,
    )


def organisation_code(place: str) -> str:
    """An invented code of the place with the check character of GB 11714, always the same."""
    digits = f"{sum(ord(sign) * (index + 3) for index, sign in enumerate(place)) % 90_000_000 + 40_000_000}"
    total = sum(int(sign) * weight for sign, weight in zip(digits, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return f"{digits}-{'0123456789X0'[11 - total % 11]}"


def _years(day: date, count: int) -> date:
    """The same day some years later; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + count)
    except ValueError:
        return day.replace(year=day.year + count, day=28)


years_later = _years

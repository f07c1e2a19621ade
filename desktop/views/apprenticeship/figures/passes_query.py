"""The query row of 考核合格人员统计 (D7, C7): student, teacher, type, year, and for the city the district."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.figures.models import BehindQuery
from core.apprenticeship.words.figures import Figure
from desktop.views.apprenticeship.figures.years_query import ALL_YEARS, choose_year, offer_years, year_options
from desktop.views.apprenticeship.scores.score_texts import Words
from desktop.views.apprenticeship.scores.scores_query import name_field
from desktop.views.lists.query_row import QueryRow, choice, choose
from desktop.views.lists.query_words import typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from core.domain.dictionaries import Dictionaries


class PassesQueryRow(QueryRow):
    """Emits `asked(BehindQuery)` of the figure PASSED; the sort is kept by the page."""

    def __init__(
        self, dictionaries: Dictionaries, bureaus: tuple[str, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__("passes.query", "", parent)
        self._bureaus = bureaus
        self.student = name_field("passes.query.student", "学生姓名")
        self.teacher = name_field("passes.query.teacher", "老师姓名")
        types = (("全部类型", ""), *Words(dictionaries).types())
        self.type = choice("passes.query.type", "考核类型", types, 138)
        self.year = choice("passes.query.year", "考核年度", year_options(()), 118)
        fields: list[tuple[str, QWidget]] = [
            ("学生姓名", self.student),
            ("老师姓名", self.teacher),
            ("考核类型", self.type),
            ("考核年度", self.year),
        ]
        self.district = None
        if len(bureaus) > 1:
            names = Words(dictionaries).districts()
            self.district = choice("passes.query.district", "区", (("全部", ""), *names), 118)
            fields.append(("区", self.district))
        self.lay_out(*fields)

    def offer_years(self, years: Sequence[int]) -> None:
        """Offer these years; what is chosen stays."""
        offer_years(self.year, years)

    def query(self) -> BehindQuery:
        """What the fields say."""
        chosen = str(self.district.currentData()) if self.district is not None else ""
        return BehindQuery(
            figure=Figure.PASSED,
            bureaus=(chosen,) if chosen else self._bureaus,
            year=int(self.year.currentData()),
            type=str(self.type.currentData()),
            student=self.student.text().strip(),
            teacher=self.teacher.text().strip(),
            sort="assessed_on",
            descending=True,
        )

    def reset(self) -> None:
        self.student.clear()
        self.teacher.clear()
        choose(self.type, "")
        choose_year(self.year, 0)
        if self.district is not None:
            choose(self.district, "")
        self.ask()


def period_words(query: BehindQuery) -> str:
    """`2026 年` or 全部年度."""
    return f"{query.year} 年" if query.year else ALL_YEARS


def in_words(query: BehindQuery, dictionaries: Dictionaries) -> str:
    """Say what was asked for besides the year: `考核类型：出师考核；学生：陈`."""
    words = (
        ("考核类型", dictionaries.assessment_name(query.type) if query.type else "全部类型"),
        ("区", dictionaries.district_name(query.bureaus[0]) if len(query.bureaus) == 1 else ""),
        ("学生", typed(query.student)),
        ("老师", typed(query.teacher)),
    )
    return "；".join(f"{label}：{text}" for label, text in words if text)

"""The pages of scores: 考试成绩录入 (C3) for the city, 考试成绩查询 (D4) for districts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from core.apprenticeship import rules
from core.apprenticeship.lists.candidate import candidate
from core.apprenticeship.words.limits import Limits
from core.apprenticeship.words.scores import score_text
from core.domain.masking import mask_id_number
from core.domain.values import CITY_ROLES
from desktop.bootstrap.exports import export_ports
from desktop.bootstrap.lists import score_port
from desktop.views.apprenticeship.scores.results import ResultsPage
from desktop.views.apprenticeship.scores.score_ports import ResultsPorts, ScoreJudging, ScoresPorts
from desktop.views.apprenticeship.scores.score_texts import Words
from desktop.views.apprenticeship.scores.scores import ScoresPage
from desktop.views.apprenticeship.scores.scores_list import read_rows
from desktop.views.papers.on_paper import paper_font
from desktop.views.papers.paper_ports import PaperJob
from sync.transactions import reading as reading_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from core.apprenticeship.lists.candidate import Candidate
    from core.apprenticeship.lists.scores import ScoreQuery, ScoreRow
    from core.apprenticeship.papers.check_sheet import CheckRow
    from core.paper.pdf import Rendered
    from desktop.bootstrap.desk import StoreDesk
    from desktop.bootstrap.facts import Facts
    from desktop.views.lists.ports import ListPort
    from desktop.views.shell.page import Page


def make(kit: StoreDesk) -> tuple[Page, ...]:
    """The page of scores that the role has."""
    port = score_port(kit.engine, kit.lanes.reader, export_ports(kit))
    words = kit.setting.dictionaries
    if kit.role not in CITY_ROLES:
        ports = ResultsPorts(port, words, kit.prompts, kit.facts.reveal, kit.memory, kit.papers)
        return (ResultsPage(ports),)
    parameters = kit.setting.parameters
    paper = CheckPaper(port, Words(words), kit.facts)
    page = ScoresPage(
        ScoresPorts(
            scores=port,
            writer=kit.lanes.writer,
            paper=kit.papers.ports,
            candidate=partial(looked_up, kit.engine),
            decide=kit.decide,
            judging=ScoreJudging(
                rules.check_candidate,
                rules.check_score,
                parameters.of(Limits).scores_per_command,
                parameters.of(Limits).publish_second_look,
            ),
            check_sheet=paper.job,
            today=kit.facts.today,
            new_id=kit.new_id,
            dictionaries=words,
            prompts=kit.prompts,
            reveal=kit.facts.reveal,
            memory=kit.memory,
            papers=kit.papers,
        )
    )
    return (page,)


def looked_up(engine: Engine, id_number: str) -> Candidate | None:
    """Look a person up who may be assessed."""
    with reading_session(engine) as session:
        return candidate(session, id_number)


class CheckPaper:
    """Makes the 双人核对单; the log keeps the number of people only."""

    def __init__(self, port: ListPort[ScoreQuery, ScoreRow], words: Words, facts: Facts) -> None:
        self._port = port
        self._words = words
        self._facts = facts

    def job(self, ids: tuple[str, ...]) -> PaperJob:
        """What the preview is given for these scores in this order."""
        return PaperJob(
            title=f"双人核对单（{len(ids):,} 人）",
            file_name=f"双人核对单_{self._facts.today():%Y%m%d}_{len(ids)}人.pdf",
            make=partial(self.make, ids),
            act="print_check_sheet",
            subject=f"{len(ids)} 人",
        )

    def make(self, ids: tuple[str, ...]) -> Rendered:
        """Runs on the papers' lane. KnownError when there is no font."""
        from core.apprenticeship.papers.check_sheet import CheckSheet, render_check_sheet

        rows = read_rows(self._port, ids)
        sheet = CheckSheet(
            rows=tuple(self._row(row) for row in rows),
            office=self._facts.office(),
            what=self._what(rows),
            made_by=self._facts.made_by(),
        )
        return render_check_sheet(sheet, paper_font())

    def _row(self, row: ScoreRow) -> CheckRow:
        from core.apprenticeship.papers.check_sheet import CheckRow

        return CheckRow(
            name=row.student_name,
            id_number=mask_id_number(row.student_id_number),
            teacher=row.teacher_name,
            type=self._words.type_of(row),
            day=row.assessed_on,
            score=score_text(row.tenths),
            result=row.result.label,
            tenths=row.tenths,
        )

    def _what(self, rows: Sequence[ScoreRow]) -> str:
        types = "、".join(dict.fromkeys(self._words.type_of(row) for row in rows))
        days = sorted({row.assessed_on for row in rows})
        span = "" if not days else days[0] if len(days) == 1 else f"{days[0]} 至 {days[-1]}"
        return f"考核类型：{types}　考核日期：{span}"

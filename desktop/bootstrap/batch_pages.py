"""The page 考核成绩批量录入 (C4) for the city's two roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship import rules
from core.apprenticeship.lists.eligible import ELIGIBLE, EligibleQuery
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.limits import Limits
from core.store.engine import reading
from desktop.bootstrap.exports import export_ports
from desktop.views.apprenticeship.scores.batch import BatchPage
from desktop.views.apprenticeship.scores.batch_ports import BatchPorts
from desktop.views.apprenticeship.scores.score_ports import ScoreJudging
from desktop.views.lists.ports import ListPort

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.apprenticeship.lists.eligible import EligibleRow
    from desktop.bootstrap.desk import StoreDesk
    from desktop.views.shell.page import Page


def make(kit: StoreDesk) -> tuple[Page, ...]:
    """The page; the session drops it for roles that do not have it."""
    lists = EligibleLists(kit)
    parameters = kit.setting.parameters
    ports = BatchPorts(
        eligible=ListPort(
            kit.lanes.reader,
            lists.first_page,
            lists.ids,
            lists.rows,
            lists.count,
            exporting=export_ports(kit),
            rows_of=lists.rows_of,
        ),
        desk=kit,
        lanes=kit.lanes,
        judging=ScoreJudging(
            rules.check_candidate,
            rules.check_score,
            parameters.of(Limits).scores_per_command,
            parameters.of(Limits).publish_second_look,
        ),
        today=kit.facts.today,
        dictionaries=kit.setting.dictionaries,
        prompts=kit.prompts,
        memory=kit.memory,
    )
    return (BatchPage(ports),)


class EligibleLists:
    """Those who may be assessed, as functions; rows are of the type that was asked for last."""

    def __init__(self, kit: StoreDesk) -> None:
        self._engine = kit.engine
        self._given = kit.given
        self._query = EligibleQuery(of(kit.words).assessment_types[0].code)

    def first_page(self, query: EligibleQuery, limit: int) -> Sequence[EligibleRow]:
        self._query = query
        with reading(self._engine) as source:
            return ELIGIBLE.first_page(source, query, limit, given=self._given())

    def ids(self, query: EligibleQuery) -> Sequence[str]:
        with reading(self._engine) as source:
            return ELIGIBLE.ids(source, query, given=self._given())

    def rows(self, ids: tuple[str, ...]) -> Sequence[EligibleRow]:
        return self.rows_of(self._query, ids)

    def rows_of(self, query: EligibleQuery, ids: tuple[str, ...]) -> Sequence[EligibleRow]:
        """Rows as a query sees them: years and scores are those of its type."""
        with reading(self._engine) as source:
            return ELIGIBLE.rows(source, ids, query, given=self._given())

    def count(self, query: EligibleQuery) -> int:
        with reading(self._engine) as source:
            return ELIGIBLE.count(source, query, given=self._given())

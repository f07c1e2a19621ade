"""The pages of filing, review and register, filled with functions over the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from core.apprenticeship import rules
from core.apprenticeship.commands.filing import ApproveFiling
from core.apprenticeship.commands.register import ImportFilings
from core.apprenticeship.lists.detail import filing_detail
from core.apprenticeship.lists.filings import FILINGS
from core.apprenticeship.lists.history import person_history
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.limits import Limits
from core.domain.clock import local_date
from core.domain.values import CaseState, Origin
from core.store.engine import reading
from desktop.bootstrap.exports import export_ports
from desktop.bootstrap.lists import register_port
from desktop.bootstrap.papers import papers
from desktop.views.apprenticeship.register.register import RegisterPage
from desktop.views.apprenticeship.review.filings import FilingsPage
from desktop.views.apprenticeship.review.review_ports import (
    FilingsPorts,
    Judging,
    RegisterPorts,
    ReviewPorts,
    ReviewQueue,
)
from desktop.views.lists.ports import ListPort
from sync.transactions import reading as reading_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from core.actions import Setting
    from core.apprenticeship.lists.detail import Dissolving, FilingDetail
    from core.apprenticeship.lists.filings import FilingQuery, FilingRow
    from core.apprenticeship.lists.history import PersonHistory
    from core.apprenticeship.words.values import FilingKind
    from core.domain.values import Finding, ReturnItem
    from desktop.bootstrap.desk import StoreDesk
    from desktop.bootstrap.facts import Facts

T = TypeVar("T")
IMAGE_LANES = ("image-now", "image-ahead", "image-strip")
"""Two pages are decoded ahead while thumbnails come last (performance.md P8)."""


class Business:
    """Makes the pages that a role may have."""

    def __init__(self, kit: StoreDesk) -> None:
        self._exporting = export_ports(kit)
        self._kit = kit
        self._engine = kit.engine
        self._facts = kit.facts
        self._setting = kit.setting
        self._lanes = kit.lanes
        self._prompts = kit.prompts
        self._settings = kit.memory
        self._decide = kit.decide
        self._images = kit.images
        self._papers = papers(kit)

    def register_page(self) -> RegisterPage:
        """Make 备案台账."""
        register = RegisterPorts(
            register=register_port(self._engine, self._lanes.reader, self._exporting),
            history=self._history,
            dictionaries=self._setting.dictionaries,
            prompts=self._prompts,
            reveal=self._facts.reveal,
            memory=self._settings,
            papers=self._papers,
            importing=self._kit if self._kit.may(ImportFilings) else None,
        )
        return RegisterPage(register)

    def filings_page(self, kind: FilingKind) -> FilingsPage:
        """Make the list and workbench of one kind of filings."""
        queue = ReviewQueue()
        may_decide = self._kit.may(ApproveFiling)
        remaining = self._facts.remaining
        filings = FilingsPorts(
            self._filings(), remaining, self._settings, queue, may_decide, kind, self._papers
        )
        return FilingsPage(filings, self._review(queue, may_decide, kind))

    def _filings(self) -> ListPort[FilingQuery, FilingRow]:
        lists = FilingLists(self._engine, self._facts)
        reader, exporting = self._lanes.reader, self._exporting
        return ListPort(reader, lists.first_page, lists.ids, lists.rows, lists.count, exporting)

    def _review(self, queue: ReviewQueue, may_decide: bool, kind: FilingKind) -> ReviewPorts:
        judge = Judge(self._setting, self._facts, kind)
        return ReviewPorts(
            reader=self._lanes.reader,
            writer=self._lanes.writer,
            images=tuple(self._lanes.more(name) for name in IMAGE_LANES),
            detail=self._detail,
            decide=self._decide,
            image=self._images.fetch,
            image_again=self._images.refetch,
            judging=Judging(judge.filing, judge.returning, judge.refusing, judge.opinion, rules.summary),
            remaining=self._facts.remaining,
            dictionaries=self._setting.dictionaries,
            prompts=self._prompts,
            reveal=self._facts.reveal,
            memory=self._settings,
            queue=queue,
            may_decide=may_decide,
            opinion_max=self._setting.parameters.opinion_max,
            kind=kind,
            apprentice_limit=self._setting.parameters.of(Limits).apprentice_limit,
            papers=self._papers,
        )

    def _detail(self, filing_id: str) -> FilingDetail | None:
        with reading_session(self._engine) as session:
            return filing_detail(session, filing_id)

    def _history(self, person_id: str) -> PersonHistory | None:
        with reading_session(self._engine) as session:
            return person_history(session, person_id)


class FilingLists:
    """The list of the own bureau's filings as functions; the day is looked up for each query."""

    def __init__(self, engine: Engine, facts: Facts) -> None:
        self._engine = engine
        self._facts = facts

    def first_page(self, query: FilingQuery, limit: int) -> Sequence[FilingRow]:
        with reading(self._engine) as source:
            return FILINGS.first_page(source, self._own(query), limit, given=self._facts.given())

    def ids(self, query: FilingQuery) -> Sequence[str]:
        with reading(self._engine) as source:
            return FILINGS.ids(source, self._own(query), given=self._facts.given())

    def rows(self, ids: tuple[str, ...]) -> Sequence[FilingRow]:
        with reading(self._engine) as source:
            return FILINGS.rows(source, ids)

    def count(self, query: FilingQuery) -> int:
        with reading(self._engine) as source:
            return FILINGS.count(source, self._own(query), given=self._facts.given())

    def _own(self, query: FilingQuery) -> FilingQuery:
        return query.of(self._facts.bureaus())


class Judge:
    """The rules with this office's parameters, for what the screen shows before anybody decides."""

    def __init__(self, setting: Setting, facts: Facts, kind: FilingKind) -> None:
        self._setting = setting
        self._facts = facts
        self._kind = kind

    def filing(self, detail: FilingDetail) -> tuple[Finding, ...]:
        """G1-G7, or G8 of a dissolution."""
        if detail.dissolving is not None:
            return self._dissolution(detail, detail.dissolving)
        if detail.origin == Origin.REGISTER:
            return rules.imported_findings(detail.decisions[-1].findings if detail.decisions else ())
        facts = detail.content.facts(
            detail.apprenticeship_id,
            detail.row.bureau,
            local_date(detail.row.submitted_at).isoformat(),
            detail.teacher_open,
            detail.student_others,
        )
        setting = self._setting
        return rules.check_filing(facts, setting.parameters, self._facts.today(), setting.dictionaries)

    def _dissolution(self, detail: FilingDetail, case: Dissolving) -> tuple[Finding, ...]:
        """G8 while it waits; afterwards what was found when it was decided."""
        if detail.row.state is not CaseState.PENDING:
            return detail.decisions[-1].findings if detail.decisions else ()
        facts = detail.content.dissolution_facts(
            case.state, other_open=case.other_open, unpublished_score=case.unpublished
        )
        return rules.check_dissolution(facts, self._facts.today(), self._setting.parameters)

    def returning(self, items: tuple[ReturnItem, ...], opinion: str) -> tuple[Finding, ...]:
        known = of(self._setting.dictionaries).labels_of(self._kind)
        return rules.check_return(items, opinion, self._setting.parameters, known)

    def refusing(self, opinion: str) -> tuple[Finding, ...]:
        return rules.check_refusal(opinion, self._setting.parameters, self._kind)

    def opinion(self, opinion: str) -> tuple[Finding, ...]:
        return rules.check_opinion_length(opinion, self._setting.parameters)

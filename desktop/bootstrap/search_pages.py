"""The city's search (C2) over the store, with forced termination for the commission (G9)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.apprenticeship import rules
from core.apprenticeship.commands.termination import ForceTerminate
from core.apprenticeship.lists.history import person_history
from core.apprenticeship.lists.records import apprenticeship_record
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.kinds import TERMINATION_BASIS
from core.apprenticeship.words.limits import Limits
from core.files.chosen import read_chosen
from core.files.images import WatermarkText
from desktop.bootstrap.exports import export_ports
from desktop.bootstrap.lists import register_port
from desktop.bootstrap.papers import papers
from desktop.views.apprenticeship.register.record_ports import SearchPorts, Terminating
from desktop.views.apprenticeship.register.search import SearchPage
from desktop.views.apprenticeship.review.review import IMAGE_LANES
from sync.transactions import reading as reading_session

if TYPE_CHECKING:
    from core.apprenticeship.lists.history import PersonHistory
    from core.apprenticeship.lists.records import ApprenticeshipRecord
    from core.apprenticeship.words.values import TerminationFacts
    from core.domain.values import DocumentRef, Finding
    from desktop.bootstrap.desk import StoreDesk
    from desktop.views.shell.page import Page

PURPOSE = "仅用于师承强制解除"


def make(kit: StoreDesk) -> tuple[Page, ...]:
    """Make the search; only the commission gets what ends an apprenticeship."""
    store = SearchStore(kit)
    lanes = kit.lanes
    ports = SearchPorts(
        register=register_port(kit.engine, lanes.reader, export_ports(kit)),
        reader=lanes.reader,
        images=tuple(lanes.more(name) for name in IMAGE_LANES),
        record=store.record,
        history=store.history,
        image=kit.images.fetch,
        image_again=kit.images.refetch,
        dictionaries=kit.setting.dictionaries,
        prompts=kit.prompts,
        reveal=kit.facts.reveal,
        memory=kit.memory,
        papers=papers(kit),
        terminating=terminating(kit) if kit.may(ForceTerminate) else None,
    )
    return (SearchPage(ports),)


def terminating(kit: StoreDesk) -> Terminating:
    """Fill what forced termination needs."""
    desk = TerminationDesk(kit)
    return Terminating(
        writer=kit.lanes.writer,
        files=kit.lanes.more("files"),
        check=desk.check,
        attach=desk.attach,
        look=kit.images.fetch,
        decide=kit.decide,
        pages_max=kit.setting.parameters.of(Limits).termination_pages_max,
        text_max=kit.setting.parameters.opinion_max,
    )


class SearchStore:
    """Single records as functions."""

    def __init__(self, kit: StoreDesk) -> None:
        self._engine = kit.engine

    def record(self, id_: str) -> ApprenticeshipRecord | None:
        with reading_session(self._engine) as session:
            return apprenticeship_record(session, id_)

    def history(self, person_id: str) -> PersonHistory | None:
        with reading_session(self._engine) as session:
            return person_history(session, person_id)


class TerminationDesk:
    """The rule with this office's parameters, and the pictures of the basis."""

    def __init__(self, kit: StoreDesk) -> None:
        self._kit = kit

    def check(self, facts: TerminationFacts, command: ForceTerminate) -> tuple[Finding, ...]:
        setting = self._kit.setting
        reasons = of(setting.dictionaries).termination_reasons
        return rules.check_termination(facts, command, setting.parameters, reasons)

    def attach(self, path: str, page: int) -> DocumentRef:
        """Keep a picture with the commission's watermark until it is uploaded (G17)."""
        setting, facts = self._kit.setting, self._kit.facts
        mark = WatermarkText(PURPOSE, setting.dictionaries.city.commission, facts.today().isoformat())
        data = read_chosen(Path(path))
        return self._kit.outgoing.keep_picture(data, TERMINATION_BASIS, page, mark)

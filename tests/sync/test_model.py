"""Several PCs, a model, and a wire that drops, doubles, delays and mixes up (sync.md section 4).

Districts decide filings, the city enters, edits, removes and publishes scores. No district's PC ever holds a
score that is not published (G13).

Invariants: every command has exactly one final verdict, effects equal the applied commands, all ends hold
the same records after quiet, and it always becomes quiet.
"""

from __future__ import annotations

import atexit
import random
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis.strategies as st
import msgspec
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)
from sqlalchemy import select

from core.apprenticeship.commands.assessment import PublishScores, RecordScore, RemoveScore
from core.apprenticeship.commands.filing import ApproveFiling, RefuseFiling, ReturnFiling
from core.apprenticeship.tables import Assessment
from core.apprenticeship.words.values import AssessmentResult, AssessmentState, ScoreEntry
from core.domain.errors import Refused
from core.domain.values import CaseState, ReturnItem, SeenRecord
from sync.fates import overview
from sync.overlay import APPLIED, REJECTED
from sync.transactions import reading
from tests.kit import HONGSHAN, WUCHANG
from tests.sync.fake import Centre, Pc, centre_template, pc_template

if TYPE_CHECKING:
    from core.domain.commands.base import Command

FAULTS = st.lists(
    st.sampled_from(["ok", "lost", "silent", "double", "late", "stale", "cut", "expired"]), max_size=4
)
TEMPLATES: dict[str, Path] = {}


def templates() -> tuple[Path, Path]:
    """Made once per process, so that an example starts in a moment."""
    if not TEMPLATES:
        folder = Path(tempfile.mkdtemp(prefix="shicheng-model-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        TEMPLATES["centre"], TEMPLATES["pc"] = centre_template(folder), pc_template(folder)
    return TEMPLATES["centre"], TEMPLATES["pc"]


class Offices(RuleBasedStateMachine):
    """Five PCs: two clerks of one district, one of another who sees nothing of it, two of the city."""

    filings = Bundle("filings")
    studies = Bundle("studies")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="shicheng-model-"))
        at_centre, at_pc = templates()
        self.centre = Centre(self.folder / "centre.db", page_rows=5, template=at_centre)
        places = (("周敏", WUCHANG), ("李晓红", WUCHANG), ("王强", HONGSHAN))
        self.clerks = [self.centre.clerk(name, district) for name, district in places]
        self.clerks += [self.centre.city(name, WUCHANG, HONGSHAN) for name in ("何静", "李思")]
        self.pcs = [
            Pc(self.folder, self.centre, clerk, f"pc{number}", random.Random(number), at_pc)
            for number, clerk in enumerate(self.clerks)
        ]
        self.taken: dict[str, int] = {}
        self.filed = 0

    @initialize(target=filings)
    def begin(self) -> Any:
        return multiple(*[self._file() for _ in range(3)])

    @initialize(target=studies)
    def study_begins(self) -> Any:
        return multiple(*[self._study() for _ in range(2)])

    @rule(target=filings)
    def file(self) -> str:
        return self._file()

    @rule(number=st.integers(3, 4), study=studies, tenths=st.sampled_from((500, 860)))
    def record(self, number: int, study: ScoreEntry, tenths: int) -> None:
        """Enter a score, or edit the one that this PC knows of."""
        pc = self.pcs[number]
        result = AssessmentResult.PASS if tenths >= 600 else AssessmentResult.FAIL
        entry = msgspec.structs.replace(study, tenths=tenths, result=result)
        known = [one for one in self._unpublished(pc) if one.apprenticeship_id == study.apprenticeship_id]
        score_id, seen = (known[0].id, known[0].version) if known else (pc.ids.new(), 0)
        self._take(number, RecordScore(score_id, entry, seen))

    @rule(number=st.integers(3, 4))
    def publish(self, number: int) -> None:
        pc = self.pcs[number]
        seen = tuple(SeenRecord(one.id, one.version) for one in self._unpublished(pc))
        if seen:
            self._take(number, PublishScores(pc.ids.new(), seen))

    @rule(number=st.integers(3, 4))
    def remove(self, number: int) -> None:
        for one in self._unpublished(self.pcs[number])[:1]:
            self._take(number, RemoveScore(one.id, one.version))

    def _unpublished(self, pc: Pc) -> list[Assessment]:
        with reading(pc.unlocked.engine) as session:
            wanted = select(Assessment).where(Assessment.state == AssessmentState.UNPUBLISHED)
            return list(session.scalars(wanted.order_by(Assessment.id)))

    def _take(self, number: int, command: Command) -> None:
        pc = self.pcs[number]
        before = pc.rows()
        try:
            op_id = pc.decider.decide(command, 0).op_id
        except Refused:
            assert pc.rows() == before
            return
        self.taken[op_id] = number

    @rule(number=st.integers(0, 2), filing=filings, kind=st.sampled_from("arf"))
    def decide(self, number: int, filing: str, kind: str) -> None:
        pc = self.pcs[number]
        row = pc.filing(filing)
        if row is None:
            return
        command: Command
        if kind == "a":
            command = ApproveFiling(filing, row.revision, "同意", paper_seen=True)
        elif kind == "r":
            command = RefuseFiling(filing, row.revision, "公证书不符合要求")
        else:
            command = ReturnFiling(filing, row.revision, (ReturnItem("student.diploma", "不清楚"),))
        before = pc.rows()
        try:
            op_id = pc.decider.decide(command, row.version).op_id
        except Refused:
            assert pc.rows() == before
            return
        shown = pc.filing(filing)
        assert shown is not None
        assert shown.state != CaseState.PENDING
        assert shown.settled_at == ""
        self.taken[op_id] = number

    @rule(number=st.integers(0, 4), faults=FAULTS)
    def sync(self, number: int, faults: list[str]) -> None:
        pc = self.pcs[number]
        pc.wire.faults = list(faults)
        pc.sync.run_once()
        pc.wire.faults = []
        self._log_in(pc)

    @rule(number=st.integers(0, 1))
    def restart(self, number: int) -> None:
        pc = self.pcs[number]
        pc.close()
        pc.open(self.clerks[number])

    @precondition(lambda self: not self.centre.down)
    @rule(number=st.integers(0, 1))
    def swap_clerks(self, number: int) -> None:
        """The other clerk of the district sits down at this PC."""
        pc = self.pcs[number]
        other = self.clerks[1 - number]
        if pc.profile.user(other.id) is None:
            pc.add_clerk(other)
        pc.close()
        pc.open(other)

    @rule(down=st.booleans())
    def power(self, down: bool) -> None:
        self.centre.down = down

    @invariant()
    def g13_no_district_holds_an_unpublished_score(self) -> None:
        for pc in self.pcs[:3]:
            assert self._unpublished(pc) == []

    @invariant()
    def nothing_is_done_twice(self) -> None:
        assert all(count == 1 for count in self.centre.effects.values())

    @invariant()
    def nothing_is_lost(self) -> None:
        """Every decision that was shown as saved stands on its PC."""
        for number, pc in enumerate(self.pcs):
            with reading(pc.unlocked.engine) as session:
                here = {entry.op_id for entry in overview(session)}
            assert here == {op_id for op_id, at in self.taken.items() if at == number}

    def teardown(self) -> None:
        try:
            self._becomes_quiet()
        finally:
            for pc in self.pcs:
                pc.close()
            self.centre.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _becomes_quiet(self) -> None:
        self.centre.down = False
        for _ in range(2):
            for pc in self.pcs:
                self._log_in(pc)
                state = pc.sync.run_once()
                if state.problem is not None:
                    state = pc.sync.run_once()
                assert state.problem is None
                assert state.waiting == 0
        for pc, clerk in zip(self.pcs, self.clerks, strict=True):
            facts = {key: body for one in clerk.scopes for key, body in self.centre.rows(one).items()}
            assert pc.rows() == facts
            with reading(pc.unlocked.engine) as session:
                entries = overview(session)
            for entry in entries:
                verdict = self.centre.ledger[entry.op_id][1]
                wanted = {APPLIED: "applied", REJECTED: "refused"}[verdict.status]
                assert entry.state == wanted
        applied = {op_id for op_id, (_, verdict) in self.centre.ledger.items() if verdict.status == APPLIED}
        assert applied == set(self.centre.effects)
        assert set(self.centre.ledger) == set(self.taken)

    def _log_in(self, pc: Pc) -> None:
        if pc.unlocked.token is None:
            pc.unlocked.token = "fresh"
            pc.sync.logged_in()

    def _file(self) -> str:
        self.filed += 1
        return self.centre.file(self.filed)

    def _study(self) -> ScoreEntry:
        self.filed += 1
        return self.centre.study(self.filed)


TestOffices = Offices.TestCase
TestOffices.settings = settings(
    max_examples=6, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)

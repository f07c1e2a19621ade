"""What clerks do in the sample: the commands of the steps, signed at a desk and settled by the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from core.apprenticeship.actions.facts import content_at
from core.apprenticeship.commands.assessment import PublishScores, RecordScore
from core.apprenticeship.commands.filing import ApproveDissolution, ApproveFiling, RefuseFiling, ReturnFiling
from core.apprenticeship.commands.termination import ForceTerminate
from core.apprenticeship.tables import Apprenticeship, Assessment, Filing
from core.apprenticeship.words.values import ScoreEntry
from core.commons.commands import PublishPolicyNotice, SavePolicyNotice, WithdrawPolicyNotice
from core.commons.tables import PolicyNotice
from core.domain.values import SeenRecord
from server.sample.apprenticeship import steps
from server.sample.apprenticeship.door import TurnedAway
from server.sample.desk import Desk

if TYPE_CHECKING:
    from core.domain.commands.base import Command
    from core.store.base import Record
    from server.centre import Centre
    from server.sample.apprenticeship.steps import Step
    from server.sample.pictures import Pictures

R = TypeVar("R", bound="Record")


class Office:
    """All desks; `ids` maps keys of the plan to record ids and grows with what is made here."""

    def __init__(self, centre: Centre, pictures: Pictures, ids: dict[str, str]) -> None:
        self._centre, self._pictures, self._ids = centre, pictures, ids
        self._desks: dict[str, Desk] = {}

    def take(self, step: Step) -> None:
        """Decide as the step says; TurnedAway when the centre refuses."""
        match step:
            case steps.ApproveFiling() | steps.ApproveDissolution():
                self._approve(step)
            case steps.ReturnFiling():
                filing = self.filing(step.filing)
                command = ReturnFiling(filing.id, filing.revision, step.items, step.opinion)
                self._decide(step, command, filing.version)
            case steps.RefuseFiling():
                filing = self.filing(step.filing)
                refusal = RefuseFiling(filing.id, filing.revision, step.opinion)
                self._decide(step, refusal, filing.version)
            case steps.ForceTermination():
                self._terminate(step)
            case steps.EnterScore():
                self._enter(step)
            case steps.PublishScores():
                seen = tuple(self._seen(Assessment, key) for key in step.scores)
                self._decide(step, PublishScores(self._centre.ids.new(), seen), 0)
            case _:
                self._policy(step)

    def filing(self, key: str) -> Filing:
        """The filing of a key as it is now."""
        return self._row(Filing, key)

    def _approve(self, step: steps.ApproveFiling | steps.ApproveDissolution) -> None:
        """The reviewer has looked at all copies."""
        filing = self.filing(step.filing)
        with self._centre.reading() as session:
            shown = tuple(ref.sha256 for _, ref in content_at(session, filing).documents())
        establishes = isinstance(step, steps.ApproveFiling)
        kind = ApproveFiling if establishes else ApproveDissolution
        command = kind(
            filing_id=filing.id,
            revision=filing.revision,
            opinion=step.opinion,
            documents_shown=shown,
            confirmed=step.confirmed,
        )
        self._decide(step, command, filing.version)

    def _terminate(self, step: steps.ForceTermination) -> None:
        study = self._study(step.filing)
        desk = self._desk(step)
        command = ForceTerminate(
            apprenticeship_id=study.id,
            seen_version=study.version,
            reason_code=step.reason_code,
            basis=step.basis,
            text=step.text,
            typed_name=step.name,
            documents=tuple(
                desk.keep_page(self._pictures.of(one), one.kind, one.page) for one in step.papers
            ),
            confirmed=step.confirmed,
        )
        self._decide(step, command, study.version)

    def _enter(self, step: steps.EnterScore) -> None:
        study = self._study(step.filing)
        self._ids[step.score] = self._centre.ids.new()
        command = RecordScore(
            assessment_id=self._ids[step.score],
            entry=ScoreEntry(study.id, step.type, step.assessed_on, step.tenths, step.result),
            corrects=self._ids[step.corrects] if step.corrects else "",
            confirmed=step.confirmed,
        )
        self._decide(step, command, 0)

    def _policy(self, step: Step) -> None:
        match step:
            case steps.WritePolicy():
                self._ids[step.policy] = self._centre.ids.new()
                desk = self._desk(step)
                files = tuple(desk.keep_file(one.name, one.data) for one in step.sheets)
                draft = SavePolicyNotice(self._ids[step.policy], 0, step.title, step.text, files)
                self._decide(step, draft, 0)
            case steps.PublishPolicy():
                seen = self._seen(PolicyNotice, step.policy)
                self._decide(step, PublishPolicyNotice(seen.id, seen.version), seen.version)
            case steps.WithdrawPolicy():
                seen = self._seen(PolicyNotice, step.policy)
                command = WithdrawPolicyNotice(seen.id, seen.version, step.reason)
                self._decide(step, command, seen.version)
            case _:
                raise TypeError(f"no such step: {step!r}")

    def _decide(self, step: Step, command: Command, base_version: int) -> None:
        verdict = self._desk(step).decide(command, base_version)
        if verdict.status != "applied":
            codes = (verdict.code, *(one.code for one in verdict.findings if one.blocking))
            raise TurnedAway(codes, verdict.message)

    def _desk(self, step: Step) -> Desk:
        if step.who not in self._desks:
            self._desks[step.who] = Desk(self._centre, step.who)
        return self._desks[step.who]

    def _study(self, filing: str) -> Apprenticeship:
        with self._centre.reading() as session:
            row = session.get_one(Filing, self._ids[filing])
            return session.get_one(Apprenticeship, row.apprenticeship_id)

    def _row(self, kind: type[R], key: str) -> R:
        with self._centre.reading() as session:
            return session.get_one(kind, self._ids[key])

    def _seen(self, kind: type[R], key: str) -> SeenRecord:
        row = self._row(kind, key)
        return SeenRecord(row.id, row.version)

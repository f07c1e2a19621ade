"""The three outcomes of a filing (D2, G15): questions first, then the command, then what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.apprenticeship.commands.filing import ApproveDissolution, ApproveFiling, RefuseFiling, ReturnFiling
from core.apprenticeship.words.values import FilingKind
from core.domain.errors import Refused
from core.domain.values import Level
from desktop.decision import Decision
from desktop.views.apprenticeship.review.decision_dialogs import ApproveDialog, ReturnDialog
from desktop.views.apprenticeship.review.filing_kinds import WORDS
from desktop.views.apprenticeship.review.review_fields import who
from desktop.views.apprenticeship.review.review_judging import opinion_problems, refusal_problems

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from core.apprenticeship.lists.detail import FilingDetail
    from core.domain.commands.base import Command
    from core.domain.errors import KnownError
    from core.domain.values import Finding, ReturnItem
    from desktop.desk import Desk
    from desktop.models.pages import DocumentPage
    from desktop.views.apprenticeship.review.review_loading import Case
    from desktop.views.apprenticeship.review.review_opinion import OpinionCard
    from desktop.views.documents.viewer import DocumentViewer
    from desktop.widgets.bar import NoticeBar

APPROVALS: dict[FilingKind, type[ApproveFiling | ApproveDissolution]] = {
    FilingKind.ESTABLISH: ApproveFiling,
    FilingKind.DISSOLVE: ApproveDissolution,
}
WAITS = "，待上报（未生效）"
STALE = {"ALREADY_DECIDED", "FILING_CHANGED", "FINDINGS_NOT_CONFIRMED", "STALE_VERSION"}
"""Refusals that mean: what is on the screen is no longer so."""


class Deciding(QObject):
    """Decides the record on the screen, one decision at a time.

    `case()` gives the record that may be decided now, None when there is none. `changed` when a decision
    begins or fails, `done(id, sentence)` when it is in the store, `returned(id)` before that when it was sent
    back for correction, `outdated` when the record on the screen is
    no longer so, `look_wanted` when the clerk rather looks at the documents first.
    """

    changed = Signal()
    done = Signal(str, str)
    returned = Signal(str)
    outdated = Signal()
    look_wanted = Signal()

    def __init__(
        self,
        desk: Desk,
        kind: FilingKind,
        case: Callable[[], Case | None],
        opinion: OpinionCard,
        viewer: DocumentViewer,
        error_bar: NoticeBar,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._kind = kind
        self._case = case
        self._opinion = opinion
        self._viewer = viewer
        self._error_bar = error_bar
        self._page = parent
        self._words = WORDS[kind]
        self._supersedes: dict[str, str] = {}
        self._deciding: Decision | None = None
        error_bar.acted.connect(self.clear_error)

    def is_running(self) -> bool:
        """A command is on its way to the store."""
        return self._deciding is not None and self._deciding.running

    def supersede(self, id_: str, op_id: str) -> None:
        """The next decision of a filing replaces a refused one."""
        self._supersedes[id_] = op_id

    def superseding(self, id_: str) -> str:
        """Give the refused decision that the next one of a filing replaces, and forget it."""
        return self._supersedes.pop(id_, "")

    def unseen(self) -> tuple[DocumentPage, ...]:
        """Pages that an approval needs to have been seen and that were not painted yet (sync.md rule 10)."""
        case = self._case()
        if case is None or case.detail is None:
            return ()
        needed = {ref.sha256 for ref in case.detail.content.to_be_seen()}
        return tuple(page for page in self._viewer.unseen() if page.sha256 in needed)

    def clear_error(self) -> None:
        self._error_bar.tell("")

    def approve(self) -> None:
        """F9: explain what forbids it, ask what must be confirmed, else decide at once."""
        found = self._ready()
        if found is None or not self._opinion_fits():
            return
        detail, findings = found
        forbidding = [one for one in findings if one.blocking]
        if forbidding:
            words = self._words
            sentences = "；".join(one.message for one in forbidding)
            self._error_bar.tell(f"还不能{words.approve}：{sentences}。可以退回补正或{words.refuse}。")
            return
        warnings = tuple(one for one in findings if one.level is not Level.PASS)
        unseen = self.unseen()
        if not warnings and not unseen:
            self._approve(False)
            return
        dialog = ApproveDialog(self._page.window(), who(detail), warnings, unseen, self._words)
        dialog.agreed.connect(self._approve)
        dialog.look_wanted.connect(self.look_wanted)
        dialog.open()

    def send_back(self) -> None:
        """F7: name the items to correct."""
        found = self._ready()
        if found is None or not self._opinion_fits():
            return
        detail, findings = found
        dialog = ReturnDialog(
            self._page.window(),
            who(detail),
            self._opinion.text(),
            self._desk,
            self._kind,
            _hints(findings),
        )
        dialog.agreed.connect(self._send_back)
        dialog.opinion_changed.connect(self._opinion.set_text)
        dialog.open()

    def refuse(self) -> None:
        """F8: needs a reason, and a second look."""
        found = self._ready()
        if found is None:
            return
        problems = refusal_problems(self._desk, self._kind, self._opinion.text())
        if self._show_problems(problems):
            return
        words = self._words
        self._desk.prompts.confirm(
            self._page,
            words.refuse,
            f"{words.refusing.format(who=who(found[0]))}上报中心后不能撤销。\n审核意见：{self._opinion.text()}",
            words.refuse,
            self._refuse,
            danger=True,
        )

    # inside

    def _ready(self) -> tuple[FilingDetail, tuple[Finding, ...]] | None:
        """The filing that may be decided now with its findings; an old error goes."""
        self.clear_error()
        case = self._case()
        return (case.detail, case.findings) if case is not None and case.detail is not None else None

    def _opinion_fits(self) -> bool:
        self._opinion.set_error("")
        return not self._show_problems(opinion_problems(self._desk, self._opinion.text()))

    def _show_problems(self, problems: list[Finding]) -> bool:
        """Say below the opinion what is wrong with it; False when nothing is."""
        if problems:
            self._opinion.set_error("；".join(f"{one.message}。" for one in problems))
            self._opinion.edit.setFocus()
        return bool(problems)

    def _approve(self, paper_seen: bool) -> None:
        found = self._ready()
        if found is None:
            return
        detail, findings = found
        digests = {ref.sha256 for _, ref in detail.content.documents()}
        confirmed = (one.code for one in findings if one.level is not Level.PASS)
        command = APPROVALS[self._kind](
            filing_id=detail.row.id,
            revision=detail.row.revision,
            opinion=self._opinion.text(),
            documents_shown=tuple(sorted(digests & self._viewer.shown())),
            paper_seen=paper_seen,
            confirmed=tuple(dict.fromkeys(confirmed)),
        )
        self._decide(detail, command)

    def _send_back(self, items: tuple[ReturnItem, ...], opinion: str) -> None:
        found = self._ready()
        if found is not None:
            row = found[0].row
            self._opinion.set_text(opinion)
            self._decide(found[0], ReturnFiling(row.id, row.revision, items, opinion))

    def _refuse(self, agreed: bool) -> None:
        found = self._ready()
        if found is not None and agreed:
            row = found[0].row
            self._decide(found[0], RefuseFiling(row.id, row.revision, self._opinion.text()))

    def _decide(self, detail: FilingDetail, command: Command) -> None:
        supersedes = self._supersedes.get(detail.row.id, "")
        decision = Decision(self._desk, command, self, base=detail.version, supersedes=supersedes)
        decision.done.connect(self._was_decided)
        decision.failed.connect(self._was_refused)
        self._deciding = decision.run()
        self.changed.emit()

    def _was_decided(self, _: object) -> None:
        if self._deciding is None:
            return
        command, self._deciding = self._deciding.command, None
        self._supersedes.pop(command.subject, None)
        if isinstance(command, ReturnFiling):
            self.returned.emit(command.subject)
        self.done.emit(command.subject, self._told(command))

    def _was_refused(self, error: KnownError) -> None:
        """Nothing was written: say why beside the buttons; what was typed stays."""
        self.changed.emit()
        self._error_bar.tell(error.message)
        if isinstance(error, Refused) and error.code in STALE:
            self.outdated.emit()

    def _told(self, command: Command) -> str:
        if isinstance(command, ReturnFiling):
            return f"已退回补正{WAITS}"
        words = f"已{self._words.refuse}" if isinstance(command, RefuseFiling) else self._words.approved
        return words + WAITS


def _hints(findings: tuple[Finding, ...]) -> dict[str, Finding]:
    """What the checks say of each field."""
    return {
        one.field: finding
        for finding in findings
        if finding.level is not Level.PASS
        for one in finding.evidence
        if one.field
    }

"""The card of the person a score is entered for (C3 获取学生): who, with whom, whether eligible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.apprenticeship.words.values import ApprenticeshipState
from core.domain.masking import mask_id_number
from core.domain.values import Level
from desktop import theme
from desktop.views.apprenticeship.figures import states
from desktop.widgets.chip import Chip
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from core.apprenticeship.lists.candidate import Candidate, CandidateStudy
    from core.domain.dictionaries import Dictionaries
    from core.domain.values import Finding


class StudentCard(QFrame):
    """Hidden until somebody is shown; with several apprenticeships one is chosen: `study_chosen(place)`."""

    study_chosen = Signal(int)

    def __init__(self, dictionaries: Dictionaries, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dictionaries = dictionaries
        self.setObjectName("scores.entry.card")
        self.setProperty("kind", "soft")
        self.name = TextLabel("", "heading", wrap=True)
        name_widget(self.name, "scores.entry.name", "学生")
        self.state = Chip()
        self.teacher = TextLabel("", wrap=True)
        name_widget(self.teacher, "scores.entry.teacher", "指导老师")
        self.verdict = TextLabel("", wrap=True)
        name_widget(self.verdict, "scores.entry.verdict", "考核资格")
        self.more = TextLabel("", "secondary", wrap=True)
        self.study = QComboBox()
        name_widget(self.study, "scores.entry.study", "选择师承关系")
        self.study.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        first = QHBoxLayout()
        first.addWidget(self.name, 1)
        first.addWidget(self.state)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 9)
        column.setSpacing(4)
        column.addLayout(first)
        column.addWidget(self.more)
        column.addWidget(self.study)
        column.addWidget(self.teacher)
        column.addWidget(self.verdict)
        self.study.activated.connect(self.study_chosen)
        self.hide()

    def show_person(self, candidate: Candidate, place: int) -> None:
        """Show a person with the apprenticeship at `place` chosen."""
        studies = candidate.studies
        row = studies[place].row
        state = ApprenticeshipState(row.state)
        district = self._dictionaries.district_name(row.bureau)
        student = candidate.student
        self.name.setText(f"{student.name}　{student.sex.label}　{district}")
        self.name.setToolTip(mask_id_number(student.id_number))
        self.state.set(state.label, states.STUDY[state])
        self.state.setVisible(state is not ApprenticeshipState.ACTIVE)
        self.teacher.setText(f"指导老师：{row.teacher_name}（{row.teacher_title}）")
        self.more.setText(f"共有 {len(studies)} 段师承关系，请确认是哪一段：")
        self.more.setVisible(len(studies) > 1)
        self.study.setVisible(len(studies) > 1)
        self.study.clear()
        self.study.addItems([_study_words(study) for study in studies])
        self.study.setCurrentIndex(place)
        self.show()

    def show_verdict(self, notarised_on: str, findings: tuple[Finding, ...]) -> None:
        """Show G10: one sentence when eligible, else every reason why not."""
        wrong = [one.message for one in findings if one.blocking]
        said = wrong or [one.message for one in findings if one.level is Level.PASS]
        words = "；".join(one.rstrip("。") for one in said)
        named = "公证日期" in words
        self.verdict.setText(words if named else f"公证日期 {notarised_on}" + (f"，{words}" if words else ""))
        self.verdict.set_tone("bad" if wrong else "")
        theme.set_property(self, "tone", "bad" if wrong else "")
        self.setStyleSheet(
            f"QFrame#scores\\.entry\\.card {{ background: {theme.BAD_SOFT}; }}" if wrong else ""
        )


def _study_words(study: CandidateStudy) -> str:
    row = study.row
    return f"{row.teacher_name}　{row.notarised_on}　{ApprenticeshipState(row.state).label}"

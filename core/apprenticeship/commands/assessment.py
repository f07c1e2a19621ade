"""Commands about assessments 考核成绩 (product.md C3, C4; G10-G12). For the city's two roles."""

from __future__ import annotations

from typing import Any

from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.values import AssessmentResult, ScoreEntry
from core.domain.commands.base import Command
from core.domain.commands.summary import Effect, Summary
from core.domain.values import CITY_ROLES, SeenRecord

NAMED = 3
"""How many people of a batch 同步中心 names."""


class RecordScore(Command, frozen=True):
    """C3 保存: enter a score, or edit one that is not published.

    `assessment_id` is new for a new score (the PC makes it) and `seen_version` 0; else the id and version
    of the unpublished score that was edited. `corrects` names the published score that a new one corrects
    (G12). `confirmed` holds the codes of the warnings the person went past (G11).
    """

    name, word = "RecordScore", "录入成绩"
    variant = "CorrectScore", "更正成绩"
    about = "assessment"
    roles = CITY_ROLES

    assessment_id: str
    entry: ScoreEntry
    seen_version: int = 0
    corrects: str = ""
    confirmed: tuple[str, ...] = ()

    @property
    def subjects(self) -> tuple[str, ...]:
        return (self.assessment_id, self.entry.apprenticeship_id)

    def varies(self, record: Any) -> bool:
        return bool(self.corrects)

    def called(self, record: Any) -> str:
        return "修改成绩" if self.seen_version and not self.corrects else super().called(record)


class RecordScores(Command, frozen=True):
    """C4: enter new scores of several people at once, all or none; at most `Limits.scores_per_command`.

    The id of each score is `derived_id(op_id, "assessment/<apprenticeship_id>/<type>")`. A person's
    unpublished score of the type is never overwritten: it refuses the command (G11).
    `batch_id` is a new id that the PC makes.
    """

    name, word = "RecordScores", "批量录入成绩"
    roles = CITY_ROLES

    batch_id: str
    entries: tuple[ScoreEntry, ...]
    confirmed: tuple[str, ...] = ()

    @property
    def subjects(self) -> tuple[str, ...]:
        return (self.batch_id, *(entry.apprenticeship_id for entry in self.entries))

    def label(self, record: Any) -> str:
        return f"{len(self.entries)} 人"

    def summary(self, effect: Effect) -> Summary:
        ids = tuple(entry.apprenticeship_id for entry in self.entries)
        types = dict.fromkeys(
            of(effect.dictionaries).assessment_type(entry.type).name for entry in self.entries
        )
        people, names = self.label(None), _names(effect, "apprenticeship", ids)
        return Summary(
            f"{self.word}：{people}（{'、'.join(types)}），{names}",
            about=people,
            target="batch",
            records=ids,
        )


class RemoveScore(Command, frozen=True):
    """Take back a score that was entered by mistake; a published one stays for ever (G12)."""

    name, word = "RemoveScore", "删除未公布成绩"
    about = "assessment"
    roles = CITY_ROLES

    assessment_id: str
    seen_version: int


class PublishScores(Command, frozen=True):
    """C3 公布, 批量公布: publish scores for good, all or none (G12); at most `Limits.scores_per_command`.

    `scores` are the scores as the person saw them. `checked_twice` says that two people compared the
    double-check sheet; needed from `Limits.publish_second_look` scores on (security.md section 3).
    """

    name, word = "PublishScores", "公布成绩"
    roles = CITY_ROLES

    batch_id: str
    scores: tuple[SeenRecord, ...]
    checked_twice: bool = False
    confirmed: tuple[str, ...] = ()

    @property
    def subjects(self) -> tuple[str, ...]:
        return (self.batch_id, *(score.id for score in self.scores))

    def label(self, record: Any) -> str:
        return f"{len(self.scores)} 人"

    def summary(self, effect: Effect) -> Summary:
        ids = tuple(score.id for score in self.scores)
        results = effect.column("assessment", ids, "result").values()
        passed = sum(one == AssessmentResult.PASS for one in results)
        count = f"合格 {passed}，不合格 {len(results) - passed}"
        people, names = self.label(None), _names(effect, "assessment", ids)
        return Summary(
            f"{self.word}：{people}（{count}），{names}",
            about=people,
            base=f"{people}的成绩未公布",
            target="scores",
            record_id=ids[0] if len(ids) == 1 else "",
            records=ids,
        )


def _names(effect: Effect, kind: str, ids: tuple[str, ...]) -> str:
    """The first names of a batch."""
    first = ids[:NAMED]
    found = effect.column(kind, first, "student_name")
    names = "、".join(found[one] for one in first if one in found)
    return f"{names}等" if len(ids) > len(first) else names

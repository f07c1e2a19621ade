"""Every command has a Chinese word, and nothing is hidden for want of one."""

from types import SimpleNamespace

from core.apprenticeship.commands.assessment import RecordScore
from core.apprenticeship.commands.filing import ApproveDissolution, RefuseFiling, ReturnFiling
from core.apprenticeship.words.values import AssessmentResult, FilingKind, ScoreEntry
from core.domain.acts import act_word, object_word
from core.domain.commands import COMMANDS


def test_every_command_has_a_word_and_somebody_who_may_give_it() -> None:
    assert {name for (name, _), kind in COMMANDS.items() if not (kind.word and kind.roles)} == set()
    assert [act_word(name) for name, _ in COMMANDS] == [kind.word for kind in COMMANDS.values()]


def test_an_unknown_act_is_shown_as_it_is() -> None:
    assert act_word("ApproveFiling") == "通过备案"
    assert act_word("log_in") == "登录"
    assert act_word("something_new") == "something_new"


def test_an_object_is_a_word_and_what_is_unknown_stays() -> None:
    assert object_word("account:0176ff60-7828-7341-8eda-01d653bcc613") == "用户账号"
    assert object_word("学生身份证号：核对") == "学生身份证号：核对"


def test_a_refused_dissolution_and_a_correction_are_called_what_they_are() -> None:
    filing, dissolution = (SimpleNamespace(kind=kind) for kind in FilingKind)
    refuse, give_back = RefuseFiling("f", 1, "不符"), ReturnFiling("f", 1, ())
    assert act_word(refuse.act(None)) == act_word(refuse.act(filing)) == "不予备案"
    assert act_word(refuse.act(dissolution)) == "不予解除"
    assert act_word(give_back.act(dissolution)) == "退回解除补正"
    assert ApproveDissolution("f", 1).act(dissolution) == "ApproveDissolution"
    entry = ScoreEntry("a", "type", "2026-05-01", 800, AssessmentResult.PASS)
    assert act_word(RecordScore("s", entry, corrects="other").act(None)) == "更正成绩"
    assert act_word(RecordScore("s", entry).act(None)) == "录入成绩"

"""Every command has a Chinese word, and nothing is hidden for want of one."""

from core.domain.acts import COMMAND_WORDS, act_word, object_word
from core.domain.commands import COMMANDS


def test_every_command_has_a_word() -> None:
    assert {name for name, _ in COMMANDS} == set(COMMAND_WORDS)


def test_an_unknown_act_is_shown_as_it_is() -> None:
    assert act_word("ApproveFiling") == "通过备案"
    assert act_word("log_in") == "登录"
    assert act_word("something_new") == "something_new"


def test_an_object_is_a_word_and_what_is_unknown_stays() -> None:
    assert object_word("account:0176ff60-7828-7341-8eda-01d653bcc613") == "用户账号"
    assert object_word("学生身份证号：核对") == "学生身份证号：核对"

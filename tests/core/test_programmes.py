"""What a programme lists is what is registered: nothing is forgotten on either side."""

from __future__ import annotations

from itertools import chain

import pytest

from core.actions.descriptions import DESCRIPTIONS
from core.actions.registry import ACTIONS
from core.applications.tables import CaseDecision, CaseRevision
from core.domain.acts import ACTS
from core.domain.commands import COMMANDS
from core.programme import INSTALLED, Programme, act_words, install
from core.store.base import FINAL, KINDS
from core.store.tables import Document, LogEntry

ENGINE = {Document, LogEntry, CaseRevision, CaseDecision}
"""Kinds that belong to no programme."""


def test_kinds_are_those_that_travel_in_snapshot_order() -> None:
    places = list(KINDS.values())
    listed = list(chain(*(one.kinds for one in INSTALLED.values())))
    assert set(listed) == set(places) - ENGINE
    for one in INSTALLED.values():
        assert sorted(one.kinds, key=places.index) == list(one.kinds)


def test_commands_are_those_that_are_known_and_carried_out() -> None:
    listed = list(chain(*(one.commands for one in INSTALLED.values())))
    assert len(listed) == len(set(listed))
    assert set(listed) == set(COMMANDS.values()) == set(ACTIONS)


def test_what_is_said_is_about_kinds_there_are() -> None:
    assert DESCRIPTIONS.keys() <= KINDS.keys()
    assert FINAL.keys() <= KINDS.keys()
    assert {kind.about for kind in COMMANDS.values()} - {""} <= KINDS.keys()


def test_a_command_about_a_record_names_it() -> None:
    for kind in COMMANDS.values():
        assert kind.subject_field in kind.__struct_fields__, kind.name


def test_the_log_offers_every_act_once_commands_first() -> None:
    words = act_words()
    assert words == ACTS
    assert list(words)[:3] == ["RegisterTeacher", "UpdateTeacher", "RegisterStudent"]
    assert list(words)[-1] == "UNBIND"
    assert len(set(words.values())) == len(words)


def test_a_key_is_taken_once() -> None:
    install(INSTALLED["commons"])
    with pytest.raises(TypeError):
        install(Programme(key="commons", title="另一个", kinds=(), commands=()))

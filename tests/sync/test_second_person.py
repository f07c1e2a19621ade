"""The second clerk of an act that needs two (security.md section 3): another one, with the right."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from core.actions.context import Actor
from core.domain.clock import FixedClock
from core.domain.errors import KnownError
from core.domain.values import Role
from sync.accounts.keyring_port import MemoryKeyring, made_secret
from sync.accounts.lockout import FREE_TRIES
from sync.accounts.profile import KnownUser, Profile
from sync.accounts.second_person import colleagues, second_person
from sync.accounts.slots import CHEAP_FOR_TESTS, Opened, SlotFile
from sync.accounts.unlocked import Unlocked
from tests.kit import NOW, WUCHANG

if TYPE_CHECKING:
    from pathlib import Path

FIRST, SECOND = Actor("u1", "周敏", Role.DISTRICT_REVIEWER, frozenset({WUCHANG})), "liwei"
PASSWORD = "Mima-12345678"


class Office:
    """A PC on which some clerks have logged in; 周敏 sits in front of it, without a network."""

    def __init__(self, folder: Path) -> None:
        self.clock = FixedClock(NOW)
        self.keyring = MemoryKeyring()
        self.profile = Profile(folder, "demo")
        secret = made_secret(self.keyring, self.profile.keyring_name("device-secret"))
        cheap = CHEAP_FOR_TESTS
        self.slots = SlotFile(
            self.profile.slots_path, self.profile.store_id, secret, cost=cheap, minimum=cheap
        )
        opened = self.clerk("zhoumin", FIRST)
        no: Any = None
        self.unlocked = Unlocked(
            FIRST, "周敏", "zhoumin", no, no, None, no, self.profile, self.keyring, opened, cheap
        )

    def clerk(self, username: str, actor: Actor) -> Opened:
        opened = Opened(bytes(32), bytes(32), actor)
        self.slots.put(username, PASSWORD, opened)
        self.profile.remember(KnownUser(username, actor.name, actor.id))
        return opened

    def ask(self, username: str = SECOND, password: str = PASSWORD) -> Actor:
        return second_person(self.unlocked, username, password, self.clock)

    def refusal(self, username: str = SECOND, password: str = PASSWORD) -> str:
        with pytest.raises(KnownError) as caught:
            self.ask(username, password)
        assert caught.value.message.endswith("。")
        return caught.value.code


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.clerk(SECOND, Actor("u2", "李卫", Role.DISTRICT_REVIEWER, frozenset({WUCHANG})))
    return made


def test_another_clerk_of_this_pc_is_found_by_the_password(office: Office) -> None:
    assert colleagues(office.unlocked) == (SECOND,)
    assert office.ask().name == "李卫"
    assert office.ask(" LiWei ").id == "u2"


def test_nobody_is_the_second_person_for_oneself(office: Office) -> None:
    assert office.refusal("ZhouMin") == "SAME_PERSON"
    office.clerk("zhoumin2", FIRST)
    assert office.refusal("zhoumin2") == "SAME_PERSON"


def test_somebody_unknown_or_wrong_is_refused(office: Office) -> None:
    assert office.refusal("wangwu") == "NO_SLOT"
    assert office.refusal(password="falsch") == "WRONG_PASSWORD"


@pytest.mark.parametrize(
    "actor",
    [
        Actor("u3", "王五", Role.DISTRICT_VIEWER, frozenset({WUCHANG})),
        Actor("u4", "赵六", Role.DISTRICT_REVIEWER, frozenset({"420102"})),
    ],
)
def test_the_second_person_needs_the_right_and_the_same_district(office: Office, actor: Actor) -> None:
    office.clerk("other", actor)
    assert office.refusal("other") == "SECOND_NOT_ALLOWED"


def test_wrong_passwords_close_the_name_also_for_the_right_one(office: Office) -> None:
    codes = [office.refusal(password="falsch") for _ in range(FREE_TRIES)]
    assert codes == ["WRONG_PASSWORD"] * (FREE_TRIES - 1) + ["LOCKED"]
    assert office.refusal() == "LOCKED"
    office.clock.advance(timedelta(minutes=14))
    assert office.refusal() == "LOCKED"
    office.clock.advance(timedelta(minutes=2))
    assert office.refusal(password="falsch") == "LOCKED"
    office.clock.advance(timedelta(minutes=29))
    assert office.refusal() == "LOCKED"
    office.clock.advance(timedelta(minutes=2))
    assert office.ask().id == "u2"


def test_the_count_outlives_the_program_and_ends_with_the_right_password(office: Office) -> None:
    for _ in range(FREE_TRIES - 1):
        assert office.refusal(password="falsch") == "WRONG_PASSWORD"
    assert office.keyring.get(office.profile.keyring_name("second-person")) is not None
    office.ask()
    assert office.refusal(password="falsch") == "WRONG_PASSWORD"


def test_another_way_to_write_a_name_gives_no_more_tries(office: Office) -> None:
    ways = (SECOND, " liwei", "LiWei", "LIWEI\u3000", "liwei\t")
    assert [office.refusal(way, "falsch") for way in ways][-1] == "LOCKED"
    assert office.refusal() == "LOCKED"


def test_a_password_that_is_right_for_somebody_without_the_right_says_no_more_than_that(
    office: Office,
) -> None:
    """A viewer who is asked again and again is not locked out, and never becomes a second person."""
    office.clerk("other", Actor("u3", "王五", Role.DISTRICT_VIEWER, frozenset({WUCHANG})))
    assert {office.refusal("other") for _ in range(FREE_TRIES + 2)} == {"SECOND_NOT_ALLOWED"}


def test_a_slot_of_another_pc_or_store_opens_nothing(office: Office, tmp_path: Path) -> None:
    """The file of key slots copied from elsewhere, with a password that is known there."""
    foreign = Office(tmp_path / "elsewhere")
    foreign.clerk(SECOND, Actor("u9", "外来", Role.DISTRICT_REVIEWER, frozenset({WUCHANG})))
    office.profile.slots_path.write_bytes(foreign.profile.slots_path.read_bytes())
    assert office.refusal() == "WRONG_PASSWORD"


def test_a_slot_file_that_was_edited_opens_nothing(office: Office) -> None:
    path = office.profile.slots_path
    path.write_bytes(path.read_bytes().replace(b'"liwei"', b'"zhaoqi"'))
    assert office.refusal("zhaoqi") == "WRONG_PASSWORD"
    path.write_bytes(b"[]")
    assert office.refusal() == "NO_SLOT"
    path.write_bytes(b"{")
    assert office.refusal() == "SLOTS_DAMAGED"

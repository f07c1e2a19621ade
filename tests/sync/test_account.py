"""First log-in, unlocking without the network, logging in again; keyring and key slots."""

from __future__ import annotations

import base64
import os
import threading
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from core.domain.clock import FixedClock
from core.domain.errors import KnownError
from core.domain.ids import IdSource
from sync.accounts.account import first_login, log_in_again, take_snapshot, unlock
from sync.accounts.keyring_port import FileKeyring, MemoryKeyring, SystemKeyring, made_secret
from sync.accounts.profile import Profile
from sync.accounts.slots import CHEAP_FOR_TESTS, MINIMUM, Kdf, Opened, SlotFile
from sync.engine import SyncEngine
from sync.outbox import Decider, waiting
from sync.protocol import canonical
from sync.transactions import reading
from tests.kit import NOW, WUCHANG, World
from tests.sync.http_centre import HttpCentre
from tests.sync.test_decide_and_settle import approve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sync.accounts.unlocked import Unlocked
    from tests.sync.fake import Centre

PASSWORD = "Mima-12345678"


@pytest.fixture
def http(centre: Centre) -> Iterator[HttpCentre]:
    made = HttpCentre(centre)
    yield made
    made.close()


@pytest.fixture
def keyring() -> MemoryKeyring:
    return MemoryKeyring()


def set_up(http: HttpCentre, folder: Path, keyring: MemoryKeyring, user: str) -> Unlocked:
    profile = Profile(folder, "demo")
    return first_login(profile, keyring, http.url, user, PASSWORD, "窗口一号机", kdf=CHEAP_FOR_TESTS)


def again(folder: Path, keyring: MemoryKeyring, user: str, password: str = PASSWORD) -> Unlocked:
    return unlock(Profile(folder), keyring, user, password, kdf=CHEAP_FOR_TESTS)


def code(action: Any) -> str:
    with pytest.raises(KnownError) as error:
        action()
    assert error.value.message.endswith("。")
    return error.value.code


def test_from_first_start_over_a_restart_without_network_to_the_push(
    centre: Centre, http: HttpCentre, tmp_path: Path, keyring: MemoryKeyring
) -> None:
    filing_id = centre.file(1)
    user = http.account("周敏", PASSWORD).id
    unlocked = set_up(http, tmp_path, keyring, user)
    assert unlocked.needs_snapshot
    seen: list[tuple[int, int]] = []
    take_snapshot(unlocked, lambda done, total: seen.append((done, total)), threading.Event())
    assert not unlocked.needs_snapshot
    assert seen[-1][0] == seen[-1][1] == len(centre.rows(WUCHANG))
    unlocked.close()

    centre.down = True
    unlocked = again(tmp_path, keyring, user)
    assert unlocked.display_name == "周敏"
    assert unlocked.actor.scopes == {WUCHANG}
    world = World(centre.session, FixedClock(NOW))
    decider = Decider(unlocked, world.setting, world.clock, IdSource(world.clock, os.urandom))
    decider.decide(approve(filing_id), 1)
    with reading(unlocked.engine) as session:
        (envelope,) = waiting(session, 9)
    raw = base64.urlsafe_b64decode(http.keys[user] + "=")
    proof = base64.urlsafe_b64decode(envelope.proof + "==")
    Ed25519PublicKey.from_public_bytes(raw).verify(proof, canonical(envelope))

    centre.down = False
    client = unlocked.client()
    engine = SyncEngine(unlocked, client, setting=world.setting, clock=world.clock)
    state = engine.run_once()
    assert (state.online, state.waiting, state.needs_login) == (True, 0, False)
    client.close()
    unlocked.close()


def test_an_expired_session_asks_for_the_password_and_goes_on(
    centre: Centre, http: HttpCentre, tmp_path: Path, keyring: MemoryKeyring
) -> None:
    user = http.account("周敏", PASSWORD).id
    unlocked = set_up(http, tmp_path, keyring, user)
    client = unlocked.client()
    engine = SyncEngine(unlocked, client, clock=FixedClock(NOW))
    assert engine.run_once().problem is None
    http.expired.add(user)
    state = engine.run_once()
    assert state.needs_login
    assert unlocked.token is None
    unlocked.close()
    unlocked = again(tmp_path, keyring, user)
    assert unlocked.token is None
    http.passwords[user] = "Xin-Mima-99999"
    log_in_again(unlocked, "Xin-Mima-99999")
    unlocked.close()
    assert code(lambda: again(tmp_path, keyring, user)) == "WRONG_PASSWORD"
    again(tmp_path, keyring, user, "Xin-Mima-99999").close()
    client.close()


def test_a_second_clerk_shares_the_store_but_not_the_signing_key(
    http: HttpCentre, tmp_path: Path, keyring: MemoryKeyring
) -> None:
    first, second = http.account("周敏", PASSWORD).id, http.account("李晓红", PASSWORD).id
    one = set_up(http, tmp_path, keyring, first)
    one.close()
    two = set_up(http, tmp_path, keyring, second)
    two.close()
    assert one.store_key == two.store_key
    assert one.signer.public_key != two.signer.public_key
    assert one.token != two.token
    users = Profile(tmp_path).users
    assert [user.display_name for user in users] == ["李晓红", "周敏"]
    assert again(tmp_path, keyring, first).token == one.token


def test_a_forgotten_password_keeps_the_store(
    http: HttpCentre, tmp_path: Path, keyring: MemoryKeyring
) -> None:
    user = http.account("周敏", PASSWORD).id
    one = set_up(http, tmp_path, keyring, user)
    one.close()
    http.passwords[user] = "Xin-Mima-99999"
    two = first_login(Profile(tmp_path), keyring, http.url, user, "Xin-Mima-99999", "x", kdf=CHEAP_FOR_TESTS)
    two.close()
    assert two.store_key == one.store_key
    assert two.device_id == one.device_id


def test_wrong_passwords_and_unknown_users(http: HttpCentre, tmp_path: Path, keyring: MemoryKeyring) -> None:
    user = http.account("周敏", PASSWORD).id
    other = Profile(tmp_path / "x", "demo")
    wrong = "Cuo-Mima-12345"
    assert (
        code(lambda: first_login(other, keyring, http.url, user, wrong, "x", kdf=CHEAP_FOR_TESTS))
        == "WRONG_CREDENTIALS"
    )
    set_up(http, tmp_path, keyring, user).close()
    assert code(lambda: again(tmp_path, keyring, user, wrong)) == "WRONG_PASSWORD"
    assert code(lambda: again(tmp_path, keyring, "nobody")) == "NO_SLOT"
    assert code(lambda: again(tmp_path, MemoryKeyring(), user)) == "KEYRING_LOST"


def test_the_store_is_useless_without_the_key(
    centre: Centre, http: HttpCentre, tmp_path: Path, keyring: MemoryKeyring
) -> None:
    centre.file(1)
    user = http.account("周敏", PASSWORD).id
    unlocked = set_up(http, tmp_path / "pc", keyring, user)
    take_snapshot(unlocked, lambda done, total: None, threading.Event())
    unlocked.close()
    for file in (tmp_path / "pc").rglob("*"):
        if file.is_file():
            raw = file.read_bytes()
            assert "陈亦舟".encode() not in raw
            assert b"420106199608211" not in raw
            assert unlocked.store_key not in raw


def test_a_real_profile_takes_only_the_systems_keyring(tmp_path: Path) -> None:
    profile = Profile(tmp_path, "real")
    for keyring in (MemoryKeyring(), FileKeyring(tmp_path / "k.json")):
        assert code(lambda k=keyring: unlock(profile, k, "x", PASSWORD)) == "KEYRING_NOT_ALLOWED"  # type: ignore[misc]


def test_unsafe_keyring_backends_are_refused() -> None:
    from keyring.backends import fail, null

    for backend in (fail.Keyring(), null.Keyring()):
        assert code(lambda b=backend: SystemKeyring(b)) == "KEYRING_UNAVAILABLE"  # type: ignore[misc]
    assert code(SystemKeyring) == "KEYRING_UNAVAILABLE"


def test_a_file_keyring_keeps_and_forgets(tmp_path: Path) -> None:
    path = tmp_path / "k.json"
    value = made_secret(FileKeyring(path), "a")
    assert made_secret(FileKeyring(path), "a") == value
    FileKeyring(path).delete("a")
    FileKeyring(path).delete("a")
    assert FileKeyring(path).get("a") is None


def slots(folder: Path, secret: bytes = bytes(32), store: str = "s1", **options: Any) -> SlotFile:
    options = {"cost": CHEAP_FOR_TESTS, "minimum": CHEAP_FOR_TESTS, **options}
    return SlotFile(folder / "slots.json", store, secret, **options)


@pytest.fixture
def opened(centre: Centre) -> Opened:
    return Opened(b"k" * 32, b"s" * 32, centre.clerk("周敏"))


def test_a_slot_gives_back_what_was_put(tmp_path: Path, opened: Opened) -> None:
    slots(tmp_path).put("ZhouMin", PASSWORD, opened)
    assert slots(tmp_path).open(" zhoumin ", PASSWORD) == opened
    assert "store_key" not in repr(opened)


def test_a_slot_opens_only_with_this_keyring_store_and_user(tmp_path: Path, opened: Opened) -> None:
    slots(tmp_path).put("a", PASSWORD, opened)
    for other in (slots(tmp_path, b"x" * 32), slots(tmp_path, store="s2")):
        assert code(lambda s=other: s.open("a", PASSWORD)) == "WRONG_PASSWORD"  # type: ignore[misc]
    text = (tmp_path / "slots.json").read_text()
    (tmp_path / "slots.json").write_text(text.replace('"user":"a"', '"user":"b"'))
    assert code(lambda: slots(tmp_path).open("b", PASSWORD)) == "WRONG_PASSWORD"


def test_threat_20_weakened_key_derivation_is_refused(tmp_path: Path, opened: Opened) -> None:
    slots(tmp_path).put("a", PASSWORD, opened)
    assert code(lambda: slots(tmp_path, minimum=MINIMUM).open("a", PASSWORD)) == "SLOTS_WEAKENED"
    raw = msgspec.json.decode((tmp_path / "slots.json").read_bytes())
    raw[0]["kdf"]["passes"] += 1
    (tmp_path / "slots.json").write_bytes(msgspec.json.encode(raw))
    assert code(lambda: slots(tmp_path).open("a", PASSWORD)) == "WRONG_PASSWORD"
    assert Kdf(64 * 1024, 3) == MINIMUM


def test_a_damaged_slot_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "slots.json").write_text("{")
    assert code(lambda: slots(tmp_path).open("a", PASSWORD)) == "SLOTS_DAMAGED"


def test_a_real_slot_costs_what_the_page_says(tmp_path: Path, opened: Opened) -> None:
    real = slots(tmp_path, cost=MINIMUM, minimum=MINIMUM)
    real.put("a", PASSWORD, opened)
    assert real.open("a", PASSWORD) == opened

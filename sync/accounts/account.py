"""Log-in: first time with the network, later without it. Blocking; called off the GUI thread.

A clerk's session token is kept in the store, sealed under a key made from the clerk's own signing seed:
another clerk of the same PC, who shares the store key, cannot use it. It spares a second password when the
network returns after an unlock without it.
"""

from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING

from core.actions.context import Actor
from core.domain.errors import KnownError
from core.domain.passwords import check_password
from core.domain.values import Role
from core.version import VERSION
from sync import protocol
from sync.accounts.address import checked_url
from sync.accounts.keyring_port import guard_keyring, made_secret, secret
from sync.accounts.profile import KnownUser
from sync.accounts.slots import KEY_BYTES, MINIMUM, Kdf, Opened, Signer, SlotFile, derived_key
from sync.accounts.unlocked import Unlocked, make_client
from sync.client import Client, NewPassword
from sync.transactions import get_meta, reading, set_meta, writing

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from pathlib import Path

    from core.actions import Setting
    from core.domain.clock import Clock
    from sync.accounts.keyring_port import Keyring
    from sync.accounts.profile import Profile


def probe_server(url: str, authority: Path | None = None) -> protocol.Hello:
    """Ask an address whether it is our server of a version that we understand."""
    client = Client(url, authority=authority)
    try:
        hello = client.hello()
    finally:
        client.close()
    check_versions(hello)
    return hello


def check_versions(hello: protocol.Hello) -> None:
    """Raise `SERVER_TOO_OLD` or `SERVER_TOO_NEW` when neither way of the wire has a common version."""
    ours = protocol.PROTOCOL_VERSION
    understood = {*hello.push_versions, *hello.pull_versions}
    if ours in understood:
        return
    if all(version < ours for version in understood):
        raise KnownError("SERVER_TOO_OLD", "服务器的版本过旧，不能与本程序配合，请联系管理员升级服务器。")
    raise KnownError("SERVER_TOO_NEW", "服务器已升级，本程序版本过旧，请先升级本程序。")


def first_login(
    profile: Profile,
    keyring: Keyring,
    url: str,
    username: str,
    password: str,
    device_name: str,
    *,
    kdf: Kdf = MINIMUM,
) -> Unlocked:
    """Log in with the network: enrol this PC when needed, make the clerk's key slot, open the store.

    Also the way back after a forgotten password and for a further clerk on this PC.
    """
    _guard(profile, keyring, kdf)
    profile.server_url = checked_url(url)
    hello = probe_server(url, profile.authority_path)
    slots = _slots(profile, keyring, kdf, make=True)
    if not profile.device_id:
        enrol = protocol.Enrol(username.strip(), password, device_name, VERSION)
        profile.enrolled(make_client(profile).enrol(enrol).device_id, device_name, hello.epoch)
        profile.save()
    known = _opened_by(slots, username, password)
    seed = known.signing_seed if known else os.urandom(KEY_BYTES)
    session = _log_in(profile, username, password, Signer(seed))
    store_key = _store_key(profile, keyring, known)
    opened = Opened(store_key, seed, actor_of(session))
    slots.put(username, password, opened)
    profile.remember(KnownUser(session.username, session.display_name, session.actor_id))
    profile.save()
    unlocked = _unlocked(profile, keyring, kdf, session.username, opened)
    _take_session(unlocked, session)
    return unlocked


def unlock(
    profile: Profile, keyring: Keyring, username: str, password: str, *, kdf: Kdf = MINIMUM
) -> Unlocked:
    """Log in without the network by the clerk's key slot."""
    _guard(profile, keyring, kdf)
    slots = _slots(profile, keyring, kdf, make=False)
    opened = slots.open(username, password)
    user = profile.user(username)
    return _unlocked(profile, keyring, kdf, user.username if user else username.strip(), opened)


def log_in_again(unlocked: Unlocked, password: str) -> None:
    """Get a new token after 401; a password that was changed elsewhere also renews the key slot."""
    session = _log_in(unlocked.profile, unlocked.username, password, unlocked.signer)
    if session.actor_id != unlocked.actor.id:
        raise KnownError("OTHER_ACCOUNT", "登录的不是同一个账号，请退出后重新登录。")
    unlocked.opened = Opened(unlocked.store_key, unlocked.opened.signing_seed, actor_of(session))
    slots = _slots(unlocked.profile, unlocked.keyring, unlocked.kdf, make=False)
    slots.put(unlocked.username, password, unlocked.opened)
    _take_session(unlocked, session)


def change_password(unlocked: Unlocked, password: str, new_password: str) -> None:
    """Set a new password at the server, log in with it and renew the key slot; needs the network.

    May be repeated when no answer came: a change that the server has made already is only completed here.
    Raises `KnownError`: WRONG_CREDENTIALS, WEAK_PASSWORD, PASSWORD_USED, or what the wire raises.
    """
    check_password(new_password, unlocked.username)
    client = make_client(unlocked.profile)
    try:
        client.change_password(NewPassword(unlocked.username, password, new_password))
    except KnownError as error:
        if error.code != "WRONG_CREDENTIALS" or not _was_right_here(unlocked, password):
            raise
    finally:
        client.close()
    log_in_again(unlocked, new_password)


def take_snapshot(
    unlocked: Unlocked,
    progress: Callable[[int, int], None],
    stop: threading.Event,
    *,
    setting: Setting | None = None,
    clock: Clock | None = None,
) -> None:
    """Load this clerk's districts; `progress(done, total)` counts records. Resumes where it was cut.

    Returns early when `stop` is set; `unlocked.needs_snapshot` then stays true.
    """
    from core.domain.clock import SystemClock
    from sync.single_flight import single_flight
    from sync.snapshot import Loader

    client = unlocked.client()
    loader = Loader(unlocked.engine, client, setting or usual_setting(), clock or SystemClock())
    try:
        with single_flight(unlocked.profile.lock_path) as taken:
            if not taken:
                raise KnownError("SYNC_ELSEWHERE", "本机另一个窗口正在同步，请稍候。")
            while not loader.load(unlocked.actor.scopes, progress, stop) and not stop.is_set():
                continue
    finally:
        client.close()


def usual_setting() -> Setting:
    """The dictionaries, calendar and parameters that come with the program."""
    from core.actions import Setting
    from core.domain.dictionaries import load_dictionaries
    from core.domain.values import Parameters
    from core.domain.workdays import load_calendar

    return Setting(load_dictionaries(), load_calendar(), Parameters())


def forget_token(unlocked: Unlocked) -> None:
    """Drop a token that the server no longer takes; nothing that waits is touched."""
    unlocked.token = None
    with writing(unlocked.engine, durable=False) as session:
        set_meta(session, _token_name(unlocked.actor), "")


def actor_of(session: protocol.Session) -> Actor:
    """Give the actor as the server describes the session."""
    return Actor(session.actor_id, session.display_name, Role(session.role), frozenset(session.scopes))


def _guard(profile: Profile, keyring: Keyring, kdf: Kdf) -> None:
    guard_keyring(keyring, profile.kind)
    if profile.kind == "real" and kdf != MINIMUM:
        raise KnownError("SLOTS_WEAKENED", "正式使用时不能降低密钥强度。")


def _slots(profile: Profile, keyring: Keyring, kdf: Kdf, *, make: bool) -> SlotFile:
    name = profile.keyring_name("device-secret")
    device_secret = made_secret(keyring, name) if make else secret(keyring, name)
    if device_secret is None:
        raise KnownError("KEYRING_LOST", "系统凭据管理器中没有本机的密钥，请联网重新登录。")
    return SlotFile(profile.slots_path, profile.store_id, device_secret, cost=kdf, minimum=kdf)


def _opened_by(slots: SlotFile, username: str, password: str) -> Opened | None:
    """Open a present slot; `None` when there is none or the password is a new one."""
    try:
        return slots.open(username, password)
    except KnownError:
        return None


def _was_right_here(unlocked: Unlocked, password: str) -> bool:
    slots = _slots(unlocked.profile, unlocked.keyring, unlocked.kdf, make=False)
    return _opened_by(slots, unlocked.username, password) is not None


def _log_in(profile: Profile, username: str, password: str, signer: Signer) -> protocol.Session:
    client = make_client(profile)
    try:
        return client.log_in(protocol.LogIn(username.strip(), password, profile.device_id, signer.public_key))
    finally:
        client.close()


def _store_key(profile: Profile, keyring: Keyring, known: Opened | None) -> bytes:
    name = profile.keyring_name("store-key")
    key = secret(keyring, name)
    if key is None and known is not None:
        keyring.set(name, base64.b64encode(known.store_key).decode())
        return known.store_key
    if key is None and profile.store_path.exists():
        raise KnownError("STORE_KEY_LOST", "本机数据库的密钥已丢失，无法打开。请联系管理员重新下载数据。")
    return key or made_secret(keyring, name)


def _unlocked(profile: Profile, keyring: Keyring, kdf: Kdf, username: str, opened: Opened) -> Unlocked:
    from core.store.engine import open_store, session_factory
    from core.store.migrations import migrate
    from sync.migrations import PC_VERSIONS

    profile.folder.mkdir(parents=True, exist_ok=True)
    engine = open_store(profile.store_path, opened.store_key)
    migrate(engine, [PC_VERSIONS])
    unlocked = Unlocked(
        actor=opened.actor,
        display_name=opened.actor.name,
        username=username,
        engine=engine,
        factory=session_factory(engine),
        token=None,
        signer=Signer(opened.signing_seed),
        profile=profile,
        keyring=keyring,
        opened=opened,
        kdf=kdf,
    )
    unlocked.token = _kept_token(unlocked)
    return unlocked


def _take_session(unlocked: Unlocked, answer: protocol.Session) -> None:
    """Use a fresh session and keep its token sealed."""
    unlocked.token = answer.token
    unlocked.actor = actor_of(answer)
    unlocked.display_name = answer.display_name
    unlocked.must_change_password = answer.must_change_password
    with writing(unlocked.engine, durable=True) as session:
        set_meta(session, _token_name(unlocked.actor), _sealed_token(unlocked, answer.token))
        if answer.next_seq > int(get_meta(session, "next_seq", "1")):
            set_meta(session, "next_seq", str(answer.next_seq))


def _token_name(actor: Actor) -> str:
    return f"token/{actor.id}"


def _sealed_token(unlocked: Unlocked, token: str) -> str:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(12)
    key = derived_key(unlocked.opened.signing_seed, "token")
    sealed = AESGCM(key).encrypt(nonce, token.encode(), unlocked.device_id.encode())
    return base64.b64encode(nonce + sealed).decode()


def _kept_token(unlocked: Unlocked) -> str | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    with reading(unlocked.engine) as session:
        sealed = base64.b64decode(get_meta(session, _token_name(unlocked.actor)))
    if not sealed:
        return None
    key = derived_key(unlocked.opened.signing_seed, "token")
    try:
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], unlocked.device_id.encode()).decode()
    except InvalidTag:
        return None

"""Key slots: one per clerk, in a file beside the store (security.md section 2).

`KEK = HKDF(Argon2id(password, salt), salt = device secret of the keyring)`; the slot is
`AES-256-GCM(KEK, store key, signing seed, actor)` with suite, store, user, epoch and the parameters of the
key derivation as associated data. The authentication tag is the password check; there is no second hash,
and role and scopes cannot be edited in the file.

To come with the later issue of security.md section 2: the server-signed grant with its end (here the
actor is believed as the server last gave it), the lock-out counter with its generation in the keyring, and
the store key sealed for the device by the server (HPKE); `Slot` has its `suite` for that.
"""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from core.actions.context import Actor
from core.domain.errors import KnownError
from core.domain.values import Role

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SUITE = 1
"""AES-256-GCM, SHA-256, Argon2id, Ed25519."""

KEY_BYTES = 32
_NONCE_BYTES = 12
_SALT_BYTES = 16


class Kdf(msgspec.Struct, frozen=True):
    """Cost of Argon2id: memory in KiB, passes, lanes."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 1


MINIMUM = Kdf()
"""What a real slot needs at least; a cheaper one in the file is refused before anything is derived."""

CHEAP_FOR_TESTS = Kdf(memory_kib=64, passes=1)
"""Only ever given explicitly, as `cost` and `minimum`, by tests."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Inside of a slot. `epoch` is the password epoch text under which it was made."""

    store_key: bytes
    signing_seed: bytes
    actor: Actor

    def __repr__(self) -> str:
        return f"Opened(actor={self.actor.id!r})"


class _ActorValue(msgspec.Struct, frozen=True):
    id: str
    name: str
    role: str
    scopes: tuple[str, ...]


class _Inside(msgspec.Struct, frozen=True):
    store_key: bytes
    signing_seed: bytes
    actor: _ActorValue


class Slot(msgspec.Struct, frozen=True):
    """One sealed slot as it stands in the file; binary values as base64."""

    suite: int
    user: str
    epoch: str
    kdf: Kdf
    salt: bytes
    nonce: bytes
    sealed: bytes


class SlotFile:
    """The file `slots.json`. `cost` makes new slots, `minimum` is enforced on every one that is opened."""

    def __init__(
        self,
        path: Path,
        store_id: str,
        device_secret: bytes,
        *,
        cost: Kdf = MINIMUM,
        minimum: Kdf = MINIMUM,
        randomness: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._path = path
        self._store_id = store_id
        self._device_secret = device_secret
        self._cost = cost
        self._minimum = minimum
        self._randomness = randomness

    def users(self) -> tuple[str, ...]:
        return tuple(slot.user for slot in self._read())

    def open(self, username: str, password: str) -> Opened:
        """Unlock; `NO_SLOT`, `WRONG_PASSWORD`, `SLOTS_WEAKENED` or `SLOTS_DAMAGED` else."""
        slot = next((slot for slot in self._read() if slot.user == _plain(username)), None)
        if slot is None:
            raise KnownError("NO_SLOT", "该用户尚未在本机登录过，请先联网登录一次。")
        self._check(slot)
        return self._unseal(slot, password)

    def put(self, username: str, password: str, opened: Opened, epoch: str = "") -> None:
        """Make or replace the slot of one clerk."""
        slot = self._seal(_plain(username), password, opened, epoch)
        others = [known for known in self._read() if known.user != slot.user]
        self._write([*others, slot])

    def remove(self, username: str) -> None:
        self._write([slot for slot in self._read() if slot.user != _plain(username)])

    def _check(self, slot: Slot) -> None:
        low = self._minimum
        weak = (
            slot.suite != SUITE
            or slot.kdf.memory_kib < low.memory_kib
            or slot.kdf.passes < low.passes
            or slot.kdf.lanes < 1
            or len(slot.salt) < _SALT_BYTES
        )
        if weak:
            raise KnownError("SLOTS_WEAKENED", "本机的密钥文件强度不符合要求，可能被改动过，请联网重新登录。")

    def _seal(self, user: str, password: str, opened: Opened, epoch: str) -> Slot:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        salt, nonce = self._randomness(_SALT_BYTES), self._randomness(_NONCE_BYTES)
        bare = Slot(SUITE, user, epoch, self._cost, salt, nonce, b"")
        sealed = AESGCM(self._kek(password, bare)).encrypt(nonce, _pack(opened), self._associated(bare))
        return Slot(SUITE, user, epoch, self._cost, salt, nonce, sealed)

    def _unseal(self, slot: Slot, password: str) -> Opened:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            inside = AESGCM(self._kek(password, slot)).decrypt(
                slot.nonce, slot.sealed, self._associated(slot)
            )
        except InvalidTag as error:
            raise KnownError("WRONG_PASSWORD", "用户名或密码不正确。") from error
        except ValueError as error:
            raise _damaged() from error
        return _unpack(inside)

    def _kek(self, password: str, slot: Slot) -> bytes:
        from argon2.low_level import Type, hash_secret_raw
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        stretched = hash_secret_raw(
            password.encode(),
            slot.salt,
            time_cost=slot.kdf.passes,
            memory_cost=slot.kdf.memory_kib,
            parallelism=slot.kdf.lanes,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )
        return HKDF(SHA256(), KEY_BYTES, self._device_secret, b"shicheng-slot-v1").derive(stretched)

    def _associated(self, slot: Slot) -> bytes:
        kdf = f"{slot.kdf.memory_kib},{slot.kdf.passes},{slot.kdf.lanes},{slot.salt.hex()}"
        return bytes([slot.suite]) + "\0".join((self._store_id, slot.user, slot.epoch, kdf)).encode()

    def _read(self) -> list[Slot]:
        if not self._path.exists():
            return []
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=list[Slot])
        except (OSError, msgspec.DecodeError) as error:
            raise _damaged() from error

    def _write(self, slots: list[Slot]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(".part")
        with part.open("wb") as file:
            file.write(msgspec.json.encode(slots))
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._path)


class Signer:
    """A clerk's Ed25519 key on this PC; signs decisions at the moment they are taken."""

    def __init__(self, seed: bytes) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    @property
    def public_key(self) -> str:
        """Base64url without padding, as the wire wants it."""
        return encode_bytes(self._key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> str:
        """Give the signature, base64url without padding."""
        return encode_bytes(self._key.sign(message))


def derived_key(store_key: bytes, purpose: str) -> bytes:
    """Derive a 32-byte key for another use (attachments) from the store key."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY_BYTES, None, f"shicheng-{purpose}-v1".encode()).derive(store_key)


def fingerprint(store_key: bytes) -> str:
    """Give a short name of a key for messages and logs; says nothing about the key."""
    return hashlib.sha256(b"shicheng-fingerprint\0" + store_key).hexdigest()[:8]


def encode_bytes(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _plain(username: str) -> str:
    return username.strip().casefold()


def _pack(opened: Opened) -> bytes:
    actor = opened.actor
    value = _ActorValue(actor.id, actor.name, actor.role.value, tuple(sorted(actor.scopes)))
    return msgspec.json.encode(_Inside(opened.store_key, opened.signing_seed, value))


def _unpack(inside: bytes) -> Opened:
    value = msgspec.json.decode(inside, type=_Inside)
    known = value.actor
    actor = Actor(known.id, known.name, Role(known.role), frozenset(known.scopes))
    return Opened(value.store_key, value.signing_seed, actor)


def _damaged() -> KnownError:
    return KnownError("SLOTS_DAMAGED", "本机的密钥文件已损坏，请联网重新登录。")

"""Was this command given by this actor on this PC? (security.md section 5, row 12)."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select

from server.tables import DEVICE_KEY
from sync.protocol import canonical

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from sync.protocol import Envelope


def holds(session: Session, envelope: Envelope) -> bool:
    """Check the signature with the key the actor registered on this device."""
    stored = session.scalar(
        select(DEVICE_KEY.c.public_key).where(
            DEVICE_KEY.c.actor_id == envelope.actor_id, DEVICE_KEY.c.device_id == envelope.device_id
        )
    )
    if stored is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(decoded(stored)).verify(
            decoded(envelope.proof), canonical(envelope)
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def decoded(text: str) -> bytes:
    """Read base64url without padding; ValueError when it is not that."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError("not base64url") from error


def is_public_key(text: str) -> bool:
    """Whether a text is an Ed25519 public key, base64url without padding."""
    try:
        Ed25519PublicKey.from_public_bytes(decoded(text))
    except ValueError:
        return False
    return True

"""The server's own tables (sync.md, security.md): text, integers and bytes only, instants as text.

`head` holds the newest number and chain hash of a scope, `feed_mark` the chain after each transaction.
`ledger` never changes; what may still change of a command (failures, quarantine) stands in `quarantine`.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, Table, Text

METADATA = MetaData()


def _table(name: str, key: str, *columns: Column[object]) -> Table:
    keys = [Column(one, BigInteger() if one in _NUMBERS else Text(), primary_key=True) for one in key.split()]
    return Table(name, METADATA, *keys, *columns)


_NUMBERS = {"seq", "password_epoch"}


def _texts(names: str) -> list[Column[object]]:
    return [Column(name, Text(), nullable=False) for name in names.split()]


def _numbers(names: str) -> list[Column[object]]:
    return [Column(name, BigInteger(), nullable=False) for name in names.split()]


def _bytes(name: str) -> Column[object]:
    return Column(name, LargeBinary(), nullable=False)


ACCOUNT = _table(
    "account",
    "id",
    *_texts("username display_name role districts password_hash created_at"),
    *_numbers("password_epoch must_change_password active"),
)
PASSWORD_USED = _table("password_used", "account_id password_epoch", *_texts("password_hash"))
DEVICE = _table(
    "device", "id", *_texts("name app_version enrolled_by enrolled_at"), *_numbers("next_seq active")
)
DEVICE_KEY = _table("device_key", "actor_id device_id", *_texts("public_key created_at"))
SESSION = _table(
    "session",
    "token_hash",
    *_texts("kind account_id device_id created_at expires_at"),
    *_numbers("password_epoch"),
)
LOGIN_FAILURE = _table(
    "login_failure", "username device_id", *_texts("locked_until last_at"), *_numbers("failures")
)
LEDGER = _table(
    "ledger",
    "op_id",
    *_texts("device_id actor_id name subject payload_hash status verdict judged_at"),
    *_numbers("device_seq version"),
    _bytes("envelope"),
)
QUARANTINE = _table(
    "quarantine",
    "op_id",
    *_texts("device_id actor_id subject payload_hash status verdict last_at"),
    *_numbers("device_seq failures"),
    _bytes("envelope"),
)
HEAD = _table("head", "scope", *_numbers("seq"), *_texts("chain"))
FEED = _table("feed", "scope kind id", *_numbers("seq version"), *_texts("op_id action"))
FEED_MARK = _table("feed_mark", "scope seq", *_texts("chain"))
META = _table("meta", "name", *_texts("value"))
BLOB_SCOPE = _table("blob_scope", "sha256 scope")
UPLOAD = _table(
    "upload",
    "id",
    *_texts("owner_kind owner_id sha256 media_type status created_at digest purpose"),
    *_numbers("length position"),
)
RESIDENT = _table("resident_account", "id", *_texts("phone created_at"), *_numbers("active"))
IDENTITY = _table("identity", "account_id role person_id", *_texts("office created_at"), *_numbers("active"))
RESIDENT_REQUEST = _table("resident_request", "account_id request_key", *_texts("op_id"))
ONE_TIME_CODE = _table(
    "one_time_code", "phone", *_texts("code_hash sent_at expires_at"), *_numbers("attempts")
)
NOTICE_JOB = _table(
    "notice_job", "notice_id", *_texts("next_at lease_until lease_by"), *_numbers("round tries")
)
REPORT_NONCE = _table("report_nonce", "nonce", *_texts("seen_at"))
MESSAGE = _table("message", "id", *_texts("recipient text cause state created_at"))

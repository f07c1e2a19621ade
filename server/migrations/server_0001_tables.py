"""Ledger, feed, accounts and uploads, and the uniqueness that only the centre can promise."""

import sqlalchemy as sa
from alembic import op

revision = "server_0001"
down_revision = None
branch_labels = ("server",)
depends_on = ("core_0001",)

INTEGERS = {"seq", "device_seq", "next_seq", "version", "failures", "length", "position", "attempts"}
INTEGERS |= {"password_epoch", "must_change_password", "active"}
BYTES = {"envelope"}
TABLES = {
    "account": "id username display_name role districts password_hash password_epoch must_change_password"
    " active created_at",
    "password_used": "account_id password_epoch password_hash",
    "device": "id name app_version next_seq active enrolled_by enrolled_at",
    "device_key": "actor_id device_id public_key created_at",
    "session": "token_hash kind account_id device_id password_epoch created_at expires_at",
    "login_failure": "username device_id failures locked_until last_at",
    "ledger": "op_id device_id device_seq actor_id name version subject payload_hash envelope status verdict"
    " judged_at",
    "quarantine": "op_id device_id device_seq actor_id subject payload_hash envelope failures status verdict"
    " last_at",
    "head": "scope seq chain",
    "feed": "scope kind id seq version op_id action",
    "feed_mark": "scope seq chain",
    "meta": "name value",
    "blob_scope": "sha256 scope",
    "upload": "id owner_kind owner_id length position sha256 media_type status created_at",
    "resident_account": "id phone teacher_id student_id active created_at",
    "resident_request": "account_id request_key op_id",
    "one_time_code": "phone code_hash sent_at expires_at attempts",
    "message": "id recipient text cause state created_at",
}
KEYS = {
    "password_used": "account_id password_epoch",
    "device_key": "actor_id device_id",
    "session": "token_hash",
    "login_failure": "username device_id",
    "ledger": "op_id",
    "quarantine": "op_id",
    "head": "scope",
    "feed": "scope kind id",
    "feed_mark": "scope seq",
    "meta": "name",
    "blob_scope": "sha256 scope",
    "resident_request": "account_id request_key",
    "one_time_code": "phone",
}
INDEXES = {
    "session": ("account_id", "expires_at"),
    "ledger": ("device_id device_seq",),
    "quarantine": ("subject", "device_id device_seq"),
    "upload": ("owner_id",),
    "message": ("recipient",),
}
UNIQUE = {
    "account": "username",
    "feed": "scope seq",
    "resident_account": "phone",
    "teacher": "id_kind id_number",
    "student": "id_kind id_number",
}


def upgrade() -> None:
    for table, names in TABLES.items():
        columns = [sa.Column(name, type_of(name), nullable=False) for name in names.split()]
        key = KEYS.get(table, "id").split()
        op.create_table(table, *columns, sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")))
        for index in INDEXES.get(table, ()):
            op.create_index(op.f(f"ix_{table}_{'_'.join(index.split())}"), table, index.split())
    for table, names in UNIQUE.items():
        op.create_index(op.f(f"uq_{table}_{'_'.join(names.split())}"), table, names.split(), unique=True)
    one_of_many()
    if op.get_bind().dialect.name == "postgresql":
        protect_on_postgresql()
    else:
        protect_on_sqlite()


def type_of(name: str) -> sa.LargeBinary | sa.BigInteger | sa.Text:
    if name in BYTES:
        return sa.LargeBinary()
    return sa.BigInteger() if name in INTEGERS else sa.Text()


def one_of_many() -> None:
    """A student has one open apprenticeship (G6), an apprenticeship one filing under review."""
    for name, table, column, states in (
        ("uq_apprenticeship_open", "apprenticeship", "student_id", "'pending', 'active'"),
        ("uq_filing_pending", "filing", "apprenticeship_id", "'pending'"),
    ):
        op.execute(f"CREATE UNIQUE INDEX {name} ON {table} ({column}) WHERE state IN ({states})")


def protect_on_sqlite() -> None:
    for action in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER ledger_no_{action.lower()} BEFORE {action} ON ledger"
            " BEGIN SELECT RAISE(ABORT, 'the ledger can only grow'); END"
        )
    # INSERT OR REPLACE would delete the old row without the trigger above.
    op.execute(
        "CREATE TRIGGER ledger_no_replace BEFORE INSERT ON ledger"
        " WHEN EXISTS (SELECT 1 FROM ledger WHERE op_id = new.op_id)"
        " BEGIN SELECT RAISE(ABORT, 'the ledger can only grow'); END"
    )


def protect_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the ledger can only grow'; END $$"
    )
    op.execute(
        "CREATE TRIGGER ledger_only_grows BEFORE UPDATE OR DELETE ON ledger"
        " FOR EACH ROW EXECUTE FUNCTION ledger_only_grows()"
    )
    op.execute(
        "CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON ledger"
        " FOR EACH STATEMENT EXECUTE FUNCTION ledger_only_grows()"
    )

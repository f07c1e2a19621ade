"""The tables of sync: outbox, base bodies, cursor, first load, unknown things, attachments, single values."""

import sqlalchemy as sa
from alembic import op

revision = "pc_0002"
down_revision = "pc_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    outbox()
    facts()
    first_load()
    op.create_table(
        "blob",
        text("sha256"),
        number("size"),
        text("state"),
        text("used_at"),
        number("pinned"),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blob")),
    )
    op.create_index(op.f("ix_blob_pinned_used_at"), "blob", ["pinned", "used_at"])
    op.create_table(
        "sync_meta",
        text("name"),
        text("value"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sync_meta")),
    )


def outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("device_seq", sa.Integer, nullable=False, autoincrement=False),
        text("op_id"),
        text("subject"),
        text("name"),
        text("envelope"),
        text("actor"),
        text("actor_name"),
        text("summary"),
        text("decided_at"),
        text("state"),
        number("settled"),
        text("verdict"),
        text("judged_at"),
        text("local_refusal"),
        text("supersedes"),
        text("closed_at"),
        sa.PrimaryKeyConstraint("device_seq", name=op.f("pk_outbox")),
        sa.UniqueConstraint("op_id", name=op.f("uq_outbox_op_id")),
    )
    op.create_index(op.f("ix_outbox_subject"), "outbox", ["subject"])
    op.create_index(op.f("ix_outbox_state_settled"), "outbox", ["state", "settled"])


def facts() -> None:
    op.create_table(
        "base",
        text("kind"),
        text("id"),
        sa.Column("body", sa.Text),
        sa.PrimaryKeyConstraint("kind", "id", name=op.f("pk_base")),
    )
    op.create_table(
        "cursor",
        number("id"),
        text("cursor"),
        text("positions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cursor")),
    )
    op.create_table(
        "unknown",
        text("kind"),
        text("id"),
        text("scope"),
        number("version"),
        text("body"),
        sa.PrimaryKeyConstraint("kind", "id", name=op.f("pk_unknown")),
    )


def first_load() -> None:
    op.create_table(
        "snapshot",
        text("scope"),
        text("cursor"),
        text("after"),
        number("done"),
        number("total"),
        number("finished"),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_snapshot")),
    )
    op.create_table(
        "snapshot_seen",
        text("kind"),
        text("id"),
        sa.PrimaryKeyConstraint("kind", "id", name=op.f("pk_snapshot_seen")),
        sqlite_with_rowid=False,
    )


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)

"""Which waiting command changed which record, so that a page turns over only those it concerns."""

import sqlalchemy as sa
from alembic import op

revision = "pc_0006"
down_revision = "pc_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "footprint",
        sa.Column("device_seq", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("device_seq", "kind", "id", name=op.f("pk_footprint")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_footprint_kind_id"), "footprint", ["kind", "id"])
    # Who changed what was not kept before: all that waits is turned over together, once.
    op.execute("INSERT INTO footprint (device_seq, kind, id) SELECT 0, kind, id FROM base")
    op.execute(
        "INSERT INTO footprint (device_seq, kind, id)"
        " SELECT outbox.device_seq, one.kind, one.id FROM outbox, (SELECT kind, id FROM base LIMIT 1) AS one"
        " WHERE state IN ('waiting', 'quarantined') OR (state = 'applied' AND settled = 0)"
    )

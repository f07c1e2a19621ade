"""What later commands build on, and files that wait to be uploaded."""

import sqlalchemy as sa
from alembic import op

revision = "pc_0004"
down_revision = "pc_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox_subject",
        text("subject"),
        number("device_seq"),
        sa.PrimaryKeyConstraint("subject", "device_seq", name=op.f("pk_outbox_subject")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO outbox_subject (subject, device_seq) SELECT subject, device_seq FROM outbox"
        " WHERE state IN ('waiting', 'quarantined') OR (state = 'applied' AND settled = 0)"
    )
    op.create_table(
        "outgoing",
        text("sha256"),
        text("purpose"),
        number("size"),
        number("wanted"),
        text("problem"),
        text("kept_at"),
        sa.PrimaryKeyConstraint("sha256", "purpose", name=op.f("pk_outgoing")),
        sqlite_with_rowid=False,
    )


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)

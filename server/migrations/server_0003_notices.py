"""Sending text messages: which is due, who sends it, and the nonces of the carrier's reports."""

import sqlalchemy as sa
from alembic import op

revision = "server_0003"
down_revision = "server_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice_job",
        sa.Column("notice_id", sa.Text(), nullable=False),
        sa.Column("next_at", sa.Text(), nullable=False),
        sa.Column("lease_until", sa.Text(), nullable=False),
        sa.Column("lease_by", sa.Text(), nullable=False),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_notice_job")),
    )
    op.create_index(op.f("ix_notice_job_next_at"), "notice_job", ["next_at"])
    op.create_table(
        "report_nonce",
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_report_nonce")),
    )
    op.create_index(op.f("ix_report_nonce_seen_at"), "report_nonce", ["seen_at"])

"""Frozen reports that cannot change, and how an apprenticeship came in."""

import sqlalchemy as sa
from alembic import op

revision = "core_0003"
down_revision = "core_0002"
branch_labels = None
depends_on = None

REPORT = (
    "scope office kind title filtered as_of data_at figures files hash made_at made_by made_by_name"
    " settled_at"
)
FROZEN = ["id", *(name for name in REPORT.split() if name != "scope")]
"""All that a report says; who may see it is not part of that."""


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in REPORT.split()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    op.create_index(op.f("ix_report_made_at_id"), "report", ["made_at", "id"])
    op.add_column("apprenticeship", sa.Column("origin", sa.Text, nullable=False, server_default=""))
    if op.get_bind().dialect.name == "postgresql":
        protect_on_postgresql()
    else:
        protect_on_sqlite()


def protect_on_sqlite() -> None:
    differs = " OR ".join(f"old.{name} IS NOT new.{name}" for name in FROZEN)
    op.execute(
        "CREATE TRIGGER report_frozen BEFORE UPDATE ON report"
        f" WHEN old.settled_at <> '' AND ({differs})"
        " BEGIN SELECT RAISE(ABORT, 'a frozen report never changes'); END"
    )


def protect_on_postgresql() -> None:
    differs = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in FROZEN)
    op.execute(
        "CREATE FUNCTION frozen_report_stays() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'a frozen report never changes'; END $$"
    )
    op.execute(
        "CREATE TRIGGER report_frozen BEFORE UPDATE ON report FOR EACH ROW"
        f" WHEN (OLD.settled_at <> '' AND ({differs}))"
        " EXECUTE FUNCTION frozen_report_stays()"
    )

"""Scores, terminations, notices, policies and the log; a published score that cannot change."""

import sqlalchemy as sa
from alembic import op

revision = "core_0002"
down_revision = "core_0001"
branch_labels = None
depends_on = None

INTEGERS = {"version", "tenths", "attempts", "ok"}
RECORD = "id version scope"
TABLES = {
    "assessment": f"{RECORD} apprenticeship_id student_id teacher_id bureau type assessed_on tenths result"
    " state corrects filing_no student_name student_pinyin student_id_number teacher_name teacher_pinyin"
    " practice_place notarised_on entered_at entered_by entered_by_name published_at published_by"
    " published_by_name settled_at",
    "termination": f"{RECORD} apprenticeship_id reason_code basis text decided_at decided_by decided_by_name"
    " settled_at",
    "notice": f"{RECORD} template cause_kind cause_id apprenticeship_id bureau filing_no recipient_role"
    " recipient_name phone text state reason attempts carrier_id created_at sent_at ended_at",
    "policy_notice": f"{RECORD} title text files state reason changed_at changed_by_name published_at"
    " withdrawn_at settled_at",
    "log_entry": f"{RECORD} at user user_name device action object label ok code",
}
INDEXES = {
    "assessment": (
        "state type id",
        "student_id type",
        "published_at id",
        "apprenticeship_id",
        "teacher_id",
        "corrects",
    ),
    "termination": ("apprenticeship_id",),
    "notice": ("state created_at id", "created_at id", "cause_id", "apprenticeship_id"),
    "policy_notice": ("published_at id",),
    "log_entry": ("at id",),
}
FROZEN = [name for name in TABLES["assessment"].split() if name not in ("version", "scope")]
"""All that a published score says; who may see it is not part of that."""


def upgrade() -> None:
    for table, names in TABLES.items():
        columns = [
            sa.Column(name, sa.Integer if name in INTEGERS else sa.Text, nullable=False)
            for name in names.split()
        ]
        op.create_table(table, *columns, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")))
        for index in INDEXES[table]:
            op.create_index(op.f(f"ix_{table}_{'_'.join(index.split())}"), table, index.split())
    op.add_column(
        "apprenticeship", sa.Column("unpublished_scores", sa.Integer, nullable=False, server_default="0")
    )
    if op.get_bind().dialect.name == "postgresql":
        protect_on_postgresql()
    else:
        protect_on_sqlite()


def protect_on_sqlite() -> None:
    differs = " OR ".join(f"old.{name} IS NOT new.{name}" for name in FROZEN)
    op.execute(
        "CREATE TRIGGER assessment_published BEFORE UPDATE ON assessment"
        f" WHEN old.state = 'published' AND old.settled_at <> '' AND ({differs})"
        " BEGIN SELECT RAISE(ABORT, 'a published score never changes'); END"
    )


def protect_on_postgresql() -> None:
    differs = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in FROZEN)
    op.execute(
        "CREATE FUNCTION published_score_stays() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'a published score never changes'; END $$"
    )
    op.execute(
        "CREATE TRIGGER assessment_published BEFORE UPDATE ON assessment FOR EACH ROW"
        f" WHEN (OLD.state = 'published' AND OLD.settled_at <> '' AND ({differs}))"
        " EXECUTE FUNCTION published_score_stays()"
    )

"""The tables of both ends, and an audit chain that can only grow."""

import sqlalchemy as sa
from alembic import op

revision = "core_0001"
down_revision = None
branch_labels = ("core",)
depends_on = None

INTEGERS = {"version", "page", "size", "width", "height", "revision", "number", "paper_seen"}
INTEGERS |= {"year", "last", "seq", "ok"}
RECORD = "id version scope"
PERSON = "name name_pinyin sex id_kind id_number phone email born_on registered_at updated_at"
PARTIES = (
    "teacher_name teacher_pinyin teacher_id_number teacher_title practice_place student_name student_pinyin"
    " student_id_number notarised_on"
)
TABLES = {
    "teacher": f"{RECORD} title title_level title_on qualification_no qualification_on licence_no licence_on"
    f" practice_place organisation_code district {PERSON}",
    "student": f"{RECORD} education {PERSON}",
    "notarisation": f"{RECORD} student_id office certificate_no notarised_on teaching_start teaching_end"
    " teaching_place teacher_name teacher_phone teacher_id_number",
    "document": f"{RECORD} owner_kind owner_id kind page sha256 original_sha256 size width height media_type"
    " uploaded_at",
    "apprenticeship": f"{RECORD} teacher_id student_id notarisation_id bureau state filing_no {PARTIES}"
    " created_at filed_on ended_on",
    "filing": f"{RECORD} kind apprenticeship_id student_id teacher_id bureau filing_no state revision"
    f" first_submitted_at submitted_at due_on {PARTIES} decided_at decided_by settled_at",
    "filing_revision": f"{RECORD} filing_id number submitted_at content",
    "filing_decision": f"{RECORD} filing_id revision outcome opinion items findings paper_seen decided_by"
    " decided_by_name decided_at settled_at",
    "filing_counter": "bureau year last",
    "audit": "device seq time user action object ok prev hash",
    "audit_head": "device seq hash",
}
KEYS = {"filing_counter": "bureau year", "audit": "device seq", "audit_head": "device"}
INDEXES = {
    "teacher": ("id_number",),
    "student": ("id_number",),
    "notarisation": ("student_id",),
    "document": ("owner_id", "sha256"),
    "apprenticeship": ("teacher_id", "student_id", "bureau state id"),
    "filing": (
        "apprenticeship_id",
        "student_id",
        "teacher_id",
        "state due_on id",
        "submitted_at id",
        "due_on id",
        "filing_no id",
        "student_pinyin id",
        "teacher_pinyin id",
        "practice_place id",
        "notarised_on id",
    ),
    "filing_revision": ("filing_id number",),
    "filing_decision": ("filing_id revision",),
}


def upgrade() -> None:
    for table, names in TABLES.items():
        columns = [
            sa.Column(name, sa.Integer() if name in INTEGERS else sa.Text(), nullable=False)
            for name in names.split()
        ]
        key = KEYS.get(table, "id").split()
        op.create_table(table, *columns, sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")))
        for index in INDEXES.get(table, ()):
            columns_of_index = index.split()
            op.create_index(op.f(f"ix_{table}_{'_'.join(columns_of_index)}"), table, columns_of_index)
    if op.get_bind().dialect.name == "postgresql":
        protect_on_postgresql()
    else:
        protect_on_sqlite()


def protect_on_sqlite() -> None:
    for action in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_no_{action.lower()} BEFORE {action} ON audit"
            " BEGIN SELECT RAISE(ABORT, 'the audit chain can only grow'); END"
        )
    # INSERT OR REPLACE deletes the old link without the trigger above unless recursive triggers are on.
    op.execute(
        "CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit"
        " WHEN EXISTS (SELECT 1 FROM audit WHERE device = new.device AND seq = new.seq)"
        " BEGIN SELECT RAISE(ABORT, 'the audit chain can only grow'); END"
    )


def protect_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the audit chain can only grow'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE ON audit"
        " FOR EACH ROW EXECUTE FUNCTION audit_only_grows()"
    )
    op.execute(
        "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()"
    )

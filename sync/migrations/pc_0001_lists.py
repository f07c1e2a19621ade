"""What makes lists and figures of a PC fast: indexes for sorting, search by characters, kept figures.

Each kept thing has a view that says what it should hold (`filing_tokens`, `apprenticeship_tokens`,
`tally_counted`, `teacher_load_counted`): it is filled from there, and a repair or a big load does the same.

The search indexes refer to rows by SQLite's own row number, which only VACUUM changes: a store is never
vacuumed, and a later migration that copies `filing` or `apprenticeship` rebuilds its search index. They hold
tokens only (contentless). `contentless_delete` is not used: with it, FTS5's secure-delete leaves deleted
tokens in the file; the triggers name the old tokens instead, which the same functions give again.
"""

from alembic import op

revision = "pc_0001"
down_revision = None
branch_labels = ("pc",)
depends_on = ("core_0001",)

INDEXES = {
    "filing": ("kind state due_on id", "decided_at id"),
    "apprenticeship": (
        "state filing_no id",
        "filing_no id",
        "student_pinyin id",
        "teacher_pinyin id",
        "practice_place id",
        "notarised_on id",
        "filed_on id",
        "ended_on id",
    ),
}
SEARCHED = "student_name student_pinyin student_id_number filing_no teacher_name teacher_pinyin"
SEARCHED += " teacher_id_number practice_place"
TOKENS = (
    "search_applicant_1({0}student_name, {0}student_pinyin, {0}student_id_number, {0}filing_no),"
    " search_person_1({0}teacher_name, {0}teacher_pinyin, {0}teacher_id_number),"
    " search_place_1({0}practice_place)"
)
YEAR = "coalesce(CAST(strftime('%Y', {0}, '+8 hours') AS INTEGER), 0)"
"""The year in Wuhan (no summer time) of an instant text."""

OPEN = "({0}state IN ('pending', 'active'))"
FIGURES = (
    ("filing", "filing", "{0}bureau", "{0}kind || '/' || {0}state", "0", "true"),
    ("filing", "submitted", "{0}bureau", "{0}kind", YEAR.replace("{0}", "{0}first_submitted_at"), "true"),
    (
        "filing",
        "approved",
        "{0}bureau",
        "{0}kind",
        YEAR.replace("{0}", "{0}decided_at"),
        "{0}state = 'approved'",
    ),
    ("apprenticeship", "apprenticeship", "{0}bureau", "{0}state", "0", "true"),
    ("teacher_load", "teacher_open", "''", "CAST({0}open AS TEXT)", "0", "true"),
)
"""Table, figure, bureau, part, year and condition of every kept count; `{0}` is `new.`, `old.` or nothing."""

COUNTED = {
    "filing": "bureau kind state first_submitted_at decided_at",
    "apprenticeship": "bureau state teacher_id",
    "teacher_load": "open",
}
"""The columns that the counts of a table depend on."""


def upgrade() -> None:
    for table, indexes in INDEXES.items():
        for columns in indexes:
            op.create_index(op.f(f"ix_{table}_{columns.replace(' ', '_')}"), table, columns.split())
    for table in ("filing", "apprenticeship"):
        search(table)
    figures()
    op.execute(
        "CREATE TABLE put_aside (kind TEXT NOT NULL, name TEXT NOT NULL, statement TEXT NOT NULL,"
        " CONSTRAINT pk_put_aside PRIMARY KEY (kind, name)) WITHOUT ROWID"
    )


def search(table: str) -> None:
    """An index of the tokens of a table's persons, numbers and places, kept by triggers."""
    index = f"{table}_fts"
    op.execute(
        f"CREATE VIRTUAL TABLE {index} USING fts5(applicant, teacher, place, content='', columnsize=0,"
        " tokenize='unicode61 remove_diacritics 0')"
    )
    op.execute(f"INSERT INTO {index}({index}, rank) VALUES ('secure-delete', 1)")
    op.execute(
        f"CREATE VIEW {table}_tokens (number, applicant, teacher, place) AS"
        f" SELECT rowid, {TOKENS.format('')} FROM {table}"
    )
    op.execute(f"INSERT INTO {index}(rowid, applicant, teacher, place) SELECT * FROM {table}_tokens")
    take_out = (
        f"INSERT INTO {index}({index}, rowid, applicant, teacher, place)"
        f" VALUES ('delete', old.rowid, {TOKENS.format('old.')});"
    )
    put_in = (
        f"INSERT INTO {index}(rowid, applicant, teacher, place) VALUES (new.rowid, {TOKENS.format('new.')});"
    )
    triggers(table, "fts", SEARCHED, put_in, take_out)


def figures() -> None:
    """Counts by figure, bureau, part and year, and the open apprenticeships of each teacher."""
    op.execute(
        "CREATE TABLE tally (figure TEXT NOT NULL, bureau TEXT NOT NULL, part TEXT NOT NULL,"
        " year INTEGER NOT NULL, count INTEGER NOT NULL,"
        " CONSTRAINT pk_tally PRIMARY KEY (figure, bureau, part, year)) WITHOUT ROWID"
    )
    op.execute(
        "CREATE TABLE teacher_load (teacher_id TEXT NOT NULL, open INTEGER NOT NULL,"
        " CONSTRAINT pk_teacher_load PRIMARY KEY (teacher_id)) WITHOUT ROWID"
    )
    op.execute(
        "CREATE VIEW teacher_load_counted (teacher_id, open) AS"
        f" SELECT teacher_id, sum({OPEN.format('')}) FROM apprenticeship GROUP BY teacher_id"
    )
    counted = " UNION ALL ".join(
        f"SELECT '{figure}', {bureau.format('')}, {part.format('')}, {year.format('')}, count(*) FROM {table}"
        f" WHERE {when.format('')} GROUP BY 1, 2, 3, 4"
        for table, figure, bureau, part, year, when in FIGURES
    )
    op.execute(f"CREATE VIEW tally_counted (figure, bureau, part, year, count) AS {counted}")
    op.execute("INSERT INTO teacher_load SELECT * FROM teacher_load_counted")
    op.execute("INSERT INTO tally SELECT * FROM tally_counted")
    load = (
        "INSERT INTO teacher_load (teacher_id, open) VALUES ({0}teacher_id, {1} * {2})"
        " ON CONFLICT (teacher_id) DO UPDATE SET open = open + excluded.open;"
    )
    for table, columns in COUNTED.items():
        put_in, take_out = counting(table, "new.", 1), counting(table, "old.", -1)
        if table == "apprenticeship":
            put_in += load.format("new.", 1, OPEN.format("new."))
            take_out += load.format("old.", -1, OPEN.format("old."))
        triggers(table, "tally", columns, put_in, take_out)


def counting(table: str, row: str, by: int) -> str:
    """The statements that count one row in or out."""
    return " ".join(
        "INSERT INTO tally (figure, bureau, part, year, count)"
        f" SELECT '{figure}', {bureau.format(row)}, {part.format(row)}, {year.format(row)}, {by}"
        f" WHERE {when.format(row)}"
        " ON CONFLICT (figure, bureau, part, year) DO UPDATE SET count = count + excluded.count;"
        for owner, figure, bureau, part, year, when in FIGURES
        if owner == table
    )


def triggers(table: str, name: str, columns: str, put_in: str, take_out: str) -> None:
    """Keep something beside a table: `put_in` and `take_out` are statements about `new` and `old`."""
    names = columns.split()
    differs = " OR ".join(f"old.{column} <> new.{column}" for column in names)
    prefix = f"CREATE TRIGGER {table}_{name}"
    op.execute(f"{prefix}_insert AFTER INSERT ON {table} BEGIN {put_in} END")
    op.execute(f"{prefix}_delete AFTER DELETE ON {table} BEGIN {take_out} END")
    op.execute(
        f"{prefix}_update AFTER UPDATE OF {', '.join(names)} ON {table}"
        f" WHEN {differs} BEGIN {take_out} {put_in} END"
    )

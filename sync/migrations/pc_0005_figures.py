"""What makes the statistics fast: kept counts by district and year, teachers by district, search of teachers.

As in pc_0001 each kept thing has a view that says what it should hold, from which it is filled. New in
`tally`: `filed` (filings by the year of 备案日期), `published` (published scores by type, result and year,
corrected ones included: readers take the few of them off) and `teaching` (teachers with an open
apprenticeship in the district, by the number of open ones everywhere: full ones are those of the limit).
"""

from alembic import op

revision = "pc_0005"
down_revision = "pc_0004"
branch_labels = None
depends_on = ("core_0003",)

INDEXES = {
    "filing": "bureau first_submitted_at kind id",
    "apprenticeship": "bureau filed_on notarised_on ended_on state student_id id",
    "assessment": "bureau type assessed_on state result student_id id",
    "teaching": "bureau teacher_id listed pending active graduated ended",
}
NUMBERS = {
    "listed": "1",
    "pending": "({0}state = 'pending')",
    "active": "({0}state = 'active')",
    "graduated": "({0}state = 'passed')",
    "ended": "({0}state IN ('dissolved', 'terminated'))",
}
"""The columns of `teaching`: how many apprenticeships of a teacher in a district are what."""

YEAR = "CAST(substr({0}, 1, 4) AS INTEGER)"
FIGURES = {
    "apprenticeship": ("filed", "''", YEAR.replace("{0}", "{0}filed_on"), "{0}filed_on <> ''"),
    "assessment": (
        "published",
        "{0}type || '/' || {0}result",
        YEAR.replace("{0}", "{0}assessed_on"),
        "{0}state = 'published'",
    ),
}
"""Table: figure, part, year and condition of its kept count; `{0}` is `new.`, `old.` or nothing."""

TEACHES = "{0}pending + {0}active > 0"
OPEN = "coalesce((SELECT open FROM teacher_load WHERE teacher_id = {0}teacher_id), 0)"
TAKEN = "ON CONFLICT (figure, bureau, part, year) DO UPDATE SET count = count + excluded.count;"
TOKENS = "search_person_1({0}name, {0}name_pinyin, {0}id_number), search_place_1({0}practice_place)"


def upgrade() -> None:
    columns = ", ".join(f"{name} INTEGER NOT NULL" for name in NUMBERS)
    op.execute(
        f"CREATE TABLE teaching (teacher_id TEXT NOT NULL, bureau TEXT NOT NULL, {columns},"
        " CONSTRAINT pk_teaching PRIMARY KEY (teacher_id, bureau)) WITHOUT ROWID"
    )
    for table, columns in INDEXES.items():
        name = f"ix_{table}_figures"
        op.create_index(op.f(name), table, columns.split())
    views()
    search_teachers()
    keep_rows()
    keep_teachers()


def views() -> None:
    """What is kept, and its first filling."""
    sums = ", ".join(f"sum({number.format('')})" for number in NUMBERS.values())
    op.execute(
        f"CREATE VIEW teaching_counted (teacher_id, bureau, {', '.join(NUMBERS)}) AS"
        f" SELECT teacher_id, bureau, {sums} FROM apprenticeship GROUP BY teacher_id, bureau"
    )
    op.execute("INSERT INTO teaching SELECT * FROM teaching_counted")
    counted = [
        f"SELECT '{figure}', bureau, {part.format('')}, {year.format('')}, count(*) FROM {table}"
        f" WHERE {when.format('')} GROUP BY 2, 3, 4"
        for table, (figure, part, year, when) in FIGURES.items()
    ]
    counted.append(
        f"SELECT 'teaching', bureau, CAST({OPEN.format('teaching.')} AS TEXT), 0, count(*) FROM teaching"
        f" WHERE {TEACHES.format('')} GROUP BY 2, 3"
    )
    before = op.get_bind().exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'view' AND name = 'tally_counted'"
    )
    statement = " UNION ALL ".join([before.scalar_one(), *counted])
    op.execute("DROP VIEW tally_counted")
    op.execute(statement)
    for one in counted:
        op.execute(f"INSERT INTO tally (figure, bureau, part, year, count) {one}")


def search_teachers() -> None:
    """An index of the tokens of teachers, kept by triggers (as in pc_0001)."""
    op.execute(
        "CREATE VIRTUAL TABLE teacher_fts USING fts5(teacher, place, content='', columnsize=0,"
        " tokenize='unicode61 remove_diacritics 0')"
    )
    op.execute("INSERT INTO teacher_fts(teacher_fts, rank) VALUES ('secure-delete', 1)")
    op.execute(
        "CREATE VIEW teacher_tokens (number, teacher, place) AS"
        f" SELECT rowid, {TOKENS.format('')} FROM teacher"
    )
    op.execute("INSERT INTO teacher_fts(rowid, teacher, place) SELECT * FROM teacher_tokens")
    triggers(
        "teacher",
        "fts",
        "name name_pinyin id_number practice_place",
        f"INSERT INTO teacher_fts(rowid, teacher, place) VALUES (new.rowid, {TOKENS.format('new.')});",
        "INSERT INTO teacher_fts(teacher_fts, rowid, teacher, place)"
        f" VALUES ('delete', old.rowid, {TOKENS.format('old.')});",
    )


def keep_rows() -> None:
    """Counts that follow from one row."""
    depends = {"apprenticeship": "bureau filed_on", "assessment": "bureau state type result assessed_on"}
    for table, (figure, part, year, when) in FIGURES.items():
        put_in, take_out = (
            "INSERT INTO tally (figure, bureau, part, year, count)"
            f" SELECT '{figure}', {row}bureau, {part.format(row)}, {year.format(row)}, {by}"
            f" WHERE {when.format(row)} {TAKEN}"
            for row, by in (("new.", 1), ("old.", -1))
        )
        triggers(table, "figures", depends[table], put_in, take_out)


def keep_teachers() -> None:
    """`teaching` from the apprenticeships, and how many teach in a district from it and `teacher_load`.

    Whichever of the two changes first, the count is right after each: it always takes what both hold.
    """
    adding = ", ".join(f"{name} = {name} + excluded.{name}" for name in NUMBERS)
    put_in, take_out = (
        f"INSERT INTO teaching VALUES ({row}teacher_id, {row}bureau,"
        f" {', '.join(f'{by} * {number.format(row)}' for number in NUMBERS.values())})"
        f" ON CONFLICT (teacher_id, bureau) DO UPDATE SET {adding};"
        for row, by in (("new.", 1), ("old.", -1))
    )
    triggers("apprenticeship", "teaching", "teacher_id bureau state", put_in, take_out)
    put_in, take_out = (
        "INSERT INTO tally (figure, bureau, part, year, count)"
        f" SELECT 'teaching', {row}bureau, CAST({OPEN.format(row)} AS TEXT), 0, {by}"
        f" WHERE {TEACHES.format(row)} {TAKEN}"
        for row, by in (("new.", 1), ("old.", -1))
    )
    triggers("teaching", "tally", "pending active", put_in, take_out)
    keep_load()


def keep_load() -> None:
    """A teacher without a row in `teacher_load` has no open apprenticeship."""

    def moved(row: str, load: str, by: int) -> str:
        return (
            "INSERT INTO tally (figure, bureau, part, year, count)"
            f" SELECT 'teaching', bureau, CAST({load} AS TEXT), 0, {by} FROM teaching"
            f" WHERE teacher_id = {row}.teacher_id AND {TEACHES.format('')} {TAKEN}"
        )

    prefix = "CREATE TRIGGER teacher_load_teaching"
    for event, row, before, after in (
        ("insert AFTER INSERT", "new", "0", "new.open"),
        ("delete AFTER DELETE", "old", "old.open", "0"),
        ("update AFTER UPDATE OF open", "new", "old.open", "new.open"),
    ):
        op.execute(
            f"{prefix}_{event} ON teacher_load WHEN {before} <> {after}"
            f" BEGIN {moved(row, before, -1)} {moved(row, after, 1)} END"
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

"""What makes the statistics fast: kept counts by district and year, teachers by district, search of teachers.

As in pc_0001 each kept thing has a view that says what it should hold, from which it is filled. New in
`tally`: `filed` (filings by the year of 备案日期), `standing` (published scores that no published one
corrects, by type, result and year) and `teaching` (teachers with an open apprenticeship in the district,
by the number of open ones everywhere: full ones are those of the limit). Nobody reads `approved`: it goes.

可考核 on any day is a sum of `eligible_change`: +1 on the day from which an apprenticeship may be assessed,
-1 on the day from which it may not (any more). Days are summed up by month and by year as well, so that few
rows answer. An apprenticeship may be assessed in all types of a part (`eligible_part`) on one span of days;
those of at least one type follow by inclusion and exclusion (`figures.eligible_days`). What ends
a span beside the end of the study is `first_pass`, the first standing pass of a student in a type.
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
PUBLISHED = "assessment.state = 'published'"
UNCORRECTED = (
    "NOT EXISTS (SELECT 1 FROM assessment AS later WHERE later.corrects = assessment.id"
    " AND later.state = 'published'{0})"
)
CORRECTIONS = "CREATE INDEX ix_assessment_corrections ON assessment (corrects, state) WHERE corrects > ''"
PASSED = (
    "CREATE INDEX ix_assessment_passed ON assessment (student_id, type, assessed_on, id)"
    " WHERE state = 'published' AND result = 'pass'"
)
"""As in pc_0003, with the day: who passed what, and when, without a look at the scores themselves."""

NOT_IN = "assessment.id NOT IN (SELECT corrects FROM assessment WHERE corrects > '' AND +state = 'published')"
STANDING = f"+{PUBLISHED} AND {NOT_IN}"
PASSES = f"{PUBLISHED} AND assessment.result = 'pass' AND {NOT_IN}"
"""For all scores at once; for one score `UNCORRECTED` looks up less."""

FIGURES = {
    "apprenticeship": ("filed", "''", YEAR.replace("{0}", "{0}filed_on"), "{0}filed_on <> ''"),
    "assessment": (
        "standing",
        "{0}type || '/' || {0}result",
        YEAR.replace("{0}", "{0}assessed_on"),
        STANDING,
    ),
}
"""Table: figure, part, year and condition of its kept count; `{0}` is `new.`, `old.` or nothing."""

TEACHES = "{0}pending + {0}active > 0"
OPEN = "coalesce((SELECT open FROM teacher_load WHERE teacher_id = {0}teacher_id), 0)"
COUNT = "INSERT INTO tally (figure, bureau, part, year, count)"
TAKEN = "ON CONFLICT (figure, bureau, part, year) DO UPDATE SET count = count + excluded.count;"
SUBMITTED_IN = "coalesce(CAST(strftime('%Y', {0}first_submitted_at, '+8 hours') AS INTEGER), 0)"
PARTS = (
    ("graduation", "graduation", 3),
    ("specialty", "specialty", 5),
    ("graduation/specialty", "graduation", 5),
    ("graduation/specialty", "specialty", 5),
)
"""The sets of 考核类型, each type of them, and the years of study that all of the set asks for: as in the
dictionary of this release. A release that changes it fills `eligible_part` anew and then `eligible_change`;
until then readers count the rows."""

LEVELS = (4, 7, 10)
"""Characters of a year, a month and a day in a day text: what `eligible_change` sums up by."""
NEVER = "'9999-12-31'"
TOKENS = "search_person_1({0}name, {0}name_pinyin, {0}id_number), search_place_1({0}practice_place)"


def upgrade() -> None:
    numbers = ", ".join(f"{name} INTEGER" for name in NUMBERS)
    new_table("teaching", f"teacher_id TEXT, bureau TEXT, {numbers}", "teacher_id, bureau")
    for table, columns in INDEXES.items():
        name = f"ix_{table}_figures"
        op.create_index(op.f(name), table, columns.split())
    leave("index", "ix_assessment_passed")
    op.execute(PASSED)
    op.execute(CORRECTIONS)
    eligible_tables()
    views()
    search_teachers()
    keep_filings()
    keep_filed()
    keep_scores()
    keep_teachers()
    keep_eligible()


def new_table(name: str, columns: str, key: str) -> None:
    """A table of which no column is ever null, in the order of its key."""
    never_null = columns.replace(",", " NOT NULL,")
    op.execute(
        f"CREATE TABLE {name} ({never_null} NOT NULL, CONSTRAINT pk_{name} PRIMARY KEY ({key})) WITHOUT ROWID"
    )


def leave(kind: str, name: str) -> None:
    """Drop something, also where a first load that is under way has put it aside."""
    op.execute(f"DROP {kind} IF EXISTS {name}")
    op.execute(f"DELETE FROM put_aside WHERE kind = '{kind}' AND name = '{name}'")


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
    others = (one for one in before.scalar_one().split(" UNION ALL ") if "'approved'," not in one)
    statement = " UNION ALL ".join([*others, *counted])
    op.execute("DROP VIEW tally_counted")
    op.execute(statement)
    for one in counted:
        op.execute(f"{COUNT} {one}")


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


def keep_filings() -> None:
    """As in pc_0001 without the count that nobody reads."""
    for event in ("insert", "delete", "update"):
        leave("trigger", f"filing_tally_{event}")
    op.execute("DELETE FROM tally WHERE figure = 'approved'")
    put_in, take_out = (
        f"{COUNT} VALUES ('filing', {row}bureau, {row}kind || '/' || {row}state, 0, {by}) {TAKEN}"
        f" {COUNT} VALUES ('submitted', {row}bureau, {row}kind, {SUBMITTED_IN.format(row)}, {by}) {TAKEN}"
        for row, by in (("new.", 1), ("old.", -1))
    )
    triggers("filing", "tally", "bureau kind state first_submitted_at", put_in, take_out)


def keep_filed() -> None:
    """What follows from one apprenticeship."""
    figure, part, year, when = FIGURES["apprenticeship"]
    put_in, take_out = (
        f"{COUNT} SELECT '{figure}', {row}bureau, {part.format(row)}, {year.format(row)}, {by}"
        f" WHERE {when.format(row)} {TAKEN}"
        for row, by in (("new.", 1), ("old.", -1))
    )
    triggers("apprenticeship", "figures", "bureau filed_on", put_in, take_out)


def keep_scores() -> None:
    """Standing scores: a row that comes or goes counts itself, and takes off what it corrects.

    Each step looks at the table without its own row, so that it is right before as well as after a change.
    """
    figure, part, year, _ = FIGURES["assessment"]

    def counting(row: str, by: int) -> str:
        others = UNCORRECTED.format(f" AND later.id <> {row}id")
        return (
            f"{COUNT} SELECT '{figure}', {row}bureau, {part.format(row)}, {year.format(row)}, {by}"
            f" WHERE {row}state = 'published' AND {row}corrects <> {row}id"
            f" AND {others.replace('assessment.id', f'{row}id')} {TAKEN}"
            f" {COUNT} SELECT '{figure}', bureau, {part.format('')}, {year.format('')}, {-by}"
            f" FROM assessment WHERE id = {row}corrects AND id <> {row}id AND {PUBLISHED} AND {others}"
            f" AND {row}state = 'published' {TAKEN}"
        )

    depends = "bureau state type result assessed_on corrects"
    triggers("assessment", "figures", depends, counting("new.", 1), counting("old.", -1))


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
        f"{COUNT} SELECT 'teaching', {row}bureau, CAST({OPEN.format(row)} AS TEXT), 0, {by}"
        f" WHERE {TEACHES.format(row)} {TAKEN}"
        for row, by in (("new.", 1), ("old.", -1))
    )
    triggers("teaching", "tally", "pending active", put_in, take_out)
    keep_load()


def keep_load() -> None:
    """A teacher without a row in `teacher_load` has no open apprenticeship."""

    def moved(row: str, load: str, by: int) -> str:
        return (
            f"{COUNT} SELECT 'teaching', bureau, CAST({load} AS TEXT), 0, {by} FROM teaching"
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


def eligible_tables() -> None:
    """The kept days and what they follow from, filled."""
    new_table("eligible_part", "part TEXT, type TEXT, years INTEGER", "part, type")
    for part, type_, years in PARTS:
        op.execute(f"INSERT INTO eligible_part VALUES ('{part}', '{type_}', {years})")
    new_table("first_pass", "student_id TEXT, type TEXT, day TEXT", "student_id, type")
    columns = "level INTEGER, period TEXT, part TEXT, bureau TEXT, change INTEGER"
    new_table("eligible_change", columns, "level, period, part, bureau")
    op.execute(
        "CREATE VIEW first_pass_counted (student_id, type, day) AS SELECT student_id, type, min(assessed_on)"
        f" FROM assessment WHERE {PASSES} GROUP BY student_id, type"
    )
    op.execute("INSERT INTO first_pass SELECT * FROM first_pass_counted")
    levels = ", ".join(f"({level})" for level in LEVELS)
    op.execute(
        "CREATE VIEW eligible_change_counted (level, period, part, bureau, change) AS"
        " SELECT level.column1, substr(day, 1, level.column1), part, bureau, sum(change) FROM"
        " (SELECT part, bureau, iif(side.column1 = 1, first, last) AS day, sum(side.column1) AS change"
        f" FROM ({spans('apprenticeship.', 'apprenticeship,')}) AS span"
        " CROSS JOIN (VALUES (1), (-1)) AS side"
        f" WHERE first < last AND (side.column1 = 1 OR last < {NEVER}) GROUP BY 3, 1, 2)"
        f" CROSS JOIN (VALUES {levels}) AS level GROUP BY 1, 2, 3, 4"
    )
    op.execute("INSERT INTO eligible_change SELECT * FROM eligible_change_counted")


def spans(row: str, tables: str = "", passed_on: str = "", when: str = "") -> str:
    """Select by part from which day to which (not any more) an apprenticeship may be assessed.

    Years of study are added to the text of a day: 29 February is then full on the day after 28 February of a
    common year, as the rules say (G10). `passed_on` is the first pass in the types of a part, `tables` and
    `when` narrow and join. The limit keeps SQLite from looking everything up again for each use.
    """
    passed_on = passed_on or (
        "coalesce((SELECT min(day) FROM eligible_part AS has CROSS JOIN first_pass"
        f" WHERE has.part = kind.part AND first_pass.student_id = {row}student_id"
        f" AND first_pass.type = has.type), {NEVER})"
    )
    full = (
        f"printf('%04d', CAST(substr({row}notarised_on, 1, 4) AS INTEGER) + kind.years)"
        f" || substr({row}notarised_on, 5)"
    )
    open_end = f"iif({row}state = 'active', {NEVER}, '')"
    ended = f"iif({row}ended_on <> '', {row}ended_on, {open_end})"
    return (
        f"SELECT kind.part AS part, {row}bureau AS bureau, max({row}filed_on, {full}) AS first,"
        f" min({ended}, {passed_on}) AS last FROM {tables}"
        " (SELECT part, years FROM eligible_part GROUP BY part) AS kind"
        f" WHERE {row}filed_on <> '' AND {row}notarised_on <> ''{when} LIMIT -1"
    )


def changes(selected: str, by: int) -> str:
    """Add the spans to `eligible_change`, or take them off."""
    sides = ", ".join(f"({level}, {sign})" for level in LEVELS for sign in (1, -1))
    return (
        "INSERT INTO eligible_change SELECT side.column1,"
        " substr(iif(side.column2 = 1, first, last), 1, side.column1),"
        f" part, bureau, {by} * side.column2 FROM ({selected}) AS span CROSS JOIN (VALUES {sides}) AS side"
        f" WHERE first < last AND (side.column2 = 1 OR last < {NEVER})"
        " ON CONFLICT (level, period, part, bureau) DO UPDATE SET change = change + excluded.change;"
    )


def keep_eligible() -> None:
    """`eligible_change` with every change of an apprenticeship or of a student's first pass."""
    put_in, take_out = (changes(spans(row), by) for row, by in (("new.", 1), ("old.", -1)))
    depends = "student_id bureau state filed_on ended_on notarised_on"
    triggers("apprenticeship", "eligible", depends, put_in, take_out)
    keep_passes()


def keep_passes() -> None:
    """`first_pass` is counted again for the student of a score and of the one that it corrects.

    With plus signs: of a student's few scores, not of all that are published or passes.
    """

    def again(row: str) -> str:
        students = (
            f"SELECT {row}student_id UNION ALL SELECT student_id FROM assessment WHERE id = {row}corrects"
        )
        found = (
            f"FROM assessment WHERE assessment.student_id IN ({students})"
            f" AND +{PUBLISHED} AND +assessment.result = 'pass' AND {UNCORRECTED.format('')}"
        )
        return (
            f"DELETE FROM first_pass WHERE student_id IN ({students}) AND NOT EXISTS (SELECT 1"
            " FROM assessment WHERE assessment.student_id = first_pass.student_id"
            f" AND assessment.type = first_pass.type AND {PUBLISHED} AND assessment.result = 'pass'"
            f" AND {UNCORRECTED.format('')});"
            f" INSERT INTO first_pass SELECT student_id, type, min(assessed_on) {found}"
            " GROUP BY student_id, type"
            " ON CONFLICT (student_id, type) DO UPDATE SET day = excluded.day WHERE day <> excluded.day;"
        )

    depends = "student_id state type result assessed_on corrects"
    triggers("assessment", "passes", depends, again("new."), again("old."))

    def moved(row: str, day: str, by: int) -> str:
        """The student's apprenticeships in the parts of the type, as if the first pass were on `day`."""
        others = (
            f"SELECT min(day) FROM first_pass WHERE student_id = {row}student_id AND type <> {row}type"
            " AND type IN (SELECT type FROM eligible_part AS has WHERE has.part = kind.part)"
        )
        selected = spans(
            "study.",
            "apprenticeship AS study,",
            f"min({day}, coalesce(({others}), {NEVER}))",
            f" AND study.student_id = {row}student_id"
            f" AND kind.part IN (SELECT part FROM eligible_part WHERE type = {row}type)",
        )
        return changes(selected, by)

    prefix = "CREATE TRIGGER first_pass_eligible"
    for event, row, before, after in (
        ("insert AFTER INSERT", "new.", NEVER, "new.day"),
        ("delete AFTER DELETE", "old.", "old.day", NEVER),
        ("update AFTER UPDATE OF day", "new.", "old.day", "new.day"),
    ):
        op.execute(
            f"{prefix}_{event} ON first_pass WHEN {before} <> {after}"
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

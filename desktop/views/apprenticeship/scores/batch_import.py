"""Excel 导入 of scores (C4): the words and columns of the import's window, and how scores are entered."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from core.apprenticeship.imports.score_columns import FIELDS, TEMPLATE_NAME, Field
from core.domain.masking import mask_id_number
from desktop.models.columns import Column
from desktop.views.apprenticeship.scores import batch_saving
from desktop.views.imports.import_dialog import ImportDialog
from desktop.views.imports.import_ports import ImportPorts, ImportWords

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from core.imports.checked import AnyRow
    from desktop.views.apprenticeship.scores.batch_ports import BatchPorts
    from desktop.views.imports.import_preview import Order


def score_import(parent: QWidget, ports: BatchPorts) -> ImportDialog:
    """Make the window."""
    given = ImportPorts(
        ports.lanes, ports.prompts, ports.check, ports.template, ports.failed, partial(_save, ports)
    )
    return ImportDialog(parent, given, _words())


def _save(
    ports: BatchPorts, order: Order, progress: Callable[[int, int], None], stopped: Callable[[], bool]
) -> batch_saving.SavedScores:
    scores = batch_saving.Order(order.plain, order.confirmed)
    return batch_saving.save(ports, scores, progress, stopped)


def _words() -> ImportWords:
    return ImportWords(
        title="从 Excel 导入成绩",
        choose="选择成绩文件",
        steps=(
            "1. 下载模板，每名学生填写一行；也可以使用已有的表格，只要表头与模板一致。",
            "2. 选择填好的文件。程序逐行检查后先给您预览，此时还没有录入任何成绩。",
            "3. 确认后导入正确的行；有错的行可以导出，改正后再次导入。",
        ),
        template=TEMPLATE_NAME,
        saving="正在录入 {total:,} 人的成绩…",
        saved="已录入 {done:,} 人，共 {total:,} 人…",
        same="已录入过",
        columns=_columns(),
    )


def _columns() -> tuple[Column[AnyRow], ...]:
    """The id number is masked (A7)."""
    texts = {field: at for at, field in enumerate(FIELDS)}
    return (
        Column("name", "学生姓名", lambda row: row.texts[texts[Field.NAME]], width=88),
        Column(
            "id_number", "身份证号", lambda row: mask_id_number(row.texts[texts[Field.ID_NUMBER]]), width=160
        ),
        Column("type", "考核类型", lambda row: row.texts[texts[Field.TYPE]], width=104),
        Column("day", "考核日期", lambda row: row.texts[texts[Field.DAY]], width=98),
        Column("score", "成绩", lambda row: row.texts[texts[Field.SCORE]], width=62),
        Column("result", "结果", lambda row: row.texts[texts[Field.RESULT]], width=72),
    )

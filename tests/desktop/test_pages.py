"""Pages are made from their descriptions, when somebody first opens them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from core.domain.values import Role
from desktop.bootstrap.pages import PAGES, groups_of, make_page, pages_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.desktop.offices import Office

ROLES = (Role.DISTRICT_REVIEWER, Role.DISTRICT_VIEWER, Role.CITY_OFFICE, Role.CITY_COMMISSION)


class Shown(QObject):
    """Windows that show themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(watched.objectName() or type(watched).__name__)
        return False


@pytest.mark.parametrize("role", ROLES)
def test_a_page_is_what_its_description_says_and_no_part_of_it_shows_itself_before(
    qtbot: QtBot, qapp: QApplication, office: Office, role: Role
) -> None:
    """A part that is shown before it stands in the page would be a window of its own and take the focus."""
    shown = Shown()
    desk = office.desk(role)
    pages = []
    qapp.installEventFilter(shown)
    try:
        pages = [(make_page(desk, one.key), one) for one in PAGES if role in one.roles]
    finally:
        qapp.removeEventFilter(shown)
    for page, one in pages:
        qtbot.addWidget(page)
        assert (page.key, page.title) == (one.key, one.title)
    assert shown.windows == []


def test_only_those_with_business_data_have_pages() -> None:
    assert {str(role) for role in Role if pages_of(role)} == {str(role) for role in ROLES}
    for role in ROLES:
        keys = [entry.key for group in groups_of(role) for entry in group.entries]
        assert len(keys) == len(set(keys))
        assert set(keys) == pages_of(role)

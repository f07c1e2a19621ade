"""政策公告, filled with functions over the store, the outbox and the attachments."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.commons.policies import POLICIES
from core.domain.values import Role
from core.files.chosen import read_chosen
from core.files.saving import saving
from desktop.bootstrap.exports import export_ports
from desktop.bootstrap.lists import list_port
from desktop.views.commons.policies import PoliciesPage
from desktop.views.commons.policy_ports import PolicyPorts

if TYPE_CHECKING:
    from core.domain.values import PolicyFile
    from desktop.bootstrap.desk import StoreDesk
    from desktop.views.shell.page import Page


def make(kit: StoreDesk) -> tuple[Page, ...]:
    """Make the page."""
    policies = Policies(kit)
    ports = PolicyPorts(
        policies=list_port(
            kit.engine,
            kit.lanes.reader,
            POLICIES.first_page,
            POLICIES.ids,
            POLICIES.rows,
            POLICIES.count,
            export_ports(kit),
        ),
        writer=kit.lanes.writer,
        files=kit.lanes.more("files"),
        decide=kit.decide,
        attach=policies.attach,
        save=policies.save,
        new_id=kit.new_id,
        prompts=kit.prompts,
        memory=kit.memory,
        may_write=kit.role == Role.CITY_COMMISSION,
        files_most=kit.setting.parameters.policy_files_max,
    )
    return (PoliciesPage(ports),)


class Policies:
    """The files of notices as functions; they run on lanes."""

    def __init__(self, kit: StoreDesk) -> None:
        self._kit = kit

    def attach(self, path: str) -> PolicyFile:
        """Keep a chosen file until it is uploaded; KnownError for what may not be attached."""
        chosen = Path(path)
        return self._kit.outgoing.keep_file(chosen.name, read_chosen(chosen))

    def save(self, file: PolicyFile, path: str) -> None:
        """Write a file of a notice where the person asked for."""
        data = self._kit.images.fetch(file.document.sha256)
        with saving(Path(path)) as part:
            part.write_bytes(data)
        self._kit.facts.note("save_document", f"policy_notice:{file.document.sha256[:16]}")

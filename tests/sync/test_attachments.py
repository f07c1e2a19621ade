"""Attachments: verified before anything is shown, sealed on the disk, fetched ahead (sync.md rule 10)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec
import pytest
from sqlalchemy import select

from core.applications.content import decode_content
from core.applications.tables import CaseRevision
from core.apprenticeship.tables import Filing
from core.apprenticeship.words.content import FilingContent
from core.domain.errors import KnownError
from sync.attachments import Attachments
from sync.engine import SyncEngine
from sync.transactions import reading, writing

if TYPE_CHECKING:
    from tests.sync.conftest import Office
    from tests.sync.fake import Centre, Pc

DATA = b"\xff\xd8picture" * 5000
SHA = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def pc(centre: Centre, office: Office) -> Pc:
    return office.pc(centre.clerk("周敏"), "a")


@pytest.fixture
def attachments(pc: Pc) -> Attachments:
    return Attachments(pc.unlocked, pc.wire, pc.clock)  # type: ignore[arg-type]


def code_of(attachments: Attachments, sha256: str = SHA) -> str:
    with pytest.raises(KnownError) as error:
        attachments.fetch(sha256)
    assert error.value.message.endswith("。")
    return error.value.code


def test_fetched_once_then_without_the_network(centre: Centre, pc: Pc, attachments: Attachments) -> None:
    assert attachments.cached(SHA) is None
    centre.blobs[SHA] = DATA
    assert attachments.fetch(SHA) == DATA
    sent = pc.wire.sent
    assert attachments.fetch(SHA) == attachments.cached(SHA) == DATA
    assert pc.wire.sent == sent
    usage = attachments.usage()
    assert (usage.count, usage.size) == (1, len(DATA))


def test_fault_36_download_with_a_wrong_hash_is_never_shown(
    centre: Centre, pc: Pc, attachments: Attachments
) -> None:
    centre.blobs[SHA] = DATA[:-1] + b"x"
    assert code_of(attachments) == "BLOB_BROKEN"
    assert pc.wire.sent == 2
    assert attachments.cached(SHA) is None
    assert not attachments.is_here(SHA)
    centre.blobs[SHA] = DATA
    assert attachments.fetch(SHA) == DATA


def test_a_copy_damaged_on_the_disk_is_fetched_again(
    centre: Centre, pc: Pc, attachments: Attachments
) -> None:
    centre.blobs[SHA] = DATA
    attachments.fetch(SHA)
    (path,) = (file for file in pc.profile.blobs_folder.rglob("*") if file.is_file())
    assert SHA not in str(path)
    raw = path.read_bytes()
    assert b"picture" not in raw
    path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    assert attachments.cached(SHA) is None
    assert attachments.fetch(SHA) == DATA


def test_missing_and_offline_have_sentences(centre: Centre, pc: Pc, attachments: Attachments) -> None:
    assert code_of(attachments) == "BLOB_MISSING"
    centre.blobs[SHA] = DATA
    pc.wire.faults = ["lost"]
    assert code_of(attachments) == "OFFLINE"


def test_trimming_spares_what_is_pinned_and_what_was_used_last(
    centre: Centre, pc: Pc, attachments: Attachments
) -> None:
    digests = []
    for number in range(4):
        data = DATA + bytes([number])
        digests.append(hashlib.sha256(data).hexdigest())
        centre.blobs[digests[-1]] = data
        attachments.fetch(digests[-1])
        pc.clock.advance(days=1)
    attachments.fetch(digests[0])
    with writing(pc.unlocked.engine, durable=False) as session:
        session.connection().exec_driver_sql("UPDATE blob SET pinned = 1 WHERE sha256 = ?", (digests[1],))
    assert attachments.trim(2 * len(DATA) + 10) == 2
    assert [attachments.is_here(digest) for digest in digests] == [True, True, False, False]
    assert attachments.trim(0) == 1
    assert [attachments.is_here(digest) for digest in digests] == [False, True, False, False]


def test_documents_of_pending_filings_come_ahead_those_due_first(centre: Centre, pc: Pc) -> None:
    for number in (1, 2):
        centre.file(number)
        centre.clock.advance(days=3)
    pc.sync.run_once()
    attachments = Attachments(pc.unlocked, pc.wire, pc.clock)  # type: ignore[arg-type]
    with reading(pc.unlocked.engine) as session:
        first = session.scalars(select(Filing.id).order_by(Filing.due_on)).first()
        text = session.scalars(select(CaseRevision.content).where(CaseRevision.case_id == first)).one()
    documents = [ref.sha256 for _, ref in decode_content(text, FilingContent).documents()]
    wanted = list(attachments.wanted())
    assert wanted[: len(documents)] == documents
    assert len(wanted) == 2 * len(documents)

    # One page exists at the server, the others are missing there: noted once, nothing stalls.
    centre.blobs[SHA] = DATA
    assert attachments.prefetch(lambda: True) == 0
    assert list(attachments.wanted()) == []
    attachments.forget_failures()
    assert len(list(attachments.wanted())) == len(wanted)


def test_the_engine_fetches_ahead_in_its_round_and_makes_room(centre: Centre, pc: Pc) -> None:
    data = {hashlib.sha256(bytes([n])).hexdigest(): bytes([n]) for n in range(3)}
    centre.blobs.update(data)
    filing_id = centre.file(1)
    revision = centre.session.scalars(select(CaseRevision).where(CaseRevision.case_id == filing_id)).one()
    content = decode_content(revision.content, FilingContent)
    pages = tuple(
        msgspec.structs.replace(page, sha256=sha256)
        for page, sha256 in zip(content.notarial_pages, data, strict=True)
    )
    revision.content = msgspec.json.encode(msgspec.structs.replace(content, notarial_pages=pages)).decode()
    centre.session.commit()
    kinds: set[str] = set()
    engine = SyncEngine(
        pc.unlocked,
        pc.wire,  # type: ignore[arg-type]
        setting=centre.world.setting,
        clock=pc.clock,
        on_change=lambda event: kinds.update(event.kinds),
        most_bytes=len(DATA),
    )
    attachments = Attachments(pc.unlocked, pc.wire, pc.clock)  # type: ignore[arg-type]
    centre.blobs[SHA] = DATA
    attachments.fetch(SHA)
    assert engine.run_once().problem is None
    assert "blob" in kinds
    assert [attachments.cached(sha256) for sha256 in data] == list(data.values()), "pending: never evicted"
    assert not attachments.is_here(SHA), "nobody's document any more, and over the limit"


def test_fetched_again_on_demand_whatever_stands_on_the_disk(
    centre: Centre, pc: Pc, attachments: Attachments
) -> None:
    centre.blobs[SHA] = DATA
    attachments.fetch(SHA)
    sent = pc.wire.sent
    assert attachments.refetch(SHA) == DATA
    assert pc.wire.sent == sent + 1
    assert attachments.cached(SHA) == DATA


def test_what_was_missing_is_fetched_once_the_program_starts_again(centre: Centre, pc: Pc) -> None:
    filing_id = centre.file(1)
    revision = centre.session.scalars(select(CaseRevision).where(CaseRevision.case_id == filing_id)).one()
    content = decode_content(revision.content, FilingContent)
    sha256 = hashlib.sha256(DATA).hexdigest()
    pages = (msgspec.structs.replace(content.notarial_pages[0], sha256=sha256), *content.notarial_pages[1:])
    revision.content = msgspec.json.encode(msgspec.structs.replace(content, notarial_pages=pages)).decode()
    centre.session.commit()

    def engine() -> SyncEngine:
        return SyncEngine(
            pc.unlocked,
            pc.wire,  # type: ignore[arg-type]
            setting=centre.world.setting,
            clock=pc.clock,
        )

    attachments = Attachments(pc.unlocked, pc.wire, pc.clock)  # type: ignore[arg-type]
    assert engine().run_once().problem is None
    assert not attachments.is_here(sha256)
    centre.blobs[sha256] = DATA
    assert engine().run_once().problem is None
    assert attachments.cached(sha256) == DATA

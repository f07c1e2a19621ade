"""Plain files (C8): judged by what they hold; two kinds at once, renamed programs and bombs stay outside."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from core.domain.filenames import DOCX, PDF, XLSX
from core.files.papers import FileRefused, inspect_file, inspect_named, shown_name


def pdf() -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.drawString(100, 100, "notice")
    canvas.save()
    return stream.getvalue()


def xlsx() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet().write(0, 0, "a")
    return stream.getvalue()


def office(*parts: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (("[Content_Types].xml", b"<Types/>"), *parts):
            archive.writestr(name, data)
    return stream.getvalue()


def docx(*parts: tuple[str, bytes]) -> bytes:
    return office(("word/document.xml", b"<document/>"), *parts)


def png() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (20, 10), "white").save(stream, "PNG")
    return stream.getvalue()


def saved_by_openpyxl() -> bytes:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("通知.pdf", pdf(), PDF),
        ("名单.XLSX", xlsx(), XLSX),
        ("名单.xlsx", saved_by_openpyxl(), XLSX),
        ("办法.docx", docx(), DOCX),
        ("图.png", png(), "image/png"),
    ],
)
def test_what_may_be_added(name: str, data: bytes, media_type: str) -> None:
    assert inspect_named(name, data) == (name, media_type)


REFUSED = {
    "empty": (b"", "file_empty"),
    "program": (b"MZ\x90\x00" + b"\0" * 500, "file_type"),
    "script": (b"#!/bin/sh\nrm", "file_type"),
    "page": (b"<html><script>", "file_type"),
    "large": (b"%PDF-1.4" + b"\0" * (20 * 1024 * 1024), "file_too_large"),
    "cut pdf": (pdf()[:-20], "file_broken"),
    "pdf and archive": (pdf() + docx(), "file_foreign"),
    "pdf and program": (pdf() + b"MZ\x90\x00program", "file_foreign"),
    "pdf and page": (b"%PDF-1.4\n<html><script>1</script>" + pdf()[8:], "file_foreign"),
    "cut docx": (docx()[:-30], "file_broken"),
    "docx and tail": (docx() + b"MZ\x90\x00", "file_foreign"),
    "macros": (docx(("word/vbaProject.bin", b"x")), "file_active"),
    "program inside": (docx(("word/embeddings/a.exe", b"MZ")), "file_active"),
    "bomb": (docx(("word/media/a.xml", b"\0" * 30_000_000)), "file_bomb"),
    "plain archive": (office(("a.txt", b"a")), "file_type"),
    "both": (docx(("xl/workbook.xml", b"<workbook/>")), "file_foreign"),
    "picture and archive": (png() + docx(), "image_foreign"),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file_type"),
    "pdf that runs": (pdf().replace(b"/Type", b"/S /JavaScript /JS (app.alert(1)) /Type", 1), "file_active"),
    "pdf that hides it": (pdf().replace(b"/Type", b"/S /J#61va#53cript /Type", 1), "file_active"),
    "pdf that starts a program": (pdf().replace(b"/Type", b"/S /Launch /Type", 1), "file_active"),
    "pdf with a file inside": (pdf().replace(b"/Type", b"/EmbeddedFiles 9 0 R /Type", 1), "file_active"),
    "locked": (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "file_locked"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_with_a_sentence(case: str) -> None:
    data, code = REFUSED[case]
    with pytest.raises(FileRefused) as refused:
        inspect_file(data)
    assert refused.value.code == code
    assert refused.value.message.endswith("。")


@pytest.mark.parametrize(
    "name", ["通知.exe", "通知", ".pdf", "通知.pdf.exe", "通知.docx", "通知.pdf:evil.exe"]
)
def test_a_name_that_says_something_else_is_refused(name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        inspect_named(name, pdf())
    assert refused.value.code == "file_ending"


def test_a_name_is_cleaned_for_display() -> None:
    assert shown_name("C:\\Users\\a\\通知.pdf") == "通知.pdf"
    assert shown_name("../../etc/通知.pdf") == "通知.pdf"
    assert shown_name("通知\u202efdp.exe\u202c.pdf\0") == "通知fdp.exe.pdf"
    long = shown_name("长" * 300 + ".pdf")
    assert (len(long), long[-4:]) == (120, ".pdf")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("CON.pdf", "_CON.pdf"),
        ("nul.tar.pdf", "_nul.tar.pdf"),
        ("com1.pdf", "_com1.pdf"),
        ("LPT².pdf", "_LPT².pdf"),
        ("comma.pdf", "comma.pdf"),
        ("com.pdf", "com.pdf"),
        ("contract.pdf", "contract.pdf"),
        ("通知.pdf. . ", "通知.pdf"),
        ("通知.pdf:evil.exe", "通知.pdfevil.exe"),
        ('a<b>"|?*.pdf', "ab.pdf"),
        ("行\u2028列.pdf", "行列.pdf"),
        ("\u200b.pdf", "pdf"),
    ],
)
def test_a_name_may_be_saved_under_on_windows(given: str, shown: str) -> None:
    """Devices, streams, trailing dots and signs that cannot be seen (security.md, row 7)."""
    assert shown_name(given) == shown

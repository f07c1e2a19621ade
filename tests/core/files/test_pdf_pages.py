"""Pages of a PDF as pictures: sizes, scale, what is broken, several threads."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from core.domain.errors import KnownError
from core.files.pdf_pages import MOST_PIXELS, PdfPages


def pdf(*sizes: tuple[float, float]) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for number, size in enumerate(sizes, 1):
        canvas.setPageSize(size)
        canvas.setFillColorRGB(1, 0, 0)
        canvas.rect(0, 0, 72, 72, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.drawString(100, 100, f"page {number}")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def test_sizes_are_in_points_and_pictures_in_the_scale_asked_for() -> None:
    pages = PdfPages(pdf(A4, landscape(A4)))
    assert pages.count == 2
    assert [tuple(round(edge) for edge in size) for size in pages.sizes] == [(595, 842), (842, 595)]
    picture = pages.picture(1, 2.0)
    assert (picture.width, picture.height) == (1684, 1191)
    assert len(picture.data) == picture.stride * picture.height
    lowest_left = picture.data[-picture.stride : -picture.stride + 3]
    assert lowest_left == b"\xff\x00\x00"
    assert picture.data[:3] == b"\xff\xff\xff"


@pytest.mark.parametrize("data", [b"", b"no pdf", pdf(A4)[:200], b"%PDF-1.4\n%%EOF"])
def test_what_is_no_pdf_is_said_in_a_sentence(data: bytes) -> None:
    with pytest.raises(KnownError) as caught:
        PdfPages(data)
    assert caught.value.code == "PDF_BROKEN"
    assert "重新生成" in caught.value.message


def test_a_huge_scale_stays_within_the_limit_of_pixels() -> None:
    picture = PdfPages(pdf((300, 300))).picture(0, 1000.0)
    assert picture.width * picture.height <= MOST_PIXELS * 1.01


def test_a_closed_document_draws_nothing() -> None:
    pages = PdfPages(pdf(A4))
    pages.close()
    pages.close()
    with pytest.raises(KnownError):
        pages.picture(0, 1.0)


def test_two_documents_are_drawn_by_several_threads() -> None:
    both = (PdfPages(pdf(*[A4] * 6)), PdfPages(pdf(*[landscape(A4)] * 6)))
    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(both[turn % 2].picture, turn // 2, 1.0) for turn in range(12)]
        widths = [job.result().width for job in jobs]
    assert widths == [596, 842] * 6

"""The drawn sample documents: marked, repeatable, small, readable, accepted by the program's own checks."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops

from core.files.images import WatermarkText, derive_copy, inspect_image
from server.sample.scans import KINDS, draw

FIELDS = {
    "name": "陈亦舟",
    "sex": "男",
    "born": "1996年8月21日",
    "address": "湖北省武汉市武昌区样例路1号",
    "id_number": "42010618000101999X",
    "date": "2023年3月16日",
    "teacher": "刘景和",
    "student": "陈亦舟",
}
LONG = dict.fromkeys([*FIELDS, "place", "office"], "很长的名称" * 12)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fields", [FIELDS, {}, LONG], ids=["usual", "empty", "long"])
def test_every_kind_is_drawn_and_accepted(kind: str, fields: dict[str, str]) -> None:
    data = draw(kind, fields)
    info = inspect_image(data)
    assert info.media_type == "image/jpeg"
    assert 1000 <= max(info.width, info.height) <= 1600
    assert len(data) <= 150_000
    assert derive_copy(data, WatermarkText("仅用于中医师承备案", "武昌区卫生健康局", "2026-11-20")).width


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_arguments_give_the_same_bytes(kind: str) -> None:
    assert draw(kind, FIELDS, seed=4) == draw(kind, FIELDS, seed=4)
    assert draw(kind, FIELDS, seed=4) != draw(kind, FIELDS, seed=5)


def test_the_pages_of_a_notarisation_differ() -> None:
    pages = {draw("notarial_page", FIELDS, page, 10) for page in range(1, 11)}
    assert len(pages) == 10
    assert all(len(page) <= 150_000 for page in pages)


@pytest.mark.parametrize("kind", KINDS)
def test_the_fields_really_show(kind: str) -> None:
    """Two Chinese values of one length give different pictures: characters, not boxes."""
    first = dict.fromkeys([*FIELDS, "issuer", "number"], "医医医")
    second = dict.fromkeys(first, "承承承")
    difference = ImageChops.difference(opened(draw(kind, first)), opened(draw(kind, second)))
    assert sum(difference.convert("L").histogram()[80:]) > 150


def test_an_unknown_kind_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        draw("passport", FIELDS)

"""What is put on a sample document after the text: seal, portrait, signature, thumb print, the mark 样例.

Each is a picture with transparency, drawn once and kept. Sizes are in pixels.
"""

from __future__ import annotations

import math
from functools import lru_cache
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from server.sample.paper import RED, Colour, Details, face, mix


@lru_cache(maxsize=64)
def seal(around: str, below: str, radius: int) -> Image.Image:
    """A red office seal: ring, star, name along the ring, a second line below; marked 样例 in the middle."""
    side = radius * 2 + 8
    ring = Image.new("L", (side * 2, side * 2))
    pen = ImageDraw.Draw(ring)
    pen.ellipse((6, 6, side * 2 - 6, side * 2 - 6), outline=255, width=max(6, radius // 9))
    _star(pen, (side, side - radius * 0.1), radius * 0.55)
    characters = around[:18]
    size = round(radius * min(0.58, 5.2 / max(1, len(characters))))
    spread = min(260.0, 30.0 * (len(characters) - 1))
    for index, character in enumerate(characters):
        turn = -spread / 2 + spread * index / max(1, len(characters) - 1)
        _around(ring, character, turn, radius * 1.58, size)
    font = face(round(radius * 0.34))
    pen.text((side, side + radius * 1.02), below, fill=255, font=font, anchor="mm")
    worn = ImageChops.multiply(ring.resize((side, side), Image.Resampling.LANCZOS), _wear(side))
    sprite = Image.new("RGBA", (side, side), (*RED, 0))
    sprite.putalpha(worn.point(lambda level: level * 4 // 5))
    return sprite


def _around(ring: Image.Image, character: str, turn: float, radius: float, size: int) -> None:
    spot = Image.new("L", (size * 2, size * 2))
    ImageDraw.Draw(spot).text(
        (size, size), character, fill=255, font=face(size, serif=True), anchor="mm", stroke_width=1
    )
    spot = spot.rotate(-turn, Image.Resampling.BICUBIC)
    angle = math.radians(turn - 90)
    centre = ring.width / 2
    corner = (
        round(centre + radius * math.cos(angle) - size),
        round(centre + radius * math.sin(angle) - size),
    )
    ring.paste(255, corner, spot)


def _star(pen: ImageDraw.ImageDraw, centre: tuple[float, float], radius: float) -> None:
    points = []
    for step in range(10):
        reach = radius if step % 2 == 0 else radius * 0.382
        angle = math.radians(-90 + 36 * step)
        points.append((centre[0] + reach * math.cos(angle), centre[1] + reach * math.sin(angle)))
    pen.polygon(points, fill=255)


@lru_cache(maxsize=96)
def portrait(size: tuple[int, int], look: int, backdrop: Colour) -> Image.Image:
    """A head-and-shoulders shape that is nobody."""
    width, height = size[0] * 3, size[1] * 3
    picture = Image.new("RGBA", (width, height), (*backdrop, 255))
    pen = ImageDraw.Draw(picture)
    skin, hair = (226, 196, 174), ((52, 46, 44), (70, 62, 58), (120, 116, 112))[look % 3]
    cloth = ((64, 78, 104), (92, 92, 98), (112, 74, 70), (60, 92, 84))[look % 4]
    x, y, r = width / 2, height * 0.42, width * 0.2
    if look % 2:
        pen.rounded_rectangle((x - r * 1.3, y - r * 1.4, x + r * 1.3, y + r * 1.6), r, fill=hair)
    pen.ellipse((x - r * 2.1, height * 0.72, x + r * 2.1, height * 1.4), fill=cloth)
    pen.rectangle((x - r * 0.4, y + r, x + r * 0.4, height * 0.76), fill=mix(skin, (0, 0, 0), 0.1))
    pen.polygon(
        [(x - r * 0.6, height * 0.735), (x + r * 0.6, height * 0.735), (x, height * 0.86)],
        fill=(240, 240, 238),
    )
    pen.ellipse((x - r * 1.2, y - r * 1.55, x + r * 1.2, y + r * 0.9), fill=hair)
    pen.ellipse((x - r, y - r * 1.1, x + r, y + r * 1.3), fill=skin)
    return picture.resize(size, Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(0.8))


@lru_cache(maxsize=64)
def signature(name: str, size: int) -> Image.Image:
    """A name as if written by hand, leaning, in blue-black ink."""
    font = face(size, serif=True)
    flat = Image.new("L", (round(font.getlength(name)) + size, round(size * 1.8)))
    ImageDraw.Draw(flat).text((size // 3, size * 0.9), name, fill=255, font=font, anchor="lm")
    slanted = flat.transform(
        flat.size, Image.Transform.AFFINE, (1, 0.32, -0.28 * size, -0.06, 1.05, 0), Image.Resampling.BICUBIC
    )
    sprite = Image.new("RGBA", flat.size, (34, 44, 92, 0))
    sprite.putalpha(slanted)
    return sprite


@lru_cache(maxsize=4)
def fingerprint(side: int) -> Image.Image:
    """A red thumb print."""
    mark = Image.new("L", (side * 2, side * 2))
    pen = ImageDraw.Draw(mark)
    for ring in range(2, side - 6, 7):
        pen.ellipse((side - ring * 0.74, side - ring, side + ring * 0.74, side + ring), outline=255, width=4)
    sprite = Image.new("RGBA", (side, side), (*RED, 0))
    worn = ImageChops.multiply(mark.resize((side, side), Image.Resampling.LANCZOS), _wear(side))
    sprite.putalpha(worn.point(lambda level: level * 3 // 4))
    return sprite


@lru_cache(maxsize=8)
def sample_mark(size: int, ink: Colour = RED) -> Image.Image:
    """The mark 样例 that every drawn document bears."""
    mark = Image.new("RGBA", (size * 3, round(size * 1.6)), (*ink, 0))
    pen = ImageDraw.Draw(mark)
    pen.rounded_rectangle(
        (2, 2, mark.width - 3, mark.height - 3), size // 5, outline=(*ink, 190), width=max(2, size // 14)
    )
    pen.text((mark.width / 2, mark.height / 2), "样 例", fill=(*ink, 200), font=face(size), anchor="mm")
    return mark.rotate(8, Image.Resampling.BICUBIC, expand=True)


@lru_cache(maxsize=8)
def _wear(side: int) -> Image.Image:
    """Where the ink of a seal did not quite take."""
    spots = side // 4 + 1
    noise = Image.frombytes("L", (spots, spots), Random(5).randbytes(spots * spots))
    return noise.resize((side, side), Image.Resampling.BICUBIC).point(lambda level: min(255, 150 + level))


def turned(sprite: Image.Image, get: Details) -> Image.Image:
    """A seal is never put down quite straight."""
    return sprite.rotate(get.random.uniform(-14, 14))

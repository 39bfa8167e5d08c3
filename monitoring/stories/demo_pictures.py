"""Pictures of the demonstration: drawings in the palette, no photographs, the same for the same seed."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from math import cos, pi, sin
from random import Random

from PIL import Image, ImageDraw

from clusterix.lib.picture_cleaning import Rendering
from clusterix.lib.pictures import CleanPicture

WIDTH, HEIGHT = 1920, 1200  # drawn at twice the size it is kept at, for smooth edges
KEPT, THUMBNAIL = (960, 600), (640, 400)
BLUE, GREEN, PLUM, ORANGE, INK = "#12436D", "#28A197", "#801650", "#F46A25", "#0C3150"
SKIES = ("#E4EDF4", "#FFF3D6", "#E3F2E9", "#FCE8EA")
PALE, WHITE = "#BFD3E2", "#FFFFFF"
Pen = ImageDraw.ImageDraw


def picture_for(domain: str, seed: str) -> CleanPicture:
    """A drawing of what the domain is about, marked as the demonstration's in its lower corner."""
    random = Random(seed)  # noqa: S311 - it draws pictures, not secrets
    sky = random.choice(SKIES)
    image = Image.new("RGB", (WIDTH, HEIGHT), sky)
    pen = ImageDraw.Draw(image)
    SCENES.get(domain, _industry)(pen, random)
    _mark(pen)
    full, thumbnail = (_rendering(image, size) for size in (KEPT, THUMBNAIL))
    digest = hashlib.sha256(full.content).hexdigest()
    return CleanPicture(full.content, *KEPT, digest, thumbnail)


def _rendering(image: Image.Image, size: tuple[int, int]) -> Rendering:
    file = io.BytesIO()
    image.resize(size, Image.Resampling.BOX if size == KEPT else Image.Resampling.BILINEAR).save(
        file, "WEBP", quality=82, method=0
    )
    return Rendering(file.getvalue(), *size)


def _mark(pen: Pen) -> None:
    """The ribbon of quarters: no photograph carries it."""
    pen.rounded_rectangle((WIDTH - 356, HEIGHT - 96, WIDTH - 36, HEIGHT - 20), 20, fill=WHITE)
    for index in range(4):
        left = WIDTH - 330 + index * 70
        pen.rounded_rectangle((left, HEIGHT - 70, left + 58, HEIGHT - 46), 8, fill=BLUE if index < 3 else WHITE)
    pen.rounded_rectangle((WIDTH - 120, HEIGHT - 70, WIDTH - 62, HEIGHT - 46), 8, outline=BLUE, width=5)


def _disc(pen: Pen, x: float, y: float, radius: float, fill: str) -> None:
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)


def _sun(pen: Pen, random: Random) -> None:
    _disc(pen, random.randint(250, 1650), random.randint(180, 380), random.randint(90, 150), ORANGE)


def _hills(pen: Pen, random: Random, *colours: str, top: int = 650) -> None:
    for index, colour in enumerate(colours):
        base, shift = top + index * 170, random.uniform(0, 2 * pi)
        crest = [(x, base + 90 * sin(x / 330 + shift)) for x in range(0, WIDTH + 40, 40)]
        pen.polygon([(0, HEIGHT), *crest, (WIDTH, HEIGHT)], fill=colour)


def _mountain(pen: Pen, random: Random) -> None:
    _sun(pen, random)
    for colour, low, count in ((PALE, 300, 4), (BLUE, 460, 3)):
        for index in range(count):
            x, y = (index + 0.5) * WIDTH / count + random.randint(-90, 90), low + random.randint(-80, 90)
            pen.polygon([(x, y), (x - 620, HEIGHT), (x + 620, HEIGHT)], fill=colour)
            pen.polygon(
                [(x, y), (x - 124, y + 160), (x - 30, y + 120), (x + 50, y + 175), (x + 124, y + 160)], fill=WHITE
            )
    _hills(pen, random, GREEN, top=1000)


def _energy(pen: Pen, random: Random) -> None:
    _sun(pen, random)
    _hills(pen, random, PALE, GREEN, BLUE, top=720)
    for x in (420, 980, 1500):
        y, turn, length = random.randint(330, 460), random.uniform(0, 2 * pi), random.randint(190, 240)
        pen.line((x, y, x, 960), fill=INK, width=22)
        for blade in range(3):
            angle = turn + blade * 2 * pi / 3
            pen.line((x, y, x + length * cos(angle), y + length * sin(angle)), fill=WHITE, width=30)
        _disc(pen, x, y, 28, PLUM)


def _agrifood(pen: Pen, random: Random) -> None:
    _sun(pen, random)
    _hills(pen, random, PALE, GREEN, top=560)
    centre = random.randint(700, 1200)
    for row in range(-9, 10):
        foot = centre + row * 330
        pen.polygon(
            [(centre + row * 24, 800), (foot - 70, HEIGHT), (foot + 70, HEIGHT)], fill=BLUE if row % 2 else ORANGE
        )
    for _tree in range(5):
        x, y = random.randint(120, 1800), random.randint(560, 660)
        pen.rectangle((x - 12, y, x + 12, y + 130), fill=INK)
        _disc(pen, x, y, random.randint(70, 105), BLUE)


def _construction(pen: Pen, random: Random) -> None:
    _sun(pen, random)
    left = 60
    while left < 1750:
        width, top = random.randint(180, 330), random.randint(380, 820)
        pen.rectangle((left, top, left + width, HEIGHT), fill=random.choice((BLUE, GREEN, PLUM, PALE)))
        for x in range(left + 36, left + width - 50, 84):
            for y in range(top + 50, HEIGHT - 80, 120):
                pen.rectangle((x, y, x + 44, y + 62), fill=random.choice((WHITE, WHITE, "#FFF3D6")))
        left += width + random.randint(20, 60)
    x = random.randint(500, 1300)
    pen.line((x, 160, x, HEIGHT), fill=INK, width=26)
    pen.line((x - 220, 200, x + 520, 200), fill=INK, width=22)
    pen.line((x + 430, 200, x + 430, 420), fill=INK, width=8)
    pen.rectangle((x + 380, 420, x + 480, 500), fill=ORANGE)


def _digital(pen: Pen, random: Random) -> None:
    nodes = [
        (160 + column * 320 + random.randint(-90, 90), 200 + row * 270 + random.randint(-70, 70))
        for column in range(6)
        for row in range(4)
    ]
    for index, (x, y) in enumerate(nodes):
        for other_x, other_y in nodes[index + 1 :]:
            if (x - other_x) ** 2 + (y - other_y) ** 2 < 400**2:
                pen.line((x, y, other_x, other_y), fill=PALE, width=12)
    for x, y in nodes:
        _disc(pen, x, y, random.choice((36, 48, 78)), random.choice((BLUE, BLUE, GREEN, PLUM, ORANGE)))
        _disc(pen, x, y, 16, WHITE)


def _health(pen: Pen, random: Random) -> None:
    for _cell in range(26):
        x, y, radius = random.randint(0, WIDTH), random.randint(0, HEIGHT), random.randint(70, 190)
        colour = random.choice((PALE, PALE, GREEN, BLUE))
        _disc(pen, x, y, radius, colour)
        _disc(pen, x, y, radius * 0.86, WHITE if colour == PALE else colour)
        _disc(pen, x + radius * 0.2, y - radius * 0.1, radius * 0.34, random.choice((PLUM, ORANGE)))
    x, y = random.randint(600, 1300), random.randint(450, 750)
    _disc(pen, x, y, 260, WHITE)
    pen.rounded_rectangle((x - 55, y - 180, x + 55, y + 180), 20, fill=GREEN)
    pen.rounded_rectangle((x - 180, y - 55, x + 180, y + 55), 20, fill=GREEN)


def _mobility(pen: Pen, random: Random) -> None:
    _sun(pen, random)
    _hills(pen, random, PALE, GREEN, top=560)
    pen.rectangle((0, 940, WIDTH, HEIGHT), fill=INK)
    for x in range(40, WIDTH, 240):
        pen.rectangle((x, 1052, x + 130, 1070), fill=WHITE)
    for x, colour in ((random.randint(120, 320), ORANGE), (random.randint(1080, 1260), BLUE)):
        pen.rounded_rectangle((x, 620, x + 560, 960), 50, fill=colour)
        for window in range(4):
            pen.rounded_rectangle((x + 40 + window * 125, 680, x + 140 + window * 125, 800), 16, fill=WHITE)
        for wheel in (130, 430):
            _disc(pen, x + wheel, 965, 66, "#17222D")
            _disc(pen, x + wheel, 965, 28, PALE)
    pen.line((0, 330, WIDTH, 180), fill=INK, width=10)


def _industry(pen: Pen, random: Random) -> None:
    pen.rectangle((0, 960, WIDTH, HEIGHT), fill=PALE)
    for x, y, radius, colour in (
        (random.randint(450, 620), 600, 330, BLUE),
        (random.randint(1060, 1130), 420, 230, GREEN),
        (random.randint(1400, 1520), 720, 270, PLUM),
    ):
        turn = random.uniform(0, pi)
        for tooth in range(12):
            angle = turn + tooth * pi / 6
            _disc(pen, x + radius * cos(angle), y + radius * sin(angle), radius * 0.15, colour)
        _disc(pen, x, y, radius, colour)
        _disc(pen, x, y, radius * 0.52, WHITE)
        _disc(pen, x, y, radius * 0.2, ORANGE)


SCENES: dict[str, Callable[[Pen, Random], None]] = {
    "agrifood": _agrifood,
    "construction": _construction,
    "digital": _digital,
    "energy": _energy,
    "health": _health,
    "industry": _industry,
    "mobility": _mobility,
    "mountain": _mountain,
}

"""Drawn evidence: goods on a table, with what is wrong with them. No photo of anybody's."""

from collections.abc import Callable
from enum import StrEnum
from io import BytesIO
from random import Random
from typing import Final

from PIL import Image, ImageDraw

SIZE: Final = 480
SCALE: Final = 2  # drawn larger, then made small: smooth edges
WALLS: Final = ((236, 232, 224), (226, 231, 235), (240, 234, 236), (230, 236, 228))
TABLES: Final = ((196, 160, 118), (170, 136, 102), (214, 190, 160), (150, 128, 110))
WOODS: Final = ((134, 90, 56), (176, 128, 84), (98, 66, 46))
CLAYS: Final = ((242, 240, 234), (180, 196, 196), (206, 170, 148), (120, 132, 140))
Colour = tuple[int, int, int]


class Subject(StrEnum):
    """What stands on the table."""

    VASE = "vase"
    LAMP = "lamp"
    WOOD = "wood"
    PARCEL = "parcel"


class Flaw(StrEnum):
    """What is wrong with it."""

    NONE = "none"
    CRACK = "crack"
    CHIP = "chip"
    SCRATCH = "scratch"
    STAIN = "stain"


def picture(subject: Subject, flaw: Flaw, rng: Random) -> bytes:
    """A JPEG of about 15 kB. The same generator gives the same picture."""
    side = SIZE * SCALE
    image = Image.new("RGB", (side, side), rng.choice(WALLS))
    pen = ImageDraw.Draw(image)
    table = rng.choice(TABLES)
    edge = int(side * rng.uniform(0.66, 0.72))
    pen.rectangle((0, edge, side, side), fill=table)
    for _ in range(14):
        y = rng.randint(edge, side)
        pen.line((0, y, side, y + rng.randint(-8, 8)), fill=_shade(table, rng.uniform(0.9, 1.06)), width=SCALE * 2)
    middle, foot = int(side * rng.uniform(0.44, 0.56)), int(side * 0.84)
    pen.ellipse((middle - 260, foot - 30, middle + 280, foot + 50), fill=_shade(table, 0.75))
    _SUBJECTS[subject](pen, middle, foot, rng)
    height = rng.randint(420, 560) if subject is Subject.LAMP else rng.randint(170, 330)
    spot = (middle + rng.randint(-60, 60), foot - height)
    if flaw is not Flaw.NONE:
        _FLAWS[flaw](pen, spot, rng)
        if rng.random() < 0.6:  # buyers like to mark the place
            x, y = spot
            pen.ellipse((x - 96, y - 84, x + 96, y + 84), outline=(214, 48, 40), width=SCALE * 4)
    image = image.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
    out = BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()


def _shade(colour: Colour, factor: float) -> Colour:
    red, green, blue = (min(255, int(part * factor)) for part in colour)
    return red, green, blue


def _vase(pen: ImageDraw.ImageDraw, x: int, foot: int, rng: Random) -> None:
    clay = rng.choice(CLAYS)
    for stem in range(rng.randint(3, 6)):
        tip = (x + (stem - 2) * 70 + rng.randint(-20, 20), foot - 720 + rng.randint(0, 90))
        pen.line((x, foot - 440, *tip), fill=(104, 122, 84), width=SCALE * 3)
        for leaf in range(5):
            along = 0.35 + leaf * 0.14
            at = (x + (tip[0] - x) * along, foot - 440 + (tip[1] - foot + 440) * along)
            pen.ellipse((at[0] - 30, at[1] - 16, at[0] + 30, at[1] + 16), fill=(124, 148, 106))
    pen.ellipse((x - 190, foot - 380, x + 190, foot + 10), fill=clay)
    pen.polygon(((x - 70, foot - 470), (x + 70, foot - 470), (x + 130, foot - 280), (x - 130, foot - 280)), fill=clay)
    pen.ellipse((x - 80, foot - 495, x + 80, foot - 445), fill=_shade(clay, 0.82))
    pen.ellipse((x - 140, foot - 320, x - 90, foot - 120), fill=_shade(clay, 1.07))


def _lamp(pen: ImageDraw.ImageDraw, x: int, foot: int, rng: Random) -> None:
    wood = rng.choice(WOODS)
    pen.ellipse((x - 330, foot - 760, x + 330, foot - 220), fill=(250, 240, 206))
    pen.ellipse((x - 130, foot - 46, x + 130, foot + 20), fill=wood)
    pen.rectangle((x - 14, foot - 400, x + 14, foot - 20), fill=_shade(wood, 0.9))
    pen.polygon(
        ((x - 110, foot - 640), (x + 110, foot - 640), (x + 210, foot - 370), (x - 210, foot - 370)),
        fill=(246, 226, 176),
    )
    pen.ellipse((x - 210, foot - 400, x + 210, foot - 340), fill=(255, 243, 208))
    pen.ellipse((x - 110, foot - 658, x + 110, foot - 622), fill=(232, 208, 152))


def _wood(pen: ImageDraw.ImageDraw, x: int, foot: int, rng: Random) -> None:
    wood = rng.choice(WOODS)
    pen.rounded_rectangle((x - 230, foot - 400, x + 230, foot), radius=36, fill=wood)
    for ring in range(9):
        y = foot - 380 + ring * 42
        bend = rng.randint(-26, 26)
        pen.line(
            (x - 210, y, x - 60, y + bend, x + 80, y - bend, x + 210, y + 6), fill=_shade(wood, 0.86), width=SCALE * 2
        )
    pen.rounded_rectangle(
        (x - 170, foot - 340, x + 170, foot - 60), radius=20, outline=_shade(wood, 0.7), width=SCALE * 4
    )
    pen.ellipse((x - 20, foot - 216, x + 20, foot - 176), fill=(206, 176, 110))


def _parcel(pen: ImageDraw.ImageDraw, x: int, foot: int, rng: Random) -> None:
    card = (190, 146, 96)
    left, right, top = x - 280, x + 240, foot - 380
    pen.polygon(((left, top), (right, top), (right + 70, top - 90), (left + 70, top - 90)), fill=_shade(card, 1.1))
    pen.polygon(((right, top), (right + 70, top - 90), (right + 70, foot - 90), (right, foot)), fill=_shade(card, 0.8))
    dent = rng.randint(30, 90)
    pen.polygon(((left, top), (right, top), (right, foot), (left + dent, foot), (left, foot - dent)), fill=card)
    pen.rectangle((x - 50, top, x + 20, foot), fill=(222, 202, 164))
    pen.rectangle((left + 40, top + 70, left + 190, top + 190), fill=(250, 250, 248))
    for bar in range(14):
        pen.rectangle(
            (left + 54 + bar * 9, top + 84, left + 56 + bar * 9 + rng.randint(0, 4), top + 150), fill=(40, 40, 44)
        )


def _crack(pen: ImageDraw.ImageDraw, spot: tuple[int, int], rng: Random) -> None:
    x, y = spot
    for _branch in range(2):
        points = [(x, y)]
        for _ in range(6):
            points.append((points[-1][0] + rng.randint(-26, 30), points[-1][1] + rng.randint(8, 30)))
        pen.line(points, fill=(52, 46, 44), width=SCALE * 2, joint="curve")


def _chip(pen: ImageDraw.ImageDraw, spot: tuple[int, int], rng: Random) -> None:
    x, y = spot
    corners = [
        (x + dx + rng.randint(-10, 10), y + dy + rng.randint(-10, 10))
        for dx, dy in ((-40, -10), (10, -34), (44, 6), (0, 34))
    ]
    pen.polygon(corners, fill=(232, 222, 206), outline=(96, 84, 76))


def _scratch(pen: ImageDraw.ImageDraw, spot: tuple[int, int], rng: Random) -> None:
    x, y = spot
    for _ in range(5):
        shift = rng.randint(-26, 26)
        pen.line((x - 70, y + shift, x + 70, y + shift - rng.randint(10, 40)), fill=(238, 226, 208), width=SCALE)


def _stain(pen: ImageDraw.ImageDraw, spot: tuple[int, int], rng: Random) -> None:
    x, y = spot
    for _ in range(7):
        dx, dy, size = rng.randint(-44, 44), rng.randint(-36, 36), rng.randint(10, 34)
        pen.ellipse((x + dx - size, y + dy - size // 2, x + dx + size, y + dy + size // 2), fill=(112, 88, 60))


Draw = Callable[[ImageDraw.ImageDraw, int, int, Random], None]
_SUBJECTS: dict[Subject, Draw] = {
    Subject.VASE: _vase,
    Subject.LAMP: _lamp,
    Subject.WOOD: _wood,
    Subject.PARCEL: _parcel,
}
_FLAWS: dict[Flaw, Callable[[ImageDraw.ImageDraw, tuple[int, int], Random], None]] = {
    Flaw.CRACK: _crack,
    Flaw.CHIP: _chip,
    Flaw.SCRATCH: _scratch,
    Flaw.STAIN: _stain,
}

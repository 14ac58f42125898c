"""The picture that others show beside a link to a page, drawn on the server."""

import io
import unicodedata
from dataclasses import astuple, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.cache import cache as kept
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
"""What those who show such pictures expect, in pixels."""
SCALE = 2
"""Drawn larger and made small again: edges are smooth, and letters stand where they should."""
MARGIN = 84
FONTS = Path(__file__).resolve().parent / "fonts"
REGULAR, SEMIBOLD = "BeVietnamPro_400Regular.ttf", "BeVietnamPro_600SemiBold.ttf"

# The colours of tokens.css and of mark.svg; the picture is the same in light and dark.
GROUND, DEEP = "#0b3c49", "#082e39"
WHITE, QUIET, GOLD = "#ffffff", "#c5dbdf", "#f0b45c"
MARK_GROUND, MARK_LINE = "#0f5666", "#e6f2f2"

TITLE_SIZES = range(84, 39, -4)
THREE_LINES_FROM = 60
DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Words:
    """What stands in the picture: the register's name at the top, then `kicker`, `title` and
    `line`, and `foot` at the bottom. All but `title` may be empty.
    """

    register: str
    title: str
    kicker: str = ""
    line: str = ""
    foot: str = ""


def picture(words: Words) -> bytes:
    """The picture as PNG; the same words are drawn once a day."""
    digest = sha256("\n".join(astuple(words)).encode()).hexdigest()
    drawn: Any = kept.get_or_set(f"picture-{digest}", lambda: draw(words), DAY)
    return bytes(drawn)


def draw(words: Words) -> bytes:
    image = Image.new("RGB", (scaled(WIDTH), scaled(HEIGHT)), GROUND)
    canvas = ImageDraw.Draw(image)
    foot = HEIGHT - 96
    canvas.rectangle((0, scaled(foot), scaled(WIDTH), scaled(HEIGHT)), fill=DEEP)
    canvas.rectangle((0, scaled(foot - 4), scaled(WIDTH), scaled(foot)), fill=GOLD)
    image.paste(mark(), (scaled(MARGIN), scaled(60)), mark())
    write(canvas, (MARGIN + 124, 108), words.register, font(SEMIBOLD, 34), WHITE, "lm")
    write(canvas, (MARGIN, foot + 48), words.foot, font(REGULAR, 28), QUIET, "lm")

    lines, size = fitted(words.title)
    step = round(size * 1.24)
    block = 60 * bool(words.kicker) + step * len(lines) + 64 * bool(words.line)
    # In the middle between the mark and the foot.
    top = 160 + (foot - 160 - block) // 2
    if words.kicker:
        write(canvas, (MARGIN, top), words.kicker, font(SEMIBOLD, 34), GOLD, "la")
        top += 60
    for line in lines:
        write(canvas, (MARGIN, top), line, font(SEMIBOLD, size), WHITE, "la")
        top += step
    if words.line:
        write(canvas, (MARGIN, top + 20), words.line, font(REGULAR, 34), QUIET, "la")
    file = io.BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(file, "PNG", optimize=True)
    return file.getvalue()


def scaled(pixels: float) -> int:
    return round(pixels * SCALE)


def write(
    canvas: ImageDraw.ImageDraw,
    place: tuple[int, int],
    text: str,
    face: ImageFont.FreeTypeFont,
    colour: str,
    anchor: str,
) -> None:
    """One line, cut with … where it is too long."""
    room = scaled(WIDTH - MARGIN - place[0])
    text = composed(text)
    if face.getlength(text) > room:
        while text and face.getlength(f"{text}…") > room:
            text = text[:-1]
        text = f"{text.rstrip()}…"
    canvas.text((scaled(place[0]), scaled(place[1])), text, colour, face, anchor)


def fitted(title: str) -> tuple[list[str], int]:
    """The title in two lines as large as they allow, a long one in three; and the size."""
    lines, size = [], 0
    for size in TITLE_SIZES:
        lines = wrapped(composed(title), font(SEMIBOLD, size))
        if len(lines) <= (2 if size > THREE_LINES_FROM else 3):
            return lines, size
    return [*lines[:2], " ".join(lines[2:])], size


def wrapped(text: str, face: ImageFont.FreeTypeFont) -> list[str]:
    """The text in lines that fit between the margins, broken between words."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and face.getlength(longer) <= scaled(WIDTH - 2 * MARGIN):
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def composed(text: str) -> str:
    """Letters and marks as one sign, as the face has them."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


@cache
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    # The basic layout everywhere: the other one is not on every machine.
    return ImageFont.truetype(FONTS / name, scaled(size), layout_engine=ImageFont.Layout.BASIC)


@cache
def mark() -> Image.Image:
    """The mark of the register, as in mark.svg, whose units it is drawn with."""
    unit = 16
    large = Image.new("RGBA", (64 * unit, 64 * unit))
    canvas = ImageDraw.Draw(large)

    def oval(x: float, y: float, across: float, down: float) -> tuple[float, ...]:
        return tuple(unit * side for side in (x - across, y - down, x + across, y + down))

    canvas.rounded_rectangle(oval(32, 32, 32, 32), 14 * unit, fill=MARK_GROUND)
    for across in (20.5, 10):
        canvas.ellipse(oval(32, 32, across, 20.5), outline=MARK_LINE, width=3 * unit)
    canvas.line(oval(32, 32, 19, 0), fill=MARK_LINE, width=3 * unit)
    ends = ((23.5, 32), (46, 19))
    canvas.line([(x * unit, y * unit) for x, y in ends], fill=GOLD, width=int(3.5 * unit))
    for x, y in ends:
        canvas.ellipse(oval(x, y, 7, 7), fill=MARK_GROUND)
        canvas.ellipse(oval(x, y, 5, 5), fill=GOLD)
    return large.resize((scaled(96), scaled(96)), Image.Resampling.LANCZOS)

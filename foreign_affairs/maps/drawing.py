"""Places laid out on a map of the world, and where they crowd on enlarged parts of it.

Everything here is geometry: `templates/includes/map.html` draws it, and `public/map.css` says how
it looks. Lengths are units of a view's own viewBox, about a pixel each at its usual size.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import hypot
from string import ascii_uppercase
from typing import Final

from django.conf import settings

from foreign_affairs.maps.overlay import Feature, Overlay
from foreign_affairs.maps.projection import project

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""West, north, east, south."""
Spot = tuple[float, float, str, bool]

WORLD: Final[Box] = (-4450, -2430, 4750, 1800)
"""What the world view shows: no Antarctica, no empty Pacific."""
WORLD_SIZE: Final = (1000, 460)
PART_SIZE: Final = (360, 240)
CROWDED: Final = 340
"""Places nearer to each other than this, in units of the projection, share an enlarged part: names
beside them would run into each other on a telephone."""
SMALLEST_PART: Final = 420
"""The least width of an enlarged part, so that the coast around a place can still be recognised."""
NEAR_HOME: Final = 700
"""Places nearer than this to home are located on the part of the world around it."""
MARGIN: Final = 0.30
"""The share of an enlarged part that is kept free around its places, for their names."""

# The room that a name needs: on the world view as large as a telephone shows it.
_LETTER: Final = {WORLD_SIZE: 19.0, PART_SIZE: 8.9}
_LINE: Final = {WORLD_SIZE: 40.0, PART_SIZE: 20.0}
_DOT: Final = {WORLD_SIZE: 17.0, PART_SIZE: 8.0}


@dataclass(frozen=True)
class Place:
    """Somewhere on the map: its name, what is written beside it, and where it leads."""

    name: str
    label: str
    latitude: float
    longitude: float
    shape: str
    """How it is drawn: a value of `Partner.Status`, or `home`."""
    url: str = ""
    described: str = ""
    """What a reader who cannot see the map is told besides the name: country and status."""
    country: str = ""
    language: str = ""
    """The language of the name, where it is not that of the page."""

    @cached_property
    def position(self) -> Point:
        return project(self.longitude, self.latitude)


@dataclass(frozen=True)
class Mark:
    """A place in a view, with its name to the right of `text_x` (`end`: to the left)."""

    place: Place
    x: float
    y: float
    text_x: float
    text_y: float
    anchor: str
    leader: bool
    """Whether the name stands so far away that a line leads to it."""


@dataclass(frozen=True)
class View:
    """One drawing: a part of the world, the places named in it, those only shown as dots."""

    size: tuple[int, int]
    box: Box
    marks: list[Mark] = field(default_factory=list)
    letter: str = ""
    frames: "list[Frame]" = field(default_factory=list)
    dots: list[tuple[Point, Place]] = field(default_factory=list)

    @property
    def width(self) -> int:
        return self.size[0]

    @property
    def height(self) -> int:
        return self.size[1]

    @property
    def scale(self) -> float:
        return round(self.width / (self.box[2] - self.box[0]), 5)

    @property
    def shift(self) -> str:
        return f"{-self.box[0] * self.scale:.1f} {-self.box[1] * self.scale:.1f}"

    def place(self, position: Point) -> Point:
        """Where a position of the projection is in this view."""
        x, y = position
        return (
            round((x - self.box[0]) * self.scale, 1),
            round((y - self.box[1]) * self.scale, 1),
        )

    @property
    def places(self) -> list[Place]:
        return [mark.place for mark in self.marks]

    @property
    def countries(self) -> list[str]:
        """The countries of its places, each once, as they come."""
        return list(dict.fromkeys(place.country for place in self.places if place.country))

    @property
    def overlay(self) -> Overlay | None:
        """What the office adds to the land."""
        return settings.MAP_OVERLAY

    @property
    def overlay_names(self) -> list[tuple[Point, Feature]]:
        """The names of the office's overlay that lie inside, each with its point."""
        names = self.overlay.names if self.overlay else ()
        placed = [(self.place(row.point), row) for row in names]
        return [
            (point, row)
            for point, row in placed
            if 0 < point[0] < self.width and 0 < point[1] < self.height
        ]


@dataclass(frozen=True)
class Frame:
    """Where an enlarged part lies on the world view."""

    view: View
    x: float
    y: float
    width: float
    height: float

    @property
    def label(self) -> Point:
        return self.x + self.width + 4, self.y + self.height / 2


@dataclass(frozen=True)
class Map:
    """What `includes/map.html` draws."""

    world: View
    parts: list[View]

    @property
    def shapes(self) -> set[str]:
        """The kinds of points on it, for the key."""
        views = [self.world, *self.parts]
        return {place.shape for view in views for place in view.places}


def make_map(places: Sequence[Place]) -> Map:
    """Lays out the places: those that crowd in enlarged parts, the others on the world view."""
    crowded = [group for group in crowds(places) if len(group) > 1]
    crowded.sort(key=lambda group: (-len(group), group[0].longitude))
    parts = [part_of(group, letter_of(number)) for number, group in enumerate(crowded)]
    lettered = {id(place) for part in parts for place in part.places}
    bare = View(WORLD_SIZE, WORLD)
    frames = [frame_of(part, bare) for part in parts]
    single = [place for place in places if id(place) not in lettered]
    taken = [
        (*frame.label, frame.label[0] + 3 * _LETTER[WORLD_SIZE], frame.label[1] + 20)
        for frame in frames
    ]
    world = View(
        WORLD_SIZE,
        WORLD,
        marks=named(single, bare, taken),
        frames=frames,
        dots=[(bare.place(place.position), place) for part in parts for place in part.places],
    )
    return Map(world, parts)


def letter_of(number: int) -> str:
    """A, B, … Z, A1, B1, …"""
    return f"{ascii_uppercase[number % 26]}{number // 26 or ''}"


def locate(places: Sequence[Place], home: Place) -> View:
    """Places and home as dots, for a page about the places: on the world, or on the part of it
    around home where they would cover each other.
    """
    (x, y), width, height = home.position, *WORLD_SIZE
    reach = max(distance(home, place) for place in places)
    box = WORLD
    if reach < NEAR_HOME:
        across = max(6 * reach, 4 * SMALLEST_PART)
        top = y - across * height / width / 2
        box = (x - across / 2, top, x + across / 2, top + across * height / width)
    bare = View(WORLD_SIZE, box)
    return View(
        WORLD_SIZE, box, dots=[(bare.place(spot.position), spot) for spot in (home, *places)]
    )


def crowds(places: Iterable[Place]) -> list[list[Place]]:
    """The places in groups: from each to the next of its group it is less than `CROWDED`."""
    groups: list[list[Place]] = []
    for place in places:
        near = [group for group in groups if any(distance(place, one) < CROWDED for one in group)]
        rest = [group for group in groups if group not in near]
        groups = [*rest, [one for group in near for one in group] + [place]]
    return groups


def distance(one: Place, other: Place) -> float:
    (x, y), (other_x, other_y) = one.position, other.position
    return hypot(x - other_x, y - other_y)


def part_of(places: list[Place], letter: str) -> View:
    """The enlarged part of the world around places, in the proportions of `PART_SIZE`."""
    xs, ys = zip(*(place.position for place in places), strict=True)
    width, height = PART_SIZE
    ratio = width / height
    free = 1 - 2 * MARGIN
    across = max((max(xs) - min(xs)) / free, (max(ys) - min(ys)) / free * ratio, SMALLEST_PART)
    left = (min(xs) + max(xs) - across) / 2
    top = (min(ys) + max(ys) - across / ratio) / 2
    bare = View(PART_SIZE, (left, top, left + across, top + across / ratio))
    return View(PART_SIZE, bare.box, named(places, bare, []), letter)


def frame_of(part: View, world: View) -> Frame:
    west, north, east, south = part.box
    (x, y), (right, bottom) = world.place((west, north)), world.place((east, south))
    return Frame(part, x, y, round(right - x, 1), round(bottom - y, 1))


def named(places: Iterable[Place], view: View, taken: Iterable[Box]) -> list[Mark]:
    """The places of a view, each with its name where it covers nothing else, if there is room.

    First right, left, above and below of its point; then farther and farther away, with a line.
    """
    letter, line, dot = _LETTER[view.size], _LINE[view.size], _DOT[view.size]
    placed = [(place, view.place(place.position)) for place in places]
    boxes = [*taken, *((x - dot, y - dot, x + dot, y + dot) for _place, (x, y) in placed)]
    marks = []
    for place, (x, y) in placed:
        length = len(place.label) * letter
        own = (x - dot, y - dot, x + dot, y + dot)
        others = [box for box in boxes if box != own]
        choices = [
            (box_of(text_x, text_y, anchor, length, line), text_x, text_y, anchor, leader)
            for text_x, text_y, anchor, leader in spots(x, y, dot, line)
        ]
        free = [row for row in choices if inside(row[0], view) and not overlaps(row[0], others)]
        box, text_x, text_y, anchor, leader = (free or choices)[0]
        boxes.append(box)
        marks.append(Mark(place, x, y, round(text_x, 1), round(text_y, 1), anchor, leader))
    return marks


def spots(x: float, y: float, dot: float, line: float) -> Iterable[Spot]:
    """Where a name may stand: x, the middle of its line, how it is anchored, whether far away."""
    near = dot + 2
    yield x + near, y, "start", False
    yield x - near, y, "end", False
    yield x, y - near - line / 2, "middle", False
    yield x, y + near + line / 2, "middle", False
    for steps in range(1, 7):
        for lines in (-steps, steps):
            yield x + near + 8, y + lines * line, "start", True
            yield x - near - 8, y + lines * line, "end", True


def box_of(x: float, y: float, anchor: str, length: float, line: float) -> Box:
    left = {"start": x, "end": x - length, "middle": x - length / 2}[anchor]
    return left, y - line / 2, left + length, y + line / 2


def inside(box: Box, view: View) -> bool:
    return box[0] >= 2 and box[1] >= 2 and box[2] <= view.width - 2 and box[3] <= view.height - 2


def overlaps(box: Box, others: Iterable[Box]) -> bool:
    return any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
        for other in others
    )

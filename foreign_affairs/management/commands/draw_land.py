"""Draws the land outline of the maps from the npm package world-atlas, once for a new version."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from foreign_affairs.maps.projection import project

LAND = settings.BASE_DIR / "foreign_affairs/static/foreign_affairs/vendor/world-atlas/land.svg"
SOUTHERN_END = -60
"""Land that lies wholly south of this latitude, Antarctica, is not drawn."""

Ring = list[tuple[float, float]]


class Command(BaseCommand):
    help = "Draw the land outline from land-110m.json of the npm package world-atlas."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="package/land-110m.json")

    def handle(self, *args: Any, **options: Any) -> None:
        topology = json.loads(options["file"].read_text(encoding="utf-8"))
        rings = [ring for ring in land_rings(topology) if max(y for _x, y in ring) > SOUTHERN_END]
        path = "".join(drawn(piece) for ring in rings for piece in within_the_map(ring))
        LAND.write_text(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-5000 -2600 10000 5200">'
            f'<path id="land" d="{path}"/></svg>\n',
            encoding="utf-8",
        )
        self.stdout.write(f"{LAND.name}: {len(rings)} outlines, {LAND.stat().st_size} bytes")


def land_rings(topology: dict[str, Any]) -> Iterable[Ring]:
    """The outlines of the land as lists of (longitude, latitude); TopoJSON, delta-encoded."""
    (x_scale, y_scale), (x_shift, y_shift) = (
        topology["transform"][part] for part in ("scale", "translate")
    )
    arcs: list[Ring] = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            arc.append((x * x_scale + x_shift, y * y_scale + y_shift))
        arcs.append(arc)
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            for numbers in polygon:
                yield joined(arcs, numbers)


def joined(arcs: list[Ring], numbers: Iterable[int]) -> Ring:
    """Arcs one after another; ~n is arc n backwards, and each begins where the last one ended."""
    ring: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def within_the_map(ring: Ring) -> Iterable[Ring]:
    """The ring cut at 180°: what runs on beyond one edge of the map comes back at the other."""
    run_on: Ring = []
    turn = 0
    for x, y in ring:
        if run_on and abs(x + turn - run_on[-1][0]) > 180:
            turn += 360 if x + turn < run_on[-1][0] else -360
        run_on.append((x + turn, y))
    for turn in (-360, 0, 360):
        piece = [(x + turn, y) for x, y in run_on]
        for side in (1, -1):
            piece = cut(piece, side)
        if piece:
            yield piece


def cut(ring: Ring, side: int) -> Ring:
    """What of a ring lies west (`side` 1) or east (-1) of 180° on that side."""
    kept: Ring = []
    for (x, y), (next_x, next_y) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        beyond, next_beyond = (side * position > 180 for position in (x, next_x))
        if not beyond:
            kept.append((x, y))
        if beyond != next_beyond:
            edge = side * 180.0
            kept.append((edge, y + (next_y - y) * (edge - x) / (next_x - x)))
    return kept


def drawn(ring: Ring) -> str:
    """The ring as a closed SVG path in whole units, each step from where the last one ended."""
    points = [(round(x), round(y)) for x, y in (project(*point) for point in ring)]
    path, (last_x, last_y) = f"M{points[0][0]} {points[0][1]}l", points[0]
    steps = []
    for x, y in points[1:]:
        if (x, y) != (last_x, last_y):
            steps.append(f"{x - last_x} {y - last_y}")
            last_x, last_y = x, y
    return f"{path}{' '.join(steps).replace(' -', '-')}z"

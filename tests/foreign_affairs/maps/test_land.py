"""The outline of the land is that of world-atlas, cut where the map ends."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from foreign_affairs.management.commands import draw_land


def topology(*ring: tuple[int, int]) -> dict[str, Any]:
    """One land polygon with these corners in whole degrees."""
    steps = [ring[0]] + [(x - last_x, y - last_y) for (last_x, last_y), (x, y) in pairwise(ring)]
    return {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [steps],
        "objects": {"land": {"geometries": [{"arcs": [[[0]]]}]}},
    }


def draw(
    monkeypatch: pytest.MonkeyPatch, folder: Path, *ring: tuple[int, int]
) -> list[list[float]]:
    """The x of the corners that are drawn of each piece."""
    monkeypatch.setattr(draw_land, "LAND", folder / "land.svg")
    source = folder / "land-110m.json"
    source.write_text(json.dumps(topology(*ring)), encoding="utf-8")
    call_command("draw_land", source, verbosity=0)
    path = (folder / "land.svg").read_text().partition(' d="')[2].partition('"')[0]
    return [corners(piece) for piece in path.split("z")[:-1]]


def corners(piece: str) -> list[float]:
    start, _, steps = piece.removeprefix("M").partition("l")
    numbers = steps.replace("-", " -").split()
    xs = [float(start.split()[0])]
    for step in numbers[::2]:
        xs.append(xs[-1] + float(step))
    return xs


def test_land_across_the_edge_of_the_map_is_on_both_sides_and_no_line_runs_between(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pieces = draw(monkeypatch, tmp_path, (170, 0), (-170, 0), (-170, 10), (170, 10), (170, 0))
    assert sorted((min(piece) < 0, max(piece) > 0) for piece in pieces) == [
        (False, True),
        (True, False),
    ]


def test_antarctica_is_not_drawn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert draw(monkeypatch, tmp_path, (0, -70), (10, -70), (10, -80), (0, -70)) == []

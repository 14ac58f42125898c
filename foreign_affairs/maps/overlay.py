"""The office's own drawing over the land: a GeoJSON file that somebody has approved.

The outline of the land has no borders and no names. What an authority wants to see on its map —
islands that the outline is too coarse for, their names — it puts into a file of its own, signs it
off, and names the file in the setting MAP_OVERLAY (see docs/map-overlay.md).
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foreign_affairs.bilingual import Bilingual
from foreign_affairs.maps.projection import project

MOST_POSITIONS = 2000
"""More would weigh on every page with a map."""
LONGEST_NAME = 60


class OverlayError(ValueError):
    """What is wrong with the file, in one sentence without a path of the server."""


@dataclass(frozen=True)
class Feature:
    """A name on the map, in both languages, and its point in units of the projection."""

    name_vi: str
    name_en: str
    point: tuple[float, float]

    name = Bilingual("name")


@dataclass(frozen=True)
class Overlay:
    """`areas` and `lines` are SVG paths in units of the projection."""

    approved: str
    areas: str
    lines: str
    names: tuple[Feature, ...]


def read_overlay(file: Path) -> Overlay:
    """Read and check an overlay. Raises OverlayError, which says which feature is wrong and why."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise OverlayError("it cannot be read") from error
    except ValueError as error:
        raise OverlayError("it is no GeoJSON in UTF-8") from error
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection":
        raise OverlayError("it is no GeoJSON FeatureCollection")
    approved = data.get("approved")
    if not isinstance(approved, str) or not approved.strip():
        raise OverlayError("its “approved” does not say who signed it off, by which document")
    features = data.get("features")
    if not isinstance(features, list) or not features:
        raise OverlayError("it has no features")
    areas, lines, names, total = "", "", [], 0
    for number, feature in enumerate(features, 1):
        try:
            kind, shapes = shapes_of(feature)
            total += sum(map(len, shapes))
            if kind == "Polygon":
                areas += "".join(f"{drawn(shape)}z" for shape in shapes)
            elif kind == "LineString":
                lines += "".join(map(drawn, shapes))
            if (name := name_of(feature, must=kind == "Point")) is not None:
                names.append(Feature(*name, point=project(*shapes[0][0])))
        except (AttributeError, IndexError, KeyError, TypeError) as error:
            raise OverlayError(f"feature {number} lacks its geometry and coordinates") from error
        except ValueError as error:
            raise OverlayError(f"feature {number} is wrong: {error}") from error
    if total > MOST_POSITIONS:
        raise OverlayError(f"it has {total} positions; more than {MOST_POSITIONS} are too many")
    return Overlay(approved.strip(), areas, lines, tuple(names))


def shapes_of(feature: Any) -> tuple[str, list[list[tuple[float, float]]]]:
    """The kind of geometry without “Multi”, and its lines of (longitude, latitude)."""
    geometry = feature["geometry"]
    kind, found = geometry["type"], geometry["coordinates"]
    if kind == "MultiPolygon":
        shapes = [ring for polygon in found for ring in polygon]
    elif kind in ("Polygon", "MultiLineString"):
        shapes = found
    elif kind == "LineString":
        shapes = [found]
    elif kind == "Point":
        shapes = [[found]]
    else:
        raise ValueError("its geometry is no Point, LineString, Polygon or several of those")
    if not shapes or not all(shapes):
        raise ValueError("its geometry is empty")
    return kind.removeprefix("Multi"), [[position_of(point) for point in line] for line in shapes]


def position_of(point: Any) -> tuple[float, float]:
    longitude, latitude = float(point[0]), float(point[1])
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValueError("a position is not longitude and latitude in degrees")
    return longitude, latitude


def name_of(feature: Any, *, must: bool) -> tuple[str, str] | None:
    """The names in Vietnamese and English, which may be missing; None without any."""
    known = feature.get("properties") or {}
    vi, en = (str(known.get(f"name_{code}") or "").strip() for code in ("vi", "en"))
    if not vi:
        if must:
            raise ValueError("a point needs “name_vi”")
        return None
    if max(len(vi), len(en)) > LONGEST_NAME:
        raise ValueError(f"a name is longer than {LONGEST_NAME} characters")
    return vi, en


def drawn(line: list[tuple[float, float]]) -> str:
    points = [project(*point) for point in line]
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)

"""The office's overlay is drawn as it is, or refused with a sentence that helps."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from foreign_affairs.maps.overlay import OverlayError, read_overlay
from foreign_affairs.maps.projection import project

ISLAND: dict[str, Any] = {
    "type": "Feature",
    "properties": {"name_vi": "Đảo", "name_en": "Island"},
    "geometry": {"type": "Polygon", "coordinates": [[[110, 16], [111, 16], [111, 17], [110, 16]]]},
}
POINT: dict[str, Any] = {
    "type": "Feature",
    "properties": {"name_vi": "Quần đảo"},
    "geometry": {"type": "Point", "coordinates": [112, 16.5]},
}
LINE: dict[str, Any] = {
    "type": "Feature",
    "properties": None,
    "geometry": {"type": "LineString", "coordinates": [[0, 0], [180, 0]]},
}


def written(folder: Path, *features: Any, **members: Any) -> Path:
    file = folder / "overlay.geojson"
    data = {
        "type": "FeatureCollection",
        "approved": "Công văn 1/SNgV",
        "features": features,
        **members,
    }
    file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return file


def test_overlay_has_areas_lines_and_names_in_both_languages(tmp_path: Path) -> None:
    overlay = read_overlay(written(tmp_path, ISLAND, POINT, LINE))
    assert overlay.approved == "Công văn 1/SNgV"
    assert overlay.areas.count("z") == 1
    assert overlay.lines == "M0.0 -0.0L5000.0 -0.0"
    assert [row.point for row in overlay.names] == [project(110, 16), project(112, 16.5)]
    with override("en"):
        assert [str(row.name) for row in overlay.names] == ["Island", "Quần đảo"]


def feature(**changes: Any) -> dict[str, Any]:
    return {**POINT, **changes}


@pytest.mark.parametrize(
    ("features", "members", "sentence"),
    [
        ([POINT], {"approved": " "}, "its “approved” does not say who signed it off"),
        ([POINT], {"type": "Topology"}, "it is no GeoJSON FeatureCollection"),
        ([], {}, "it has no features"),
        ([LINE, feature(properties={})], {}, "feature 2 is wrong: a point needs “name_vi”"),
        ([feature(geometry=None)], {}, "feature 1 lacks its geometry and coordinates"),
        (
            [feature(geometry={"type": "Point", "coordinates": [16.5, 112]})],
            {},
            "feature 1 is wrong: a position is not longitude and latitude in degrees",
        ),
        (
            [feature(geometry={"type": "GeometryCollection", "coordinates": []})],
            {},
            "feature 1 is wrong: its geometry is no Point",
        ),
        ([feature(properties={"name_vi": "dài" * 30})], {}, "a name is longer than 60 characters"),
        (
            [{**LINE, "geometry": {"type": "LineString", "coordinates": [[0, 0]] * 2001}}],
            {},
            "it has 2001 positions",
        ),
    ],
)
def test_overlay_that_cannot_be_drawn_is_refused_with_a_sentence(
    tmp_path: Path, features: list[Any], members: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(OverlayError) as refusal:
        read_overlay(written(tmp_path, *features, **members))
    assert str(refusal.value).startswith(sentence) or sentence in str(refusal.value)


def test_file_that_is_no_json_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "overlay.geojson"
    file.write_bytes(b"\xff\xfe<svg>")
    with pytest.raises(OverlayError, match="no GeoJSON in UTF-8"):
        read_overlay(file)

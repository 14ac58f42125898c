"""Where places and their names stand."""

from itertools import combinations, pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foreign_affairs.maps.drawing import (
    PART_SIZE,
    Place,
    View,
    box_of,
    inside,
    make_map,
    overlaps,
)


def place(name: str, latitude: float, longitude: float) -> Place:
    return Place(name, name, latitude, longitude, "established", f"/{name}/", country=name[0])


EUROPE = [
    place("Emmen", 52.7792, 6.9069),
    place("Eindhoven", 51.4416, 5.4697),
    place("Đông Flanders", 51.0543, 3.7174),
    place("Darmstadt", 49.8728, 8.6512),
    place("Normandy", 48.88, 0.17),
    place("Emilia-Romagna", 44.4949, 11.3426),
]
ALONE = [place("Nebraska", 41.5, -99.8), place("Artemisa", 22.8133, -82.7619)]


def names(view: View) -> list[str]:
    return sorted(place.name for place in view.places)


def test_places_that_crowd_share_an_enlarged_part_and_each_has_one_link() -> None:
    drawn = make_map([*ALONE, *EUROPE])
    assert names(drawn.world) == ["Artemisa", "Nebraska"]
    assert [(part.letter, names(part)) for part in drawn.parts] == [
        ("A", sorted(place.name for place in EUROPE))
    ]
    assert [frame.view for frame in drawn.world.frames] == drawn.parts
    # … and all are seen on the world view, too.
    assert sorted(place.name for _point, place in drawn.world.dots) == names(drawn.parts[0])


def test_names_cover_neither_each_other_nor_a_point() -> None:
    [part] = make_map(EUROPE).parts
    boxes = [
        box_of(mark.text_x, mark.text_y, mark.anchor, len(mark.place.label) * 8.9, 20)
        for mark in part.marks
    ]
    assert not any(overlaps(one, [other]) for one, other in combinations(boxes, 2))
    assert all(inside(box, part) for box in boxes)
    points = [(mark.x, mark.y, mark.x, mark.y) for mark in part.marks]
    assert not any(overlaps(point, boxes) for point in points)


def test_part_shows_more_than_its_places_but_no_place_twice() -> None:
    [part] = make_map(EUROPE).parts
    width, height = PART_SIZE
    assert all(0 < mark.x < width and 0 < mark.y < height for mark in part.marks)
    west, _north, east, _south = part.box
    assert all(west < one.position[0] < east for one in EUROPE)


def test_the_same_spot_twice_is_drawn_without_an_error() -> None:
    [part] = make_map([place("Seoul", 37.5, 127.0), place("Gangnam", 37.5, 127.0)]).parts
    assert [(mark.x, mark.y) for mark in part.marks] == [(180.0, 120.0), (180.0, 120.0)]


def test_map_of_nothing_is_only_land() -> None:
    drawn = make_map([])
    assert (drawn.world.marks, drawn.world.frames, drawn.parts) == ([], [], [])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.integers(-60, 80), st.integers(-180, 180)).map(
            lambda spot: place("Một nơi có tên dài", *spot)
        ),
        max_size=30,
    )
)
def test_every_place_is_named_exactly_once(places: list[Place]) -> None:
    drawn = make_map(places)
    found = [id(one) for view in (drawn.world, *drawn.parts) for one in view.places]
    assert sorted(found) == sorted(map(id, places))
    letters = [part.letter for part in drawn.parts]
    assert all(one < other for one, other in pairwise(letters))

import pytest

from foreign_affairs.maps.projection import project


@pytest.mark.parametrize(
    ("longitude", "latitude", "x", "y"),
    [
        (0, 0, 0, 0),
        (180, 0, 5000, 0),
        # d3.geoNaturalEarth1Raw, in a world of the same width
        (90, 45, 2252.0, -1449.6),
        (127.3845, 36.3504, 3313.6, -1172.5),
        (-82.7619, 22.8133, -2242.8, -734.7),
        (5.4697, 51.4416, 132.0, -1651.4),
    ],
)
def test_projection_agrees_with_that_of_d3(
    longitude: float, latitude: float, x: float, y: float
) -> None:
    assert project(longitude, latitude) == pytest.approx((x, y), abs=0.1)

"""From degrees to the units of the drawing: the Natural Earth projection (Tom Patterson, 2011).

The polynomial is that of B. Šavrič, B. Jenny, T. Patterson, D. Petrovič, L. Hurni, “A polynomial
equation for the Natural Earth projection”, CaGIS 38(4), 2011. The land outline of the static files
is drawn in the same units, so both change together: see the command `draw_land`.
"""

from math import pi, radians
from typing import Final

WORLD_WIDTH: Final = 10_000
"""Units from the western to the eastern end of the equator; 0 is where it meets Greenwich."""
_SCALE: Final = WORLD_WIDTH / (2 * pi * 0.870700)


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Return x (east) and y (down, as in SVG) in units of a world `WORLD_WIDTH` wide."""
    turn, height = radians(longitude), radians(latitude)
    square = height * height
    fourth = square * square
    sixth = fourth * square
    across = -0.013791 + sixth * (0.003971 - 0.001529 * square)
    down = -0.044475 + 0.028874 * square - 0.005916 * fourth
    x = turn * (0.870700 - 0.131979 * square + fourth * across)
    y = height * (1.007226 + square * (0.015085 + fourth * down))
    return _SCALE * x, -_SCALE * y

"""What a cell of a workbook shows of its value, told from its number format."""

from __future__ import annotations

import enum
import re
from functools import lru_cache


class Shown(enum.Enum):
    """A date is stored as a day and a percentage as a share, whatever the reader sees."""

    PLAIN = enum.auto()
    MONTH = enum.auto()
    YEAR = enum.auto()
    PERCENT = enum.auto()


# The format codes of Excel that have a number instead of being written out.
BUILT_IN = {9: "0%", 10: "0.00%", 17: "mmm-yy"}

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


@lru_cache
def shown_by(code: str) -> Shown:
    """What a format code like `mm/yyyy` or `0.0%` shows; the first section counts."""
    letters = _LITERAL.sub("", code).split(";")[0].lower()
    if "%" in letters:
        return Shown.PERCENT
    if "y" in letters and not re.search("[dhs]", letters):
        return Shown.MONTH if "m" in letters else Shown.YEAR
    return Shown.PLAIN

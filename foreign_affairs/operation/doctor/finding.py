"""One thing that is wrong with an installation."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """Also the exit status of `manage.py doctor`: that of the worst finding; 0 without any."""

    WARNING = 1
    ERROR = 2


@dataclass(frozen=True)
class Finding:
    """`what` is wrong and how to `mend` it, in the language of the command.

    `code` is for programs and tests, like “media.readable_by_others”.
    """

    level: Level
    code: str
    what: str
    mend: str


Check = Callable[[], Iterator[Finding]]
"""Named as what it looks at."""


def error(code: str, what: str, mend: str) -> Finding:
    return Finding(Level.ERROR, code, what, mend)


def warning(code: str, what: str, mend: str) -> Finding:
    return Finding(Level.WARNING, code, what, mend)

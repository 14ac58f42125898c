"""Imports run one way through the apps."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

APPS = ("foreign_affairs", "partners", "events", "indicators")
"""Each may import those before it."""

LOOKS_AT_ALL = {
    "foreign_affairs/admin/desk.py",
    "foreign_affairs/sitemaps.py",
    "foreign_affairs/views/home.py",
    "foreign_affairs/views/reference.py",
}
"""What shows all apps together: the desk of staff, home, a country, and the map of the site."""


def imported(file: Path) -> Iterator[str]:
    """The packages that a module imports anything of."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]
        elif isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)


def test_no_app_imports_a_later_one() -> None:
    wrong = [
        f"{name} imports {other}"
        for place, app in enumerate(APPS)
        for file in sorted((settings.BASE_DIR / app).rglob("*.py"))
        if (name := file.relative_to(settings.BASE_DIR).as_posix()) not in LOOKS_AT_ALL
        for other in sorted(set(imported(file)) & set(APPS[place + 1 :]))
    ]
    assert wrong == []

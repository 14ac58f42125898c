"""Other processes of the register, on what a test has written."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection


def database_url(folder: Path) -> str:
    """Where another process finds what this test has written; on SQLite in a copy."""
    if connection.vendor == "sqlite":
        file = folder / "copy.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(file)])
        return f"sqlite:///{file}"
    given = connection.settings_dict
    person = f"{quote(given['USER'])}:{quote(given['PASSWORD'])}"
    return f"postgres://{person}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


def surroundings(url: str) -> dict[str, str]:
    """The environment of a process on this database."""
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "foreign_affairs.settings",
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
    }


def python(script: str, url: str, *arguments: str) -> subprocess.Popen[str]:
    """A process that runs the script; what it prints can be read."""
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        cwd=settings.BASE_DIR,
        env=surroundings(url),
    )

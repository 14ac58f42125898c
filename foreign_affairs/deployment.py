"""Which version of the program this is: pages may differ although the register does not."""

import os
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings

PARTS = ("*.py", "*.html", "*.mo", "*.txt")
MANIFEST = "staticfiles.json"


@cache
def deployed_version() -> str:
    """A text that is the same as long as the code, the templates, the translations, the packages,
    the static files and the settings that are seen on pages are the same.
    """
    told = sha256()
    base: Path = settings.BASE_DIR
    folders = [path for path in base.iterdir() if (path / "__init__.py").is_file()]
    files = [
        base / "requirements.txt",
        Path(settings.STATIC_ROOT) / MANIFEST,
        *(
            file
            for folder in (*folders, base / "templates")
            for kind in PARTS
            for file in folder.rglob(kind)
        ),
    ]
    for file in sorted(files):
        if file.is_file():
            told.update(os.path.relpath(file, base).encode() + b"\0" + file.read_bytes())
    told.update(repr((settings.MAP_HOME, settings.MAP_OVERLAY, settings.DEBUG)).encode())
    return told.hexdigest()[:16]

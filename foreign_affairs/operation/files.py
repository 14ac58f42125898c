"""The uploaded files of an installation: those that lie in MEDIA_ROOT, and those that rows name."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, models

from foreign_affairs.operation.tables import kept_models

STAGING = ".restoring"
"""The folder in MEDIA_ROOT in which a restore prepares what it puts into place; see `restoring`.

Folders whose names begin with a dot hold what is not finished and are no part of a backup.
"""


def media_root() -> Path:
    return Path(settings.MEDIA_ROOT)


def stored_files() -> Iterator[str]:
    """The names of all files below MEDIA_ROOT, like “agreements/2026/scan.pdf”, sorted."""
    root = media_root()
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            yield (Path(folder) / name).relative_to(root).as_posix()


def named_files(alias: str = DEFAULT_DB_ALIAS) -> set[str]:
    """The names of the files that rows hold now."""
    found: set[str] = set()
    for model in kept_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                rows = model._base_manager.using(alias).order_by()
                found.update(rows.values_list(field.name, flat=True).iterator())
    return found - {""}

"""Where uploaded documents lie: below MEDIA_ROOT, which nothing serves."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage

UNFINISHED = ".unfinished"
"""The folder on the same disk in which a file grows until it is whole."""


class PrivateStorage(FileSystemStorage):
    """Files that no address leads to; a view hands them out after asking who reads.

    A file gets its name once all of it is on the disk: a full disk or a killed server leaves no
    half of one.
    """

    def url(self, name: str | None) -> str:
        """Raises ValueError, where Django would make an address below MEDIA_URL."""
        raise ValueError("This file is not accessible via a URL.")

    def _save(self, name: str, content: Any) -> str:
        growing = Path(self.location) / UNFINISHED
        growing.mkdir(mode=self.directory_permissions_mode or 0o750, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=growing, delete=False) as file:
            whole = Path(file.name)
            try:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
                with whole.open("rb") as opened:
                    return super()._save(name, Whole(opened, file.name))  # type: ignore[misc]
            finally:
                whole.unlink(missing_ok=True)


class Whole(File):
    """A file that Django moves to its place, as it does with large uploads."""

    def temporary_file_path(self) -> str:
        return str(self.name)


def private_storage() -> Storage:
    return PrivateStorage()

"""Where uploaded documents lie: below MEDIA_ROOT, which nothing serves."""

from django.core.files.storage import FileSystemStorage, Storage


class PrivateStorage(FileSystemStorage):
    """Files that no address leads to; a view hands them out after asking who reads."""

    def url(self, name: str | None) -> str:
        """Raises ValueError, where Django would make an address below MEDIA_URL."""
        raise ValueError("This file is not accessible via a URL.")


def private_storage() -> Storage:
    return PrivateStorage()

"""What every page of the public site is given."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from foreign_affairs.models import Owner


def register(request: HttpRequest) -> dict[str, Any]:
    """`owner`, and `alternate_urls`: (code, name, address) of this page in each language."""
    if request.path_info.startswith("/admin/"):
        return {}
    return {
        "owner": Owner.objects.filter(code=Owner.CODE).first(),
        "alternate_urls": [
            (code, name, request.build_absolute_uri(in_language(request.get_full_path(), code)))
            for code, name in settings.LANGUAGES
        ],
    }


def in_language(path: str, language: str) -> str:
    """The same path in another language: only its first part differs. Home where it has none."""
    for code, _name in settings.LANGUAGES:
        if path.startswith(f"/{code}/"):
            return f"/{language}/{path.removeprefix(f'/{code}/')}"
    return f"/{language}/"

"""What every page of the public site is given."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url

from foreign_affairs.models import Owner


def register(request: HttpRequest) -> dict[str, Any]:
    """`owner`, and `alternate_urls`: (code, name, address) of this page in each language."""
    path = request.get_full_path()
    if request.path_info.startswith("/admin/"):
        return {}
    return {
        "owner": Owner.objects.filter(code=Owner.CODE).first(),
        "alternate_urls": [
            (code, name, request.build_absolute_uri(translate_url(path, code)))
            for code, name in settings.LANGUAGES
        ],
    }

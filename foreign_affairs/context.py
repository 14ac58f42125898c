"""What every page of the public site is given."""

from typing import Any

from django.conf import settings
from django.db.models import Subquery
from django.http import HttpRequest

from foreign_affairs.models import Owner, Record
from foreign_affairs.search import searchable_models


def register(request: HttpRequest) -> dict[str, Any]:
    """`owner`, and `alternate_urls`: (code, name, address) of this page in each language."""
    if request.path_info.startswith("/admin/"):
        return {}
    return {
        "owner": get_owner(),
        "alternate_urls": [
            (code, name, request.build_absolute_uri(in_language(request.get_full_path(), code)))
            for code, name in settings.LANGUAGES
        ],
    }


def get_owner() -> Any:
    """The owner, with the moment in `last_update` at which a public record was last changed (None
    while there is none); None where nobody is entered. One query, because every page asks.
    """
    models: list[Any] = [model for model in searchable_models() if issubclass(model, Record)]
    newest = {
        f"newest_{model._meta.model_name}": Subquery(
            model.objects.public().order_by("-changed_at").values("changed_at")[:1]
        )
        for model in models
    }
    owner: Any = Owner.objects.filter(code=Owner.CODE).annotate(**newest).first()
    if owner is not None:
        moments = [moment for name in newest if (moment := getattr(owner, name))]
        owner.last_update = max(moments, default=None)
    return owner


def in_language(path: str, language: str) -> str:
    """The same path in another language: only its first part differs. Home where it has none."""
    for code, _name in settings.LANGUAGES:
        if path.startswith(f"/{code}/"):
            return f"/{language}/{path.removeprefix(f'/{code}/')}"
    return f"/{language}/"

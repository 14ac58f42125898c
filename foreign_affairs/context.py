"""What every page of the public site is given."""

from functools import cache
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.models import DateTimeField, Subquery, Value
from django.http import HttpRequest

from foreign_affairs.kept import kept
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
    """The owner as `read_owner` has it, kept for a state of the register: every page asks."""
    return kept(("owner",), read_owner)


def read_owner() -> Any:
    """The owner, with the moment in `last_update` at which a public record was last changed (None
    while there is none); None where nobody is entered. One query.
    """
    owner: Any = next(iter(Owner.objects.raw(*owner_query())), None)
    if owner is not None:
        found = [getattr(owner, name) for name in newest_names()]
        moments = [as_moment(value, owner._state.db) for value in found if value]
        owner.last_update = max(moments, default=None)
    return owner


@cache
def owner_query() -> tuple[str, tuple[Any, ...]]:
    """The statement of `get_owner`: always the same, and putting it together takes ten times as
    long as the database needs for it.
    """
    newest = {
        name: Subquery(model.objects.public().order_by("-changed_at").values("changed_at")[:1])
        for name, model in newest_names().items()
    }
    query: Any = Owner.objects.filter(code=Owner.CODE).annotate(**newest).query
    return query.sql_with_params()


def as_moment(value: Any, using: str) -> Any:
    """What a database gives to a statement that is not of Django's making; SQLite a text."""
    kind: Any = Value(None, DateTimeField())
    for convert in connections[using].ops.get_db_converters(kind):
        value = convert(value, kind, connections[using])
    return value


@cache
def newest_names() -> dict[str, Any]:
    """The kinds of public records by the column that tells when one of them was last changed."""
    models = [model for model in searchable_models() if issubclass(model, Record)]
    return {f"newest_{model._meta.model_name}": model for model in models}


def in_language(path: str, language: str) -> str:
    """The same path in another language: only its first part differs. Home where it has none."""
    for code, _name in settings.LANGUAGES:
        if path.startswith(f"/{code}/"):
            return f"/{language}/{path.removeprefix(f'/{code}/')}"
    return f"/{language}/"

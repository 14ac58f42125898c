"""Which fields of a model people fill."""

from typing import Any, TypeAlias

from django.db import models

Fields: TypeAlias = tuple[Any, ...]


def links_of(model: type[models.Model]) -> list[str]:
    """The names of the foreign keys and many-to-many fields that people fill."""
    return [
        field.name
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.is_relation and field.editable
    ]


def fields_of(model: type[models.Model]) -> list[str]:
    """The names of all fields that people fill, code apart, in the order of the model."""
    return [
        field.name
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.editable and not field.primary_key and field.name != "code"
    ]

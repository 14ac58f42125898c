"""Uploads that nobody decided on: the scans and templates of conflicts that were left.

A file is stored when its form is sent, before anybody has chosen between two versions.
Whoever closes the window instead leaves it behind.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.apps import apps
from django.core.files.storage import Storage
from django.db import models

from foreign_affairs.models import ProposedChange, Tracked
from foreign_affairs.proposals import differences_of, files_of
from foreign_affairs.storage import UNFINISHED, private_storage


def abandoned(before: datetime) -> list[tuple[Storage, str]]:
    """The storage and name of each file from before that moment that nothing names: no record,
    no older version of one, which may come back, and no change that somebody has proposed.
    """
    fields = file_fields()
    named = set(files_proposed())
    for field in fields:
        for rows in (field.model._default_manager, field.model.history):
            named |= set(rows.values_list(field.name, flat=True))
    places = [(field.storage, PurePath(field.upload_to).parts[0]) for field in fields]
    # What was being stored when the server was killed.
    places.append((private_storage(), UNFINISHED))
    found = [
        (storage, name)
        for storage, folder in places
        for name in stored(storage, folder)
        if name not in named
    ]
    return [(storage, name) for storage, name in found if storage.get_modified_time(name) < before]


def file_fields() -> list[Any]:
    return [
        field
        for model in apps.get_models()
        if issubclass(model, Tracked)
        for field in model._meta.fields
        if isinstance(field, models.FileField)
    ]


def files_proposed() -> Iterator[str]:
    for proposal in ProposedChange.objects.all().open():
        for _field, name in files_of(differences_of(proposal)):
            yield name


def stored(storage: Storage, folder: str) -> Iterator[str]:
    """The names of all files in a folder and those below it; none where it does not exist."""
    if not storage.exists(folder):
        return
    folders, files = storage.listdir(folder)
    for name in files:
        yield str(PurePath(folder, name))
    for inner in folders:
        yield from stored(storage, str(PurePath(folder, inner)))

"""One index of all records that have a page, found by any spelling, with or without marks."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.signals import post_delete, post_save, pre_save

from foreign_affairs.models import Country, InlineRow, Record, SearchEntry
from foreign_affairs.text import fold, match_key

MAX_WORDS = 30
"""More words than anybody types would make a query too deep for SQLite."""


def searchable_models() -> list[type[models.Model]]:
    """The models with a page: every Record, and countries."""
    return [model for model in apps.get_models() if is_searchable(model)]


def is_searchable(model: type[models.Model]) -> bool:
    return issubclass(model, (Record, Country))


def entry_for(record: Any) -> SearchEntry:
    """The unsaved index entry of a record: its names, other spellings and texts, folded."""
    names = [record.name_vi, record.name_en]
    texts = [*names, record.code, *(str(text) for text in record.search_texts())]
    words = " ".join(filter(None, (fold(text) for text in texts)))
    # Chăm-pa-sắc is three words folded; its key finds it typed as one.
    keys = " ".join({match_key(text) for text in texts if text and len(text) <= 60})
    return SearchEntry(
        content_type=ContentType.objects.get_for_model(record),
        object_id=record.pk,
        code=record.code,
        name_vi=record.name_vi,
        name_en=record.name_en,
        folded_name=" ".join(filter(None, map(fold, names))),
        folded=f"{words} {keys}",
    )


def index(model: type[models.Model], keys: Iterable[int] | None = None) -> int:
    """Writes the entries of the records with these primary keys, or of all; returns how many."""
    records = model._default_manager.all()
    if keys is not None:
        records = records.filter(pk__in=list(keys))
    related = model.search_related  # type: ignore[attr-defined]
    entries = [entry_for(record) for record in records.prefetch_related(*related)]
    SearchEntry.objects.bulk_create(
        entries,
        batch_size=200,
        update_conflicts=True,
        unique_fields=("content_type", "object_id"),
        update_fields=("code", "name_vi", "name_en", "folded_name", "folded"),
    )
    return len(entries)


def rebuild() -> int:
    """Writes the whole index anew; returns the number of entries."""
    SearchEntry.objects.all().delete()
    return sum(index(model) for model in searchable_models())


def matching(text: str, among: models.QuerySet[SearchEntry] | None = None) -> Any:
    """The entries with every word of `text`; of records in any state unless told `among` which."""
    entries = SearchEntry.objects.all() if among is None else among
    for word in list(dict.fromkeys(fold(text).split()))[:MAX_WORDS]:
        entries = entries.filter(folded__contains=word)
    return entries


def narrow(records: Any, text: str) -> Any:
    """The records of a queryset that `text` finds, by any spelling."""
    content_type = ContentType.objects.get_for_model(records.model)
    found = matching(text).filter(content_type=content_type)
    return records.filter(pk__in=found.values("object_id"))


def public_entries() -> models.QuerySet[SearchEntry]:
    """The entries of records that have a public page."""
    public = models.Q()
    for model in searchable_models():
        keys = model._default_manager.public().values("pk")  # type: ignore[attr-defined]
        content_type = ContentType.objects.get_for_model(model)
        public |= models.Q(content_type=content_type, object_id__in=keys)
    return SearchEntry.objects.filter(public)


def find_public(text: str) -> models.QuerySet[SearchEntry]:
    """The entries of public records with every word of `text`, names that match first."""
    key = fold(text)
    found = matching(key, among=public_entries()) if key else SearchEntry.objects.none()
    return (
        found.annotate(
            rank=models.Case(
                models.When(folded_name=key, then=0),
                models.When(folded_name__startswith=key, then=1),
                models.When(folded_name__contains=key, then=2),
                default=3,
            )
        )
        .select_related("content_type")
        .order_by("rank", "content_type__app_label", "content_type__model", "code")
    )


def connect() -> None:
    """Keeps the index true whenever something is saved or deleted."""
    pre_save.connect(_before_save, dispatch_uid="search_before_save")
    post_save.connect(_after_save, dispatch_uid="search_after_save")
    post_delete.connect(_after_delete, dispatch_uid="search_after_delete")


def _before_save(sender: type[models.Model], instance: Any, raw: bool = False, **_: Any) -> None:
    """Remembers the parent that a row is moved away from."""
    if not raw and issubclass(sender, InlineRow) and instance.pk:
        rows = sender._default_manager.filter(pk=instance.pk)
        instance.former_parent = rows.values_list(sender.parent_column(), flat=True).first()


def _after_save(
    sender: type[models.Model], instance: Any, created: bool, raw: bool = False, **_: Any
) -> None:
    if raw:
        return
    if issubclass(sender, InlineRow):
        _index_parent(sender, instance)
    elif is_searchable(sender):
        index(sender, [instance.pk])
        if not created:
            # Its name may be another, or no longer public.
            index_dependents(instance)


def _after_delete(sender: type[models.Model], instance: Any, **_: Any) -> None:
    if issubclass(sender, InlineRow):
        _index_parent(sender, instance)
    elif is_searchable(sender):
        SearchEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(sender), object_id=instance.pk
        ).delete()


def _index_parent(sender: type[InlineRow], instance: Any) -> None:
    if is_searchable(sender.parent_model()):
        keys = {getattr(instance, sender.parent_column()), getattr(instance, "former_parent", None)}
        index(sender.parent_model(), keys - {None})


def index_dependents(record: models.Model) -> None:
    """Records found by this one's name: what points at it, and what has a row that does."""
    for relation in record._meta.related_objects:
        model, field = relation.related_model, relation.field
        if field.many_to_many:
            continue
        if issubclass(model, InlineRow):
            target, column = model.parent_model(), model.parent_column()
        else:
            target, column = model, "pk"
        if is_searchable(target):
            rows = model._default_manager.filter(**{field.name: record})
            index(target, rows.values_list(column, flat=True))

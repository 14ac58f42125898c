"""One index of all records that have a page, found by any spelling, with or without marks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.apps import AppConfig, apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.db.models.lookups import IsNull
from django.db.models.signals import post_delete, post_migrate, post_save, pre_save
from django.utils import timezone

from foreign_affairs.addresses import has_pages
from foreign_affairs.collation import in_code_order
from foreign_affairs.models import InlineRow, SearchEntry
from foreign_affairs.records.bulk import replace, sliced
from foreign_affairs.similar import name_and_kind
from foreign_affairs.text import fold

Near = Mapping[str, Sequence[str]]
"""For a word that was typed, the words of the register that differ from it by a letter or two."""

MAX_WORDS = 30
"""More words than anybody types would make a query too deep for SQLite."""

SHORT = 3
"""So few Latin letters count only where a word begins: “nam” is not looked for inside “danang”."""

SHORTEST = 2
"""So few before another word are a word of their own: the “an” of “Ấn Độ” does not begin “anh”."""

JOINED = 60
"""Longer texts than these letters nobody types as one word: Chămpasắc for Chăm-pa-sắc."""

SYLLABLES = 3
"""A foreign name has so many at most where it is written as one word."""


class Rank(models.IntegerChoices):
    """Where an entry has the words that were typed, the best place first. One word alone is a
    phrase; of several, what stands together says more than what is strewn over a name.
    """

    IS_NAME = 0
    IS_SPELLING = 1
    NAME_BEGINS = 2
    NAME_HAS_PHRASE = 3
    SPELLING_HAS_WORDS = 4
    TEXT_HAS_PHRASE = 5
    NAME_HAS_WORDS = 6
    TEXT_HAS_WORDS = 7
    NEARLY = 8


def searchable_models() -> list[type[models.Model]]:
    """The models with a page: every Record, and countries."""
    return [model for model in apps.get_models() if has_pages(model)]


COLUMNS = (
    *("content_type_id", "object_id", "code", "name_vi", "name_en", "spellings", "texts"),
    *("folded_name", "folded_spellings", "folded", "written_at"),
)


def entry_of(record: Any) -> tuple[Any, ...]:
    """What the index holds of a record, in the order of COLUMNS, but for the moment."""
    names, spellings, texts = (
        list(dict.fromkeys(one_line for text in said if (one_line := " ".join(str(text).split()))))
        for said in (
            (record.name_vi, record.name_en),
            record.other_spellings(),
            record.search_texts(),
        )
    )
    said = [fold(text) for text in (record.code, *texts)]
    folded_names = [fold(name) for name in names]
    # “Tỉnh Champasak” is called Champasak.
    bare = [name_and_kind(name)[0] for name in names]
    folded_spellings = [fold(text) for text in spellings]
    folded_spellings += joined(
        text for text in (*bare, *folded_spellings) if text.count(" ") < SYLLABLES
    )
    return (
        ContentType.objects.get_for_model(record).pk,
        record.pk,
        record.code,
        record.name_vi,
        record.name_en,
        "\n".join(spellings),
        "\n".join(texts),
        lines((*folded_names, *bare)),
        lines(folded_spellings),
        lines((*folded_names, *folded_spellings, *said, *joined((*folded_names, *said)))),
    )


def joined(texts: Iterable[str]) -> list[str]:
    """Folded texts of several words as one: Chăm-pa-sắc is three of them, Chămpasắc is one."""
    return [text.replace(" ", "") for text in texts if " " in text and len(text) <= JOINED]


def lines(texts: Iterable[str]) -> str:
    """Folded texts, each in a line and between spaces, so that one LIKE finds where one begins."""
    return "".join(f"\n {text} \n" for text in dict.fromkeys(texts) if text)


def index(model: type[models.Model], keys: Iterable[int] | None = None) -> int:
    """Writes the entries of the records with these primary keys, or of all; returns how many."""
    if keys is None:
        keys = model._default_manager.order_by().values_list("pk", flat=True)
    count = 0
    for part in sliced(keys):
        records = list(model._default_manager.order_by().filter(pk__in=part))
        index_records(model, records)
        count += len(records)
    return count


def index_records(model: type[models.Model], records: Sequence[Any]) -> None:
    """Writes the entries of records as they are in memory; what they are related to is read."""
    with transaction.atomic():
        for part in sliced(records):
            read_related(model, part)
            moment = connection.ops.adapt_datetimefield_value(timezone.now())
            rows = ((*entry_of(record), moment) for record in part)
            replace(SearchEntry._meta.db_table, COLUMNS, COLUMNS[:2], rows)


def read_related(model: Any, records: Sequence[Any]) -> None:
    """Reads what `search_texts` will ask for.

    `prefetch_related_objects` puts a queryset together for each record. Of several records, those
    without rows of a kind, in an import all, share an empty one.
    """
    behind: dict[str, list[str]] = {}
    for path in model.search_related:
        name, _, rest = path.partition("__")
        behind.setdefault(name, []).extend(filter(None, [rest]))
    joined = []
    for name, paths in behind.items():
        relation = model._meta.get_field(name)
        if not relation.one_to_many or len(records) == 1:
            continue
        manager = relation.related_model._default_manager
        rows = manager.order_by()
        rows = rows.filter(**{f"{relation.field.name}__in": [record.pk for record in records]})
        owners = set(rows.values_list(relation.field.attname, flat=True))
        empty = rows.none()
        for record in records:
            if record.pk not in owners:
                kept = record.__dict__.setdefault("_prefetched_objects_cache", {})
                kept.setdefault(relation.get_accessor_name(), empty)
        # What the rows lead to comes with them. Prefetched by itself, each key is a condition of
        # its own on SQLite, which takes a thousand.
        if paths:
            joined.append(Prefetch(name, manager.select_related(*paths)))
    prefetch_related_objects(records, *joined, *model.search_related)


def rebuild() -> int:
    """Writes the whole index anew; returns the number of entries."""
    SearchEntry.objects.all().delete()
    return sum(index(model) for model in searchable_models())


def words_of(text: str) -> list[str]:
    """The words of a search, folded, each once."""
    return list(dict.fromkeys(fold(text).split()))[:MAX_WORDS]


def has_words(words: Sequence[str], column: str, near: Near = MappingProxyType({})) -> models.Q:
    """The condition that a folded column has every word, or one that is near it."""
    # “cham pa sac” is also found where it is written as one word only. What is looked for to find
    # “cham” is part of that word, so it is there in any case; only what is looked for to find “pa”
    # is not.
    as_one = f" {''.join(words)}"
    in_any_case, or_as_one = models.Q(), models.Q()
    for word in words:
        place = place_of(word, is_last=word is words[-1])
        places = models.Q(**{f"{column}__contains": place})
        for other in near.get(word, ()):
            places |= models.Q(**{f"{column}__contains": f" {other} "})
        if place in as_one:
            in_any_case &= places
        else:
            or_as_one &= places
    if or_as_one:
        or_as_one |= models.Q(**{f"{column}__contains": as_one})
    return in_any_case & or_as_one


def place_of(word: str, *, is_last: bool) -> str:
    """What to look for to find a word; the last one may not be written to its end yet."""
    if len(word) > SHORT or not word.isascii():
        return word
    return f" {word}" if is_last or len(word) > SHORTEST else f" {word} "


def matching(text: str, among: models.QuerySet[SearchEntry] | None = None) -> Any:
    """The entries with every word of `text`; of records in any state unless told `among` which."""
    entries = SearchEntry.objects.all() if among is None else among
    return entries.filter(has_words(words_of(text), "folded"))


def narrow(records: Any, text: str) -> Any:
    """The records of a queryset that `text` finds, by any spelling."""
    content_type = ContentType.objects.get_for_model(records.model)
    found = matching(text).filter(content_type=content_type)
    return records.filter(pk__in=found.values("object_id"))


def public_entries() -> models.QuerySet[SearchEntry]:
    """The entries of records that have a public page."""
    cases = []
    types = ContentType.objects.get_for_models(*searchable_models())
    for model, content_type in types.items():
        record = model._default_manager.public().filter(pk=models.OuterRef("object_id"))  # type: ignore[attr-defined]
        key = models.Subquery(record.order_by().values("pk")[:1])
        cases.append(models.When(content_type=content_type, then=key))
    # With EXISTS PostgreSQL reads the keys of all public records first. With an OR of a condition
    # for each kind SQLite goes through the entries kind by kind and looks up the record of each.
    # With CASE both look for the words first, and look up only what has them.
    return SearchEntry.objects.filter(IsNull(models.Case(*cases), False))


def find_public(text: str, near: Near = MappingProxyType({})) -> models.QuerySet[SearchEntry]:
    """The entries of public records with every word of `text`, the best matches first."""
    return find(text, public_entries(), near)


def find(
    text: str, among: models.QuerySet[SearchEntry], near: Near = MappingProxyType({})
) -> models.QuerySet[SearchEntry]:
    """The entries `among` these with every word of `text`, or with one that is `near` it.

    Annotates `rank`, by which they are sorted: where the words stand, or the nearest to them.
    """
    typed = words_of(text)
    if not typed:
        return among.none().annotate(rank=models.Value(Rank.NEARLY))
    words = [near[word][0] if word in near else word for word in typed]
    key = " ".join(words) if near else fold(text)
    rank = models.Case(
        models.When(folded_name__contains=f"\n {key} \n", then=Rank.IS_NAME),
        models.When(folded_spellings__contains=f"\n {key} \n", then=Rank.IS_SPELLING),
        models.When(folded_name__contains=f"\n {key}", then=Rank.NAME_BEGINS),
        models.When(folded_name__contains=f" {key}", then=Rank.NAME_HAS_PHRASE),
        models.When(has_words(words, "folded_spellings"), then=Rank.SPELLING_HAS_WORDS),
        models.When(folded__contains=f" {key}", then=Rank.TEXT_HAS_PHRASE),
        models.When(has_words(words, "folded_name"), then=Rank.NAME_HAS_WORDS),
        models.When(has_words(words, "folded"), then=Rank.TEXT_HAS_WORDS),
        default=Rank.NEARLY,
        output_field=models.IntegerField(),
    )
    return (
        among.filter(has_words(typed, "folded", near))
        .annotate(rank=rank)
        .select_related("content_type")
        .order_by("rank", "content_type__app_label", "content_type__model", in_code_order())
    )


def connect() -> None:
    """Keeps the index true whenever something is saved or deleted."""
    pre_save.connect(_before_save, dispatch_uid="search_before_save")
    post_save.connect(_after_save, dispatch_uid="search_after_save")
    post_delete.connect(_after_delete, dispatch_uid="search_after_delete")
    post_migrate.connect(_after_migration, dispatch_uid="search_after_migration")


def _after_migration(app_config: AppConfig, plan: Collection[Any] = (), **_: Any) -> None:
    """A new version may index more than the one before: what is indexed is written anew."""
    if plan and app_config.name == "foreign_affairs":
        rebuild()


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
    elif has_pages(sender):
        index(sender, [instance.pk])
        if not created:
            # Its name may be another, or no longer public.
            index_dependents(sender, [instance.pk])


def _after_delete(sender: type[models.Model], instance: Any, **_: Any) -> None:
    if issubclass(sender, InlineRow):
        _index_parent(sender, instance)
    elif has_pages(sender):
        SearchEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(sender), object_id=instance.pk
        ).delete()


def _index_parent(sender: type[InlineRow], instance: Any) -> None:
    if has_pages(sender.parent_model()):
        keys = {getattr(instance, sender.parent_column()), getattr(instance, "former_parent", None)}
        index(sender.parent_model(), keys - {None})


def index_dependents(model: type[models.Model], keys: Collection[int]) -> None:
    """Records found by the names of these: what points at them, and what has a row that does."""
    for relation in model._meta.related_objects:
        other, field = relation.related_model, relation.field
        if field.many_to_many:
            continue
        if issubclass(other, InlineRow):
            target, column = other.parent_model(), other.parent_column()
        else:
            target, column = other, "pk"
        if has_pages(target):
            for part in sliced(keys):
                rows = other._default_manager.order_by().filter(**{f"{field.name}__in": part})
                index(target, set(rows.values_list(column, flat=True)))

"""The search of the admin: every record that the reader may see, by any spelling."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import Case, CharField, Count, Min, OuterRef, QuerySet, Subquery, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst

from foreign_affairs.addresses import has_pages
from foreign_affairs.models import PublicationState, Record, SearchEntry
from foreign_affairs.records.references import spelled_out
from foreign_affairs.search import find
from foreign_affairs.text import clean_text, fold

LONGEST = 200
PER_PAGE = 50
STATES = dict(PublicationState.choices)


def find_records(site: Any, request: HttpRequest) -> dict[str, Any]:
    """What the page of `?q=` shows: `query`, `kinds` with their numbers, `total`, `page`.

    The kind with the best match comes first; within it names that match.
    """
    query = clean_text(request.GET.get("q", ""))[:LONGEST].strip()
    types = seen_types(site, request)
    entries = SearchEntry.objects.filter(content_type__in=types)
    found = find(query, entries)
    plain = spelled_out(query)
    if plain != fold(query) and not found.exists():
        found = find(plain, entries)
    rows = found.order_by().values("content_type").annotate(number=Count("pk"), best=Min("rank"))
    menu = list(types)
    kinds = sorted(rows, key=lambda kind: (kind["best"], menu.index(kind["content_type"])))
    places = [
        When(content_type=kind["content_type"], then=Value(place))
        for place, kind in enumerate(kinds)
    ]
    described = with_states(found, types)
    ordered = described.order_by(Case(*places, default=Value(0)), "rank", "code")
    total = sum(kind["number"] for kind in kinds)
    paginator = Paginator(ordered, PER_PAGE)
    # Counted already, kind by kind.
    paginator.__dict__["count"] = total
    page = paginator.get_page(request.GET.get("page"))
    numbers = {kind["content_type"]: kind["number"] for kind in kinds}
    for entry in page.object_list:
        describe(entry, types[entry.content_type_id], numbers)
    return {"query": query, "total": total, "page_obj": page}


def seen_types(site: Any, request: HttpRequest) -> dict[int, type[Any]]:
    """The models that the reader may see, by the key of their content type, as in the menu."""
    menu = [each["model"] for group in site.get_app_list(request) for each in group["models"]]
    seen = [model for model in menu if has_pages(model)]
    types = ContentType.objects.get_for_models(*seen)
    return {types[model].pk: model for model in seen}


def with_states(entries: QuerySet[SearchEntry], types: dict[int, type[Any]]) -> Any:
    """Annotates `state`; empty for what has none."""
    states = [
        When(
            content_type=key,
            then=Subquery(
                model._default_manager.filter(pk=OuterRef("object_id")).values("state")[:1]
            ),
        )
        for key, model in types.items()
        if issubclass(model, Record)
    ]
    return entries.annotate(state=Case(*states, default=Value(""), output_field=CharField()))


def describe(entry: Any, model: type[Any], numbers: dict[int, int]) -> None:
    """Gives an entry its `kind`, the `number` of that, `url`, `state_label` and `other_name`."""
    entry.kind = capfirst(model._meta.verbose_name_plural)
    entry.number = numbers[entry.content_type_id]
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    entry.url = reverse(f"{name}_change", args=[entry.object_id])
    entry.list_url = reverse(f"{name}_changelist")
    entry.state_label = STATES.get(entry.state, "")
    entry.other_name = entry.name_en if entry.name_en != entry.name_vi else ""

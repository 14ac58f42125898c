"""The two shapes of public pages: a list that filters and downloads, and one record."""

from typing import Any

from django.db.models import Count, F, Model, OrderBy, Prefetch, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, NullIf
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.views.generic import DetailView
from django_filters.views import FilterView

from foreign_affairs.bilingual import Bilingual, active_language
from foreign_affairs.collation import in_vietnamese_order
from foreign_affairs.models import Source

ENDINGS = ("csv", "xlsx", "json")


def by_name(path: str = "name") -> OrderBy:
    """The alphabetical order of `<path>_vi`/`_en` in the language of the page."""
    if active_language() == "vi":
        return in_vietnamese_order(f"{path}_vi").asc()
    english = NullIf(F(f"{path}_en"), Value(""))
    return in_vietnamese_order(Coalesce(english, F(f"{path}_vi"))).asc()


def shown(model: type[Model], lookup: str, *related: str) -> Prefetch:
    """A Prefetch of what `lookup` finds of `model` and the public may see, `related` joined."""
    rows = model._default_manager.public().in_list_order()  # type: ignore[attr-defined]
    return Prefetch(lookup, queryset=rows.select_related(*related))


def with_sources(records: Any) -> Any:
    """The records, each with its public sources in `public_sources`."""
    sources = Source.objects.public().in_list_order()
    return records.prefetch_related(Prefetch("sources", queryset=sources, to_attr="public_sources"))


def figures_of(record: Any) -> Any:
    """The public figures about a record, as `includes/figure_table.html` wants them."""
    return with_sources(record.observations.public().with_names().in_list_order())


def namespace_of(model: type[Model]) -> str:
    """The URL namespace of a model's pages."""
    app = model._meta.app_label
    return "register" if app == "foreign_affairs" else app


def active_filters(request: HttpRequest, form: Form) -> list[dict[str, Any]]:
    """What the list is narrowed by: label and value in words, and the address without it."""
    active = []
    for name, value in getattr(form, "cleaned_data", {}).items():
        if value in (None, ""):
            continue
        field: Any = form.fields[name]
        words = dict(getattr(field, "choices", ())).get(value, value)
        rest = request.GET.copy()
        rest.pop(name, None)
        rest.pop("page", None)
        address = f"{request.path}?{rest.urlencode()}" if rest else request.path
        active.append({"label": str(field.label), "value": str(words), "remove_url": address})
    return active


class PatientPages:
    """Pagination without dead ends: no page number gives the first page, one too large the last."""

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        paginator = self.get_paginator(queryset, page_size)  # type: ignore[attr-defined]
        page = paginator.get_page(self.request.GET.get("page"))  # type: ignore[attr-defined]
        return paginator, page, page.object_list, page.has_other_pages()


class RecordListView(PatientPages, FilterView):
    """A public list. A subclass names `model` and `filterset_class`; it may set `select` and
    `prefetch`, and override `get_queryset` where the order or an annotation is special.

    Also serves `<list>/download.<ending>` with the same filters (see `record_paths`).

    Context beside Django's `object_list`, `page_obj`, `paginator`, `filter`:
    `heading` (the model's name in the plural), `description`, `active_filters`, `downloads`,
    `totals` (see `get_totals`), and `total` with its `noun`: what `list_base.html` shows.
    """

    model: Any
    description: Promise | str = ""
    """One sentence below the heading, and for search engines."""
    paginate_by = 50
    template_name_suffix = "_list"
    select: tuple[str, ...] = ()
    prefetch: tuple[Any, ...] = ()
    """Lookups or Prefetch objects, made once: nothing in them may depend on the day or language.
    What they find must be public: use `shown()`.
    """

    def get_queryset(self) -> Any:
        records = self.model.objects.public()
        first = self.model.list_order[0]
        ordered = (
            records.order_by(by_name(), "code") if first == "name_vi" else records.in_list_order()
        )
        return ordered.select_related(*self.select).prefetch_related(*self.prefetch)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        page = super().get(request, *args, **kwargs)
        if "ending" not in kwargs:
            return page
        if kwargs["ending"] not in ENDINGS:
            raise Http404
        if self.filterset.is_bound and not self.filterset.is_valid():
            page.status_code = 400
            return page
        return self.download(kwargs["ending"])

    def download(self, ending: str) -> HttpResponseBase:
        """All records the filters leave, in the order of files."""
        from foreign_affairs.records.downloads import download_response

        found = self.filterset.qs.order_by().values("pk")
        records = self.model.objects.public().filter(pk__in=found).in_list_order()
        return download_response(records, ending, public=True)

    def get_totals(self, records: QuerySet[Any]) -> dict[str, int]:
        """`records` (rows); where rows stand for several, `total` (the sum of `count`) and
        `uncounted` (rows of which a source says only “many”).
        """
        if not any(field.name == "count" for field in self.model._meta.fields):
            return {"records": records.count()}
        counted = records.order_by().aggregate(
            records=Count("pk"), total=Sum("count"), uncounted=Count("pk", Q(count__isnull=True))
        )
        return {**counted, "total": counted["total"] or 0}

    def get_downloads(self) -> list[dict[str, str]]:
        name = f"{namespace_of(self.model)}:{self.model._meta.model_name}_download"
        filters = self.request.GET.copy()
        filters.pop("page", None)
        query = f"?{filters.urlencode()}" if filters else ""
        return [{"label": end.upper(), "url": reverse(name, args=[end]) + query} for end in ENDINGS]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = self.model._meta
        totals = self.get_totals(self.object_list)
        total = totals.get("total", totals["records"])
        return super().get_context_data(
            heading=capfirst(names.verbose_name_plural),
            description=self.description,
            active_filters=active_filters(self.request, self.filterset.form),
            downloads=self.get_downloads(),
            totals=totals,
            total=total,
            noun=names.verbose_name if total == 1 else names.verbose_name_plural,
            **kwargs,
        )


class RecordDetailView(DetailView):
    """The page of one public record. A subclass names `model`; it may set `select` and `prefetch`.

    Context beside Django's `object` and `<model>`: `record`, `sources` (public ones only),
    `is_untranslated` (some text of the page is not in its language), `list_heading` and
    `list_url` (the way back), as `detail_base.html` shows them; `query`, the filter by which other
    lists show what is tied to this record (like `country=kr`), '' where they have none.
    """

    model: Any
    slug_field = slug_url_kwarg = "code"
    select: tuple[str, ...] = ()
    prefetch: tuple[Any, ...] = ()
    """Lookups or Prefetch objects, made once: nothing in them may depend on the day or language.
    What they find must be public: use `shown()`.
    """

    def get_queryset(self) -> Any:
        records = self.model.objects.public().select_related(*self.select)
        if getattr(self.model, "sources", None) is not None:
            records = with_sources(records)
        return records.prefetch_related(*self.prefetch)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        texts = [text for kind in self.model.__mro__ for text in vars(kind).values()]
        kwargs.setdefault("query", "")
        return super().get_context_data(
            list_heading=capfirst(self.model._meta.verbose_name_plural),
            list_url=reverse(f"{namespace_of(self.model)}:{self.model._meta.model_name}_list"),
            record=self.object,
            sources=getattr(self.object, "public_sources", []),
            is_untranslated=any(
                getattr(self.object, text.stem).is_fallback
                for text in texts
                if isinstance(text, Bilingual)
            ),
            **kwargs,
        )


def record_paths(
    prefix: str, list_view: type[RecordListView], detail_view: type[RecordDetailView]
) -> list[URLPattern]:
    """The three addresses of a kind of record: `<model>_list`, `_download` and `_detail`."""
    name = list_view.model._meta.model_name
    return [
        path(f"{prefix}/", list_view.as_view(), name=f"{name}_list"),
        path(f"{prefix}/download.<ending>", list_view.as_view(), name=f"{name}_download"),
        path(f"{prefix}/<slug:code>/", detail_view.as_view(), name=f"{name}_detail"),
    ]

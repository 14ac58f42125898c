"""The two shapes of public pages: a list that filters and downloads, and one record."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Max, Min, Model, OrderBy, Prefetch, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, NullIf
from django.forms import Form
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
)
from django.urls import URLPattern, path
from django.utils.functional import Promise, cached_property
from django.utils.text import capfirst
from django.views.generic import DetailView
from django_filters.views import FilterView

from foreign_affairs.addresses import address_of
from foreign_affairs.bilingual import Bilingual, active_language
from foreign_affairs.collation import in_vietnamese_order
from foreign_affairs.models import Correction, FormerCode, Record, Source
from foreign_affairs.page_cache import bounded

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


def active_filters(request: HttpRequest, form: Form) -> list[dict[str, Any]]:
    """What the list is narrowed by: label and value in words, and the address without it."""
    from foreign_affairs.filters import CodeField

    active = []
    for name, value in getattr(form, "cleaned_data", {}).items():
        if value in (None, ""):
            continue
        field: Any = form.fields[name]
        words = (
            field.words(value)
            if isinstance(field, CodeField)
            else dict(getattr(field, "choices", ())).get(value, value)
        )
        rest = request.GET.copy()
        rest.pop(name, None)
        rest.pop("page", None)
        address = f"{request.path}?{rest.urlencode()}" if rest else request.path
        active.append({"label": str(field.label), "value": str(words), "remove_url": address})
    return active


class PatientPages:
    """Pagination without dead ends: no page number gives the first page, one too large the last."""

    page_number = 0
    """The page that is shown; 0 where there are none."""

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        paginator = self.get_paginator(queryset, page_size)  # type: ignore[attr-defined]
        page = paginator.get_page(self.request.GET.get("page"))  # type: ignore[attr-defined]
        self.page_number = page.number
        return paginator, page, page.object_list, page.has_other_pages()


class RecordListView(PatientPages, FilterView):
    """A public list. A subclass names `model` and `filterset_class`; it may set `select` and
    `prefetch`, and override `get_queryset` where the order or an annotation is special.

    Also serves `<list>/download.<ending>` and, `as_view(is_json=True)`, `<list>.json` with the same
    filters (see `record_paths`).

    Context beside Django's `object_list`, `page_obj`, `paginator`, `filter`:
    `heading` (the model's name in the plural), `description`, `active_filters`, `downloads`,
    `json_url`, `totals` and `checks` (see `sums`), and `total` with its `noun`: what
    `list_base.html` shows.
    """

    model: Any
    description: Promise | str = ""
    """One sentence below the heading, and for search engines."""
    paginate_by = 50
    template_name_suffix = "_list"
    is_json = False
    select: tuple[str, ...] = ()
    prefetch: tuple[Any, ...] = ()
    """Lookups or Prefetch objects, made once: nothing in them may depend on the day or language.
    What they find must be public: use `shown()`.
    """

    @property
    def heading(self) -> str:
        return capfirst(str(self.model._meta.verbose_name_plural))

    def get_queryset(self) -> Any:
        records = self.model.objects.public()
        first = self.model.list_order[0]
        ordered = (
            records.order_by(by_name(), "code") if first == "name_vi" else records.in_list_order()
        )
        return ordered.select_related(*self.select).prefetch_related(*self.prefetch)

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        from foreign_affairs.sorting import in_chosen_order

        given = super().get_filterset_kwargs(filterset_class)
        records = in_chosen_order(given["queryset"], filterset_class, self.request)
        return {**given, "queryset": records}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        ending = kwargs.get("ending")
        if ending and ending not in ENDINGS:
            raise Http404
        page = super().get(request, *args, **kwargs)
        if self.is_refused():
            page.status_code = 400
            return page
        if ending:
            return self.download(ending)
        if self.is_bounded():
            bounded(page)
        return page

    def is_bounded(self) -> bool:
        """Whether there are only so many addresses of lists like this one: filters that take no
        free text, an order and a page that there are, each said once and as the list itself does.
        """
        chosen = self.filterset.bounded_choice()
        if chosen is None:
            return False
        ways = {*chosen, *(("sort", order) for order in self.filterset_class.orders[1:])}
        if self.page_number:
            ways.add(("page", str(self.page_number)))
        lists = self.request.GET.lists()
        return all(len(values) == 1 and (name, values[0]) in ways for name, values in lists)

    def is_refused(self) -> bool:
        """Whether a filter was given a value that it does not understand."""
        return bool(self.filterset.is_bound and not self.filterset.is_valid())

    def download(self, ending: str) -> HttpResponseBase:
        """All records the filters leave, in the order of files; `?for=excel` makes the CSV one for
        Excel.
        """
        from foreign_affairs.records.downloads import public_response

        found = self.filterset.qs.order_by().values("pk")
        records = self.model.objects.public().filter(pk__in=found).in_list_order()
        return public_response(records, ending, for_excel=self.request.GET.get("for") == "excel")

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        from foreign_affairs.open_data.records import list_response, refused_response

        if not self.is_json:
            return super().render_to_response(context, **kwargs)
        if self.is_refused():
            return refused_response(self.filterset.errors)
        return list_response(self.request, self.model, self.heading, context["page_obj"])

    @cached_property
    def sums(self) -> dict[str, Any]:
        """What the records of all pages add up to, in one query and kept for a state of the
        register: `records` (rows); where rows stand for several, `total` (the sum of `count`) and
        `uncounted` (rows of which a source says only “many”); when one was last changed
        (`changed_at`), and the days between which they were last checked (`checked_from`, `_to`).
        """
        from foreign_affairs.facets import kept_for

        return kept_for(self.filterset, "sums", lambda: self.get_sums(self.object_list))

    def get_sums(self, records: QuerySet[Any]) -> dict[str, Any]:
        return records.order_by().aggregate(**self.asked_sums())

    def asked_sums(self) -> dict[str, Any]:
        """The aggregates that the records have, by name."""
        asked: dict[str, Any] = {"records": Count("*"), "changed_at": Max("changed_at")}
        if any(field.name == "count" for field in self.model._meta.fields):
            uncounted = Count("pk", filter=Q(count__isnull=True))
            asked |= {"total": Sum("count", default=0), "uncounted": uncounted}
        if issubclass(self.model, Record):
            asked |= {"checked_from": Min("checked_on"), "checked_to": Max("checked_on")}
        return asked

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """Finds the keys of a page first: the database passes over these alone, in an index, where
        the page is far back or has little of what the order would lead to.
        """
        paginator, page, records, is_paged = super().paginate_queryset(queryset, page_size)
        keys = list(records.values_list("pk", flat=True))
        page.object_list = self.filterset.queryset.filter(pk__in=keys)
        return paginator, page, page.object_list, is_paged

    def get_paginator(self, *args: Any, **kwargs: Any) -> "Paginator[Any]":
        paginator: Paginator[Any] = super().get_paginator(*args, **kwargs)
        if paginator.object_list is self.object_list:
            # Counted already, with everything else.
            paginator.__dict__["count"] = self.sums["records"]
        return paginator

    def get_downloads(self) -> list[dict[str, str]]:
        filters = self.request.GET.copy()
        filters.pop("page", None)
        query = f"?{filters.urlencode()}" if filters else ""
        return [
            {"label": end.upper(), "url": address_of(self.model, "download", end) + query}
            for end in ENDINGS
        ]

    def get_json_url(self) -> str:
        """This page of the list as JSON."""
        query = self.request.GET.urlencode()
        return address_of(self.model, "list_json") + (f"?{query}" if query else "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.is_json:
            # What stands around the records on the page would be counted for nobody.
            return super().get_context_data(**kwargs)
        names = self.model._meta
        total = self.sums.get("total", self.sums["records"])
        return super().get_context_data(
            heading=self.heading,
            description=self.description,
            active_filters=active_filters(self.request, self.filterset.form),
            downloads=self.get_downloads(),
            json_url=self.get_json_url(),
            totals=self.sums,
            checks=self.sums,
            total=total,
            noun=names.verbose_name if total == 1 else names.verbose_name_plural,
            **kwargs,
        )


class RecordDetailView(DetailView):
    """The page of one public record. A subclass names `model`; it may set `select` and `prefetch`.

    Context beside Django's `object` and `<model>`: `record`, `sources` (public ones only),
    `is_untranslated` (some text of the page is not in its language), `list_heading` and
    `list_url` (the way back), as `detail_base.html` shows them; `json_url`, `linked_data`;
    `corrections`, the accepted ones of this record; `query`, the filter by which other lists show
    what is tied to this record (like `country=kr`), '' where they have none.

    `as_view(is_json=True)` serves the record as JSON.
    """

    model: Any
    slug_field = slug_url_kwarg = "code"
    is_json = False
    select: tuple[str, ...] = ()
    prefetch: tuple[Any, ...] = ()
    """Lookups or Prefetch objects, made once: nothing in them may depend on the day or language.
    What they find must be public: use `shown()`.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if self.is_json:
                return self.get_json(kwargs["code"])
            return super().get(request, *args, **kwargs)
        except Http404:
            key = FormerCode.objects.present_keys(self.model).get(kwargs["code"])
            record = self.model.objects.public().filter(pk=key).first() if key else None
            if record is None:
                raise
        page = "detail_json" if self.is_json else "detail"
        return HttpResponsePermanentRedirect(address_of(self.model, page, record.code))

    def get_json(self, code: str) -> HttpResponse:
        from foreign_affairs.open_data.records import detail_response

        found = detail_response(self.request, self.model, code)
        if found is None:
            raise Http404
        return found

    def get_queryset(self) -> Any:
        records = self.model.objects.public().select_related(*self.select)
        if getattr(self.model, "sources", None) is not None:
            records = with_sources(records)
        return records.prefetch_related(*self.prefetch)

    def get_linked_data(self) -> dict[str, Any] | None:
        """What the page is about in the words of schema.org, which not every record has."""
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        texts = [text for kind in self.model.__mro__ for text in vars(kind).values()]
        kwargs.setdefault("query", "")
        return super().get_context_data(
            list_heading=capfirst(self.model._meta.verbose_name_plural),
            list_url=address_of(self.model, "list"),
            json_url=address_of(self.model, "detail_json", self.object.code),
            linked_data=self.get_linked_data(),
            record=self.object,
            sources=getattr(self.object, "public_sources", []),
            corrections=Correction.objects.accepted().of(self.object).in_list_order()
            if isinstance(self.object, Record)
            else [],
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
    """The addresses of a kind of record: `<model>_list`, `_download` and `_detail`, and as JSON
    `_list_json` and `_detail_json`.
    """
    name = list_view.model._meta.model_name
    as_list, as_detail = list_view.as_view, detail_view.as_view
    return [
        path(f"{prefix}/", as_list(), name=f"{name}_list"),
        path(f"{prefix}.json", as_list(is_json=True), name=f"{name}_list_json"),
        path(f"{prefix}/download.<ending>", as_list(), name=f"{name}_download"),
        path(f"{prefix}/<slug:code>/", as_detail(), name=f"{name}_detail"),
        path(f"{prefix}/<slug:code>.json", as_detail(is_json=True), name=f"{name}_detail_json"),
    ]

"""What the form of a record offers beside its fields: who sees it, what is like it, another."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foreign_affairs import similar
from foreign_affairs.admin.widgets import LinkSelect, LinksSelect, possible_keys
from foreign_affairs.dates import DateError, PartialDate
from foreign_affairs.models import PublicationState, Source

LAST_SOURCE = "last_source"
"""The key of the session under which the source last added is remembered."""

USE_LAST_SOURCE = "use_last_source"

WHO_SEES_IT = {
    PublicationState.DRAFT: gettext_lazy("A draft: nobody outside the office sees it."),
    PublicationState.REVIEW: gettext_lazy(
        "Waiting for a decision: nobody outside the office sees it."
    ),
    PublicationState.INTERNAL: gettext_lazy(
        "Internal: it counts in the office's figures, and nobody outside the office sees it."
    ),
    PublicationState.WITHDRAWN: gettext_lazy("Withdrawn: the public does not see it any more."),
    PublicationState.PUBLISHED: gettext_lazy(
        "Published, but the public does not see it yet: something that it names is not public."
    ),
}


_ON_THE_PAGE = gettext_lazy("Shown on the public page.")

WHAT_THE_PUBLIC_SEES = {
    "name_vi": gettext_lazy("The heading of the public page."),
    **dict.fromkeys(
        ("purpose_vi", "result_vi", "content_vi", "text_vi", "profile_vi", "strengths_vi"),
        _ON_THE_PAGE,
    ),
    **dict.fromkeys(("decision_number", "decided_on", "reported_on", "website"), _ON_THE_PAGE),
    "officer": gettext_lazy("Never shown to the public."),
}
"""Help where the model has none."""


class SourcesSelect(LinksSelect):
    """Offers the source that the user added last: by a button, or by a box without JavaScript."""

    def __init__(self, field: Any, site: Any, last: Source | None) -> None:
        super().__init__(field, site)
        self.last = last

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        values = super().value_from_datadict(data, files, name)
        wanted = data.get(USE_LAST_SOURCE)
        if not wanted or wanted in values:
            return values
        return [*values, *(possible_keys([wanted]) or [""])]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        select = super().render(name, value, attrs, renderer)
        return with_offer(select, self.last, value or (), attrs)


class SourceSelect(LinkSelect):
    """The same where one source is chosen."""

    def __init__(self, field: Any, site: Any, last: Source | None) -> None:
        super().__init__(field, site)
        self.last = last

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        wanted = super().value_from_datadict(data, files, name) or data.get(USE_LAST_SOURCE)
        # What is no key is refused by the field, which a number beyond the database's would break.
        return wanted if not wanted or possible_keys([wanted]) else "-"

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        select = super().render(name, value, attrs, renderer)
        return with_offer(select, self.last, [value], attrs)


def with_offer(select: str, last: Source | None, chosen: Iterable[Any], attrs: Any) -> str:
    """A picker with the offer of the source used last, unless that is chosen already."""
    if last is None or str(last.pk) in map(str, chosen):
        return select
    offer = {"source": last, "box": USE_LAST_SOURCE, "select": (attrs or {}).get("id")}
    return format_html("{}{}", select, render_to_string("admin/last_source.html", offer))


def last_source(request: HttpRequest) -> Source | None:
    key = request.session.get(LAST_SOURCE)
    return Source.objects.filter(pk=key).first() if key else None


class RecordFormPage(admin.ModelAdmin):
    not_copied: ClassVar[Sequence[str]] = ()
    """The fields that are never the same in a similar record, besides those of `OWN`."""

    OWN: ClassVar[frozenset[str]] = frozenset(
        {
            *("name_vi", "name_en", "code", "state", "checked_on"),
            *("editor_note", "source_note_vi", "source_note_en"),
        }
    )

    # Who sees it

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = context["original"]
        context |= {"similar_url": "", "shows_add_like": False}
        if record is not None:
            # After an error the record has what was typed, and the public reads what is stored.
            records = self.model._default_manager
            stored = records.get(pk=record.pk) if request.method == "POST" else record
            is_read = records.public().filter(pk=record.pk).exists()
            context["public_url"] = stored.get_absolute_url() if is_read else ""
            context["who_sees_it"] = WHO_SEES_IT[PublicationState(stored.state)]
        if self.has_add_permission(request) and not context["is_popup"]:
            context["shows_add_like"] = record is None or self.has_change_permission(
                request, record
            )
        if "name_vi" in context["adminform"].form.fields:
            names = f"admin:{self.opts.app_label}_{self.opts.model_name}_similar"
            own = urlencode({"own": record.pk}) if record else ""
            context["similar_url"] = f"{reverse(names)}?{own}"
        return super().render_change_form(request, context, *args, **kwargs)

    # What is like it

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_similar"
        view = self.admin_site.admin_view(self.similar_view)
        return [path("similar/", view, name=name), *super().get_urls()]

    def similar_view(self, request: HttpRequest) -> JsonResponse:
        """`{"similar": [{name, state, url}]}` for the names, date and partners of the address."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked = request.GET
        own = asked.get("own")
        key = next((int(one) for one in possible_keys([own or ""])), None)
        names = [asked.get(name, "")[:300] for name in ("name_vi", "name_en")]
        found = similar.named_alike(self.model, names, key)
        when_field = getattr(self.form, "when_field", "")
        partners = possible_keys(asked.getlist("partner"))
        if when_field and partners:
            try:
                when = PartialDate.parse(asked.get("when", "")[:100])
            except DateError:
                when = None
            found += similar.met_alike(self.model, when_field, when, partners, key)
        change = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        rows = [
            {
                "name": str(record),
                "state": record.get_state_display(),
                "url": reverse(change, args=[record.pk]),
            }
            for record in dict.fromkeys(found)
        ]
        return JsonResponse({"similar": rows})

    # What the public sees of a field

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if not db_field.help_text and db_field.name in WHAT_THE_PUBLIC_SEES:
            kwargs["help_text"] = WHAT_THE_PUBLIC_SEES[db_field.name]
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    # The source used last

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "sources":
            kwargs["widget"] = SourcesSelect(db_field, self.admin_site, last_source(request))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        before = {source.pk for source in form.initial.get("sources") or () if change}
        added = [one for one in form.cleaned_data.get("sources") or () if one.pk not in before]
        if added:
            request.session[LAST_SOURCE] = added[-1].pk
        super().save_related(request, form, formsets, change)

    # Another one like it

    def response_add(self, request: HttpRequest, obj: Any, *args: Any) -> HttpResponse:
        return self._to_one_like(request, obj) or super().response_add(request, obj, *args)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._to_one_like(request, obj) or super().response_change(request, obj)

    def _to_one_like(self, request: HttpRequest, record: Any) -> HttpResponse | None:
        if "_addlike" not in request.POST or not self.has_add_permission(request):
            return None
        saved = _("“%(record)s” is saved. Below is another like it: change what is different.")
        self.message_user(request, saved % {"record": record}, messages.SUCCESS)
        add = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")
        return HttpResponseRedirect(f"{add}?{urlencode({'like': record.pk})}")

    def _model_record(self, request: HttpRequest) -> Any:
        """The record that the form for a new one begins with, if the address names one."""
        keys = possible_keys([request.GET.get("like", "")])
        record = self.get_object(request, keys[0]) if keys else None
        return record if record and self.has_view_permission(request, record) else None

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        given = super().get_changeform_initial_data(request)
        record = self._model_record(request)
        if record is None:
            return given
        return {**copied_values(record, {*self.OWN, *self.not_copied}), **given}

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        formsets, inlines = super()._create_formsets(request, obj, change)
        if change or request.method != "GET":
            return formsets, inlines
        record = self._model_record(request)
        for formset, inline in zip(formsets, inlines, strict=True):
            rows = [dict(row) for row in getattr(inline.form, "begun", ())]
            if record is not None and getattr(inline, "is_copied", False):
                copied = inline.model._default_manager.filter(**{formset.fk.name: record})
                rows = [copied_values(row, {formset.fk.name}) for row in copied] or rows
            formset.initial_extra, formset.extra = rows, len(rows)
            # Read already, where rows may not be changed.
            vars(formset).pop("forms", None)
        return formsets, inlines


def copied_values(row: models.Model, left_out: set[str]) -> dict[str, Any]:
    """The initial values of a form for another row like this one.

    Files and what must be unique are left out: they belong to this one.
    """
    fields = [
        field
        for field in (*row._meta.fields, *row._meta.many_to_many)
        if field.editable
        and not field.primary_key
        and not field.unique
        and not isinstance(field, models.FileField)
        and field.name not in left_out
    ]
    return {
        field.name: list(getattr(row, field.name).all())
        if isinstance(field, models.ManyToManyField)
        else field.value_from_object(row)
        for field in fields
    }

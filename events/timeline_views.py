"""What happened, year by year, with all partners or with one of them or a country."""

from collections import Counter
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from events.timeline import MODELS, Timeline
from foreign_affairs.addresses import address_of
from foreign_affairs.filters import FIRST_YEAR, LAST_YEAR
from foreign_affairs.models import Country
from foreign_affairs.open_data.entries import AlsoJson, entry_as_json, gathered
from foreign_affairs.views.base import active_filters, by_name
from partners.models import Partner
from partners.timeline import Moment, by_year, name_sources

PAGE_SIZE = 60


class TimelineForm(forms.Form):
    """Narrows the timeline; all of it may be empty."""

    partner = forms.ModelChoiceField(
        Partner.objects.none(), label=_("Partner"), to_field_name="code", empty_label=_("All")
    )
    country = forms.ModelChoiceField(
        Country.objects.none(), label=_("Country"), to_field_name="code", empty_label=_("All")
    )
    year = forms.IntegerField(
        label=_("Year"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Write a year with four digits, like 2015.")
        ),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind, capfirst(model._meta.verbose_name)) for kind, model in MODELS.items()],
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows: dict[str, Any] = {"partner": Partner.objects, "country": Country.objects}
        for name, manager in rows.items():
            chosen: Any = self.fields[name]
            chosen.queryset = manager.public().order_by(by_name(), "code")
        for field in self.fields.values():
            field.required = False


class TimelineView(AlsoJson, TemplateView):
    """The province's timeline, or that of one partner or country, a page at a time."""

    template_name = "events/timeline.html"
    json_name = "events:timeline_json"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        page = super().get(*args, **kwargs)
        if not self.is_json and page.context_data["form"].errors:  # type: ignore[attr-defined]
            page.status_code = 400
        return page

    def get_json(self, context: dict[str, Any]) -> JsonResponse:
        page, absolute = context["page_obj"], self.request.build_absolute_uri
        lines = [entry_as_json(moment.record, absolute) for moment in page.object_list]
        name, url = str(context["heading"]), reverse("events:timeline")
        return gathered(self.request, "timeline", name, url, lines, page)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = TimelineForm(self.request.GET)
        chosen = form.cleaned_data if form.is_valid() else {}
        kind = chosen.get("kind")
        timeline = Timeline(
            [kind] if kind else (),
            partner=chosen.get("partner"),
            country=chosen.get("country"),
            year=chosen.get("year"),
        )
        moments: Any = timeline
        paginator: Paginator[Moment] = Paginator(moments, PAGE_SIZE)
        page = paginator.get_page(self.request.GET.get("page"))
        name_sources(page.object_list)
        return super().get_context_data(
            heading=_("Timeline"),
            description=_(
                "What has happened between the province and its partners, newest first. "
                "Each date is given as precisely as the sources state it."
            ),
            form=form,
            filter={"form": form},
            active_filters=active_filters(self.request, form),
            kinds=kinds_of(timeline, kind),
            list_url=self.get_list_url(kind),
            years=by_year(page.object_list),
            year_pages=timeline.pages_of_years(PAGE_SIZE),
            object_list=page.object_list,
            paginator=paginator,
            page_obj=page,
            **kwargs,
        )

    def get_list_url(self, kind: str | None) -> str:
        """The list of the one kind that is shown, with the same filters, for what it offers."""
        if not kind or kind == "tie":
            return ""
        query = self.request.GET.copy()
        for name in ("kind", "page", "year"):
            query.pop(name, None)
        if year := self.request.GET.get("year"):
            query["year_from"] = query["year_to"] = year
        address = address_of(MODELS[kind], "list")
        return f"{address}?{query.urlencode()}" if query else address


def kinds_of(timeline: Timeline, chosen: str | None) -> list[dict[str, Any]]:
    """Each kind that occurs, in words, with its number; and whether only it is shown."""
    numbers: Counter[str] = Counter()
    for (kind, _year), number in timeline.counts.items():
        numbers[kind] += number
    return [
        {
            "kind": kind,
            "words": capfirst(model._meta.verbose_name_plural),
            "number": numbers[kind],
            "is_chosen": kind == chosen,
        }
        for kind, model in MODELS.items()
        if numbers[kind] or kind == chosen
    ]

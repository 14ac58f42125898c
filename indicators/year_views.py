"""The pages of the years, and their index."""

from dataclasses import asdict
from typing import Any

from django.http import Http404, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from foreign_affairs.dates import today
from foreign_affairs.open_data.entries import AlsoJson, entry_as_json, gathered
from indicators.years import Year, known_years, numbers_by_year


class YearList(AlsoJson, TemplateView):
    template_name = "indicators/year_list.html"
    json_name = "indicators:year_list_json"

    def get_json(self, context: dict[str, Any]) -> JsonResponse:
        absolute = self.request.build_absolute_uri
        lines = [
            {
                "year": year.number,
                "name": str(year.name),
                "url": absolute(year.get_absolute_url()),
                "json_url": absolute(reverse("indicators:year_detail_json", args=[year.number])),
                "numbers": {kind: asdict(tally) for kind, tally in numbers.items()},
            }
            for year, numbers in context["years"]
        ]
        url = reverse("indicators:year_list")
        return gathered(self.request, "years", _("Year by year"), url, lines)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(years=numbers_by_year(), **kwargs)


class YearDetail(AlsoJson, TemplateView):
    template_name = "indicators/year_detail.html"
    json_name = "indicators:year_detail_json"

    def get_json(self, context: dict[str, Any]) -> JsonResponse:
        year, absolute = context["year"], self.request.build_absolute_uri
        lines = [
            entry_as_json(record, absolute, is_certain=is_certain)
            for part in year.parts
            for records, is_certain in ((part.surely, True), (part.perhaps, False))
            for record in records
        ]
        return gathered(self.request, "year", str(year.name), year.get_absolute_url(), lines)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        number = int(kwargs.pop("year"))
        years = known_years()
        if number not in years:
            raise Http404
        place = years.index(number)
        return super().get_context_data(
            year=Year(number),
            is_over=number < today().year,
            previous=years[place - 1] if place else None,
            next=years[place + 1] if place + 1 < len(years) else None,
            **kwargs,
        )

"""The pages of the years, and their index."""

from typing import Any

from django.http import Http404
from django.views.generic import TemplateView

from foreign_affairs.dates import today
from indicators.years import Year, known_years, numbers_by_year


class YearList(TemplateView):
    template_name = "indicators/year_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(years=numbers_by_year(), **kwargs)


class YearDetail(TemplateView):
    template_name = "indicators/year_detail.html"

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

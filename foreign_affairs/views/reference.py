"""Countries and sources: what the records of all apps point to."""

from typing import Any

from django.db.models import Count, F, Model, Prefetch, Q, QuerySet, Window
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from foreign_affairs.addresses import address_of
from foreign_affairs.filters import NEWEST_FIRST, RecordFilterSet, WordFilter, YearFilter
from foreign_affairs.models import Country, CountryName, Record, Source
from foreign_affairs.search import searchable_models
from foreign_affairs.views.base import (
    RecordDetailView,
    RecordListView,
    by_name,
    shown,
    with_sources,
)
from indicators.models import Observation
from partners.models import Tie
from partners.taking_part import with_country
from partners.timeline import History

MOST_CITED = 12
"""So many records of a kind are named on the page of a source; the list has the others."""


class CountryFilterSet(RecordFilterSet):
    source = None
    region = WordFilter(Country.Region, _("Region"))


class CountryList(RecordListView):
    model = Country
    filterset_class = CountryFilterSet
    description = _("Countries and territories that the records of the register are about.")
    paginate_by = 300

    def get_queryset(self) -> QuerySet[Country]:
        """By region and name, with the number of public partners."""
        partners = Count("partners", Q(partners__state=Record.State.PUBLISHED))
        return (
            Country.objects.public()
            .annotate(partner_number=partners)
            .order_by("region", by_name(), "code")
        )


class CountryDetail(RecordDetailView):
    model = Country
    prefetch = (shown(CountryName, "other_names"),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything with that country. At home it would be the whole register: links instead."""
        country = self.object
        is_home = country.code == Country.HOME
        if not is_home:
            kwargs |= self.get_history()
        return super().get_context_data(
            is_home=is_home,
            query=f"country={country.code}",
            partners=country.partners.public()
            .select_related("country")
            .prefetch_related(shown(Tie, "ties"))
            .order_by(by_name(), "code"),
            associations=country.friendship_associations.public().with_names(),
            organisations=country.organisations.public().order_by(by_name(), "code"),
            orientations=country.orientations.public().in_list_order(),
            **kwargs,
        )

    def get_history(self) -> dict[str, Any]:
        """What was done with the country: `history`, the records of each kind, `figures` of its
        partners and bodies.
        """
        country = self.object
        found = with_country(country)
        figures = Observation.objects.public().with_names().in_list_order()
        results = Prefetch("observations", queryset=figures)
        found["programmes"] = found["programmes"].prefetch_related(results)
        ties = Tie.objects.public().filter(partner__country=country)
        history = History(ties=ties.select_related("partner__country").in_list_order(), **found)
        of_country = Q(partner__country=country) | Q(organisation__country=country)
        return {
            **history.records,
            "history": history,
            "agreement_total": sum(row.count for row in history.records["agreements"]),
            "figures": with_sources(figures.filter(of_country | Q(association__country=country))),
        }


class SourceFilterSet(RecordFilterSet):
    orders = NEWEST_FIRST
    dated = "issued_on"
    source = None
    kind = WordFilter(Source.Kind, _("Kind"))
    year_from = YearFilter("issued_on", "from")
    year_to = YearFilter("issued_on", "to")


class SourceList(RecordListView):
    model = Source
    filterset_class = SourceFilterSet
    description = _("The documents from which every fact in the register is taken.")

    def get_queryset(self) -> QuerySet[Source]:
        newest = F("issued_on_start").desc(nulls_last=True)
        return super().get_queryset().order_by(newest, "code")


class SourceDetail(RecordDetailView):
    model = Source

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        citing = [group for model in citing_models() if (group := self.citing(model))]
        return super().get_context_data(citing=citing, **kwargs)

    def citing(self, model: Any) -> dict[str, Any] | None:
        """The public records of a model that cite the source: the first few, and how many."""
        records = model.objects.public().with_names().filter(sources=self.object)
        records = list(
            records.annotate(number=Window(Count("pk"))).in_list_order()[: MOST_CITED + 1]
        )
        if not records:
            return None
        return {
            "heading": capfirst(model._meta.verbose_name_plural),
            "records": records[:MOST_CITED],
            "number": records[0].number,
            "rest": records[0].number - MOST_CITED,
            "list_url": address_of(model, "list"),
        }


def citing_models() -> list[type[Model]]:
    return [model for model in searchable_models() if getattr(model, "sources", None) is not None]

"""Two to four partners side by side."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from foreign_affairs.addresses import address_of
from foreign_affairs.views.base import by_name, shown, with_sources
from partners.models import Partner, Tie
from partners.taking_part import of_each
from partners.timeline import last_activity, moments_of

MOST: Final = 4
LONGEST_CODE: Final = 80


class CompareView(TemplateView):
    """`?partner=a&partner=b`: the address names the partners, in the order of the columns."""

    template_name = "partners/compare.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.getlist("partner")
        codes = list(dict.fromkeys(filter(None, asked)))
        if codes != asked:
            # Lists of the form that were left empty are no part of an address to keep.
            query = request.GET.copy()
            query.setlist("partner", codes)
            address = f"{request.path}?{query.urlencode()}" if query else request.path
            return HttpResponseRedirect(address)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        codes = self.request.GET.getlist("partner")
        everyone = Partner.objects.public().select_related("country")
        choices = {row.code: row for row in everyone.order_by(by_name(), "code")}
        known = [choices[code] for code in codes if code in choices]
        partners = known[:MOST]
        return super().get_context_data(
            heading=_("Compare partners"),
            choices=choices.values(),
            boxes=[*partners, *[None] * (MOST - len(partners))],
            partners=partners,
            unknown=[code[:LONGEST_CODE] for code in codes if code not in choices],
            left_out=known[MOST:],
            columns=columns_of(partners) if len(partners) > 1 else [],
            figure_rows=figure_rows(partners) if len(partners) > 1 else [],
            list_url=reverse("partners:partner_list"),
            **kwargs,
        )


def columns_of(partners: Sequence[Partner]) -> list[dict[str, Any]]:
    """What is known of each partner besides its figures; the queries do not grow with them."""
    keys = [partner.pk for partner in partners]
    read = Partner.objects.filter(pk__in=keys).prefetch_related(shown(Tie, "ties"), "fields")
    detailed = {row.pk: row for row in read.select_related("country")}
    taking_part = of_each(keys)
    columns = []
    for key in keys:
        partner, records = detailed[key], taking_part[key]
        ties = list(partner.ties.all())
        tie_keys, agreements = {tie.pk for tie in ties}, records["agreements"]
        columns.append(
            {
                "partner": partner,
                "ties": ties,
                "founding": [row for row in agreements if row.establishes_id in tie_keys],
                "agreements": agreements,
                "agreement_total": sum(row.count for row in agreements),
                "last": last_activity(moments_of(ties=ties, **records)),
                "numbers": numbers_of(records),
                "query": f"partner={partner.code}",
            }
        )
    return columns


def numbers_of(records: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """How many records there are besides agreements: words, number, and the list with them."""
    return [
        {
            "words": capfirst(rows[0]._meta.verbose_name_plural),
            "number": len(rows),
            "url": address_of(type(rows[0]), "list"),
        }
        for kind, rows in records.items()
        if rows and kind != "agreements"
    ]


def figure_rows(partners: Sequence[Partner]) -> list[dict[str, Any]]:
    """A row for each indicator: the figures of each partner, and whether their periods differ.

    Nothing is ranked: figures of different years say nothing about who is larger today.
    """
    keys = [partner.pk for partner in partners]
    if not keys:
        return []
    figures = partners[0].observations.model.objects.public().filter(partner__in=keys)
    figures = with_sources(
        figures.with_names().order_by(
            "indicator__order", "indicator__code", "-period_end", "-period_start", "code"
        )
    )
    rows: dict[Any, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        rows[figure.indicator][figure.partner_id].append(figure)
    return [
        {
            "indicator": indicator,
            "cells": [(partner, cells.get(partner.pk, [])) for partner in partners],
            "differs": len(cells) > 1 and len(set(periods(cells.values()))) > 1,
        }
        for indicator, cells in rows.items()
    ]


def periods(cells: Iterable[list[Any]]) -> Iterable[str]:
    """The period of every figure, as it is written in files; '' without one."""
    return (str(figure.period or "") for cell in cells for figure in cell)

"""Delegations with who takes part and the countries on the way."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.forms import DelegationForm
from events.models import Delegation, DelegationCountry, DelegationParticipant
from foreign_affairs.admin import totals
from foreign_affairs.admin.base import InlineRowAdmin, RecordAdmin, newest_first
from foreign_affairs.admin.columns import bodies, last_change, stacked, standing
from foreign_affairs.admin.inlines import RowInline
from foreign_affairs.admin.list_filters import RelatedOnlyFilter, participants_countries
from foreign_affairs.admin.periods import dated_by
from foreign_affairs.templatetags.register import counted, people_in
from foreign_affairs.words import written
from partners.admin.participation import (
    ParticipationAdmin,
    ParticipationInline,
    who_takes_part,
)


class DelegationParticipantInline(ParticipationInline):
    model = DelegationParticipant


class DelegationCountryInline(RowInline):
    model = DelegationCountry
    is_copied = True


def travelled(
    direction: str, delegations: int, people: int, uncounted: int, unnumbered: int
) -> str:
    """“Outgoing: 12 delegations, 134 persons (not including …)”; what no record states is not said
    to be 0.
    """
    way = Delegation.Direction(direction)
    name = _("Exchanges, in neither total") if way == way.EXCHANGE else capfirst(str(way.label))
    said = []
    if delegations or not uncounted:
        words = ngettext("%(number)s delegation", "%(number)s delegations", delegations)
        said.append(totals.numbered(words, number=delegations))
    if people or not unnumbered:
        words = (
            ngettext("%(number)s guest", "%(number)s guests", people)
            if way == way.IN
            else ngettext("%(number)s person", "%(number)s persons", people)
        )
        said.append(totals.numbered(words, number=people))
    missing = totals.not_included(
        (
            uncounted,
            ngettext(
                "%(records)s record that states no number of delegations",
                "%(records)s records that state no number of delegations",
                uncounted,
            ),
        ),
        (
            unnumbered,
            ngettext(
                "%(records)s record that states no number of persons",
                "%(records)s records that state no number of persons",
                unnumbered,
            ),
        ),
    )
    return f"{name}: {', '.join(said)}{missing}" if said else f"{name}{missing}"


@admin.register(Delegation)
class DelegationAdmin(RecordAdmin):
    form = DelegationForm
    list_display = (
        "title",
        standing("status"),
        stacked(_("direction"), "direction", "rank", ordering="direction"),
        bodies("participants", _("with")),
        "shown_period",
        stacked(_("how many"), counted, people_in, ordering="persons"),
        last_change,
    )
    list_filter = (
        dated_by("period", _("period")),
        *RecordAdmin.list_filter,
        "direction",
        "rank",
        "status",
        "channel",
        participants_countries("participants", "countries__country"),
        ("officer", RelatedOnlyFilter),
    )
    list_prefetch_related = (who_takes_part(DelegationParticipant),)
    ordering = newest_first("period_start")
    front = (
        "name_vi",
        "name_en",
        ("direction", "rank"),
        ("period", "status"),
        ("count", "persons"),
        ("agreement", "event"),
        ("purpose_vi", "purpose_en"),
        ("result_vi", "result_en"),
    )
    more = (
        (
            _("Papers, plan and cost"),
            (
                ("decision_number", "decided_on"),
                ("is_in_plan", "reported_on"),
                ("funding", "cost_vnd"),
            ),
        ),
        (
            _("More about the visit"),
            ("channel", "is_recurring", ("summary_vi", "summary_en")),
        ),
    )
    inlines = (DelegationParticipantInline, DelegationCountryInline)

    def told_apart_by(self, row: Delegation) -> tuple[Any, ...]:
        return (written(row.period),)

    def totals(self, queryset: QuerySet[Any]) -> list[str]:
        """Out, in and exchanges apart; records that say “many” are named, not guessed."""
        rows = (
            totals.alone(queryset)
            .order_by()
            .values("direction")
            .annotate(
                delegations=Sum("count", default=0),
                people=Sum("persons", default=0),
                uncounted=Count("pk", filter=Q(count__isnull=True)),
                unnumbered=Count("pk", filter=Q(persons__isnull=True)),
            )
        )
        sums = {row.pop("direction"): row for row in rows}
        return [
            travelled(direction, **sums[direction])
            for direction in (
                Delegation.Direction.OUT,
                Delegation.Direction.IN,
                Delegation.Direction.EXCHANGE,
            )
            if direction in sums
        ]


@admin.register(DelegationParticipant)
class DelegationParticipantAdmin(ParticipationAdmin):
    pass


@admin.register(DelegationCountry)
class DelegationCountryAdmin(InlineRowAdmin):
    list_display = ("country", "days", "delegation")
    list_filter = (("country", RelatedOnlyFilter),)
    list_select_related = ("country", "delegation")
    searched_texts = ("country__name_vi", "country__name_en")

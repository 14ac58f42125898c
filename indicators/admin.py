"""Indicators, their figures, and what policy aims at."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from events.admin import EventAdmin, ProgrammeAdmin
from foreign_affairs.admin.base import ReadOnlyInline, RecordAdmin
from foreign_affairs.admin.columns import sourced, state_badge, written
from foreign_affairs.admin.list_filters import RelatedOnlyFilter, foreign_countries
from foreign_affairs.collation import in_vietnamese_order
from indicators.models import Indicator, Observation, Orientation
from partners.admin.friendship import FriendshipAssociationAdmin
from partners.admin.organisation import OrganisationAdmin
from partners.admin.partner import PartnerAdmin

BY_OFFICER = ("officer", RelatedOnlyFilter)


def value_in_words(figure: Observation) -> str:
    """“about 7.434,4–7.500 million USD”; nothing where only a change is known."""
    if figure.value is None:
        return ""
    value = written(figure.value)
    if figure.value_to is not None:
        value = f"{value}–{written(figure.value_to)}"
    words = (figure.get_qualifier_display(), value, figure.indicator.unit_vi)
    return " ".join(str(word) for word in words if word)


class ObservationInline(ReadOnlyInline):
    """The figures of an indicator or a subject, each with a link to its own page."""

    model = Observation
    fields = names = ("figure", "value", "nature", "state", "is_disputed")
    ordering = ("indicator__order", "-period_start")
    verbose_name_plural = _("figures")

    @admin.display(description=_("value"))
    def value(self, figure: Observation) -> str:
        return value_in_words(figure)

    @admin.display(description=_("figure"))
    def figure(self, figure: Observation) -> str:
        return str(figure)

    def get_queryset(self, request: HttpRequest) -> Any:
        figures: Any = super().get_queryset(request)
        return figures.with_names()


# Here and not in their own apps, which know nothing of figures: imports run one way.
for subject_admin in (
    PartnerAdmin,
    OrganisationAdmin,
    FriendshipAssociationAdmin,
    ProgrammeAdmin,
    EventAdmin,
):
    subject_admin.inlines = (*subject_admin.inlines, ObservationInline)


@admin.register(Indicator)
class IndicatorAdmin(RecordAdmin):
    list_display = (
        "title",
        state_badge,
        "topic",
        "parent",
        "unit_vi",
        "order",
        sourced,
        "changed_at",
    )
    list_filter = (*RecordAdmin.list_filter, "topic", BY_OFFICER)
    list_select_related = ("parent",)
    ordering = ("order", in_vietnamese_order("name_vi"))
    front = (
        "name_vi",
        "name_en",
        ("topic", "parent"),
        ("unit_vi", "unit_en"),
        "order",
        ("summary_vi", "summary_en"),
    )
    inlines = (ObservationInline,)


@admin.register(Observation)
class ObservationAdmin(RecordAdmin):
    list_display = (
        "indicator",
        state_badge,
        "about",
        "shown_period",
        "value_and_unit",
        "shown_change_percent",
        "nature",
        "is_disputed",
        sourced,
        "changed_at",
    )
    list_filter = (
        *RecordAdmin.list_filter,
        "indicator__topic",
        "nature",
        "is_disputed",
        foreign_countries("partner__country"),
        BY_OFFICER,
    )
    list_select_related = (
        "indicator",
        "partner",
        "organisation",
        "association__organisation",
        "programme",
        "event",
    )
    date_hierarchy = "period_start"
    ordering = ("indicator__order", in_vietnamese_order("indicator__name_vi"), "-period_start")
    front = (
        "indicator",
        ("period", "nature"),
        ("qualifier", "value", "value_to"),
        ("change_percent", "same_period_percent", "plan_percent"),
        "is_cumulative",
        "printed",
        "is_disputed",
        "source_note_vi",
        "source_note_en",
    )
    more = (
        (
            _("What it is about, if not the province"),
            ("partner", "organisation", "association", "programme", "event"),
        ),
    )

    @admin.display(description=_("about"))
    def about(self, figure: Observation) -> Any:
        return figure.subject or _("the province")

    @admin.display(description=_("value"), ordering="value")
    def value_and_unit(self, figure: Observation) -> str:
        return value_in_words(figure)


@admin.register(Orientation)
class OrientationAdmin(RecordAdmin):
    list_display = (
        "title",
        state_badge,
        "kind",
        "parent",
        "shown_period",
        "order",
        sourced,
        "changed_at",
    )
    list_filter = (*RecordAdmin.list_filter, "kind", BY_OFFICER)
    list_select_related = ("parent",)
    ordering = ("order", in_vietnamese_order("name_vi"))
    date_hierarchy = "period_start"
    front = (
        "name_vi",
        "name_en",
        ("kind", "parent"),
        ("period", "order"),
        ("text_vi", "text_en"),
        "fields",
    )
    more = (
        (_("Partners and countries named"), ("partners", "countries")),
        (_("Summary"), (("summary_vi", "summary_en"),)),
    )

"""Indicators, their figures, and what policy aims at."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.admin.commitment import CommitmentAdmin
from events.admin.delegation import DelegationAdmin
from events.admin.event import EventAdmin
from events.admin.programme import ProgrammeAdmin
from foreign_affairs.admin.base import RecordAdmin
from foreign_affairs.admin.columns import last_change, stacked, standing
from foreign_affairs.admin.form_fields import Fields
from foreign_affairs.admin.inlines import NamedCells, ReadOnlyInline, RowInline
from foreign_affairs.admin.list_filters import RelatedOnlyFilter, foreign_countries
from foreign_affairs.admin.periods import dated_by
from foreign_affairs.admin.reference import CountryAdmin
from foreign_affairs.collation import in_vietnamese_order
from foreign_affairs.templatetags.register import figure_comparisons
from foreign_affairs.words import written
from indicators.dossiers import pages as dossiers
from indicators.forms import NewFigureForm, ObservationForm
from indicators.models import Indicator, Observation, Orientation
from partners.admin.agreement import AgreementAdmin
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


def comparisons(figure: Observation) -> str:
    return ", ".join(figure_comparisons(figure))


def dispute(figure: Observation) -> str:
    return str(_("disputed")) if figure.is_disputed else ""


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


class NewFigures(NamedCells):
    """Figures typed into the form of their subject: drafts with the sources of the subject."""

    def save_new(self, form: Any, commit: bool = True) -> Any:
        figure = super().save_new(form, commit=commit)
        if commit:
            figure.sources.set(self.instance.sources.all())
        return figure


class NewFigureInline(RowInline):
    """Room for new figures; those that are there already are read above it."""

    model = Observation
    form = NewFigureForm
    formset = NewFigures
    names = ("indicator", "period", "nature", "is_cumulative", "qualifier", "value", "value_to")
    show_change_link = False
    verbose_name = _("new figure")
    verbose_name_plural = _("new figures (drafts, with the sources above)")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).none()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Fields:
        return ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [(None, {"fields": self.names})]


# Here and not in their own apps, which know nothing of figures: imports run one way.
for subject_admin in (
    PartnerAdmin,
    OrganisationAdmin,
    FriendshipAssociationAdmin,
    ProgrammeAdmin,
    EventAdmin,
):
    subject_admin.inlines = (*subject_admin.inlines, ObservationInline, NewFigureInline)

dossiers.add_to(PartnerAdmin, CountryAdmin, FriendshipAssociationAdmin)
dossiers.lead_from(AgreementAdmin, DelegationAdmin, EventAdmin, ProgrammeAdmin, CommitmentAdmin)


@admin.register(Indicator)
class IndicatorAdmin(RecordAdmin):
    list_display = (
        "title",
        standing(),
        "topic",
        "parent",
        stacked(_("unit"), "unit_vi", ordering="unit_vi"),
        "order",
        last_change,
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

    def told_apart_by(self, row: Indicator) -> tuple[Any, ...]:
        return (row.unit_vi,)


@admin.register(Observation)
class ObservationAdmin(RecordAdmin):
    form = ObservationForm
    not_copied = (
        *("qualifier", "value", "value_to", "printed", "is_disputed"),
        *("change_percent", "same_period_percent", "plan_percent"),
    )
    list_display = (
        "indicator",
        standing(dispute),
        "about",
        stacked(pgettext_lazy("figure", "period"), "period", "nature", ordering="period_start"),
        stacked(_("value"), value_in_words, comparisons, ordering="value"),
        last_change,
    )
    list_filter = (
        dated_by("period", pgettext_lazy("figure", "period")),
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
    ordering = ("indicator__order", in_vietnamese_order("indicator__name_vi"), "-period_start")
    front = (
        "indicator",
        ("period", "nature"),
        ("qualifier", "value", "value_to"),
        "is_cumulative",
    )
    more = (
        (
            _("What it is about, if not the province"),
            ("partner", "organisation", "association", "programme", "event"),
        ),
        (
            _("Changes and shares"),
            (("change_percent", "same_period_percent", "plan_percent"),),
        ),
        (
            _("As printed, and in doubt"),
            ("printed", "is_disputed", ("source_note_vi", "source_note_en")),
        ),
    )

    def told_apart_by(self, row: Observation) -> tuple[Any, ...]:
        return (value_in_words(row),)

    @admin.display(description=_("about"))
    def about(self, figure: Observation) -> Any:
        return figure.subject or _("the province")


@admin.register(Orientation)
class OrientationAdmin(RecordAdmin):
    list_display = (
        "title",
        standing(),
        "kind",
        "parent",
        "shown_period",
        "order",
        last_change,
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

    def told_apart_by(self, row: Orientation) -> tuple[Any, ...]:
        return row.get_kind_display(), written(row.period)

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from foreign_affairs.filters import (
    CodeFilter,
    RecordFilterSet,
    WordFilter,
    YearFilter,
    country_filter,
    field_filter,
    partner_filter,
)
from foreign_affairs.templatetags.register import number
from foreign_affairs.views.base import by_name
from indicators.models import Indicator, Observation, Orientation
from indicators.models.figures import SUBJECT_FIELDS
from partners.models import Partner


class IndicatorFilterSet(RecordFilterSet):
    topic = WordFilter(Indicator.Topic, _("Topic"))


class ChosenFigures(tuple[str, ...]):
    """The codes of some figures; in words their number."""

    __slots__ = ()

    def __str__(self) -> str:
        words = ngettext("%(number)s chosen figure", "%(number)s chosen figures", len(self))
        return words % {"number": number(len(self))}


class CodesField(forms.CharField):
    """Codes with `|` between them. Those of figures that are gone find nothing."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> Any:
        codes = [code.strip() for code in super().clean(value).split("|")]
        return ChosenFigures(dict.fromkeys(code for code in codes if code)) or ""


class FigureFilter(django_filters.Filter):
    """Exactly these figures, as the downloads beside a chart ask for them."""

    field_class = CodesField

    def filter(self, qs: Any, value: Any) -> Any:
        return qs.filter(code__in=value) if value else qs


class ObservationFilterSet(RecordFilterSet):
    orders = ("indicator", "newest", "oldest")
    dated = "period"
    topic = WordFilter(Indicator.Topic, _("Topic"), "indicator__topic")
    indicator = CodeFilter(
        lambda: Indicator.objects.public().order_by(by_name(), "code"),
        _("Indicator"),
        "indicator",
    )
    about = django_filters.ChoiceFilter(
        label=_("About"),
        empty_label=_("All"),
        choices=(
            ("province", _("The province")),
            ("partner", _("Partners")),
            ("organisation", _("Organisations")),
            ("association", _("Friendship organisations")),
            ("programme", _("Programmes")),
            ("event", _("Events")),
        ),
        method="filter_about",
    )
    country = country_filter(
        "partner__country", "organisation__country", "association__country", "event__country"
    )
    partner = partner_filter(Partner, "partner")
    nature = WordFilter(Observation.Nature, _("Nature"))
    disputed = django_filters.ChoiceFilter(
        "is_disputed",
        label=_("Disputed"),
        empty_label=_("All"),
        choices=(("True", _("Disputed only")), ("False", _("Not disputed"))),
    )
    year_from = YearFilter("period", "from")
    year_to = YearFilter("period", "to")
    figure = FigureFilter(label=_("Figures"), max_length=10_000)

    def filter_about(self, figures: Any, name: str, value: str) -> Any:
        if value != "province":
            return figures.filter(**{f"{value}__isnull": False})
        return figures.filter(**{f"{field}__isnull": True for field in SUBJECT_FIELDS})


class OrientationFilterSet(RecordFilterSet):
    kind = WordFilter(Orientation.Kind, _("Kind"))
    field = field_filter()
    country = country_filter("countries")
    partner = partner_filter(Partner, "partners")
    year_from = YearFilter("period", "from")
    year_to = YearFilter("period", "to")

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from foreign_affairs.filters import (
    CodeFilter,
    RecordFilterSet,
    WordFilter,
    YearFilter,
    country_filter,
    field_filter,
    partner_filter,
)
from foreign_affairs.views.base import by_name
from indicators.models import Indicator, Observation, Orientation
from indicators.models.figures import SUBJECT_FIELDS
from partners.models import Partner


class IndicatorFilterSet(RecordFilterSet):
    topic = WordFilter(Indicator.Topic, _("Topic"))


class ObservationFilterSet(RecordFilterSet):
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

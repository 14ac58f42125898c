from django.utils.translation import gettext_lazy as _

from foreign_affairs.records.columns import DerivedColumn
from foreign_affairs.records.resources import RecordResource
from indicators.models import Indicator, Observation, Orientation


class IndicatorResource(RecordResource):
    model = Indicator
    file_name = "indicators"


class ObservationResource(RecordResource):
    model = Observation
    file_name = "observations"
    derived = (
        DerivedColumn("name_vi", _("name in Vietnamese"), lambda record: record.name_vi),
        DerivedColumn("name_en", _("name in English"), lambda record: record.name_en),
        DerivedColumn("unit_vi", _("unit in Vietnamese"), lambda record: record.indicator.unit_vi),
        DerivedColumn("unit_en", _("unit in English"), lambda record: record.indicator.unit_en),
    )


class OrientationResource(RecordResource):
    model = Orientation
    file_name = "orientations"

from django.utils.translation import gettext_lazy as _

from foreign_affairs.records.columns import DerivedColumn, also
from foreign_affairs.records.resources import RecordResource
from indicators.models import Indicator, Observation, Orientation


class IndicatorResource(RecordResource):
    model = Indicator
    file_name = "indicators"
    words = {
        "name_vi": also("tên chỉ tiêu", "chỉ tiêu"),
        "unit_vi": also("đơn vị tính", "đvt", "đơn vị"),
        "parent": also("chỉ tiêu cha", "thuộc chỉ tiêu"),
    }


class ObservationResource(RecordResource):
    model = Observation
    file_name = "observations"
    words = {
        "indicator": also("tên chỉ tiêu", "chỉ tiêu"),
        "period": also("thời gian", "kỳ báo cáo", "thời điểm", "năm", "tháng", "quý"),
        "nature": also(
            "tính chất số liệu", choices={"actual": ("chính thức",), "estimate": ("ước",)}
        ),
        "is_cumulative": also("lũy kế", choices={"true": ("lũy kế",)}),
        "value": also(
            *("giá trị", "số liệu", "thực hiện", "kết quả"),
            unit_of="indicator",
            qualifier="qualifier",
            upper="value_to",
        ),
        "change_percent": also(
            *("so với cùng kỳ", "tăng giảm so với cùng kỳ", "so cùng kỳ", "tăng, giảm"),
            units=("%",),
        ),
        "same_period_percent": also("bằng so với cùng kỳ", units=("%",)),
        "plan_percent": also("so với kế hoạch", "đạt kế hoạch", "tỷ lệ đạt", units=("%",)),
        "printed": also("nguyên văn", "số liệu nguyên văn"),
    }
    derived = (
        DerivedColumn("name_vi", _("name in Vietnamese"), lambda record: record.name_vi),
        DerivedColumn("name_en", _("name in English"), lambda record: record.name_en),
        DerivedColumn("unit_vi", _("unit in Vietnamese"), lambda record: record.indicator.unit_vi),
        DerivedColumn("unit_en", _("unit in English"), lambda record: record.indicator.unit_en),
    )


class OrientationResource(RecordResource):
    model = Orientation
    file_name = "orientations"
    words = {
        "name_vi": also("nội dung", "nhiệm vụ", "mục tiêu", "tên nhiệm vụ"),
        "text_vi": also("nội dung chi tiết", "chi tiết"),
        "parent": also("thuộc nhiệm vụ", "nhiệm vụ cha"),
    }

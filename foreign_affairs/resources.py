from foreign_affairs.models import (
    CooperationField,
    Correction,
    Country,
    CountryName,
    Owner,
    Source,
)
from foreign_affairs.records.columns import also
from foreign_affairs.records.resources import RecordResource


class OwnerResource(RecordResource):
    model = Owner
    file_name = "owner"


class CountryResource(RecordResource):
    model = Country
    file_name = "countries"
    words = {
        "code": also("mã nước", "mã quốc gia", "iso"),
        "name_vi": also("tên nước", "tên quốc gia", "nước", "quốc gia"),
    }


class CountryNameResource(RecordResource):
    model = CountryName
    file_name = "country_names"


class CooperationFieldResource(RecordResource):
    model = CooperationField
    file_name = "cooperation_fields"
    words = {"name_vi": also("lĩnh vực", "tên lĩnh vực")}


class SourceResource(RecordResource):
    model = Source
    file_name = "sources"
    words = {
        "name_vi": also("trích yếu", "tên tài liệu", "tên văn bản", "tiêu đề", "tên bài"),
        "number": also("số ký hiệu", "số văn bản", "số hiệu", "số"),
        "issued_on": also("ngày ban hành", "ngày đăng", "ngày văn bản", "ngày", "thời gian"),
        "issuer_vi": also("cơ quan ban hành", "nơi ban hành", "tác giả văn bản"),
        "url": also("đường dẫn", "liên kết", "link", "địa chỉ web"),
    }


class CorrectionResource(RecordResource):
    model = Correction
    file_name = "corrections"
    is_public = False

from django.utils.translation import gettext_lazy as _

from foreign_affairs.records.columns import DerivedColumn, RowsColumn, also
from foreign_affairs.records.resources import RecordResource
from partners.models import (
    Agreement,
    AgreementAct,
    AgreementParty,
    Contact,
    FriendshipAssociation,
    Organisation,
    OrganisationName,
    OrganisationTie,
    Partner,
    PartnerName,
    Tie,
)


class PartnerResource(RecordResource):
    model = Partner
    file_name = "partners"
    draft_values = {}
    words = {
        "name_vi": also("tên đối tác", "đối tác", "tên địa phương", "địa phương", "tên tổ chức"),
        "kind": also("loại đối tác", "cấp hành chính", "loại hình"),
        "status": also("tình trạng quan hệ", "quan hệ"),
        "seat_vi": also("thủ phủ", "trung tâm hành chính", "tỉnh lỵ"),
        "within_vi": also("thuộc bang", "thuộc vùng", "trực thuộc"),
        "strengths_vi": also("thế mạnh", "tiềm năng", "tiềm năng, thế mạnh"),
        "profile_vi": also("giới thiệu", "giới thiệu chung", "thông tin chung"),
    }


class PartnerNameResource(RecordResource):
    model = PartnerName
    file_name = "partner_names"


class TieResource(RecordResource):
    model = Tie
    file_name = "ties"
    words = {
        "partner": also("tên đối tác", "địa phương", "địa phương kết nghĩa"),
        "kind": also("loại quan hệ", "hình thức", "hình thức quan hệ"),
        "home_body": also("đơn vị", "cơ quan đầu mối", "phía bình dương"),
        "since": also("thiết lập", "ngày thiết lập", "năm thiết lập", "thời gian thiết lập"),
        "until": also("kết thúc", "đến"),
        "beginning_vi": also("quá trình thiết lập", "quá trình"),
    }


class OrganisationResource(RecordResource):
    model = Organisation
    file_name = "organisations"
    draft_values = {"kind": Organisation.Kind.OTHER}
    words = {
        "name_vi": also(
            *("tên cơ quan", "tên đơn vị", "tên tổ chức", "tên doanh nghiệp", "tên công ty"),
            *("cơ quan", "đơn vị", "tổ chức", "doanh nghiệp", "công ty"),
        ),
        "kind": also("loại hình", "loại cơ quan", "loại tổ chức"),
        "parent": also("cơ quan chủ quản", "trực thuộc", "đơn vị chủ quản"),
        "locality_abroad": also("địa phương", "địa phương nước ngoài"),
    }


class OrganisationNameResource(RecordResource):
    model = OrganisationName
    file_name = "organisation_names"


class OrganisationTieResource(RecordResource):
    model = OrganisationTie
    file_name = "organisation_ties"


class AgreementResource(RecordResource):
    model = Agreement
    file_name = "agreements"
    words = {
        "name_vi": also(
            *("tên văn bản", "tên thỏa thuận", "tên văn kiện", "tên thỏa thuận quốc tế"),
            *("văn bản", "thỏa thuận", "văn kiện", "trích yếu", "nội dung"),
        ),
        "kind": also("loại", "hình thức văn bản", "hình thức", "loại thỏa thuận"),
        "level": also("cấp ký", "cấp", "danh nghĩa ký", "cấp ký kết"),
        "count": also("số lượng", "số lượng văn bản", units=("văn bản", "bản", "thỏa thuận")),
        "signed_on": also(
            *("ngày ký kết", "thời gian ký", "thời gian ký kết", "ngày tháng ký", "năm ký"),
            *("ngày", "thời gian"),
        ),
        "place_vi": also("nơi ký", "địa điểm ký", "nơi ký kết", "địa điểm"),
        "effective_from": also("ngày hiệu lực", "ngày có hiệu lực", "hiệu lực từ", "từ ngày"),
        "effective_until": also(
            *("ngày hết hiệu lực", "ngày hết hạn", "hết hiệu lực", "hiệu lực đến", "đến ngày"),
        ),
        "duration": also("thời hạn", "gia hạn"),
        "content_vi": also("nội dung", "nội dung chính", "nội dung hợp tác", "nội dung thỏa thuận"),
        "languages": also("ngôn ngữ văn bản"),
        "parent": also("văn bản gốc", "thuộc văn bản"),
    }
    pairs = {
        ("effective_from", "effective_until"): (
            *("hiệu lực", "thời gian hiệu lực", "thời gian có hiệu lực", "giai đoạn"),
        ),
    }
    rows = (
        RowsColumn(
            "parties",
            _("parties"),
            AgreementParty,
            help_text=_("Who concluded it: partners, organisations or countries."),
            role=AgreementParty.Role.PARTY,
            words=also(
                *("các bên", "các bên ký", "các bên ký kết", "bên ký", "bên ký kết"),
                *("đối tác", "đối tác nước ngoài", "đối tác ký kết", "bên nước ngoài"),
                *("phía nước ngoài", "bên việt nam", "phía việt nam", "phía bình dương"),
                *("bên ký nước ngoài", "bên ký việt nam", "đơn vị ký", "cơ quan ký"),
                *("đơn vị ký kết", "cơ quan ký kết"),
            ),
        ),
    )


class AgreementPartyResource(RecordResource):
    model = AgreementParty
    file_name = "agreement_parties"


class AgreementActResource(RecordResource):
    model = AgreementAct
    file_name = "agreement_acts"


class FriendshipAssociationResource(RecordResource):
    model = FriendshipAssociation
    file_name = "friendship_associations"
    named_by = "organisation"
    words = {
        "organisation": also("tên hội", "tên tổ chức", "hội", "tên hội hữu nghị"),
        "country": also("hữu nghị với", "nước", "quốc gia"),
        "founded_on": also("thành lập", "ngày thành lập", "năm thành lập"),
    }
    derived = (
        DerivedColumn("name_vi", _("name in Vietnamese"), lambda record: record.name_vi),
        DerivedColumn("name_en", _("name in English"), lambda record: record.name_en),
    )


class ContactResource(RecordResource):
    model = Contact
    file_name = "contacts"
    is_public = False
    words = {
        "person": also("tên người liên hệ", "người liên hệ", "đầu mối", "đầu mối liên hệ"),
        "organisation": also("đơn vị", "đơn vị công tác", "nơi công tác", "tổ chức"),
        "office": also("chức danh", "chức vụ, đơn vị"),
        "phone": also("sđt", "số điện thoại", "di động", "số di động", "điện thoại liên hệ", "tel"),
        "email": also("email", "e-mail", "địa chỉ thư điện tử"),
        "note": also("ghi chú"),
    }

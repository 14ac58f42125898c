from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import (
    Commitment,
    CommitmentParty,
    Delegation,
    DelegationCountry,
    DelegationParticipant,
    Event,
    EventParticipant,
    Programme,
    ProgrammeParticipant,
    Recognition,
    RecognitionParty,
)
from foreign_affairs.records.columns import CountriesColumn, PersonsColumn, RowsColumn, also
from foreign_affairs.records.resources import RecordResource
from partners.models import Participation

Role, Side = Participation.Role, Participation.Side

PEOPLE = (
    "người",
    "lượt người",
    "lượt khách",
    "khách",
    "đại biểu",
    "thành viên",
    "persons",
    "people",
)
"""What stands beside a number of persons."""

PARTNERS_WORDS = (
    *("đối tác", "tên đối tác", "đối tác nước ngoài", "cơ quan đối tác", "đơn vị đối tác"),
    *("địa phương đối tác", "phía đối tác", "phía nước ngoài", "partner", "partners"),
    *("cơ quan, tổ chức nước ngoài", "tổ chức nước ngoài", "địa phương nước ngoài"),
)
ORGANISERS_WORDS = (
    *("đơn vị tổ chức", "đơn vị chủ trì", "cơ quan chủ trì", "cơ quan tổ chức", "chủ trì"),
    *("đơn vị đăng cai", "cơ quan đăng cai", "organiser", "organizer"),
)


class EventResource(RecordResource):
    model = Event
    file_name = "events"
    draft_values = {"kind": Event.Kind.OTHER, "status": Event.Status.IDEA}
    words = {
        "name_vi": also(
            *("tên sự kiện", "sự kiện", "tên hội nghị", "hội nghị", "tên hội nghị, hội thảo"),
            *("hội nghị, hội thảo", "tên hoạt động", "hoạt động", "nội dung", "chủ đề"),
        ),
        "kind": also(
            *("loại", "loại hình", "hình thức", "loại hoạt động"),
            choices={
                "conference": ("hội nghị quốc tế",),
                "seminar": ("hội thảo quốc tế", "tọa đàm"),
                "fair": ("hội chợ triển lãm",),
                "meeting": ("gặp gỡ", "gặp mặt"),
                "courtesy_call": ("chào xã giao", "tiếp khách"),
                "signing": ("ký kết",),
                "opening": ("khai mạc", "khánh thành"),
            },
        ),
        "status": also(
            *("trạng thái thực hiện", "tình hình thực hiện"),
            choices={
                "announced": ("dự kiến", "kế hoạch", "trong kế hoạch"),
                "permitted": ("đã cho phép", "được phép"),
                "held": ("đã diễn ra", "đã thực hiện", "hoàn thành"),
                "postponed": ("tạm hoãn",),
                "cancelled": ("không tổ chức",),
            },
        ),
        "held_on": also(
            *("ngày", "thời gian tổ chức", "ngày tổ chức", "thời gian diễn ra", "ngày tháng"),
            starts=("từ ngày", "ngày bắt đầu", "bắt đầu", "khai mạc"),
            ends=("đến ngày", "ngày kết thúc", "kết thúc", "bế mạc"),
        ),
        "count": also("số lượng", "số cuộc", units=("sự kiện", "cuộc", "hội nghị", "buổi")),
        "place_vi": also("địa điểm", "địa điểm tổ chức", "place", "venue"),
        "country": also("nước tổ chức", "tổ chức tại nước"),
        "result_vi": also("kết quả", "kết quả chính", "result"),
        "expected_attendance": also("số đại biểu dự kiến", "dự kiến số người", units=PEOPLE),
        "attendance": also(
            *("số đại biểu", "số người tham dự", "số lượng đại biểu", "số người", "số khách"),
            *("số lượng người", "quy mô"),
            units=PEOPLE,
        ),
        "parent": also("thuộc sự kiện", "trong khuôn khổ"),
    }
    rows = (
        RowsColumn(
            "organisers",
            _("organisers"),
            EventParticipant,
            role=Role.ORGANISER,
            words=also(*ORGANISERS_WORDS, "ban tổ chức"),
        ),
        RowsColumn(
            "co_organisers",
            _("co-organisers"),
            EventParticipant,
            role=Role.CO_ORGANISER,
            words=also("đơn vị phối hợp", "cơ quan phối hợp", "phối hợp", "đồng tổ chức"),
        ),
        RowsColumn(
            "partners",
            _("partners"),
            EventParticipant,
            help_text=_("Whoever takes part on the other side: partners, bodies or countries."),
            role=Role.PARTICIPANT,
            is_strict=False,
            words=also(*PARTNERS_WORDS, "khách quốc tế", "thành phần quốc tế"),
        ),
    )


class EventParticipantResource(RecordResource):
    model = EventParticipant
    file_name = "event_participants"


def side_of_travellers(delegation: Any) -> str:
    """Who travels in a delegation is ours unless it comes to us."""
    return Side.PARTNER if delegation.direction == Delegation.Direction.IN else Side.HOME


class DelegationResource(RecordResource):
    model = Delegation
    file_name = "delegations"
    words = {
        "name_vi": also(
            *("tên đoàn", "đoàn", "tên đoàn công tác", "đoàn công tác", "tên đoàn khách"),
            *("đoàn khách", "tên chuyến công tác", "nội dung", "nội dung chuyến đi"),
        ),
        "direction": also(
            *("loại hình", "đoàn ra, đoàn vào", "đoàn ra vào", "ra vào", "chiều", "hướng"),
            choices={
                "out": ("ra", "đoàn đi", "đoàn ra nước ngoài", "đi nước ngoài", "đoàn xuất cảnh"),
                "in": (
                    *("vào", "đoàn đến", "đoàn khách vào", "đoàn khách quốc tế", "khách vào"),
                    *("đoàn khách nước ngoài", "đoàn nhập cảnh"),
                ),
                "exchange": ("trao đổi",),
            },
            from_titles=True,
        ),
        "rank": also(
            *("cấp đoàn", "phân loại", "phân loại đoàn", "tính chất", "cấp"),
            choices={
                "high_level": ("cấp cao", "lãnh đạo cấp cao"),
                "diplomatic": ("ngoại giao",),
                "business": ("doanh nghiệp", "xúc tiến đầu tư", "xúc tiến thương mại"),
                "student": ("học sinh", "sinh viên", "học sinh, sinh viên"),
                "medical": ("y tế",),
                "expert": ("chuyên gia",),
                "people": ("giao lưu nhân dân", "đối ngoại nhân dân", "hữu nghị"),
                "working": ("công tác", "làm việc"),
            },
        ),
        "channel": also(
            *("kênh",),
            choices={
                "party": ("đối ngoại đảng", "kênh đảng"),
                "state": ("ngoại giao nhà nước", "kênh nhà nước", "chính quyền"),
                "people": ("đối ngoại nhân dân", "kênh nhân dân"),
            },
        ),
        "status": also(
            *("tình hình thực hiện", "trạng thái thực hiện"),
            choices={
                "planned": ("kế hoạch", "chưa thực hiện"),
                "approved": ("đã duyệt", "đã cho phép", "được phê duyệt"),
                "carried_out": ("đã đi", "đã về", "hoàn thành", "đã hoàn thành"),
                "postponed": ("tạm hoãn",),
                "cancelled": ("không thực hiện", "không đi"),
            },
        ),
        "period": also(
            *("ngày", "thời gian thực hiện", "thời gian đi", "thời gian đến", "ngày tháng"),
            *("thời gian làm việc", "ngày làm việc", "thời gian công tác", "thời điểm", "năm"),
            *("date", "dates", "time"),
            starts=("từ ngày", "ngày bắt đầu", "ngày đi", "ngày xuất cảnh", "ngày đến", "bắt đầu"),
            ends=("đến ngày", "ngày kết thúc", "ngày về", "kết thúc", "ngày đi", "ngày rời"),
        ),
        "count": also(
            *("số lượng đoàn", "số lượt đoàn", "tổng số đoàn"),
            units=("đoàn", "lượt", "lượt đoàn", "delegations"),
        ),
        "persons": also(
            *("số người", "số lượng người", "số lượt khách", "số khách", "số thành viên"),
            *("số lượng thành viên", "tổng số người", "số lượng", "người", "lượt người"),
            *("persons", "people", "pax"),
            units=PEOPLE,
        ),
        "purpose_vi": also(
            *(
                "mục đích",
                "nội dung",
                "nội dung làm việc",
                "mục đích chuyến đi",
                "mục đích, nội dung",
            ),
            *("nội dung công tác", "chương trình làm việc", "purpose"),
        ),
        "result_vi": also("kết quả", "kết quả chuyến đi", "kết quả làm việc", "result"),
        "decision_number": also("quyết định cử đoàn", "quyết định cử đi công tác"),
        "is_in_plan": also(
            *("trong kế hoạch", "theo kế hoạch", "trong, ngoài kế hoạch", "kế hoạch"),
            choices={
                "true": ("trong kế hoạch", "theo kế hoạch"),
                "false": ("ngoài kế hoạch", "đột xuất", "phát sinh"),
            },
        ),
        "reported_on": also("ngày có báo cáo", "báo cáo ngày"),
        "funding": also("kinh phí do", "nguồn kinh phí thực hiện", "nguồn tài chính"),
        "cost_vnd": also(
            *("kinh phí", "tổng kinh phí", "chi phí", "kinh phí thực hiện", "tổng chi phí"),
            units=("đồng",),
        ),
    }
    pairs = {
        ("count", "persons"): ("số đoàn, số người", "số lượng đoàn, người", "đoàn, người"),
        ("decision_number", "decided_on"): (
            *("số, ngày quyết định", "số và ngày quyết định", "quyết định số, ngày"),
            *("số, ngày qđ", "số, ngày văn bản", "số, ngày, tháng, năm quyết định"),
        ),
    }
    rows = (
        RowsColumn(
            "partners",
            _("partners"),
            DelegationParticipant,
            help_text=_("Whoever takes part on the other side: partners, bodies or countries."),
            role=Role.PARTICIPANT,
            is_strict=False,
            words=also(*PARTNERS_WORDS),
        ),
        CountriesColumn(
            "countries",
            _("countries"),
            DelegationCountry,
            help_text=_("Where the delegation goes to, or where its guests come from."),
            role=Role.PARTICIPANT,
            guests=DelegationParticipant,
            words=also(
                *("nước", "nước đến", "nước đi", "quốc gia đến", "nước đến công tác", "nơi đến"),
                *("nước, vùng lãnh thổ", "quốc gia, vùng lãnh thổ", "quốc tịch", "country"),
            ),
        ),
        RowsColumn(
            "hosts",
            _("hosts"),
            DelegationParticipant,
            role=Role.HOST,
            words=also(
                *("đơn vị đón tiếp", "đơn vị tiếp", "đơn vị tiếp đón", "cơ quan đón tiếp"),
                *("cơ quan tiếp", "cơ quan mời", "đơn vị mời", "host"),
            ),
        ),
        RowsColumn(
            "organisers",
            _("organisers"),
            DelegationParticipant,
            role=Role.ORGANISER,
            words=also(*ORGANISERS_WORDS, "đơn vị cử đoàn", "cơ quan cử đoàn", "đơn vị đi"),
        ),
        PersonsColumn(
            "leaders",
            pgettext_lazy("of a delegation", "leaders"),
            DelegationParticipant,
            help_text=_("A person and, after a comma, the office."),
            role=Role.LEADER,
            side_of=side_of_travellers,
            words=also(
                *("trưởng đoàn", "tên trưởng đoàn", "họ tên trưởng đoàn", "dẫn đầu"),
                *("trưởng đoàn, chức vụ", "lãnh đạo dẫn đầu", "leader", "head of delegation"),
                *("họ tên, chức vụ trưởng đoàn", "họ và tên, chức vụ trưởng đoàn"),
                ends=("chức vụ", "chức danh", "trưởng đoàn, chức vụ", "chức vụ trưởng đoàn"),
            ),
        ),
        PersonsColumn(
            "members",
            pgettext_lazy("of a delegation", "members"),
            DelegationParticipant,
            help_text=_("A person and, after a comma, the office."),
            role=Role.PARTICIPANT,
            side_of=side_of_travellers,
            words=also(
                *("thành phần", "thành phần đoàn", "thành viên", "thành viên đoàn"),
                *("danh sách thành viên", "thành phần tham gia", "members"),
            ),
        ),
    )


class DelegationParticipantResource(RecordResource):
    model = DelegationParticipant
    file_name = "delegation_participants"


class DelegationCountryResource(RecordResource):
    model = DelegationCountry
    file_name = "delegation_countries"
    words = {"days": also("số ngày", units=("ngày", "day", "days"))}


class ProgrammeResource(RecordResource):
    model = Programme
    file_name = "programmes"
    draft_values = {}
    words = {
        "name_vi": also(
            *("tên chương trình", "tên dự án", "tên chương trình, dự án", "chương trình, dự án"),
            *("chương trình", "dự án", "nội dung", "tên đề án"),
        ),
        "kind": also("loại hình", "phân loại"),
        "started_on": also("ngày bắt đầu", "bắt đầu", "từ ngày", "từ năm", "năm bắt đầu"),
        "ended_on": also("ngày kết thúc", "kết thúc", "đến ngày", "đến năm", "năm kết thúc"),
        "result_vi": also("kết quả", "kết quả thực hiện", "tiến độ"),
    }
    pairs = {
        ("started_on", "ended_on"): ("thời gian", "thời gian thực hiện", "giai đoạn"),
        ("decision_number", "decided_on"): (
            *("số, ngày quyết định", "số và ngày quyết định", "quyết định số, ngày"),
            *("số, ngày qđ", "số, ngày văn bản"),
        ),
    }
    rows = (
        RowsColumn(
            "carriers",
            _("carriers"),
            ProgrammeParticipant,
            help_text=_("Who carries it out."),
            role=Role.CARRIER,
            words=also(
                *("đơn vị thực hiện", "cơ quan thực hiện", "chủ dự án", "chủ đầu tư"),
                *("đơn vị chủ trì", "cơ quan chủ trì", "cơ quan chủ quản", "đơn vị tiếp nhận"),
            ),
        ),
        RowsColumn(
            "partners",
            _("partners"),
            ProgrammeParticipant,
            help_text=_("Whoever takes part on the other side: partners, bodies or countries."),
            role=Role.PARTICIPANT,
            is_strict=False,
            words=also(*PARTNERS_WORDS, "nhà tài trợ", "tổ chức tài trợ", "nước", "quốc gia"),
        ),
    )


class ProgrammeParticipantResource(RecordResource):
    model = ProgrammeParticipant
    file_name = "programme_participants"


class CommitmentResource(RecordResource):
    model = Commitment
    file_name = "commitments"
    words = {
        "name_vi": also("nội dung cam kết", "cam kết", "đề nghị", "nội dung", "nội dung đề nghị"),
        "said_on": also("ngày cam kết", "ngày", "thời gian"),
        "due": also("thời hạn", "hạn hoàn thành", "hạn thực hiện", "hạn"),
        "quantity": also("số lượng"),
        "unit_vi": also("đơn vị tính", "đvt", "đơn vị"),
        "result_vi": also("kết quả", "kết quả thực hiện"),
    }


class CommitmentPartyResource(RecordResource):
    model = CommitmentParty
    file_name = "commitment_parties"


class RecognitionResource(RecordResource):
    model = Recognition
    file_name = "recognitions"
    words = {
        "name_vi": also("tên danh hiệu", "danh hiệu", "giải thưởng", "khen thưởng"),
        "year": also("năm nhận", "năm công nhận", "thời gian", units=("năm", "year")),
        "rank": also("thứ hạng", "xếp hạng", "vị trí", units=("hạng",)),
    }


class RecognitionPartyResource(RecordResource):
    model = RecognitionParty
    file_name = "recognition_parties"

"""A dossier in which everything occurs once: what an uploaded template is tried on."""

from datetime import date

from foreign_affairs.dossiers.contents import SECTION_KEYS, Dossier, Fact, Group, Row, Section


def sample_dossier() -> Dossier:
    part = Row("Phần việc <mẫu>", when="2024", status="đã thực hiện")
    row = Row(
        "Tên mẫu & <tên khác>",
        when="05/07/2023",
        status="còn hiệu lực",
        tone="good",
        state="bản nháp",
        state_code="draft",
        details=("Chi tiết mẫu.",),
        parts=(part,),
    )
    group = Group("Nhóm mẫu", (row,))
    columns = ("Thời gian", "Nội dung", "Tình trạng")
    return Dossier(
        kind="Hồ sơ mẫu",
        code="mau",
        name="Tên mẫu & <tên khác>",
        subtitle="Sample · 見本",
        printed_on=date(2024, 1, 5),
        facts=(Fact("Loại", "thành phố"),),
        gaps=("thiếu nguồn",),
        glance=(group,),
        sections=tuple(
            Section(key, f"Mục {key}", (group,), columns, "1 văn bản") for key in SECTION_KEYS
        ),
        owner="Sở Ngoại vụ",
        data_up_to="năm 2024",
    )

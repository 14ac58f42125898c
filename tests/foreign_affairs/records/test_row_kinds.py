import pytest

from foreign_affairs.records.headers import find_header
from foreign_affairs.records.reading.cells import COVERED, Exact
from foreign_affairs.records.row_kinds import MOST_PASSED, Plan, Sorter, is_note, is_total, style_of
from foreign_affairs.records.tables import PassedOver

HEADER = ["STT", "Tên đoàn", "Nước", "Số người", "Ghi chú"]


def plan_of(*rows: list[str], header: list[str] = HEADER) -> Plan:
    found = find_header([(1, header)], lambda name: name in header)
    assert found is not None
    sorter = Sorter(found, "")
    for number, cells in enumerate(rows, start=2):
        sorter.add(number, cells)
    return sorter.finish()


def kinds(*rows: list[str], header: list[str] = HEADER) -> dict[int, str]:
    return {row.number: row.kind.value for row in plan_of(*rows, header=header).passed}


@pytest.mark.parametrize(
    "texts",
    [
        ["Tổng cộng", "15", "120"],
        ["TỔNG CỘNG:", "15 đoàn"],
        ["Cộng"],
        ["Cong", "3"],
        ["Tổng số đoàn ra", "7.434,4"],
        ["Cộng tháng 3", "2"],
        ["IV", "Tổng cộng", "2"],
        ["Total", "5"],
        ["Tổng cộng: 15 đoàn, 120 lượt người"],
    ],
)
def test_is_total_knows_sums(texts: list[str]) -> None:
    assert is_total(texts)


@pytest.mark.parametrize(
    "texts",
    [
        ["Tổng Lãnh sự quán Lào", "3"],
        ["Tổng công ty Becamex", "5"],
        ["Cộng hòa Dân chủ Nhân dân Lào", "12"],
        ["Cộng đồng người Việt tại Daejeon", "12"],
        ["Cộng hòa Séc, đoàn 5 người"],
        ["tong-cong", "5"],
        ["total", "5"],
        ["Tổng cộng", "xem phụ lục của báo cáo"],
    ],
)
def test_is_total_leaves_records_alone(texts: list[str]) -> None:
    assert not is_total(texts)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Ghi chú: chưa kể đoàn của doanh nghiệp"], True),
        (["(*) Số liệu đến 31/8"], True),
        (["NGƯỜI LẬP BIỂU", "GIÁM ĐỐC"], True),
        (["Bình Dương, ngày 05 tháng 3 năm 2024"], True),
        (["TM. ỦY BAN NHÂN DÂN"], True),
        (["(đã ký)"], True),
        (["Đoàn Kratie", "ngày 05 tháng 3 năm 2024"], False),
        (["Giám đốc sở nông nghiệp thăm", "Lào"], False),
        (["Nguồn nhân lực chất lượng cao"], False),
        (["Ghi chú", "x", "y"], False),
    ],
)
def test_is_note(texts: list[str], expected: bool) -> None:
    assert is_note(texts) is expected


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("I. ĐOÀN RA", "roman"),
        ("IV ĐOÀN VÀO", "roman"),
        ("A. Châu Á", "letter"),
        ("Đ) Khác", "letter"),
        ("1. Lào", "number 0"),
        ("1.2. Lào", "number 1"),
        ("Tháng 3", "thang"),
        ("THÁNG 03/2024", "thang"),
        ("Quý III", "quy"),
        ("Năm 2024", "nam"),
        ("Châu Âu", "chau"),
        ("ĐOÀN RA", "capitals"),
        ("ASEAN", "plain"),
        ("Đoàn Champasak", "plain"),
        ("Vientiane", "plain"),
        ("Châu thổ Mê Kông", "chau"),
    ],
)
def test_style_of_headings(text: str, style: str) -> None:
    assert style_of(text) == style


def test_sorter_lets_headings_begin_groups_within_groups() -> None:
    plan = plan_of(
        ["I. ĐOÀN RA"],
        ["Tháng 1"],
        ["1", "Đoàn A", "Lào", "5"],
        ["Tháng 2"],
        ["2", "Đoàn B", "Lào", "5"],
        ["II. ĐOÀN VÀO"],
        ["Tháng 1"],
        ["1", "Đoàn C", "Lào", "5"],
    )
    assert plan.groups == {
        2: (0, "I. ĐOÀN RA"),
        3: (1, "Tháng 1"),
        5: (1, "Tháng 2"),
        7: (0, "II. ĐOÀN VÀO"),
        8: (1, "Tháng 1"),
    }
    assert (plan.levels, plan.count) == (2, 3)


@pytest.mark.parametrize(
    "row",
    [
        ["I", "ĐOÀN RA", "", "19"],
        ["I.", "ĐOÀN RA"],
        ["Đoàn ra", COVERED, COVERED],
        ["", "ĐOÀN RA"],
        ["", "Tháng 3"],
        ["Các đoàn khác"],
    ],
)
def test_sorter_knows_headings_of_groups(row: list[str]) -> None:
    assert kinds(row, ["1", "Đoàn A", "Lào", "5", ""]) == {2: "group"}


@pytest.mark.parametrize(
    "row",
    [
        ["3", "ĐOÀN RA"],
        ["3.", "Tháng 3"],
        ["", "Đoàn Kratie"],
        ["", "", "LÀO THÁI LAN"],
        [Exact("3")],
    ],
)
def test_sorter_keeps_records_of_which_little_is_known(row: list[str]) -> None:
    plan = plan_of(row, ["1", "Đoàn A", "Lào", "5", ""])
    assert (plan.count, plan.passed) == (2, [])


def test_sorter_takes_headings_without_rows_for_signatures() -> None:
    plan = plan_of(["1", "Đoàn A", "Lào", "5"], ["", "SỞ NGOẠI VỤ"])
    assert [row.kind for row in plan.passed] == [PassedOver.NOTE]
    assert plan.groups == {}


def test_sorter_goes_on_after_a_note_in_the_middle() -> None:
    plan = plan_of(
        ["1", "Đoàn A", "Lào", "5"],
        ["Ghi chú: đã báo cáo"],
        ["", "Đoàn B"],
        ["2", "Đoàn C"],
        ["3", "Đoàn D", "Lào", "5"],
        ["(*) hết"],
        ["", "Sở Ngoại vụ"],
    )
    assert {row.number: row.text for row in plan.passed} == {
        3: "Ghi chú: đã báo cáo",
        7: "(*) hết",
        8: "Sở Ngoại vụ",
    }
    assert plan.count == 4


def test_sorter_passes_over_the_header_of_the_next_page() -> None:
    numbers = ["(1)", "(2)", "(3)", "(4)", "(5)"]
    assert kinds(HEADER, numbers, ["1", "A", "Lào", "5"]) == {2: "header", 3: "numbers"}


def test_sorter_leaves_narrow_tables_alone() -> None:
    assert kinds(["Tổng cộng"], ["I. ĐOÀN RA"], header=["Tên đoàn"]) == {}
    assert kinds(["I. ĐOÀN RA", ""], ["Tổng cộng", "5"], header=["Tên", "Số"]) == {3: "total"}


def test_sorter_finds_columns_without_header_by_their_records() -> None:
    plan = plan_of(
        ["1", "Đoàn A", "Lào", "5", "", "", "x"],
        ["Ghi chú: y", "", "", "", "", "", "", "z"],
        ["2", "Đoàn B", "Lào", "5"],
    )
    assert plan.sections[0].unnamed == {6}


def test_sorter_loses_nothing_where_nearly_all_rows_look_odd() -> None:
    plan = plan_of(*([["Ghi chú: x"]] * (MOST_PASSED + 5)))
    assert len(plan.passed) + plan.count == MOST_PASSED + 5
    assert len(plan.passed) == MOST_PASSED

import pytest

from foreign_affairs.records.headers import Header, find_header
from foreign_affairs.records.reading.cells import COVERED, Exact
from foreign_affairs.text import fold

KNOWN = ["STT", "Tên đoàn", "Nước", "Từ ngày", "Đến ngày", "Số lượng đoàn", "Name", "Country"]


def header_of(*rows: list[str], known: list[str] = KNOWN) -> Header:
    folded = {fold(name) for name in known}
    found = find_header(list(enumerate(rows, start=1)), lambda name: fold(name) in folded)
    assert found is not None
    return found


def test_find_header_takes_the_row_that_knows_most() -> None:
    found = header_of(
        ["SỞ NGOẠI VỤ"],
        ["Danh sách đoàn theo", "Nước"],
        ["STT", "Tên đoàn", "Nước", "Kết quả"],
        ["1", "Đoàn A", "Lào", "tốt"],
    )
    assert (found.names, found.first, found.last, found.known) == (
        ["STT", "Tên đoàn", "Nước", "Kết quả"],
        3,
        3,
        3,
    )


def test_find_header_of_strangers_is_as_wide_as_the_rows_below() -> None:
    found = header_of(
        ["Bảng tổng hợp", "2023"],
        ["Mã", "Đối tác", "Hình thức", "Kết quả"],
        ["1", "Kratie", "ghi nhớ", "tốt"],
        ["2", "Daejeon", "ghi nhớ", "tốt"],
    )
    assert (found.names, found.first, found.known) == (
        ["Mã", "Đối tác", "Hình thức", "Kết quả"],
        2,
        0,
    )


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (
            ["STT", "Tên đoàn", "Số lượng", COVERED, "Ghi chú"],
            ["STT", "Tên đoàn", "đoàn", "người", "Ghi chú"],
        ),
        (["STT", "Tên đoàn", "Số lượng", "", "Ghi chú"], ["", "", "đoàn", "người", ""]),
    ],
    ids=["merged", "as CSV"],
)
def test_find_header_joins_two_lines(above: list[str], below: list[str]) -> None:
    found = header_of(above, below, ["1", "Đoàn A", "1", "5", ""])
    assert found.names == [
        "STT",
        "Tên đoàn",
        "Số lượng – đoàn",
        "Số lượng – người",
        "Ghi chú",
    ]
    assert (found.first, found.last) == (1, 2)


def test_find_header_leaves_out_what_stands_above_when_the_name_is_enough() -> None:
    found = header_of(
        ["STT", "Thông tin chung", COVERED, "Thời gian", COVERED],
        ["STT", "Tên đoàn", "Nước", "Từ ngày", "Đến ngày"],
        ["1", "Đoàn A", "Lào", "", ""],
    )
    assert found.names == ["STT", "Tên đoàn", "Nước", "Từ ngày", "Đến ngày"]
    assert (found.first, found.known) == (1, 5)


def test_find_header_takes_two_columns_below_for_no_pair_in_one() -> None:
    """“Số lượng – Số đoàn” could be two numbers in one cell, but stands over one of them."""
    meant = {"Tên đoàn": 1, "Số đoàn": 1, "Số người": 1, "Số lượng – Số đoàn": 2}
    found = find_header(
        [
            (1, ["Tên đoàn", "Số lượng", COVERED]),
            (2, ["Tên đoàn", "Số đoàn", "Số người"]),
            (3, ["Đoàn A", "1", "5"]),
        ],
        lambda name: meant.get(name, 0),
    )
    assert found is not None
    assert (found.names, found.known) == (["Tên đoàn", "Số đoàn", "Số người"], 3)


def test_find_header_keeps_what_stands_above_when_names_repeat() -> None:
    found = header_of(
        ["Nước", "Đoàn ra", COVERED, "Đoàn vào", COVERED],
        ["Nước", "Số", "Người", "Số", "Người"],
        known=["Nước", "Số"],
    )
    assert found.names == [
        "Nước",
        "Đoàn ra – Số",
        "Đoàn ra – Người",
        "Đoàn vào – Số",
        "Đoàn vào – Người",
    ]


def test_find_header_joins_three_lines() -> None:
    found = header_of(
        ["Nước", "Số lượng", COVERED, COVERED],
        ["Nước", "Đoàn ra", COVERED, "Đoàn vào"],
        ["Nước", "đoàn", "người", "Đoàn vào"],
        ["Lào", "1", "5", "2"],
    )
    assert found.names == [
        "Nước",
        "Số lượng – Đoàn ra – đoàn",
        "Số lượng – Đoàn ra – người",
        "Số lượng – Đoàn vào",
    ]
    assert found.last == 3


def test_find_header_is_not_led_astray_by_a_title_over_the_whole_table() -> None:
    title = ["DANH SÁCH ĐOÀN", COVERED, COVERED]
    found = header_of(title, ["STT", "Tên đoàn", "Nước"], ["1", "Đoàn A", "Lào"])
    assert (found.names, found.first) == (["STT", "Tên đoàn", "Nước"], 2)


def test_find_header_is_not_led_astray_by_the_motto_over_the_table() -> None:
    motto = ["SỞ NGOẠI VỤ", COVERED, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", COVERED]
    found = header_of(motto, ["STT", "Tên đoàn", "Nước", "Số"], ["1", "Đoàn A", "Lào", "2"])
    assert (found.names[1], found.first) == ("Tên đoàn", 2)


@pytest.mark.parametrize(
    "row",
    [
        ["", "Đoàn A", "Lào", ""],
        ["1", "", "đoàn", "người"],
        ["", "", Exact("5"), Exact("12")],
        ["", "", "5", "12"],
    ],
)
def test_find_header_takes_no_record_for_a_second_line(row: list[str]) -> None:
    found = header_of(["STT", "Tên đoàn", "Số lượng", ""], row)
    assert found.last == 1


def test_find_header_reads_two_languages() -> None:
    found = header_of(["Tên đoàn", "Nước", "Khác"], ["Name", "Country"], ["Name", "Lào"])
    assert (found.names, found.last) == (["Tên đoàn / Name", "Nước / Country", "Khác"], 2)


@pytest.mark.parametrize(
    "numbers",
    [
        ["(1)", "(2)", "(3)", "(4)"],
        ["1", "2", "3", "4=2+3"],
        ["A", "B", "1", "2"],
        [Exact("1"), Exact("2"), Exact("3"), Exact("4")],
    ],
)
def test_find_header_knows_a_row_of_column_numbers(numbers: list[str]) -> None:
    found = header_of(["STT", "Tên đoàn", "Nước", "Số"], numbers, ["1", "Đoàn A", "Lào", "2"])
    assert (found.last, found.counted) == (2, list(map(str, numbers)))


def test_find_header_takes_no_record_for_column_numbers() -> None:
    found = header_of(["STT", "Tên đoàn", "Nước", "Số"], ["1", "2", "3", ""])
    assert (found.last, found.counted) == (1, [])


def test_find_header_tells_columns_of_one_name_apart() -> None:
    assert header_of(["Nước", "Nước", "", "Nước"]).names == ["Nước", "Nước (2)", "", "Nước (3)"]


def test_find_header_finds_none_in_blank_rows() -> None:
    assert find_header([(1, ["", " "]), (2, [])], lambda name: True) is None
    assert find_header([], lambda name: True) is None


@pytest.mark.parametrize(
    ("name", "column"), [("STT", 0), ("Số TT", 0), ("TT", 0), ("No.", 0), ("Mã", None)]
)
def test_header_knows_where_rows_are_counted(name: str, column: int | None) -> None:
    assert header_of([name, "Tên đoàn", "Nước"]).row_number_column == column

"""Workbooks of today (XLSX): layouts, reports to print, cells that say more than their text."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from tests.making_files.content import (
    DAY,
    HEADER,
    MOMENT,
    ROWS,
    book,
    packed,
    relations,
    rezipped,
    write,
    xlsx,
)
from tests.making_files.texts import tcvn3, vni


def make_report() -> None:
    """What an office prints and signs: titles, header of two lines, groups, totals, signatures."""
    made = book(
        (
            "Đoàn ra vào",
            [
                ["UBND TỈNH BÌNH DƯƠNG", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
                ["SỞ NGOẠI VỤ", None, None, "Độc lập - Tự do - Hạnh phúc"],
                [],
                ["TỔNG HỢP ĐOÀN RA, ĐOÀN VÀO NĂM 2023"],
                ["(Kèm theo Báo cáo số 12/BC-SNgV ngày 20 tháng 12 năm 2023)"],
                ["STT", "Nội dung", "Nước", "Thời gian", None, "Số lượng", None, "Ghi chú"],
                [None, None, None, "Từ ngày", "Đến ngày", "Đoàn", "Người"],
                ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
                ["I", "ĐOÀN RA", None, None, None, 2, 19],
                [1, "Thăm và làm việc tại tỉnh Champasak", "Lào", "05/3/2023", "08/3/2023", 1, 12],
                [2, "Xúc tiến đầu tư tại Daejeon", "Hàn Quốc", "9/2023", None, 1, 7, "đã báo cáo"],
                ["II", "ĐOÀN VÀO"],
                [1, "Sinh viên Yamaguchi giao lưu", "Nhật Bản", "12/11/2023", None, 1, 8],
                [None, "Tổng cộng", None, None, None, 3, 27],
                [],
                ["Ghi chú: không kể đoàn của các doanh nghiệp."],
                [None, None, None, None, "Bình Dương, ngày 20 tháng 12 năm 2023"],
                [None, "NGƯỜI LẬP BIỂU", None, None, None, "GIÁM ĐỐC"],
                [],
                [None, "(đã ký)", None, None, None, "(đã ký)"],
            ],
        )
    )
    sheet = made["Đoàn ra vào"]
    for cells in ("A1:C1", "D1:H1", "A2:C2", "D2:H2", "A4:H4", "A5:H5", "A16:H16", "E17:H17"):
        sheet.merge_cells(cells)
    for cells in ("A6:A7", "B6:B7", "C6:C7", "D6:E6", "F6:G6", "H6:H7", "B12:H12"):
        sheet.merge_cells(cells)
    write("report-to-print.xlsx", xlsx(made))


def make_layouts() -> None:
    months = [
        (f"Tháng {month}", [[f"ĐOÀN VÀO THÁNG {month} NĂM 2024"], HEADER, row])
        for month, row in enumerate(ROWS, start=1)
    ]
    made = book(*months, ("Biểu đồ", [["Tháng", "Số đoàn"], [1, 4]]), ("Danh mục", [["Nước"]]))
    made["Danh mục"].sheet_state = "hidden"
    write("sheet-a-month.xlsx", xlsx(made))

    cover = [["SỔ THEO DÕI ĐOÀN"], ["Năm 2023"], ["Nguồn: Sở Ngoại vụ"]]
    write("table-on-second-sheet.xlsx", xlsx(book(("Bìa", cover), ("Danh sách", [HEADER, *ROWS]))))

    nested: list[Sequence[Any]] = [
        HEADER[1:],
        ["A. CHÂU Á"],
        ["I. Đông Nam Á"],
        ROWS[0][1:],
        ["Tháng 9"],
        ["II. Đông Bắc Á"],
        ROWS[1][1:],
        ROWS[2][1:],
        ["B. CHÂU ÂU"],
        ["Đoàn vùng Emilia-Romagna"],
    ]
    write("groups-in-groups.xlsx", xlsx(book(("Đoàn", nested))))

    pages = [HEADER, ROWS[0], HEADER, ROWS[1], [], HEADER, ROWS[2], ["Cộng", *[""] * 4, 45]]
    write("header-on-every-page.xlsx", xlsx(book(("Đoàn", pages))))

    apart = Workbook()
    sheet: Any = apart.active
    for row, values in zip((4, 6, 7, 10), [HEADER, *ROWS], strict=True):
        for column, value in zip((2, 3, 5, 6, 7, 8, 10), values, strict=True):
            sheet.cell(row, column, value)
    write("blank-rows-and-columns.xlsx", xlsx(apart))

    merged = book(("Đoàn", [HEADER, ROWS[0], [*ROWS[0][:1], "", "Thái Lan"], *ROWS[1:]]))
    for cells in ("A2:A3", "B2:B3", "D2:D3", "E2:E3", "F2:F3", "G2:G4"):
        merged["Đoàn"].merge_cells(cells)
    write("merged-downwards.xlsx", xlsx(merged))

    other = ["No.", "Name", "Country", "From", "To", "Persons", "Host"]
    write("header-in-two-languages.xlsx", xlsx(book(("List", [HEADER, other, *ROWS]))))
    foreign = [["Ma so", "Doi tac nuoc ngoai", "Hinh thuc"], ["BD-01", "Kratie", "ban ghi nho"]]
    write("headers-of-strangers.xlsx", xlsx(book(("Sheet1", foreign))))
    twice: list[Sequence[Any]] = [
        ["Tên đoàn", "Nước", "Nước", None, "Số người"],
        ["Đoàn A", "Lào", "Thái Lan", "x", 3],
    ]
    write("header-twice.xlsx", xlsx(book(("Sheet1", twice))))


def make_cells() -> None:
    typed = book(
        (
            "Kiểu",
            [
                [
                    "Tên đoàn",
                    "Từ ngày",
                    "Tháng",
                    "Năm",
                    "Tỷ lệ",
                    "Số người",
                    "Kinh phí",
                    "Đã báo cáo",
                ],
                ["Đoàn A", DAY, DAY, DAY, 0.132, 12, 7434.4, True],
                ["Đoàn B", "05/3/2023", "9/2016", "2011", "13,2%", "12", "7.434,4", "có"],
                [
                    "Đoàn C",
                    MOMENT,
                    None,
                    None,
                    1,
                    0,
                    0.1 + 0.2,
                    False,
                ],
            ],
        )
    )
    sheet = typed["Kiểu"]
    sheet["B2"].number_format = "dd/mm/yyyy"
    sheet["C2"].number_format = '"tháng "m/yyyy'
    sheet["D2"].number_format = "yyyy"
    sheet["E2"].number_format = sheet["E4"].number_format = "0.0%"
    write("typed-cells.xlsx", xlsx(typed))

    errors = book(("Lỗi", [HEADER, *ROWS]))
    sheet = errors["Lỗi"]
    sheet["C3"], sheet["F4"] = "#N/A", "=SUM(F2:F3)"
    sheet["C3"].data_type = "e"
    write("errors-in-cells.xlsx", xlsx(errors))

    old = [[tcvn3(str(cell)) for cell in row] for row in [HEADER, *ROWS]]
    made = book(("§oµn vµo", old))
    for row in made["§oµn vµo"]:
        for cell in row:
            cell.font = Font(name=".VnTime")
    write("tcvn3-in-cells.xlsx", xlsx(made))
    mixed = [HEADER, *([vni(str(cell)) for cell in row] for row in ROWS[:2]), ROWS[2]]
    write("vni-in-some-cells.xlsx", xlsx(book(("Đoàn", mixed))))

    data = xlsx(book(("Đoàn", [HEADER, *ROWS])))
    write("truncated.xlsx", data[: len(data) // 2])
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read(part).decode().replace("xmlns=", "xmlns:x=")
    # As some programs write it: with a prefix, and an error in C3.
    content = re.sub(r"<(/?)(?=\w)", r"<\1x:", content)
    error = r"\1 t='e'><x:v>#REF!</x:v>"
    content = re.sub(r'(<x:c r="C3") t="inlineStr"><x:is>.*?</x:is>', error, content)
    write("other-program.xlsx", rezipped(data, **{part: content.encode()}))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name.replace("/", "\\"): archive.read(name) for name in archive.namelist()}
    write("paths-with-backslashes.xlsx", packed(parts))
    make_external_link()


def make_external_link() -> None:
    """A cell that Excel has taken from another file, with the value of that time."""
    data = xlsx(book(("Đoàn", [HEADER, [*ROWS[0][:5], "=[1]Sheet1!A1", "x"]])))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = re.sub(rb"</f><v ?/>|</f><v></v>", b"</f><v>12</v>", sheet)
    target = "file:///etc/hostname"
    parts["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = relations(
        f'<Relationship Id="rId1" Target="{target}" TargetMode="External" Type="externalLinkPath"/>'
    )
    write("external-link.xlsx", packed(parts))

"""Every file in tests/files comes out as the text beside it says.

`tests/files/report.docx.txt` is what must become of `tests/files/report.docx`: its kind and notes,
its sheets, the table (an exact cell begins with “=”, a missing one is “–”), and what was passed
over. Those that cannot be read in a diff are made by `python -m tests.making_files`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

from foreign_affairs.records.layout import Layout, find_tables
from foreign_affairs.records.reading.book import Book, read_book
from foreign_affairs.records.reading.cells import Exact
from foreign_affairs.records.reading.errors import FileError
from foreign_affairs.records.tables import Row, Table
from foreign_affairs.text import fold

FILES = Path(__file__).parents[2] / "files"
KNOWN = """
    STT, TT, Tên đoàn, Nội dung, Nước, Từ ngày, Đến ngày, Số đoàn, Số người, Số lượng đoàn,
    Số lượng người, Cơ quan chủ trì, Ghi chú, Name, Country, From, To, Persons, Host,
    code, name_vi, country, persons, cost, is_planned
"""
KNOWN_FOLDED = {fold(header) for header in KNOWN.split(",")}


def names() -> list[str]:
    return sorted(path.name for path in FILES.iterdir() if path.suffix != ".txt")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.mark.parametrize("name", names())
def test_office_file_comes_out_as_the_text_beside_it(name: str) -> None:
    assert told(FILES / name) == (FILES / f"{name}.txt").read_text(encoding="utf-8")


def test_office_files_are_of_every_kind() -> None:
    assert len(names()) >= 60
    described = {path.name.removesuffix(".txt") for path in FILES.glob("*.txt")}
    assert described == set(names())


def told(path: Path) -> str:
    """All that becomes of a file, or the one sentence that refuses it."""
    try:
        with path.open("rb") as file:
            book = read_book(file, path.name)
        layout = find_tables(book, lambda header: fold(header) in KNOWN_FOLDED)
        return "\n".join([*told_of_file(book, layout), *map(told_of_table, layout.tables)]) + "\n"
    except FileError as error:
        return f"refused: {error}\n"


def told_of_file(book: Book, layout: Layout) -> Iterator[str]:
    yield book.kind
    yield from (f"note: {note}" for note in book.notes)
    if len(layout.sheets) > 1:
        for sheet in layout.sheets:
            reason = "" if sheet.is_chosen else f", not read: {sheet.reason}"
            yield f"sheet {sheet.name}: {sheet.rows} rows{reason}"


def told_of_table(table: Table) -> str:
    lines = ["", " | ".join(table.headers)]
    for row in table.rows:
        lines.append(f"{row.place}: " + " | ".join(shown(row, name) for name in table.headers))
        lines += (f"  {header or 'row'}: {reason}" for header, reason in row.problems.items())
    assert len(table.rows) == sum(1 for _row in table.rows)
    if table.passed_over:
        lines += ["", "passed over"]
    for passed in table.passed_over:
        place = f"{passed.sheet}!{passed.number}" if passed.sheet else str(passed.number)
        lines.append(f"{place} {passed.kind.value}: {passed.text}")
    return "\n".join(lines)


def shown(row: Row, name: str) -> str:
    if name not in row.cells:
        return "–"
    cell = row.cells[name].replace("\n", "⏎")
    return f"={cell}" if isinstance(row.cells[name], Exact) else cell

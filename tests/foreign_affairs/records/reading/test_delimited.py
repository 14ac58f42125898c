import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreign_affairs.records.formulas import escape
from foreign_affairs.records.reading import delimited
from foreign_affairs.records.reading.delimited import find_delimiter, read_delimited
from foreign_affairs.records.reading.errors import Unreadable


def rows_of(text: str) -> list[tuple[int, list[str]]]:
    return list(read_delimited(io.BytesIO(text.encode()), "utf-8"))


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2,5\n", ";"),
        ("a\tb\n1,5\t2;5\n", "\t"),
        ("Tiêu đề, có phẩy, hai lần\na;b;c\n1;2;3\n4;5;6\n", ";"),
        ('"a;b;c;d",x\n"1;2",y\n', ","),
        ("sep=;\na,b,c\n", ";"),
        ('"sep=,"\r\na;b;c\n', ","),
        ("sep=|\na|b\n", "|"),
        ("code\n", ","),
        ("", ","),
    ],
)
def test_find_delimiter(text: str, delimiter: str) -> None:
    assert find_delimiter(text) == delimiter


def test_read_delimited_counts_rows_as_excel_does() -> None:
    assert rows_of('sep=;\r\na;b\r\n\r\n"1\r\n2";3\r\n') == [
        (1, ["a", "b"]),
        (2, []),
        (3, ["1\r\n2", "3"]),
    ]


def test_read_delimited_keeps_line_ends_and_separators_inside_quotes() -> None:
    assert rows_of('a;b\n"một, hai; ba\nbốn ""năm""";x\n')[1] == (
        2,
        ['một, hai; ba\nbốn "năm"', "x"],
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('a,b\n1,2\n"open,2\n3,4', "The CSV file is broken in row 3"),
        ('a,b\n"x"y,2\n', "The CSV file is broken in row 2"),
        ("a,b\n" + "x" * 100_001, "The CSV file is broken in row 2"),
        ("a,b\n" + "," * 16_384, "Row 2 is too long for a table"),
    ],
)
def test_read_delimited_refuses(text: str, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        rows_of(text)


def test_read_delimited_refuses_endless_lines_and_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MAX_LINE", 100)
    monkeypatch.setattr(delimited, "MAX_ROWS", 3)
    with pytest.raises(Unreadable, match="is too long for a table"):
        rows_of("a\n" + "x" * 100)
    with pytest.raises(Unreadable, match="The file has more than 3 rows"):
        rows_of("a\n" * 4)


CELL = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r\n\x1c\x1d\x1e\x85\u2028\u2029")
)


@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1),
    st.sampled_from(",;\t"),
    st.booleans(),
)
def test_read_delimited_reads_what_was_written(
    rows: list[list[str]], delimiter: str, quotes_all: bool
) -> None:
    stream = io.StringIO()
    stream.write(f"sep={delimiter}\r\n")
    csv.writer(
        stream, delimiter=delimiter, quoting=csv.QUOTE_ALL if quotes_all else csv.QUOTE_MINIMAL
    ).writerows([escape(cell) for cell in row] for row in rows)
    assert [cells for _number, cells in rows_of(stream.getvalue())] == rows

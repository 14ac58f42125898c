import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from foreign_affairs.records.formulas import escape, is_formula, unescape

DANGEROUS = st.text(alphabet="'=+-@\t\r\n;| ＝＋－＠a1,\"", max_size=8)


@given(st.one_of(st.text(), DANGEROUS))
@example("'=1+1")
@example("''")
@example(" -")
@example("\r=")
def test_unescape_gives_back_what_escape_was_given(text: str) -> None:
    assert unescape(escape(text)) == text


@given(st.one_of(st.text(), DANGEROUS))
def test_escaped_text_never_begins_like_a_formula(text: str) -> None:
    assert not escape(text).lstrip().startswith(tuple("=+-@\t\r;|＝＋－＠"))


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("=1+1", "'=1+1"),
        ("+84 274 382 2345", "'+84 274 382 2345"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\rA1", "'\rA1"),
        (";=1", "';=1"),
        ("|calc", "'|calc"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("'quoted'", "'quoted'"),
        ("Đoàn ra – 2024", "Đoàn ra – 2024"),
        ("", ""),
    ],
)
def test_escape_puts_an_apostrophe_before_what_would_run(text: str, escaped: str) -> None:
    assert escape(text) == escaped
    assert is_formula(text) == (text != escaped)


@given(st.lists(DANGEROUS, min_size=1, max_size=4))
def test_escaped_texts_pass_a_csv_file(texts: list[str]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";").writerow([escape(text) for text in texts])
    file.seek(0)
    (row,) = csv.reader(file, delimiter=";")
    assert [unescape(cell) for cell in row] == texts

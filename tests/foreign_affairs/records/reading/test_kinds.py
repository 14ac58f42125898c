import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreign_affairs.records.reading.errors import Unreadable
from foreign_affairs.records.reading.kinds import (
    contradicting_ending,
    kind_of_bytes,
    kind_of_text,
)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"PK\x03\x04rest", "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE"),
        (b"code,name", None),
        (b"BM;MZ;RIFX", None),
        ("Tên".encode("utf-16"), None),
        (b"", None),
    ],
)
def test_kind_of_bytes(head: bytes, kind: str | None) -> None:
    assert kind_of_bytes(head) == kind


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        (b"%PDF-1.4", "PDF"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"\x89PNG\r\n", "picture"),
        (b"GIF89a", "picture"),
        (b"RIFF1234WEBP", "picture"),
        (b"\0\0\0\x20ftypheic", "picture"),
        (b"MZ\x90\0", "program"),
        (b"\x7fELF", "program"),
        (b"Rar!\x1a\x07", "archive"),
        (b"\x1f\x8b\x08", "archive"),
        (b"7z\xbc\xaf\x27\x1c", "archive"),
        (b"PK\x05\x06" + bytes(18), "archive"),
        (rb"{\rtf1", "RTF"),
        (b"SQLite format 3\0", "database"),
    ],
)
def test_kind_of_bytes_says_what_a_file_is_instead_of_a_table(head: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        kind_of_bytes(head)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("code,name", "CSV"),
        ("<5 người;>7 người", "CSV"),
        ("[x];y", "CSV"),
        ('  [ {"code"', "JSON"),
        ("[]", "JSON"),
        ('{"rows": []', "JSON"),
        ("<table><tr>", "HTML"),
        ("\n<!-- a --><!-- b -->\n<!DOCTYPE HTML>", "HTML"),
        ('<?xml version="1.0"?>\n<html>', "HTML"),
        (
            '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "XML",
        ),
        ("From: ai đó", "CSV"),
    ],
)
def test_kind_of_text(head: str, kind: str) -> None:
    assert kind_of_text(head) == kind


@pytest.mark.parametrize(
    ("head", "sentence"),
    [('<?xml version="1.0"?><rss/>', "XML"), ("MIME-Version: 1.0\nX", "web archive")],
)
def test_kind_of_text_refuses(head: str, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        kind_of_text(head)


def test_kind_of_text_is_quick_about_many_comments() -> None:
    assert kind_of_text("<!---->" * 10_000) == "CSV"


@given(st.text())
def test_kind_of_text_takes_any_text(text: str) -> None:
    with contextlib.suppress(Unreadable):
        assert kind_of_text(text) in {"CSV", "HTML", "XML", "JSON"}


@pytest.mark.parametrize(
    ("name", "kind", "ending"),
    [
        ("a.csv", "CSV", ""),
        ("a.CSV", "XLSX", ".csv"),
        ("a.xls", "HTML", ".xls"),
        ("a.txt", "CSV", ""),
        ("a.dat", "CSV", ""),
        ("đoàn.2023", "XLSX", ""),
        ("", "CSV", ""),
    ],
)
def test_contradicting_ending(name: str, kind: str, ending: str) -> None:
    assert contradicting_ending(name, kind) == ending

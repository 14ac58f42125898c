import codecs
import io
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreign_affairs.records.reading.characters import recognise
from foreign_affairs.records.reading.errors import Unreadable
from foreign_affairs.records.reading.legacy_text import Legacy

TEXT = "Tên đoàn;Nước\r\nĐoàn đại biểu tỉnh Champasak;Lào\r\n"
IN_TCVN3 = "Tªn ®oµn;N\u00adíc\r\n§oµn ®¹i biÓu tØnh Champasak;Lµo\r\n"
IN_VNI = "Teân ñoaøn;Nöôùc\r\nÑoaøn ñaïi bieåu tænh Champasak;Laøo\r\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"plain", "utf-8"),
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-32"), "utf-32"),
    ],
)
def test_recognise_unicode(data: bytes, encoding: str) -> None:
    found = recognise(io.BytesIO(data))
    assert (found.encoding, found.legacy, found.name) == (encoding, None, "")


@pytest.mark.parametrize(
    ("text", "encoding", "legacy"),
    [
        (IN_TCVN3, "cp1252", Legacy.TCVN3),
        (IN_TCVN3, "utf-8", Legacy.TCVN3),
        (IN_VNI, "cp1252", Legacy.VNI),
        (IN_VNI, "utf-8", Legacy.VNI),
    ],
)
def test_recognise_text_of_before_unicode(text: str, encoding: str, legacy: Legacy) -> None:
    found = recognise(io.BytesIO(text.encode(encoding)))
    assert found.encoding == encoding
    assert found.legacy is not None
    assert found.legacy.legacy is legacy


def test_recognise_windows_1258() -> None:
    data = "Tên đoàn;Nươ\u0301c\nHô\u0323i hư\u0303u nghi\u0323;Lào\n".encode("cp1258")
    found = recognise(io.BytesIO(data))
    assert (found.encoding, found.name) == ("cp1258", "windows-1258")
    assert "Hội hữu nghị" in normalize("NFC", data.decode(found.encoding))


def test_recognise_western_text_that_both_code_pages_share() -> None:
    found = recognise(io.BytesIO("Düsseldorf;Malmö".encode("cp1252")))
    assert (found.encoding, found.name) == ("cp1252", "windows-1252")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"a\0b", "This is not a text file"),
        (b"a" * 2_000_000 + b"\0", "This is not a text file"),
        (b"\xff\xfe" + b"a\0" * 10 + b"\x00\xd8", "The text is damaged near line 1"),
        (TEXT.encode() + b"\xe1\xbb", "The text is damaged near line 3"),
        (TEXT.encode().replace(b"\xc6\xb0", b"\xc6", 1), "The text is damaged near line 1"),
        ("Москва".encode("cp1251"), "It cannot be told in which characters"),
        (b"\xe9\x01\x02", "This is not a text file"),
        (bytes(range(128, 256)), "It cannot be told in which characters"),
    ],
)
def test_recognise_refuses(data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        recognise(io.BytesIO(data))


def test_recognise_is_not_misled_by_a_few_signs_in_unicode() -> None:
    text = "Tên đoàn;Diện tích\nĐoàn Daejeon;20 m²\nĐoàn Málaga «đẹp»;5°C\n"
    assert recognise(io.BytesIO(text.encode())).legacy is None


@given(st.binary())
def test_recognise_raises_nothing_else_and_is_right_about_the_codec(data: bytes) -> None:
    try:
        found = recognise(io.BytesIO(data))
    except Unreadable:
        return
    assert isinstance(data.decode(found.encoding), str)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_recognise_takes_any_text_with_a_mark(text: str) -> None:
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le")):
        data = mark + text.encode(encoding)
        assert data.decode(recognise(io.BytesIO(data)).encoding) == text

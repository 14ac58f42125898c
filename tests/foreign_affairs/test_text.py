"""Cleaning, folding, keys and the alphabet; the collation that rests on them."""

import unicodedata
from collections.abc import Iterable
from itertools import pairwise

import pytest
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Collate
from hypothesis import given
from hypothesis import strategies as st

from foreign_affairs.collation import VI_ORDER, in_vietnamese_order, register_sqlite_collation
from foreign_affairs.text import (
    TextError,
    clean_text,
    fold,
    make_code,
    match_key,
    sort_key,
    strip_marks,
)

# Any character at all, with the ones this project meets more often than chance would.
any_text = st.text() | st.text(
    alphabet="aăâdđeêoôơuư ÁẬĐ\u0300\u0309\u0323\u200b\ufeff\xa0\r\n-.,/1"
)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  Bình Dương \t", "Bình Dương"),
        (unicodedata.normalize("NFD", "Thủ Dầu Một"), "Thủ Dầu Một"),
        ("\ufeffSở\u200b Ngoại\xa0vụ\x00", "Sở Ngoại vụ"),
        ("một  \r\nhai\rba\u2028bốn", "một\nhai\nba\nbốn"),
        ("a\tb\x0bc", "a b c"),
        ("a\u200b\u0301", "á"),
        ("xấu \ud800 lắm", "xấu  lắm"),
        ("", ""),
    ],
)
def test_clean_text_removes_what_nobody_sees(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@given(any_text)
def test_clean_text_twice_is_clean_text_once(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert clean == clean.strip()
    assert "\r" not in clean
    assert "\x00" not in clean


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Chăm-pa-sắc", "cham pa sac"),
        ("ĐẮK LẮK", "dak lak"),
        ("Ðà Nẵng", "da nang"),  # eth, which looks like Đ
        ("  Bình_Dương / 2024 ", "binh duong 2024"),
        ("Łódź, Århus, Straße", "lodz arhus strasse"),
        ("山口県", "山口県"),
        ("ガギグ", "ガギグ"),
        ("대전광역시", "대전광역시"),
        ("Санкт-Петербург", "санкт петербург"),
        ("ក្រចេះ", "ក្រចេះ"),
        ("ＡＢＣ１２", "abc12"),
        ("❤️", ""),
        ("…", ""),
    ],
)
def test_fold_keeps_letters_of_every_script(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


def test_fold_keeps_the_vowel_signs_of_lao() -> None:
    assert fold("ຈຳປາສັກ") == unicodedata.normalize("NFKC", "ຈຳປາສັກ")
    assert fold("ປາ") != fold("ປີ")


@given(any_text)
def test_fold_twice_is_fold_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(any_text)
def test_fold_is_the_same_with_and_without_letters_of_another_script(text: str) -> None:
    assert fold(f"{text} ກ") == f"{fold(text)} ກ".strip()


@given(st.text(alphabet="aáđ \u0301-.,1"))
def test_clean_text_of_a_line_is_the_same_among_others(line: str) -> None:
    assert clean_text(f"{line}\n.") == f"{clean_text(line)}\n.".strip()


@given(st.text(alphabet="aăâdđeêoôơuưyáàảãạĐẬỘỨ -", max_size=20))
def test_fold_ignores_case_and_marks(text: str) -> None:
    assert fold(text) == fold(text.upper()) == fold(strip_marks(text))


def test_strip_marks_keeps_case_and_punctuation() -> None:
    assert strip_marks("Đắk Lắk, 05/03") == "Dak Lak, 05/03"


@pytest.mark.parametrize("spelling", ["Chăm-pa-sắc", "Chămpasắc", "CHAM PA SAC", "champasac"])
def test_match_key_is_one_for_near_identical_spellings(spelling: str) -> None:
    assert match_key(spelling) == "champasac"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Thành phố Đà Nẵng (mới)", "thanh-pho-da-nang-moi"),
        ("  --A__B-- ", "a-b"),
        ("山口県 Yamaguchi", "yamaguchi"),
        ("山口県", ""),
        ("", ""),
    ],
)
def test_make_code_is_ascii(text: str, code: str) -> None:
    assert make_code(text) == code


@pytest.mark.parametrize(
    ("max_length", "code"),
    [(12, "bien-ban-ghi"), (13, "bien-ban-ghi"), (11, "bien-ban"), (3, "bie")],
)
def test_make_code_is_cut_between_words(max_length: int, code: str) -> None:
    assert make_code("Biên bản ghi nhớ", max_length) == code


@given(any_text, st.integers(min_value=1, max_value=20))
def test_make_code_is_always_a_key(text: str, max_length: int) -> None:
    code = make_code(text, max_length)
    assert len(code) <= max_length
    assert set(code) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert code == code.strip("-")


def is_in_order(texts: Iterable[str]) -> bool:
    return all(one < other for one, other in pairwise(map(sort_key, texts)))


def test_sort_key_follows_the_alphabet() -> None:
    assert is_in_order("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
    # A letter decides before whatever follows it, a tone only between words that are else equal.
    assert is_in_order(["ab", "az", "àz", "âb", "da", "dz", "đa"])


def test_sort_key_puts_tones_then_case_last() -> None:
    # As CLDR (so ICU, so PostgreSQL) has them; checked against ICU 78 with 5,700 random words.
    assert is_in_order(["ma", "mà", "mả", "mã", "má", "mạ"])
    assert is_in_order(["ma", "Ma", "MA", "mà"])


def test_sort_key_puts_digits_first_and_other_scripts_last() -> None:
    assert is_in_order([" a", "(b)", "1", "2", "an", "Żory", "Москва", "대전", "山口"])
    assert is_in_order(["o", "öa", "oz", "ôa"])


@given(any_text, any_text)
def test_sort_key_is_equal_only_for_equal_text(one: str, other: str) -> None:
    assert (sort_key(one) == sort_key(other)) is (one == other)


def test_text_error_fills_its_places() -> None:
    assert str(TextError("“%(text)s” is wrong.", {"text": "5%"})) == "“5%” is wrong."
    assert str(TextError("100% wrong.")) == "100% wrong."


@pytest.mark.sqlite
@pytest.mark.django_db
def test_collation_sorts_in_the_database() -> None:
    names = ["Êđê", "Du", "Đà Nẵng", "An", "Ân", "Ăn", "em"]
    register_sqlite_collation(connection)
    with connection.cursor() as cursor:
        rows = " UNION ALL ".join(["SELECT %s AS name"] * len(names))
        cursor.execute(f"SELECT name FROM ({rows}) ORDER BY name COLLATE {VI_ORDER}", names)  # noqa: S608
        found = [name for (name,) in cursor.fetchall()]
    assert found == ["An", "Ăn", "Ân", "Du", "Đà Nẵng", "em", "Êđê"]


def test_in_vietnamese_order_takes_names_and_expressions() -> None:
    assert in_vietnamese_order("name_vi") == Collate(F("name_vi"), VI_ORDER)
    assert in_vietnamese_order(Value("x")) == Collate(Value("x"), VI_ORDER)

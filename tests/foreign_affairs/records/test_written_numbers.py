"""Numbers as offices write them, in both styles at once."""

from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from foreign_affairs.numbers import NumberError, format_number
from foreign_affairs.records.columns import text_of_number
from foreign_affairs.records.written_numbers import (
    parts_of_pair,
    read_range,
    read_written_number,
    unit_and_size,
)

numbers = st.decimals(
    min_value=-(10**15), max_value=10**15, places=4, allow_nan=False, allow_infinity=False
)
near_numbers = st.text(alphabet="0123456789.,-+><≈ tỷriệunghn%/đ$()\n", max_size=24) | st.text()


@pytest.mark.parametrize(
    ("text", "by_comma", "by_point"),
    [
        ("7.434,4", "7434.4", None),
        ("7434,4", "7434.4", None),
        ("7,434.4", None, "7434.4"),
        ("7434.4", None, "7434.4"),
        ("1.543", "1543", "1.543"),
        ("1,543", "1.543", "1543"),
        ("1.234.567", "1234567", None),
        ("1,234,567", None, "1234567"),
        ("7 434 000", "7434000", "7434000"),
        ("0.543", None, "0.543"),
        ("02", "2", "2"),
        ("-15,3", "-15.3", None),
        ("− 5", "-5", "-5"),
        ("40,2 tỷ", "40200000000", None),
        ("20 tỷ 418 triệu", "20418000000", "20418000000"),
        ("01 tỷ 275 triệu", "1275000000", "1275000000"),
        ("1 tỷ, 275 triệu 300 nghìn", "1275300000", "1275300000"),
        ("109 nghìn tỷ", "109000000000000", "109000000000000"),
        ("1, 543 tỷ", "1543000000", "1543000000000"),
        ("2.5 million", None, "2500000"),
    ],
)
def test_number_is_read_by_each_decimal_mark(
    text: str, by_comma: str | None, by_point: str | None
) -> None:
    found = read_written_number(text).by_mark
    wanted = [None if number is None else Decimal(number) for number in (by_comma, by_point)]
    assert [found[","], found["."]] == wanted


@pytest.mark.parametrize(
    ("text", "qualifier", "unit"),
    [
        ("> 200.000", "more", ""),
        ("trên 200.000", "more", ""),
        ("Hơn 20.000 người", "more", "nguoi"),
        ("200+", "more", ""),
        ("< 50", "less", ""),
        ("dưới 50 người", "less", "nguoi"),
        ("khoảng 50", "about", ""),
        ("~50", "about", ""),
        ("gần 20 tỷ USD", "about", "usd"),
        ("15 người", "", "nguoi"),
        ("3 ngày", "", "ngay"),
        ("năm 2023", "", "nam"),
        ("13,2%", "", "%"),
        ("13,2 phần trăm", "", "%"),
        ("$5,000", "", "usd"),
        ("01 tỷ 275 triệu đô la Mỹ", "", "usd"),
        ("5.000.000đ", "", "vnd"),
        ("5 triệu đồng", "", "vnd"),
        ("120 km²", "", "km2"),
    ],
)
def test_number_comes_with_its_words(text: str, qualifier: str, unit: str) -> None:
    found = read_written_number(text)
    assert (found.qualifier, found.unit) == (qualifier, unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "12/3",
        "5,",
        "2 15",
        "x5y6",
        "1.5e3",
        "≥ 50",
        "(5)",
        "15 (dự kiến)",
        "5 triệu 3 tỷ",
        "1 triệu 500",  # 1.000.500, or 1.500.000 as people say it
        "12.34.567",
        "1" * 30,
        "5 " * 60,
    ],
)
def test_number_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(NumberError), override("en"):
        read_written_number(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("02 đoàn/15 người", ["02 đoàn", "15 người"]),
        ("2 đoàn, 15 người", ["2 đoàn", "15 người"]),
        ("2 đoàn (15 người)", ["2 đoàn", "15 người"]),
        ("2 đoàn và 15 người", ["2 đoàn", "15 người"]),
        ("2 đoàn 15 người", ["2 đoàn", "15 người"]),
        ("2 đoàn - 15 người", ["2 đoàn", "15 người"]),
        ("02/15", ["02", "15"]),
        ("02/1.500", ["02", "1.500"]),
        ("2\n15", ["2", "15"]),
        ("15 người", ["15 người"]),
        ("", []),
    ],
)
def test_pair_is_taken_apart(text: str, parts: list[str]) -> None:
    assert parts_of_pair(text) == parts


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("200-300 người", ("200", "300")),
        ("từ 50 đến 60", ("50", "60")),
        ("1.200 – 1.300", ("1200", "1300")),
        ("-5", None),
        ("50", None),
        ("20-30 triệu", None),  # twenty, or twenty millions?
        ("khoảng 20-30", None),
        ("", None),
    ],
)
def test_range_has_two_ends(text: str, ends: tuple[str, str] | None) -> None:
    found = read_range(text)
    read = tuple(end.by_mark[","] for end in found) if found else None
    assert read == (tuple(map(Decimal, ends)) if ends else None)


@pytest.mark.parametrize(
    ("text", "size", "unit"),
    [
        ("triệu đồng", 10**6, "vnd"),
        ("tr.đ", 10**6, "vnd"),
        ("nghìn tỷ đồng", 10**12, "vnd"),
        ("triệu USD", 10**6, "usd"),
        ("USD million", 10**6, "usd"),
        ("tỷ đô la Mỹ", 10**9, "usd"),
        ("%", 1, "%"),
        ("người", 1, "nguoi"),
        ("", 1, ""),
    ],
)
def test_unit_has_a_size_and_a_name(text: str, size: int, unit: str) -> None:
    assert unit_and_size(text) == (Decimal(size), unit)


@given(near_numbers)
def test_readers_raise_nothing_but_number_error(text: str) -> None:
    try:
        found = read_written_number(text)
    except NumberError as error:
        with override("en"):
            assert str(error)  # noqa: PT017 - any text may be refused, always with a sentence
    else:
        assert any(number is not None for number in found.by_mark.values())
    read_range(text)
    parts_of_pair(text)
    unit_and_size(text)


@given(numbers)
def test_formatted_numbers_are_read_back(number: Decimal) -> None:
    assert read_written_number(format_number(number, "vi")).by_mark[","] == number
    assert read_written_number(format_number(number, "en")).by_mark["."] == number


@given(numbers, st.sampled_from(["vi", "en"]))
def test_number_for_people_has_one_reading(number: Decimal, language: str) -> None:
    readings = read_written_number(text_of_number(number, language)).by_mark.values()
    assert set(readings) - {None} == {number}

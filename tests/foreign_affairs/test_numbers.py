"""Numbers that people type, numbers in files of programs, and both written."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from foreign_affairs.numbers import (
    NumberError,
    format_number,
    format_plain_number,
    parse_number,
    parse_plain_number,
)

numbers = st.decimals(
    min_value=-(10**18), max_value=10**18, places=6, allow_nan=False, allow_infinity=False
)
near_numbers = st.text(alphabet="0123456789.,-+ \xa0e−", max_size=16) | st.text()


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("7.434,4", "7434.4"),
        ("7434,4", "7434.4"),
        ("7.434", "7434"),
        ("1.234.567", "1234567"),
        ("7 434", "7434"),
        ("7\xa0434\u202f000,25", "7434000.25"),
        (" -7.434 ", "-7434"),
        ("−5", "-5"),
        ("+5", "5"),
        ("0,5", "0.5"),
        ("007", "7"),
    ],
)
def test_parse_number_reads_vietnamese_numbers(typed: str, number: str) -> None:
    assert parse_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("7.43", "a dot only groups thousands"),
        ("1.2345", "a dot only groups thousands"),
        ("0.123", "a dot only groups thousands"),
        ("12.34.567", "a dot only groups thousands"),
        ("1.234 567", "a dot only groups thousands"),
        ("1234.567", "a dot only groups thousands"),
        ("7,434.4", "a dot after the comma"),
        ("7,434,000", "more than one comma"),
        ("7 43", "groups of three or none"),
        ("5,", "groups of three or none"),
        (",5", "groups of three or none"),
        ("1.5e3", "is not a number"),
        ("٣", "is not a number"),
        ("", "is not a number"),
        ("1" * 61, "is not a number"),
        ("5%", "“5%” is not a number"),
    ],
)
def test_parse_number_refuses_with_the_reason(typed: str, reason: str) -> None:
    with pytest.raises(NumberError) as refused, translation.override("en"):
        parse_number(typed)
    with translation.override("en"):
        assert reason in str(refused.value)


@pytest.mark.parametrize(("written", "number"), [("7434.4", "7434.4"), ("-3", "-3"), (" 5 ", "5")])
def test_parse_plain_number_reads_files(written: str, number: str) -> None:
    assert parse_plain_number(written) == Decimal(number)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("7,4", "“7,4” has a comma"),
        ("1e5", "is not a number"),
        ("+5", "is not a number"),
        (".5", "is not a number"),
        ("7 434", "is not a number"),
        ("1.234.567", "at most one point"),
        ("", "is not a number"),
    ],
)
def test_parse_plain_number_refuses_with_the_reason(written: str, reason: str) -> None:
    with pytest.raises(NumberError) as refused:
        parse_plain_number(written)
    with translation.override("en"):
        assert reason in str(refused.value)


@given(near_numbers)
def test_parsers_raise_nothing_but_number_error(text: str) -> None:
    for parse in (parse_number, parse_plain_number):
        try:
            assert parse(text).is_finite()
        except NumberError as error:
            with translation.override("en"):
                assert str(error)  # noqa: PT017 - any text may be refused, always with a sentence


@given(numbers)
def test_formatted_numbers_are_read_back(number: Decimal) -> None:
    assert parse_number(format_number(number, "vi")) == number
    assert parse_plain_number(format_plain_number(number)) == number


@pytest.mark.parametrize(
    ("number", "decimals", "vietnamese", "english"),
    [
        (Decimal("7434.40"), None, "7.434,4", "7,434.4"),
        (Decimal("7434.40"), 2, "7.434,40", "7,434.40"),
        (Decimal("2.5"), 0, "3", "3"),
        (Decimal("-2.5"), 0, "-3", "-3"),
        (Decimal("-0.001"), 2, "0,00", "0.00"),
        (Decimal("1E+4"), None, "10.000", "10,000"),
        (1234567, None, "1.234.567", "1,234,567"),
        (1000, None, "1.000", "1,000"),
        (10**30, 1, "1" + ".000" * 10 + ",0", "1" + ",000" * 10 + ".0"),
    ],
)
def test_format_number_follows_the_language(
    number: Decimal | int, decimals: int | None, vietnamese: str, english: str
) -> None:
    assert format_number(number, "vi", decimals) == vietnamese
    assert format_number(number, "en", decimals) == english


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (Decimal("7434.40"), "7434.4"),
        (Decimal("1E+4"), "10000"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("-0"), "0"),
        (12, "12"),
    ],
)
def test_format_plain_number_has_no_exponent(number: Decimal | int, written: str) -> None:
    assert format_plain_number(number) == written

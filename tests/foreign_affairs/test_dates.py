"""Dates as far as they are known: what is read, what is refused, what is shown."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from foreign_affairs.dates import (
    DateError,
    PartialDate,
    Precision,
    format_day,
    format_partial_date,
    months_later,
    today,
)

days = st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31))


def points(some_days: st.SearchStrategy[date]) -> st.SearchStrategy[str]:
    lengths = st.sampled_from([len("2016"), len("2016-09"), len("2016-09-12")])
    return st.builds(lambda day, length: day.isoformat()[:length], some_days, lengths)


@st.composite
def canonical_texts(draw: st.DrawFn) -> str:
    day = draw(days)
    first = draw(points(st.just(day)))
    shape = draw(st.sampled_from(["{}", ">{}", "<{}", "{}/..", "../{}", "{}/{}"]))
    if shape != "{}/{}":
        return shape.format(first)
    # Ends in one year are as likely as ends far apart.
    same_year = st.dates(day.replace(month=1, day=1), day.replace(month=12, day=31))
    second = draw(points(days | same_year))
    one, other = sorted([first, second], key=lambda text: PartialDate.parse(text).sort_key)
    return one if one == other else f"{one}/{other}"


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("2016-09-12", date(2016, 9, 12), date(2016, 9, 12), Precision.DAY),
        ("2016-09", date(2016, 9, 1), date(2016, 9, 30), Precision.MONTH),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), Precision.MONTH),
        ("2011", date(2011, 1, 1), date(2011, 12, 31), Precision.YEAR),
        ("2018/2019", date(2018, 1, 1), date(2019, 12, 31), Precision.RANGE),
        ("2016-09/2016-12", date(2016, 9, 1), date(2016, 12, 31), Precision.RANGE),
        ("2024-04-14/2024-04-16", date(2024, 4, 14), date(2024, 4, 16), Precision.RANGE),
        ("2016/2018-03", date(2016, 1, 1), date(2018, 3, 31), Precision.RANGE),
        (">2024-09", date(2024, 10, 1), None, Precision.AFTER),
        ("<2024", None, date(2023, 12, 31), Precision.BEFORE),
        ("2004/..", date(2004, 1, 1), None, Precision.SINCE),
        ("../2024-04-03", None, date(2024, 4, 3), Precision.UNTIL),
        ("../2024", None, date(2024, 12, 31), Precision.UNTIL),
        (">2999-12-31", date(3000, 1, 1), None, Precision.AFTER),
        ("<1000", None, date(999, 12, 31), Precision.BEFORE),
    ],
)
def test_canonical_text_has_bounds_and_precision(
    text: str, start: date | None, end: date | None, precision: Precision
) -> None:
    assert PartialDate.parse(text) == PartialDate(text, start, end, precision)


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("05/03/2024", "2024-03-05"),
        ("5/3/2024", "2024-03-05"),
        ("5-3-2024", "2024-03-05"),
        ("5.3.2024", "2024-03-05"),
        ("ngày 5/3/2024", "2024-03-05"),
        ("ngày 05 tháng 3 năm 2024", "2024-03-05"),
        ("NGÀY 05 THÁNG 3 NĂM 2024", "2024-03-05"),
        ("ngay 5 thang 3 nam 2024", "2024-03-05"),
        ("09/2016", "2016-09"),
        ("9/2016", "2016-09"),
        ("tháng 9 năm 2016", "2016-09"),
        ("tháng 9/2016", "2016-09"),
        ("năm 2011", "2011"),
        ("  2011 ", "2011"),
        ("2018–2019", "2018/2019"),
        ("2018 – 2019", "2018/2019"),
        ("2018-2019", "2018/2019"),
        ("giai đoạn 2018-2019", "2018/2019"),
        ("2018/2018", "2018"),
        ("quý III/2024", "2024-07/2024-09"),
        ("quý 3 năm 2024", "2024-07/2024-09"),
        ("Q3 2024", "2024-07/2024-09"),
        ("6 tháng đầu năm 2023", "2023-01/2023-06"),
        ("6 tháng cuối năm 2023", "2023-07/2023-12"),
        ("14/4/2024 – 16/4/2024", "2024-04-14/2024-04-16"),
        ("14-16/4/2024", "2024-04-14/2024-04-16"),
        ("từ ngày 14 đến 16/4/2024", "2024-04-14/2024-04-16"),
        ("30/4 - 3/5/2024", "2024-04-30/2024-05-03"),
        ("tháng 9 – 12/2016", "2016-09/2016-12"),
        ("9/2016-12/2016", "2016-09/2016-12"),
        ("2016-09 - 2016-12", "2016-09/2016-12"),
        ("quý I/2024 – quý II/2024", "2024-01/2024-06"),
        ("sau tháng 9/2024", ">2024-09"),
        ("sau quý III/2024", ">2024-09"),
        ("> 9/2024", ">2024-09"),
        ("trước năm 2024", "<2024"),
        ("từ năm 2004", "2004/.."),
        ("từ năm 2004 đến nay", "2004/.."),
        ("đến ngày 15/01/2024", "../2024-01-15"),
    ],
)
def test_parse_reads_what_people_type(typed: str, canonical: str) -> None:
    assert PartialDate.parse(typed).text == canonical


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("05/13/2024", "There is no month 13. The day comes first"),
        ("13/2024", "There is no month 13"),
        ("00/2024", "There is no month 0"),
        ("13 tháng đầu năm 2023", "There is no month 13"),
        ("31/02/2024", "Month 2 of 2024 has no day 31. Write a day from 1 to 29."),
        ("2023-02-29", "has no day 29"),
        ("0/3/2024", "has no day 0"),
        ("05/03/24", "“05/03/24” has a year of two digits"),
        ("0999", "The year 0999 is not possible here"),
        ("3000", "The year 3000 is not possible here"),
        ("2019/2018", "This range ends (2018) before it begins (2019)"),
        ("16/4/2024 – 14/4/2024", "ends (2024-04-14) before it begins (2024-04-16)"),
        ("30/12 – 2/1/2024", "before it begins"),
        ("13/25", "“13/25” is not a date. Write 05/03/2024"),
        ("9-12/2016", "is not a date"),  # the ninth of December, or September to December?
        ("1 - 5-2024", "is not a date"),
        ("../..", "is not a date"),
        ("sau", "is not a date"),
        ("từ đến", "is not a date"),
        ("45000", "is not a date"),
        ("2024-03-05 00:00:00", "is not a date"),
        ("", "is not a date"),
        ("x" * 101, "is not a date"),
    ],
)
def test_parse_refuses_with_the_reason(typed: str, reason: str) -> None:
    with pytest.raises(DateError) as refused:
        PartialDate.parse(typed)
    with translation.override("en"):
        assert reason in str(refused.value)


@given(canonical_texts())
def test_parse_of_canonical_text_changes_nothing(text: str) -> None:
    assert PartialDate.parse(text).text == text


@given(canonical_texts())
def test_parse_reads_the_vietnamese_form_back(text: str) -> None:
    value = PartialDate.parse(text)
    assert PartialDate.parse(format_partial_date(value, "vi")) == value


@given(st.text(alphabet="0123456789/-–.<> ngàythágnămquýIđếtừsaurơc", max_size=30) | st.text())
def test_parse_raises_nothing_but_date_error(text: str) -> None:
    try:
        value = PartialDate.parse(text)
    except DateError as error:
        with translation.override("en"):
            assert str(error)  # noqa: PT017 - any text may be refused, always with a sentence
    else:
        assert PartialDate.parse(value.text) == value


@given(days)
def test_parse_never_swaps_day_and_month(day: date) -> None:
    assert PartialDate.parse(f"{day.day}/{day.month}/{day.year}") == PartialDate.of_day(day)


def test_of_day_refuses_years_that_no_record_has() -> None:
    with pytest.raises(DateError):
        PartialDate.of_day(date(1, 1, 1))


def test_sort_key_orders_by_the_first_day_then_the_last() -> None:
    texts = ["<2011", "2011-01-01", "2011", "2011/..", ">2011", "2012-03"]
    keys = [PartialDate.parse(text).sort_key for text in texts]
    assert all(one < other for one, other in pairwise(keys))


@pytest.mark.parametrize(
    ("text", "vietnamese", "english"),
    [
        ("2023-07-05", "ngày 05 tháng 7 năm 2023", "5 July 2023"),
        ("2024-02-15", "ngày 15 tháng 02 năm 2024", "15 February 2024"),
        ("2016-09", "tháng 9 năm 2016", "September 2016"),
        ("2011", "năm 2011", "2011"),
        ("2018/2019", "giai đoạn 2018–2019", "2018–2019"),
        (
            "2024-04-14/2024-04-16",
            "từ ngày 14 đến ngày 16 tháng 4 năm 2024",
            "14–16 April 2024",
        ),
        (
            "2024-04-30/2024-05-03",
            "từ ngày 30 tháng 4 đến ngày 03 tháng 5 năm 2024",
            "30 April – 3 May 2024",
        ),
        (
            "2023-12-30/2024-01-02",
            "từ ngày 30 tháng 12 năm 2023 đến ngày 02 tháng 01 năm 2024",
            "30 December 2023 – 2 January 2024",
        ),
        (
            "2016-09/2016-12",
            "từ tháng 9 đến tháng 12 năm 2016",
            "September–December 2016",
        ),
        (
            "2016-09/2018-03",
            "từ tháng 9 năm 2016 đến tháng 3 năm 2018",
            "September 2016 – March 2018",
        ),
        ("2016/2018-03", "từ năm 2016 đến tháng 3 năm 2018", "2016 – March 2018"),
        ("2023-01/2023-08", "8 tháng đầu năm 2023", "first eight months of 2023"),
        ("2024-01/2024-03", "quý I năm 2024", "first quarter of 2024"),
        ("2024-07/2024-09", "quý III năm 2024", "third quarter of 2024"),
        (
            "2024-01/2024-12",
            "từ tháng 01 đến tháng 12 năm 2024",
            "January–December 2024",
        ),
        (">2024-09", "sau tháng 9 năm 2024", "after September 2024"),
        ("<2024", "trước năm 2024", "before 2024"),
        ("2004/..", "từ năm 2004", "since 2004"),
        ("../2024-01-15", "đến ngày 15 tháng 01 năm 2024", "up to 15 January 2024"),
    ],
)
def test_format_partial_date_follows_the_language(text: str, vietnamese: str, english: str) -> None:
    value = PartialDate.parse(text)
    assert format_partial_date(value, "vi") == vietnamese
    assert format_partial_date(value, "en") == english


def test_format_day_has_a_long_and_a_short_form() -> None:
    day = date(2023, 7, 5)
    assert format_day(day, "vi") == "ngày 05 tháng 7 năm 2023"
    assert format_day(day, "en") == "5 July 2023"
    assert format_day(day, "vi", short=True) == "05/07/2023"
    assert format_day(day, "en", short=True) == "5 Jul 2023"


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2024, 6, 15), 6, date(2024, 12, 15)),
        (date(2024, 12, 1), 1, date(2025, 1, 1)),
    ],
)
def test_months_later_stays_in_the_month(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


def test_today_is_the_day_in_vietnam(monkeypatch: pytest.MonkeyPatch) -> None:
    late = datetime(2024, 6, 30, 17, 30, tzinfo=UTC)  # half past midnight in Bình Dương
    monkeypatch.setattr(timezone, "now", lambda: late)
    assert today() == date(2024, 7, 1)

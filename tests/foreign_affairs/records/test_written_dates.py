"""Dates as offices write them, beyond what forms take."""

import contextlib
import datetime

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from foreign_affairs.dates import DateError, PartialDate
from foreign_affairs.records.columns import date_for_people, text_for_people
from foreign_affairs.records.written_dates import read_written_date
from tests.strategies import days, partial_dates

near_dates = st.text(alphabet="0123456789/.-–><T thángămquýIVừđếnfromMarch:h,", max_size=30)


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("05/03/2024", "2024-03-05"),
        ("5-3-2024", "2024-03-05"),
        ("5.3.24", "2024-03-05"),
        ("05/03/24", "2024-03-05"),
        ("05-03-99", "1999-03-05"),
        ("05.03.2024.", "2024-03-05"),
        ("2024-03-05", "2024-03-05"),
        ("45356", "2024-03-05"),
        ("45356.75", "2024-03-05"),
        ("2011", "2011"),
        ("ngày 05 tháng 3 năm 2024", "2024-03-05"),
        ("tháng 9/2016", "2016-09"),
        ("9/2016", "2016-09"),
        ("T9/2016", "2016-09"),
        ("T.9/16", "2016-09"),
        ("quý III/2024", "2024-07/2024-09"),
        ("quý III/24", "2024-07/2024-09"),
        ("năm 2011", "2011"),
        ("2016-2020", "2016/2020"),
        ("giai đoạn 2022–2026", "2022/2026"),
        ("05-08/3/2024", "2024-03-05/2024-03-08"),
        ("5-8/3/24", "2024-03-05/2024-03-08"),
        ("từ 5/3 đến 8/3/2024", "2024-03-05/2024-03-08"),
        ("30/4-3/5/24", "2024-04-30/2024-05-03"),
        ("16, 17/5/2024", "2024-05-16/2024-05-17"),
        ("16 và 17/5/2024", "2024-05-16/2024-05-17"),
        ("08h00 ngày 05/03/2024", "2024-03-05"),
        ("14:30, 05/03/2024", "2024-03-05"),
        ("05/03/2024 09:00", "2024-03-05"),
        ("2024-03-05T09:00:00", "2024-03-05"),
        ("2024-03-05 00:00:00", "2024-03-05"),
        ("5 March 2024", "2024-03-05"),
        ("March 5th, 2024", "2024-03-05"),
        ("Sept 2024", "2024-09"),
        ("from 5 March 2024 to 8 March 2024", "2024-03-05/2024-03-08"),
        ("since 2004", "2004/.."),
        ("up to 2024", "../2024"),
        ("after 09/2024", ">2024-09"),
        ("before 2024", "<2024"),
    ],
)
def test_date_of_a_list_is_read(typed: str, canonical: str) -> None:
    assert read_written_date(typed).text == canonical


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("05/13/2024", "There is no month 13. The day comes first"),
        ("05/13/24", "There is no month 13. The day comes first"),
        ("31/02/24", "Month 2 of 2024 has no day 31"),
        ("9/24", "is not a date"),  # September, or the ninth of a month that does not exist?
        ("16 và 18/5/2024", "is not a date"),
        ("19999", "is not a date"),
        ("110001", "is not a date"),
        ("tháng 3", "is not a date"),
        ("5/3", "is not a date"),
        ("khi nào rảnh", "is not a date"),
        ("", "is not a date"),
    ],
)
def test_date_that_is_none_is_refused_with_the_reason(typed: str, reason: str) -> None:
    with pytest.raises(DateError) as caught:
        read_written_date(typed)
    with override("en"):
        assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("typed", "within", "canonical"),
    [
        ("tháng 3", "2024", "2024-03"),
        ("Quý I", "2024", "2024-01/2024-03"),
        ("6 tháng đầu năm", "2024", "2024-01/2024-06"),
        ("5/3", "2024", "2024-03-05"),
        ("05.03", "2024", "2024-03-05"),
        ("5-8/3", "2024", "2024-03-05/2024-03-08"),
        ("từ 5/3 đến 8/3", "2024", "2024-03-05/2024-03-08"),
        ("05", "2024-03", "2024-03-05"),
        ("5-8", "2024-03", "2024-03-05/2024-03-08"),
        ("5/4", "2024-03", "2024-04-05"),
        ("05/03/2019", "2024", "2019-03-05"),
    ],
)
def test_date_takes_its_year_from_the_heading_above(
    typed: str, within: str, canonical: str
) -> None:
    assert read_written_date(typed, PartialDate.parse(within)).text == canonical


@pytest.mark.parametrize("typed", ["5", "", "-", "nhiều lần"])
def test_what_is_no_date_is_none_under_a_year_either(typed: str) -> None:
    with pytest.raises(DateError):
        read_written_date(typed, PartialDate.parse("2024"))


@given(days)
def test_excel_counts_days_from_the_end_of_1899(day: datetime.date) -> None:
    serial = (day - datetime.date(1899, 12, 30)).days
    with contextlib.suppress(DateError):
        assert read_written_date(str(serial)).text in (day.isoformat(), str(serial))


@given(near_dates | st.text(), st.none() | st.sampled_from(["2024", "2024-03", "2018/2019"]))
def test_reader_raises_nothing_but_date_error(text: str, above: str | None) -> None:
    within = PartialDate.parse(above) if above else None
    with contextlib.suppress(DateError):
        found = read_written_date(text, within)
        assert read_written_date(found.text) == found


@given(partial_dates(), st.sampled_from(["vi", "en"]))
def test_date_for_people_is_read_back(date: PartialDate, language: str) -> None:
    assert read_written_date(text_for_people(date_for_people(date, language), language)) == date


@pytest.mark.parametrize(
    ("date", "vietnamese", "english"),
    [
        ("2016-09", "09/2016", "09/2016"),
        ("2011", "2011", "2011"),
        ("2018/2019", "2018–2019", "2018–2019"),
        ("2024-03-05/2024-03-08", "05/03/2024 – 08/03/2024", "05/03/2024 – 08/03/2024"),
        (">2024-09", "sau 09/2024", "after 09/2024"),
        ("<2024", "trước 2024", "before 2024"),
        ("2004/..", "từ 2004", "since 2004"),
        ("../2024-01-15", "đến 15/01/2024", "up to 15/01/2024"),
        ("1850-03-05", "05/03/1850", "05/03/1850"),  # Excel has no such day
    ],
)
def test_date_for_people_is_short(date: str, vietnamese: str, english: str) -> None:
    known = PartialDate.parse(date)
    assert [date_for_people(known, language) for language in ("vi", "en")] == [vietnamese, english]


def test_known_day_for_people_is_a_day() -> None:
    day = datetime.date(2024, 3, 5)
    assert date_for_people(PartialDate.of_day(day), "vi") == day

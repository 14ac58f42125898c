import datetime
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreign_affairs.records.reading.cells import Exact, Unread, Value, cell_of
from foreign_affairs.records.reading.number_formats import Shown, shown_by

DAY = datetime.date(2016, 9, 1)
MOMENT = datetime.datetime(2016, 9, 1, 14, 30)  # noqa: DTZ001 - as Excel has it


@pytest.mark.parametrize(
    ("value", "shown", "text"),
    [
        (7, Shown.PLAIN, "7"),
        (7.0, Shown.PLAIN, "7"),
        (-0.0, Shown.PLAIN, "0"),
        (7434.4, Shown.PLAIN, "7434.4"),
        (0.1 + 0.2, Shown.PLAIN, "0.3"),
        (1e-7, Shown.PLAIN, "0.0000001"),
        (9007199254740991.0, Shown.PLAIN, "9007199254740991"),
        (0.132, Shown.PERCENT, "13.2%"),
        (1.0, Shown.PERCENT, "100%"),
        (True, Shown.PLAIN, "true"),
        (False, Shown.PERCENT, "false"),
        (DAY, Shown.PLAIN, "2016-09-01"),
        (DAY, Shown.MONTH, "2016-09"),
        (DAY, Shown.YEAR, "2016"),
        (MOMENT, Shown.PLAIN, "2016-09-01T14:30:00"),
        (MOMENT.replace(hour=0, minute=0), Shown.PLAIN, "2016-09-01"),
        (datetime.time(14, 30), Shown.PLAIN, "14:30:00"),
        (datetime.timedelta(hours=3), Shown.PLAIN, "3:00:00"),
    ],
)
def test_cell_of_typed_values_is_exact(value: Value, shown: Shown, text: str) -> None:
    cell = cell_of(value, shown)
    assert (cell, type(cell)) == (text, Exact)


def test_cell_of_a_text_is_what_was_typed() -> None:
    assert type(cell_of("7,5")) is str


def test_cell_of_a_text_that_may_be_cut_is_unread() -> None:
    cell = cell_of("x" * 32_767)
    assert isinstance(cell, Unread)
    assert "its end may be missing" in cell.reason


@given(st.decimals(-(10**12), 10**12, places=2))
def test_cell_of_numbers_gives_back_what_was_written(number: Decimal) -> None:
    assert Decimal(cell_of(float(number))) == number


@given(st.floats(-1e300, 1e300))
def test_cell_of_keeps_fifteen_digits_of_any_number(value: float) -> None:
    assert math.isclose(float(cell_of(value)), value, rel_tol=1e-14)


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, 1.7976931348623157e308])
def test_cell_of_what_is_no_number_of_an_office_is_a_text(value: float) -> None:
    assert isinstance(cell_of(value), Exact)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", Shown.PLAIN),
        ("", Shown.PLAIN),
        ("#,##0.00", Shown.PLAIN),
        ("0%", Shown.PERCENT),
        ("0.0%;[Red]-0.0%", Shown.PERCENT),
        ('0.0" %"', Shown.PLAIN),
        (r"0.0\%", Shown.PLAIN),
        ("dd/mm/yyyy", Shown.PLAIN),
        ("mm/yyyy", Shown.MONTH),
        ('"tháng "m/yyyy', Shown.MONTH),
        ("[$-42A]mmmm yyyy;@", Shown.MONTH),
        ("mmm-yy", Shown.MONTH),
        ("yyyy", Shown.YEAR),
        ('"năm "yyyy', Shown.YEAR),
        ("h:mm", Shown.PLAIN),
        ("yyyy hh:mm", Shown.PLAIN),
    ],
)
def test_shown_by_format_codes(code: str, shown: Shown) -> None:
    assert shown_by(code) is shown

"""Scales, marks, rows and columns: everything within the plot, in the right order."""

from decimal import Decimal
from itertools import pairwise

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from indicators.charts.columns import ABOVE, HEIGHT, Columns
from indicators.charts.marks import Datum, Mark
from indicators.charts.rows import BAR, LONGEST_LINE, Rows
from indicators.charts.scales import Scale, ticks

values = st.decimals(min_value=-(10**16), max_value=10**16, places=4)
natures = st.sampled_from(["actual", "estimate", "plan"])


@st.composite
def data(draw: st.DrawFn) -> Datum:
    value = draw(values)
    more = draw(st.none() | st.decimals(min_value="0.0001", max_value=10**6, places=4))
    return Datum(
        label=draw(st.text(max_size=120)),
        value=value,
        written=f"{value}",
        short=f"{value}",
        value_to=None if more is None else value + more,
        qualifier=draw(st.sampled_from(["", "about", "more", "less"])),
        nature=draw(natures),
    )


def datum(value: str, **given: str) -> Datum:
    return Datum("", Decimal(value), value, value, **given)  # type: ignore[arg-type]


# scales


@pytest.mark.parametrize(
    ("some", "expected"),
    [
        (["5.97", "3.76"], ["0", "2", "4", "6"]),
        (["6", "8.3"], ["0.0", "2.5", "5.0", "7.5", "10.0"]),
        (["41340"], ["0", "20000", "40000", "60000"]),
        (["-1.9", "3.5"], ["-2", "0", "2", "4"]),
        (["-45", "-30"], ["-60", "-40", "-20", "0"]),
        (["0"], ["0", "1"]),
        ([], ["0", "1"]),
    ],
)
def test_ticks_are_round_and_begin_at_zero(some: list[str], expected: list[str]) -> None:
    assert ticks(map(Decimal, some), 5) == list(map(Decimal, expected))


@given(st.lists(values), st.integers(min_value=3, max_value=8))
def test_ticks_cover_the_values_at_even_distances(some: list[Decimal], most: int) -> None:
    found = ticks(some, most)
    assert 2 <= len(found) <= most
    assert 0 in found
    assert found[0] <= min([*some, Decimal()])
    assert found[-1] >= max([*some, Decimal()])
    [step] = {after - before for before, after in pairwise(found)}
    # A step is 1, 2, 2.5 or 5 at some power of ten.
    assert step.normalize().as_tuple().digits in {(1,), (2,), (2, 5), (5,)}


@given(st.lists(values, min_size=1))
def test_greater_values_are_never_placed_lower(some: list[Decimal]) -> None:
    scale = Scale.over(some)
    places = [scale.place(value) for value in sorted(some)]
    assert places == sorted(places)
    assert all(0 <= place <= 100 for place in places)


# marks


@pytest.mark.parametrize(
    ("given", "low", "high", "whisker"),
    [
        ({"value": "50"}, 0, 50, None),
        ({"value": "50", "value_to": Decimal(75)}, 0, 50, (50, 75)),
        ({"value": "50", "qualifier": "about"}, 0, 50, (48.5, 51.5)),
        ({"value": "50", "qualifier": "more"}, 0, 50, (50, 53)),
        ({"value": "50", "qualifier": "less"}, 0, 47, (47, 50)),
    ],
)
def test_mark_shows_how_far_the_value_is_known(
    given: dict[str, str], low: float, high: float, whisker: tuple[float, float] | None
) -> None:
    scale = Scale((Decimal(0), Decimal(100)))
    assert Mark.of(datum(**given), scale) == Mark(low, high, whisker)


def test_negative_value_lies_below_zero() -> None:
    scale = Scale((Decimal(-50), Decimal(0), Decimal(50)))
    assert Mark.of(datum("-25"), scale) == Mark(25, 50, None)
    assert Mark.of(datum("-25", qualifier="more"), scale).whisker == (23.5, 25)


# rows


@given(st.lists(data(), min_size=1, max_size=12), st.none() | st.just(Decimal(100)))
def test_rows_lie_within_the_drawing_and_below_each_other(
    some: list[Datum], reference: Decimal | None
) -> None:
    drawing = Rows.of(some, reference=reference)
    assert [row.datum for row in drawing.rows] == some
    floor = 0.0
    for row in drawing.rows:
        assert row.lines[0].y > floor
        assert row.top > row.lines[-1].y
        floor = row.top + BAR
        for place in (row.mark.low, row.mark.high, *(row.mark.whisker or ())):
            assert 0 <= place <= 100
    assert floor < drawing.floor < drawing.height
    assert all(0 <= place <= 100 for place, _tick in drawing.ticks)
    if reference is not None:
        assert drawing.reference_place is not None
        assert 0 <= drawing.reference_place <= 100


def test_long_name_is_broken_and_the_value_stands_once() -> None:
    name = "Tốc độ tăng IIP ngành cung cấp nước và xử lý nước thải, rác thải"
    [row] = Rows.of([Datum(name, Decimal("3.1"), "3,1%")]).rows
    assert " ".join(line.words for line in row.lines).strip() == name
    assert "".join(line.value for line in row.lines) == "3,1%"
    assert row.lines[-1].value == "3,1%"
    assert all(len(f"{line.words} {line.value}") <= LONGEST_LINE + 1 for line in row.lines)


def test_what_has_no_room_behind_its_name_goes_to_a_new_line() -> None:
    name = "Tổng vốn đầu tư nước ngoài"
    with override("vi"):
        [row] = Rows.of([Datum(name, Decimal(1), "khoảng 1.279", is_disputed=True)]).rows
    assert [(line.words, line.value, line.note) for line in row.lines] == [
        (name, "", ""),
        ("", "khoảng 1.279", "(chưa thống nhất)"),
    ]


# columns


@given(
    st.dictionaries(
        st.integers(min_value=2000, max_value=2024),
        st.lists(data(), min_size=1, max_size=3, unique_by=lambda one: one.nature),
        min_size=1,
    )
)
def test_columns_lie_within_their_years_and_the_plot(by_year: dict[int, list[Datum]]) -> None:
    drawing = Columns.of(by_year)
    assert [year.year for year in drawing.years] == list(range(min(by_year), max(by_year) + 1))
    room = 100 / len(drawing.years)
    for place, year in enumerate(drawing.years):
        for column in year.columns:
            assert place * room <= column.x < column.x + column.width <= (place + 1) * room
            top, bottom = column.ends
            assert ABOVE <= top <= bottom <= HEIGHT + ABOVE
    drawn = {year.year: [column.datum for column in year.columns] for year in drawing.years}
    assert {year: some[::-1] for year, some in drawn.items() if some} == by_year
    for label in drawing.labels:
        assert 0 < label.y < drawing.years_y - 0.8
        assert 0 <= label.x <= 100


def test_actual_figure_stands_before_the_plan_of_its_year() -> None:
    plan, actual = datum("40", nature="plan"), datum("30")
    [year] = Columns.of({2023: [actual, plan]}).years
    assert [column.datum for column in year.columns] == [plan, actual]
    behind, before = year.columns
    assert behind.x < before.x
    assert behind.width > before.width


def test_value_is_written_only_where_it_can_be_about_no_other_column() -> None:
    overtopped = [datum("30"), datum("40", nature="plan")]
    drawing = Columns.of({2021: [datum("10")], 2022: [datum("20")], 2023: overtopped})
    assert [label.text for label in drawing.labels] == ["10", "20"]


def test_many_years_have_few_values_and_names_where_there_is_little_room() -> None:
    drawing = Columns.of({year: [datum(str(year * 10))] for year in range(2010, 2024)})
    assert [label.text for label in drawing.labels] == ["20230"]
    assert [year.year for year in drawing.years if year.room == "any"] == [
        2011,
        2014,
        2017,
        2020,
        2023,
    ]
    assert {year.room for year in drawing.years} == {"any", "roomy"}

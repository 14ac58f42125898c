"""What may be compared with what."""

from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given

from foreign_affairs.dates import PartialDate
from indicators.charts.series import breakdowns, of_one_period, series_of
from indicators.charts.spans import Kind, Span
from tests.factories import make_indicator, make_observation, make_organisation, make_source
from tests.strategies import partial_dates


def span(text: str) -> Span:
    return Span.of(PartialDate.parse(text))


@pytest.mark.parametrize(
    ("text", "expected", "name"),
    [
        ("2023", Span(Kind.YEAR), "Year by year"),
        ("2023-01/2023-12", Span(Kind.YEAR), "Year by year"),
        ("2023-01/2023-08", Span(Kind.MONTHS, 1, 8), "First 8 months of the year"),
        ("2023-01-01/2023-08-31", Span(Kind.MONTHS, 1, 8), "First 8 months of the year"),
        ("2023-01/2023-03", Span(Kind.MONTHS, 1, 3), "Quarter I"),
        ("2023-10/2023-12", Span(Kind.MONTHS, 10, 12), "Quarter IV"),
        ("2023-09", Span(Kind.MONTHS, 9, 9), "September"),
        ("2023-03/2023-07", Span(Kind.MONTHS, 3, 7), "Month 3 to month 7"),
        ("2019/2023", Span(Kind.YEARS, 5), "Periods of 5 years"),
        ("2023-08-31", Span(Kind.DAY), "Day by day"),
        ("../2023-08-31", Span(Kind.AS_OF), "As of a date"),
        ("../2019", Span(Kind.AS_OF), "As of a date"),
        (">2024-09", Span(Kind.OTHER, text=">2024-09"), ""),
        ("2004/..", Span(Kind.OTHER, text="2004/.."), ""),
        ("2023-05-02/2023-08-31", Span(Kind.OTHER, text="2023-05-02/2023-08-31"), ""),
        ("2022-11/2023-02", Span(Kind.OTHER, text="2022-11/2023-02"), ""),
    ],
)
def test_span_is_the_kind_of_a_period(text: str, expected: Span, name: str) -> None:
    with override("en"):
        assert (span(text), span(text).name) == (expected, name)


@given(partial_dates())
def test_period_of_a_repeated_kind_is_known_at_the_ends_that_place_it(period: PartialDate) -> None:
    found = Span.of(period)
    if found.is_once_a_year:
        assert period.start is not None
        assert period.end is not None
        assert period.start.year == period.end.year
    if found.is_repeated:
        assert period.end is not None


pytestmark = pytest.mark.django_db


def grouped(figures: list[Any]) -> list[list[str]]:
    return [[figure.code for figure in series.figures] for series in series_of(figures)]


def test_series_mixes_neither_periods_nor_totals_to_date_nor_things() -> None:
    fdi, exports = make_indicator(), make_indicator()
    common = {"indicator": fdi}
    figures = [
        make_observation(code="year-2023", period="2023", **common),
        make_observation(code="year-2022", period="2022", **common),
        make_observation(code="plan-2023", period="2023", nature="plan", **common),
        make_observation(code="months-2023", period="2023-01/2023-08", **common),
        make_observation(code="nine-months", period="2019-01/2019-09", **common),
        make_observation(code="to-date", period="2023", is_cumulative=True, **common),
        make_observation(code="as-of-2", period="../2024-01-15", **common),
        make_observation(code="as-of-1", period="../2023-08-31", **common),
        make_observation(code="undated", period=None, **common),
        make_observation(code="other", period="2023", indicator=exports),
        make_observation(code="body", period="2023", organisation=make_organisation(), **common),
    ]
    assert sorted(grouped(figures)) == sorted(
        [
            ["year-2022", "year-2023", "plan-2023"],
            ["to-date"],
            ["other"],
            ["body"],
            ["months-2023"],
            ["nine-months"],
            ["as-of-1", "as-of-2"],
            ["undated"],
        ]
    )


@pytest.mark.parametrize(
    ("figures", "compared"),
    [
        ([{"period": "2022"}, {"period": "2023"}], True),
        ([{"period": "2023"}, {"period": "2023", "nature": "plan"}], True),
        ([{"period": "2023"}], False),
        # No source says that these are of one time.
        ([{"period": None}, {"period": None}], False),
        ([{"period": "2022"}, {"period": "2023", "value": None, "change_percent": 3}], False),
    ],
)
def test_single_numbers_are_no_comparison(figures: list[dict[str, Any]], compared: bool) -> None:
    indicator = make_indicator()
    made = [make_observation(indicator=indicator, **figure) for figure in figures]
    assert any(series.is_comparison for series in series_of(made)) == compared


# a whole and its parts


def make_parts(whole: Any, *parts: Any, unit: str = "triệu USD", **given: Any) -> list[Any]:
    """The only breakdowns of an indicator with these values, `whole` being None for none."""
    indicator = make_indicator(unit_vi=unit)
    figures: list[Any] = []
    if whole is not None:
        figures.append(make_observation(indicator=indicator, value=whole, **given))
    for order, value in enumerate(parts):
        part = make_indicator(parent=indicator, unit_vi=unit, order=order)
        figures.append(make_observation(indicator=part, value=value, **given))
    for figure in figures:
        figure.refresh_from_db()
        figure.public_sources = []
    return breakdowns(indicator, figures[::-1])


@pytest.mark.parametrize(
    ("whole", "parts", "unit", "sums"),
    [
        (41340, (31090, 10250), "tỷ đồng", "exact"),
        ("0.3", ("0.1", "0.2"), "tỷ đồng", "exact"),
        # The eight months of 2023.
        (1275, (453, 82, 66, 15), "triệu USD", "different"),
        ("3.76", ("2.94", "5.9"), "%", "unknown"),
        (None, (80, 24), "dự án", "unknown"),
        (0, (10, -10), "triệu USD", "unknown"),
    ],
)
def test_parts_are_added_only_where_that_means_something(
    whole: Any, parts: tuple[Any, ...], unit: str, sums: str
) -> None:
    [found] = make_parts(whole, *parts, unit=unit)
    assert found.adds_up == sums
    assert [float(figure.value) for figure in found.parts] == [float(part) for part in parts]


def test_parts_of_values_that_are_not_exact_are_not_added() -> None:
    [found] = make_parts(100, 60, 40, qualifier="about")
    assert found.adds_up == "unknown"


def test_what_two_sources_say_of_one_part_is_not_added() -> None:
    indicator = make_indicator(unit_vi="tỷ đồng")
    part, other = (make_indicator(parent=indicator, unit_vi="tỷ đồng") for _number in range(2))
    values = ((indicator, 100), (part, 40), (part, 45), (other, 15))
    figures = [make_observation(indicator=whose, value=value) for whose, value in values]
    [found] = breakdowns(indicator, figures)
    assert found.adds_up == "unknown"


def test_breakdown_has_one_period_nature_thing_and_unit() -> None:
    indicator = make_indicator(unit_vi="dự án")
    part = make_indicator(parent=indicator, unit_vi="dự án")
    other_unit = make_indicator(parent=indicator, unit_vi="ha")
    body = make_organisation()
    whole = make_observation(indicator=indicator, period="2023")
    its_part = make_observation(indicator=part, period="2023")
    others = [
        make_observation(indicator=part, period="2022"),
        make_observation(indicator=part, period="2023", nature="plan"),
        make_observation(indicator=part, period="2023", is_cumulative=True),
        make_observation(indicator=part, period="2023", organisation=body),
        make_observation(indicator=other_unit, period="2023"),
    ]
    [found] = breakdowns(indicator, [whole, its_part, *others])
    assert found.figures == (whole, its_part)


def test_undated_parts_belong_together_only_in_one_document() -> None:
    indicator = make_indicator(unit_vi="tỷ đồng")
    part = make_indicator(parent=indicator, unit_vi="tỷ đồng")
    one, other = make_source(), make_source()
    whole: Any = make_observation(indicator=indicator, period=None)
    its_part: Any = make_observation(indicator=part, period=None)
    whole.public_sources, its_part.public_sources = [one], [other]
    assert breakdowns(indicator, [whole, its_part]) == []
    its_part.public_sources = [one]
    [found] = breakdowns(indicator, [whole, its_part])
    assert found.figures == (whole, its_part)


# the same of different things


def test_only_figures_of_exactly_one_period_stand_side_by_side() -> None:
    area = make_indicator()
    bodies = [make_organisation() for _number in range(3)]

    def figure(place: int, **given: Any) -> Any:
        return make_observation(indicator=area, organisation=bodies[place], **given)

    of_2015 = [figure(0, period="2015"), figure(1, period="2015")]
    figure_of_2010 = figure(2, period="2010")
    undated = [figure(0, period=None), figure(1, period=None)]
    up_to_a_day_and_on_it = [figure(0, period="../2016-12-31"), figure(1, period="2016-12-31")]
    planned = figure(2, period="2015", nature="plan")
    twice_one_thing = [figure(0, period="2018"), figure(0, period="2018")]
    found = of_one_period(
        [
            *of_2015,
            figure_of_2010,
            *undated,
            *up_to_a_day_and_on_it,
            planned,
            *twice_one_thing,
        ]
    )
    assert found == [tuple(of_2015)]

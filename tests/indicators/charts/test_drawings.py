"""Charts and trends as pages show them: in words, with exactly their figures to download."""

import csv
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from indicators.charts.kinds import MOST_ROWS
from indicators.charts.trends import give_trends
from indicators.models import Observation
from tests.factories import make_indicator, make_observation, make_partner, make_source

pytestmark = pytest.mark.django_db


def page_of(client: Client, record: Any, language: str = "en") -> Any:
    with override(language):
        response = client.get(record.get_absolute_url())
    assert response.status_code == 200
    return response


def downloaded(client: Client, chart: Any) -> dict[str, list[str]]:
    """The codes in each of a chart's files."""
    urls = {download["label"]: download["url"] for download in chart.downloads}
    csv_text, json_text = (
        b"".join(client.get(urls[label]).streaming_content).decode()  # type: ignore[attr-defined]
        for label in ("CSV", "JSON")
    )
    return {
        "CSV": [row["code"] for row in csv.DictReader(csv_text.splitlines())],
        "JSON": [row["code"] for row in json.loads(json_text)],
    }


def test_chart_offers_exactly_its_figures(client: Client) -> None:
    indicator = make_indicator(state="published")
    figures = [
        make_observation(state="published", indicator=indicator, period=str(year))
        for year in (2021, 2022)
    ]
    hidden = make_observation(state="internal", indicator=indicator, period="2023")
    make_observation(state="published", indicator=indicator, period="2023-01/2023-08")
    make_observation(
        state="published",
        indicator=indicator,
        period="2022",
        partner=make_partner(state="published"),
    )
    page = page_of(client, indicator)
    [chart] = page.context["charts"]
    codes = [figure.code for figure in figures]
    assert [figure.code for figure in chart.figures] == codes
    assert downloaded(client, chart) == {"CSV": codes, "JSON": codes}
    # The address names no figure that is not public, and asking for one finds nothing.
    asked = chart.downloads[0]["url"].replace(codes[0], hidden.code)
    text = b"".join(client.get(asked).streaming_content).decode()  # type: ignore[attr-defined]
    assert [row["code"] for row in csv.DictReader(text.splitlines())] == codes[1:]


def test_chosen_figures_are_a_filter_in_words(client: Client) -> None:
    figures = [make_observation(state="published") for _number in range(3)]
    query = "|".join(figure.code for figure in figures[:2])
    with override("en"):
        page = client.get("/en/figures/", {"figure": f"{query}|gone"})
    assert {row.code for row in page.context["object_list"]} == {
        figure.code for figure in figures[:2]
    }
    [active] = page.context["active_filters"]
    assert (active["label"], active["value"]) == ("Figures", "3 chosen figures")


def test_part_that_stands_in_no_drawing_is_listed(client: Client) -> None:
    indicator = make_indicator(state="published")
    drawn = make_indicator(state="published", parent=indicator)
    in_another_unit = make_indicator(state="published", parent=indicator, unit_vi="ha")
    for whose in (indicator, drawn, in_another_unit):
        make_observation(state="published", indicator=whose)
    page = page_of(client, indicator)
    [chart] = page.context["part_charts"]
    assert [figure.indicator for figure in chart.figures] == [indicator, drawn]
    assert page.context["parts_left"] == [in_another_unit]
    assert f"/en/indicators/{in_another_unit.code}/" in page.content.decode()


def test_two_sources_for_one_thing_are_both_drawn_and_named(client: Client) -> None:
    indicator = make_indicator(state="published", unit_en="localities", unit_vi="nơi")
    common = {"state": "published", "indicator": indicator, "period": "2024"}
    portal, paper = (
        make_source(state="published", name_en=name) for name in ("The portal", "The paper")
    )
    make_observation(code="a", value=13, sources=[portal], **common)
    make_observation(code="b", value=10, sources=[paper], **common)
    [chart] = page_of(client, indicator).context["charts"]
    assert chart.description == "2024 – The portal: 13 localities; 2024 – The paper: 10 localities"


def test_natures_and_loose_ends_are_said_and_not_only_drawn(client: Client) -> None:
    indicator = make_indicator(state="published", unit_vi="%", unit_en="%")
    common = {"state": "published", "indicator": indicator, "period": "2023"}
    make_observation(value="6", nature="estimate", **common)
    make_observation(value="8", value_to="8.3", nature="plan", **common)
    page = page_of(client, indicator)
    [chart] = page.context["charts"]
    with override("en"):
        assert chart.description == "2023, estimate: 6%; 2023, plan: 8–8.3%"
        assert chart.natures == [("estimate", "Estimate"), ("plan", "Plan")]
    assert chart.has_loose_ends
    for words in ("Estimate", "Plan", "Not exact"):
        assert re.search(f"</svg> {words}", page.content.decode())
    assert (
        "6%; năm 2023, kế hoạch: 8–8,3%".lower()
        in page_of(client, indicator, "vi").content.decode().lower()
    )


def test_drawing_has_the_marks_of_the_language_and_the_points_of_svg(client: Client) -> None:
    indicator = make_indicator(state="published", unit_vi="%", unit_en="%")
    for year, value in ((2021, "2.5"), (2022, "3.7"), (2023, "-1.3")):
        make_observation(state="published", indicator=indicator, period=str(year), value=value)
    text = page_of(client, indicator, "vi").content.decode()
    drawing = text[text.index('<svg class="chart-columns') : text.index("</figure>")]
    assert "3,7%" in drawing
    assert re.findall(r'="[\d.]*,[\d.]*(?:rem|%)?"', drawing) == []


def test_name_that_is_not_translated_is_marked_in_the_drawing(client: Client) -> None:
    indicator = make_indicator(state="published")
    make_observation(state="published", indicator=indicator)
    part = make_indicator(state="published", parent=indicator, name_vi="Phần", name_en="")
    make_observation(state="published", indicator=part)
    text = page_of(client, indicator).content.decode()
    assert re.findall(r'<g class="chart-item[^>]*lang="vi">\s*<text[^>]*>(\w+) ', text) == ["Phần"]
    assert not re.search(r"<g[^>]* lang=", page_of(client, indicator, "vi").content.decode())


def test_single_figures_stand_newest_first(client: Client) -> None:
    indicator = make_indicator(state="published")
    periods = ("2019-01/2019-09", "2023", "2023-01/2023-08", None)
    for period in periods:
        make_observation(state="published", indicator=indicator, period=period)
    alone = page_of(client, indicator).context["alone"]
    assert [figure.period and figure.period.text for figure in alone] == [
        "2023",
        "2023-01/2023-08",
        "2019-01/2019-09",
        None,
    ]


def test_more_figures_than_anybody_compares_are_not_all_drawn(client: Client) -> None:
    indicator = make_indicator(state="published")
    for day in range(1, 31):
        for month in (4, 6):
            period = f"../2023-{month:02d}-{day:02d}"
            make_observation(state="published", indicator=indicator, period=period)
    [chart] = page_of(client, indicator).context["charts"]
    assert (len(chart.data), len(chart.figures)) == (MOST_ROWS, 60)
    assert chart.remarks == ("The chart shows 40 of 60 figures; the table has them all.",)
    assert chart.data[-1].label == "Up to 30 June 2023"


def test_figure_page_draws_its_series_and_its_comparisons(client: Client) -> None:
    indicator = make_indicator(state="published")
    older = make_observation(state="published", indicator=indicator, period="2022")
    figure = make_observation(
        state="published",
        indicator=indicator,
        period="2023",
        change_percent="-15.3",
        plan_percent="61",
    )
    page = page_of(client, figure)
    assert page.context["chart"].figures == (older, figure)
    assert [datum.is_main for datum in page.context["chart"].data] == [False, True]
    compared = page.context["compared"]
    assert [(datum.label, float(datum.value)) for datum in compared.data] == [
        ("Down 15.3% year on year", 84.7),
        ("61% of the plan", 61),
    ]
    assert page_of(client, older).context["compared"] is None


# trends


def trend(figure: Any) -> str:
    with override("en"):
        text = Template("{% load charts %}{% trend figure %}").render(Context({"figure": figure}))
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def make_year(indicator: Any, year: int | str, value: Any, **given: Any) -> Any:
    return make_observation(
        state="published", indicator=indicator, period=str(year), value=value, **given
    )


def test_trend_says_what_was_before_and_costs_one_query() -> None:
    indicator = make_indicator(state="published", unit_vi="%", unit_en="%")
    for year, value in ((2020, 4), (2022, 6)):
        make_year(indicator, year, value)
    make_year(indicator, 2023, 9, nature="plan")
    latest = make_year(indicator, 2023, "5.5")
    other = make_year(make_indicator(state="published"), 2023, 1)
    shown = list(Observation.objects.with_names().filter(pk__in=[latest.pk, other.pk]))
    with CaptureQueriesContext(connection) as queries:
        give_trends(shown)
    assert len(queries) == 1
    texts = {figure.pk: trend(figure) for figure in shown}
    assert texts[latest.pk] == "2020: 4%; 2022: 6%; 2023: 5.5% down from 6% (2022)"
    assert texts[other.pk] == ""


@pytest.mark.parametrize(
    "other",
    [
        {"state": "internal"},
        {"nature": "plan"},
        {"is_cumulative": True},
        {"period": "2022-01/2022-08"},
        {"is_disputed": True, "source_note_vi": "Hai nguồn khác nhau."},
        # Two sources for one time.
        {"period": "2023"},
        # Later than the figure.
        {"period": "2024"},
    ],
)
def test_trend_has_nothing_that_cannot_be_compared(other: dict[str, Any]) -> None:
    indicator = make_indicator(state="published")
    figure = make_year(indicator, 2023, 5)
    given = {"state": "published", "period": "2022", "value": 4, **other}
    make_observation(indicator=indicator, **given)
    give_trends([figure])
    assert figure.trend is None


def test_trend_without_a_series_says_what_the_source_compares() -> None:
    figure = make_year(make_indicator(state="published"), 2023, 5, same_period_percent=93)
    give_trends([figure])
    assert trend(figure) == "equal to 93% of the same period a year earlier"


@pytest.mark.parametrize(
    ("before", "now", "direction"),
    [
        ({"value": 4}, {"value": 5}, "up"),
        ({"value": 5}, {"value": 4}, "down"),
        ({"value": 5}, {"value": 5}, "level"),
        ({"value": 4}, {"value": 5, "qualifier": "more"}, "up"),
        ({"value": 4, "qualifier": "more"}, {"value": 5}, ""),
        ({"value": 4, "qualifier": "less"}, {"value": 5}, "up"),
        ({"value": 4, "qualifier": "about"}, {"value": 5}, ""),
        ({"value": 4, "value_to": 6}, {"value": 5}, ""),
        ({"value": 5, "qualifier": "more"}, {"value": 5, "qualifier": "more"}, ""),
    ],
)
def test_trend_says_up_or_down_only_where_that_is_known(
    before: dict[str, Any], now: dict[str, Any], direction: str
) -> None:
    indicator = make_indicator(state="published")
    common = {"state": "published", "indicator": indicator}
    make_observation(period="2022", **before, **common)
    figure: Any = make_observation(period="2023", **now, **common)
    give_trends([figure])
    assert figure.trend.direction == direction


def test_trend_leaves_a_gap_for_a_year_without_a_figure() -> None:
    indicator = make_indicator(state="published")
    for year, value in ((2019, 1), (2021, 2)):
        make_year(indicator, year, value)
    latest = make_year(indicator, 2022, 3)
    give_trends([latest])
    first, second, last = latest.trend.columns
    assert second.x - first.x == 2 * (last.x - second.x)
    assert [column.is_last for column in (first, second, last)] == [False, False, True]


def test_growth_and_share_of_the_plan_are_drawn_over_the_years_with_one_table(
    client: Client,
) -> None:
    indicator = make_indicator(state="published", unit_en="USD million", unit_vi="triệu USD")
    for year, change, share in ((2020, "4.1", 98), (2021, "-4", None), (2022, "14.6", 104)):
        make_year(indicator, year, 100, change_percent=change, plan_percent=share)
    [chart] = page_of(client, indicator).context["charts"]
    growth, plan = chart.more
    with override("en"):
        assert growth.description == "2020: 4.1%; 2021: -4%; 2022: 14.6%"
        assert plan.description == "2020: 98%; 2022: 104%"
    assert [round(tick) for _place, tick in plan.drawing.ticks] == [0, 50, 100, 150]
    assert plan.drawing.reference == 100


def test_change_without_a_value_is_drawn_by_itself(client: Client) -> None:
    indicator = make_indicator(state="published")
    for year, change in ((2021, 3), (2022, 5)):
        make_year(indicator, year, None, change_percent=change)
    page = page_of(client, indicator)
    [chart] = page.context["charts"]
    assert [datum.value for datum in chart.data] == [3, 5]
    assert page.context["alone"] == []

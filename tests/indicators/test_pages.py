"""The public pages of indicators, figures and orientations."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from tests.factories import (
    make_cooperation_field,
    make_country,
    make_indicator,
    make_observation,
    make_orientation,
    make_owner,
    make_partner,
    make_programme,
    make_source,
)
from tests.public_pages import words_of

pytestmark = pytest.mark.django_db

KINDS = ("indicator", "observation", "orientation")
SECRET = "Chỉ tiêu chưa công bố"


def list_of(client: Client, kind: str, language: str = "en", /, **filters: Any) -> Any:
    with override(language):
        return client.get(reverse(f"indicators:{kind}_list"), filters)


def page_of(client: Client, record: Any, language: str = "en") -> Any:
    with override(language):
        return client.get(record.get_absolute_url())


def tree(records: list[Any]) -> list[Any]:
    """The codes of a tree: `[("fdi", [("fdi-new", [])])]`."""
    return [(record.code, tree(record.children)) for record in records]


def codes(response: Any) -> list[str]:
    return [record.code for record in response.context["object_list"]]


def make_rich(kind: str, state: str = "published") -> Any:
    """A record with one of everything that its page shows."""
    part: Any
    if kind == "orientation":
        record = make_orientation(
            state=state,
            parent=make_orientation(state=state, kind="policy"),
            partners=[make_partner(state=state)],
            countries=[make_country()],
            fields=[make_cooperation_field()],
        )
        part = make_orientation(state=state, parent=record)
        make_orientation(state=state, parent=part)
        return record
    indicator = make_indicator(state=state, parent=make_indicator(state=state))
    part = make_indicator(state=state, parent=indicator)
    figure = make_observation(state=state, indicator=indicator, period="2023")
    make_observation(state=state, indicator=indicator, period="2023", nature="plan")
    make_observation(state=state, indicator=indicator, period="2022")
    make_observation(state=state, indicator=indicator, partner=make_partner(state=state))
    make_observation(state=state, indicator=part)
    return indicator if kind == "indicator" else figure


def queries(fetch: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = fetch()
    assert words_of(response)
    return len(captured)


# what costs how much


@pytest.mark.parametrize("kind", KINDS)
def test_list_costs_the_same_with_one_and_three_rows(client: Client, kind: str) -> None:
    make_rich(kind)
    list_of(client, kind)
    one = queries(lambda: list_of(client, kind))
    make_rich(kind)
    make_rich(kind)
    assert queries(lambda: list_of(client, kind)) == one
    assert one <= 15


@pytest.mark.parametrize("kind", KINDS)
def test_detail_costs_the_same_with_one_and_three_related_rows(client: Client, kind: str) -> None:
    record = make_rich(kind)
    page_of(client, record)
    one = queries(lambda: page_of(client, record))
    part: Any
    for year in (2020, 2021):
        if kind == "orientation":
            part = make_orientation(state="published", parent=record)
            make_orientation(state="published", parent=part)
            record.partners.add(make_partner(state="published"))
            record.countries.add(make_country())
        else:
            indicator = record if kind == "indicator" else record.indicator
            part = make_indicator(state="published", parent=indicator)
            make_observation(state="published", indicator=part)
            make_observation(state="published", indicator=indicator, period=str(year))
            about = make_programme(state="published")
            make_observation(state="published", indicator=indicator, programme=about)
    assert queries(lambda: page_of(client, record)) == one
    assert one <= 25


# what is public


@pytest.mark.parametrize("state", ["draft", "review", "internal", "withdrawn"])
@pytest.mark.parametrize("kind", KINDS)
def test_only_published_records_have_pages(client: Client, kind: str, state: str) -> None:
    hidden, shown = make_rich(kind, state), make_rich(kind)
    found = list_of(client, kind).content.decode()
    assert hidden.code not in found
    assert shown.code in found
    assert page_of(client, hidden).status_code == 404
    assert str(shown.name_en) in words_of(page_of(client, shown))


@pytest.mark.parametrize("kind", KINDS)
def test_download_has_published_records_only(client: Client, kind: str) -> None:
    hidden, shown = make_rich(kind, "internal"), make_rich(kind)
    with override("en"):
        response = client.get(reverse(f"indicators:{kind}_download", args=["csv"]))
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert shown.code in text
    assert hidden.code not in text


def hide(*records: Any) -> None:
    for record in records:
        type(record).objects.filter(pk=record.pk).update(
            state="internal", name_vi=SECRET, name_en=SECRET
        )


def test_figure_of_what_is_not_public_has_no_page(client: Client) -> None:
    partner = make_partner(state="published")
    of_partner = make_observation(state="published", partner=partner)
    of_indicator = make_observation(state="published")
    hide(partner, of_indicator.indicator)
    for figure in (of_partner, of_indicator):
        assert page_of(client, figure).status_code == 404
    page = list_of(client, "observation")
    assert codes(page) == []
    assert SECRET not in page.content.decode()


def test_indicator_names_nothing_that_is_not_public(client: Client) -> None:
    indicator = make_rich("indicator")
    partner = indicator.observations.filter(partner__isnull=False).get().partner
    source = indicator.observations.filter(period="2022").get().sources.get()
    hide(indicator.parent, *indicator.parts.all(), partner, source)
    for page in (page_of(client, indicator), list_of(client, "indicator")):
        assert indicator.code in page.content.decode()
        assert SECRET not in page.content.decode()
    assert tree(list_of(client, "indicator").context["object_list"]) == [(indicator.code, [])]


def test_latest_figure_is_a_public_one(client: Client) -> None:
    indicator = make_indicator(state="published")
    make_observation(state="published", indicator=indicator, period="2019", value=11)
    make_observation(state="draft", indicator=indicator, period="2024", value=99)
    text = words_of(list_of(client, "indicator"))
    assert "11%" in text
    assert "99%" not in text


def test_orientation_names_nothing_that_is_not_public(client: Client) -> None:
    orientation = make_rich("orientation")
    hide(orientation.parent, orientation.partners.get(), *orientation.parts.all())
    page = page_of(client, orientation)
    assert page.context["record"].code == orientation.code
    assert SECRET not in page.content.decode()
    assert page.context["above"] == []
    found = list_of(client, "orientation")
    assert SECRET not in found.content.decode()
    # What was below the hidden part stands at the root.
    assert sorted(len(record.children) for record in found.context["object_list"]) == [0, 0]


def test_path_of_an_orientation_stops_at_what_is_not_public(client: Client) -> None:
    top = make_orientation(state="published", kind="policy")
    middle = make_orientation(state="published", parent=top)
    leaf = make_orientation(state="published", parent=middle)
    assert page_of(client, leaf).context["above"] == [top, middle]
    hide(middle)
    assert page_of(client, leaf).context["above"] == []


# the trees


def test_indicators_stand_by_topic_as_a_tree(client: Client) -> None:
    fdi = make_indicator(state="published", code="fdi", topic="investment", order=1)
    make_indicator(state="published", code="fdi-reduced", parent=fdi, order=3)
    make_indicator(state="published", code="fdi-new", parent=fdi, order=2)
    make_indicator(state="published", code="grdp", topic="growth", order=9)
    assert tree(list_of(client, "indicator").context["object_list"]) == [
        ("grdp", []),
        ("fdi", [("fdi-new", []), ("fdi-reduced", [])]),
    ]


def test_filtered_tree_keeps_what_was_found(client: Client) -> None:
    policy = make_orientation(state="published", kind="policy", name_en="Plan of 2024")
    make_orientation(state="published", kind="goal", parent=policy)
    make_orientation(state="published", code="road", kind="project", parent=policy)
    page = list_of(client, "orientation", kind="project")
    assert tree(page.context["object_list"]) == [("road", [])]
    assert page.context["totals"]["records"] == 1
    assert "part of: Plan of 2024" in words_of(page)


def test_tree_has_pages_of_whole_branches(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indicators.views.TreeListView.paginate_by", 1)
    for name in ("a", "b"):
        policy = make_orientation(state="published", code=name, kind="policy")
        make_orientation(state="published", code=f"{name}-1", parent=policy)
    first, second = (list_of(client, "orientation", page=number) for number in (1, 2))
    assert tree(first.context["object_list"]) == [("a", [("a-1", [])])]
    assert tree(second.context["object_list"]) == [("b", [("b-1", [])])]


@pytest.mark.parametrize(
    ("figures", "latest"),
    [
        ([{"period": "2022", "value": 1}, {"period": "2023", "value": 2}], "2%"),
        ([{"period": "2023-01/2023-08", "value": 1}, {"period": "2023", "value": 2}], "2%"),
        (
            [
                {"period": "2023", "value": 1},
                {"period": "2024", "value": 2, "nature": "plan"},
            ],
            "1%",
        ),
        ([{"period": "2024", "value": 2, "nature": "plan"}], "2%"),
        ([{"period": None, "value": 1}, {"period": "2011", "value": 2}], "2%"),
    ],
)
def test_latest_figure_is_the_newest_that_is_no_plan(
    client: Client, figures: list[dict[str, Any]], latest: str
) -> None:
    indicator = make_indicator(state="published")
    for figure in figures:
        make_observation(state="published", indicator=indicator, **figure)
    assert f"{indicator.name_en} {latest}" in words_of(list_of(client, "indicator"))


def test_indicator_without_a_figure_for_the_province_says_so(client: Client) -> None:
    indicator = make_indicator(state="published")
    for _number in range(2):
        partner = make_partner(state="published")
        make_observation(state="published", indicator=indicator, partner=partner)
    assert "2 figures, none about the province" in words_of(list_of(client, "indicator"))


# figures


def test_figure_page_says_everything_in_words(client: Client) -> None:
    source = make_source(state="published", name_en="Economic report")
    partner = make_partner(state="published", name_en="Daejeon")
    indicator = make_indicator(state="published", name_en="Capital", unit_en="million USD")
    figure = make_observation(
        state="published",
        indicator=indicator,
        partner=partner,
        period="../2023-08-31",
        nature="estimate",
        is_cumulative=True,
        qualifier="about",
        value="1279.5",
        value_to="1300",
        change_percent="-15.3",
        same_period_percent="84.7",
        plan_percent="71",
        printed="1 tỷ 279,5 triệu đô la Mỹ",
        is_disputed=True,
        source_note_vi="Các phần không cộng đủ.",
        source_note_en="The parts do not add up.",
        sources=[source],
    )
    make_owner(name_en="Department of Foreign Affairs")
    text = words_of(page_of(client, figure))
    for fact in (
        "Value about 1,279.5–1,300 million USD",
        "Period Up to 31 August 2023",
        "Nature Estimate",
        "From the beginning to that time (cumulative)",
        "Source: Economic report",
        "About Daejeon",
        "Down 15.3% year on year",
        "Equal to 84.7% of the same period a year earlier",
        "71% of the plan",
        "“ 1 tỷ 279,5 triệu đô la Mỹ ”",
        "disputed",
        "The parts do not add up.",
        "Cite this page Department of Foreign Affairs: Foreign-affairs register. Capital – "
        "Daejeon – up to 31 August 2023",
        f"http://testserver/en/figures/{figure.code}/",
    ):
        assert fact in text


def test_disputed_value_is_no_headline(client: Client) -> None:
    figure = make_observation(
        state="published", value="1279.5", is_disputed=True, source_note_vi="Cộng không đủ."
    )
    for page in (page_of(client, figure), list_of(client, "observation")):
        text = page.content.decode()
        assert "1,279.5%" in text
        assert "1,279.5" not in text.partition("</head>")[0]
        assert not [head for head in re.findall(r"<h\d.*?</h\d>", text, re.S) if "1,279.5" in head]
    assert "stat-grid" not in page_of(client, figure).content.decode()


def test_value_leads_the_page_of_a_figure(client: Client) -> None:
    source = make_source(state="published", name_en="Economic report")
    figure = make_observation(
        state="published", value=8, period="2023", nature="plan", sources=[source]
    )
    text = words_of(page_of(client, figure))
    assert "2023, plan Source: Economic report 8%" in text


def test_figure_in_vietnamese_has_vietnamese_marks(client: Client) -> None:
    figure = make_observation(state="published", value="7434.4", period="2023-09")
    text = words_of(page_of(client, figure, "vi"))
    assert "7.434,4%" in text
    assert "Tháng 9 năm 2023" in text


def test_figure_page_shows_the_other_figures_of_its_series(client: Client) -> None:
    indicator = make_indicator(state="published")
    figure = make_observation(state="published", indicator=indicator, period="2023")
    plan = make_observation(state="published", indicator=indicator, period="2023", nature="plan")
    older = make_observation(state="published", indicator=indicator, period="2019")
    undated = make_observation(state="published", indicator=indicator, period=None)
    partner = make_partner(state="published")
    make_observation(state="published", indicator=indicator, partner=partner, period="2023")
    other_kind = make_observation(state="published", indicator=indicator, period="2023-01/2023-08")
    page = page_of(client, figure)
    assert page.context["chart"].figures == (older, figure, plan)
    assert page.context["same_period"] == []
    assert page.context["other_periods"] == [other_kind, undated]


def test_two_sources_stand_side_by_side(client: Client) -> None:
    indicator = make_indicator(state="published", unit_en="localities")
    portal = make_source(state="published", name_en="Portal")
    paper = make_source(state="published", name_en="Paper")
    common = {"state": "published", "indicator": indicator, "period": "2024"}
    figures = [
        make_observation(**common, value=13, sources=[portal]),
        make_observation(**common, value=10, sources=[paper], is_cumulative=True),
    ]
    make_observation(state="published", indicator=indicator, period="2019", value=9)
    page = page_of(client, indicator)
    [pair] = page.context["side_by_side"]
    assert set(pair) == set(figures)
    text = words_of(page).partition("Side by side")[2]
    assert "Portal 13 localities" in text
    assert "Paper 10 localities" in text


def test_indicator_and_parts_make_a_table_by_period(client: Client) -> None:
    indicator = make_indicator(state="published", code="fdi")
    part = make_indicator(state="published", code="fdi-new", parent=indicator)
    of_2022 = make_observation(state="published", indicator=indicator, period="2022")
    of_2023 = make_observation(state="published", indicator=part, period="2023")
    assert page_of(client, indicator).context["series"] is None
    of_2024 = make_observation(state="published", indicator=part, period="2024")
    series = page_of(client, indicator).context["series"]
    assert [period.text for period in series["periods"]] == ["2022", "2023", "2024"]
    assert series["rows"] == [(indicator, [[of_2022], [], []]), (part, [[], [of_2023], [of_2024]])]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"about": "province"}, ["of-province"]),
        ({"about": "partner"}, ["of-partner"]),
        ({"nature": "plan"}, ["of-province"]),
        ({"disputed": "True"}, ["of-partner"]),
        ({"topic": "budget"}, ["of-province"]),
        ({"year_to": "2015"}, ["of-partner"]),
        ({"year_from": "2015", "year_to": "2024"}, ["of-province"]),
        ({"country": "kr"}, ["of-partner"]),
        ({"partner": "daejeon"}, ["of-partner"]),
        ({"indicator": "revenue"}, ["of-province"]),
        ({"q": "thu ngan sach"}, ["of-province"]),
    ],
)
def test_figures_are_filtered(client: Client, filters: dict[str, str], found: list[str]) -> None:
    revenue = make_indicator(
        state="published", code="revenue", topic="budget", name_vi="Thu ngân sách", name_en=""
    )
    make_observation(
        state="published", code="of-province", indicator=revenue, period="2023", nature="plan"
    )
    korea = make_country(code="kr")
    make_observation(
        state="published",
        code="of-partner",
        partner=make_partner(state="published", code="daejeon", country=korea),
        period="2012",
        is_disputed=True,
        source_note_vi="Hai nguồn khác nhau.",
    )
    assert codes(list_of(client, "observation", **filters)) == found


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("indicator", "topic", "nonsense"),
        ("observation", "year_from", "soon"),
        ("observation", "indicator", "nothing"),
        ("orientation", "partner", "nobody"),
    ],
)
def test_wrong_filter_value_is_answered_with_a_sentence(
    client: Client, kind: str, name: str, value: str
) -> None:
    make_rich(kind)
    page = list_of(client, kind, **{name: value})
    assert codes(page) == []
    with override("en"):
        [reason] = page.context["filter"].form.errors[name]
    assert reason in words_of(page)


# orientations


def test_orientation_page_has_every_public_fact(client: Client) -> None:
    policy = make_orientation(state="published", kind="policy", name_en="Plan of 2024")
    orientation = make_orientation(
        state="published",
        kind="corridor",
        parent=policy,
        period="2030",
        text_en="A road to the north.",
        partners=[make_partner(state="published", name_en="Daejeon")],
        countries=[make_country(name_en="Korea")],
        fields=[make_cooperation_field(name_en="Transport")],
    )
    part = make_orientation(state="published", kind="project", parent=orientation)
    smaller = make_orientation(state="published", kind="task", parent=part)
    text = words_of(page_of(client, orientation))
    for fact in (
        "Corridor",
        "Period 2030",
        "Part of Plan of 2024",
        "A road to the north.",
        "Daejeon",
        "Korea",
        "Transport",
        f"{part.name_en} project",
        f"{smaller.name_en} task",
    ):
        assert fact in text


def test_text_without_english_stands_in_vietnamese_and_says_so(client: Client) -> None:
    orientation = make_orientation(state="published", name_vi="Hành lang", name_en="")
    english = page_of(client, orientation)
    assert '<span lang="vi">Hành lang</span>' in english.content.decode()
    assert english.context["is_untranslated"] is True

"""Every indicator of the shipped register as its page draws it."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from indicators.models import Indicator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped_register")]

VOID = {"meta", "link", "img", "input", "br", "hr"}


class Page(HTMLParser):
    """Reads a page as strictly as XML: what is opened is closed, and no id stands twice.

    `drawings` has the title and description of each drawing that is no ornament.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.styles: list[str] = []
        self.drawings: list[list[str]] = []
        self.feed(text)
        self.close()
        assert self.open == []
        assert len(self.ids) == len(set(self.ids))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.styles += [given["style"] or ""] if "style" in given else []
        if tag not in VOID:
            self.open.append(tag)
        if tag == "svg" and given.get("role") == "img":
            self.drawings.append([])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("title", "desc") and "svg" in self.open:
            self.drawings[-1].append(data.strip())


def page_of(client: Client, indicator: Indicator, language: str = "en") -> Any:
    with override(language):
        response = client.get(indicator.get_absolute_url())
    assert response.status_code == 200
    return response


def charts_of(page: Any) -> list[Any]:
    names = ("charts", "part_charts", "subject_charts")
    return [one for name in names for chart in page.context[name] for one in (chart, *chart.more)]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_shipped_indicator_is_drawn_validly_and_within_the_budget(
    client: Client, language: str
) -> None:
    dear, drawn = [], set()
    page_of(client, Indicator.objects.get(code="fdi"), language)
    for indicator in Indicator.objects.public():
        with CaptureQueriesContext(connection) as queries:
            response = page_of(client, indicator, language)
        if len(queries) > 25:
            dear.append(indicator.code)
        page = Page(response.content.decode())
        charts = charts_of(response)
        assert page.styles == []
        titles = [drawing for drawing in page.drawings if len(drawing) == 2]
        with override(language):
            assert titles == [[chart.title, chart.description] for chart in charts]
        drawn |= {indicator.code for _chart in charts}
        # Each figure stands on the page, be it drawn or not.
        for figure in indicator.observations.public():
            assert f"/{language}/figures/{figure.code}/" in response.content.decode()
    assert dear == []
    assert drawn >= {"grdp-growth", "iip", "fdi", "budget-revenue", "population"}


def test_foreign_investment_of_eight_months_does_not_add_up_and_says_so(client: Client) -> None:
    page = page_of(client, Indicator.objects.get(code="fdi"))
    [chart] = page.context["part_charts"]
    assert [figure.value for figure in chart.figures] == [1275, 453, 82, 66, 15]
    assert chart.remarks[0] == "The parts that the sources give do not add up to the whole."
    assert "453 + 82 + 66" in chart.remarks[1]
    assert chart.has_disputed
    with override("en"):
        assert "New foreign investment: 453 million USD (disputed)" in chart.description
    # No two figures of the whole are for periods of one kind.
    assert page.context["charts"] == []
    assert {figure.code for figure in page.context["alone"]} == {
        "fdi-2019-9m",
        "fdi-2023",
        "fdi-2023-8m",
    }


def test_population_of_different_years_is_never_in_one_drawing(client: Client) -> None:
    page = page_of(client, Indicator.objects.get(code="population"))
    periods = [
        {figure.period.text for figure in chart.figures} for chart in page.context["subject_charts"]
    ]
    assert periods == [{"2015"}, {"2010"}]
    assert {figure.period and figure.period.text for figure in page.context["about_others"]} == {
        None,
        "2012",
        "2018",
        "2019",
    }

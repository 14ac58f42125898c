"""Figures, indicators and orientations in the admin."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from foreign_affairs.templatetags.register import figure_comparisons
from indicators.models import Observation
from tests.admin_pages import admin_url, errors, form_data, listed_cells, logged_in
from tests.factories import (
    make_indicator,
    make_observation,
    make_orientation,
    make_partner,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return logged_in("Editor")


def typed_figure(client: Client, **typed: str) -> Any:
    values = {"indicator": str(make_indicator().pk), "period": "2023", "state": "draft", **typed}
    return client.post(admin_url(Observation, "add"), form_data(client, Observation, **values))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("7.434,4", "7434.4"),
        ("7434,4", "7434.4"),
        ("7.434", "7434"),
        ("7434", "7434"),
        ("-15,3", "-15.3"),
        ("0,075", "0.075"),
    ],
)
def test_figure_is_read_as_vietnamese_people_write_it(
    editor: Client, typed: str, value: str
) -> None:
    assert typed_figure(editor, value=typed).status_code == 302
    assert Observation.objects.get().value == Decimal(value)


@pytest.mark.parametrize("typed", ["7.43", "7,434.4", "1.5e3", "7.4344", "bảy nghìn"])
def test_figure_that_could_be_another_is_refused_with_a_sentence(
    editor: Client, typed: str
) -> None:
    response = typed_figure(editor, value=typed)
    refusal = errors(response)
    assert list(refusal) == ["value"]
    assert refusal["value"][0].startswith(f"“{typed}”")
    assert not Observation.objects.exists()


def test_figure_comes_back_as_it_is_typed(editor: Client) -> None:
    figure = make_observation(value="7434.4", change_percent="-15.3")
    data = form_data(editor, figure)
    assert (data["value"], data["change_percent"]) == ("7.434,4", "-15,3")
    editor.post(admin_url(figure), data)
    figure.refresh_from_db()
    assert (figure.value, figure.change_percent) == (Decimal("7434.4"), Decimal("-15.3"))


def test_list_writes_value_and_unit_above_the_change(editor: Client) -> None:
    indicator = make_indicator(unit_vi="triệu USD")
    both = {"value": "7434.4", "value_to": "7500", "qualifier": "about", "change_percent": "-5"}
    figure = make_observation(indicator=indicator, period="2024", **both)
    only_change = make_observation(
        indicator=indicator, period="2023", value=None, change_percent="5.25", nature="plan"
    )
    for row in (figure, only_change):
        row.refresh_from_db()
    with override("vi"):
        about = figure.get_qualifier_display()
        changes = [", ".join(figure_comparisons(row)) for row in (figure, only_change)]
        natures = [row.get_nature_display() for row in (figure, only_change)]
    rows = listed_cells(editor.get(admin_url(Observation)))
    assert [row[4] for row in rows] == [f"năm 2024 | {natures[0]}", f"năm 2023 | {natures[1]}"]
    values = [f"{about} 7.434,4–7.500 triệu USD | {changes[0]}", changes[1]]
    assert [row[5] for row in rows] == values
    assert "5,25%" in changes[1]


def test_disputed_figure_is_marked_in_its_list(editor: Client) -> None:
    make_observation(is_disputed=True, source_note_vi="Nguồn in sai.")
    with override("vi"):
        field = str(Observation._meta.get_field("is_disputed").verbose_name)
    (row,) = listed_cells(editor.get(admin_url(Observation)))
    assert field in row[2].split(" | ")


def test_figure_is_about_one_thing(editor: Client) -> None:
    partner, event = make_partner(), make_observation().indicator
    figure = make_observation(indicator=event, partner=partner)
    data = form_data(editor, figure, event="", organisation="")
    assert editor.post(admin_url(figure), data).status_code == 302
    response = typed_figure(editor)
    assert list(errors(response)) == ["__all__"]


def test_disputed_figure_needs_its_note(editor: Client) -> None:
    response = typed_figure(editor, value="1", is_disputed="on")
    assert list(errors(response)) == ["source_note_vi"]


def test_figures_of_a_partner_are_read_on_its_page(editor: Client) -> None:
    """Read only there: a published figure in the form of a draft would be a way around."""
    partner = make_partner()
    figure = make_observation(partner=partner, value="7434.4", state="published")
    response = editor.get(admin_url(partner))
    inline = next(
        inline
        for inline in response.context["inline_admin_formsets"]
        if inline.opts.model is Observation
    )
    assert (inline.has_add_permission, inline.has_change_permission) == (False, False)
    assert admin_url(figure) in response.content.decode()
    data = form_data(editor, partner) | {
        "observations-0-id": str(figure.pk),
        "observations-0-value": "1",
        "observations-0-DELETE": "on",
    }
    editor.post(admin_url(partner), data)
    assert Observation.objects.get().value == Decimal("7434.4")


def test_orientation_is_part_of_another(editor: Client) -> None:
    policy = make_orientation(kind="policy")
    goal = make_orientation(kind="goal")
    data = form_data(editor, goal, parent=str(policy.pk), period="2030", order="1")
    assert editor.post(admin_url(goal), data).status_code == 302
    assert [part.pk for part in policy.parts.all()] == [goal.pk]

"""Search, filters and orders over the shipped register, as a visitor uses them."""

from typing import Any

import pytest
from django.test import Client

from foreign_affairs.facets import count_choices
from tests.test_nothing_leaks import LISTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped_register")]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("daejeon", "daejeon"),
        ("daejon", "daejeon"),
        ("champasac", "champasak"),
        ("Chămpasắk", "champasak"),
        ("cham pa sac", "champasak"),
        ("nebrasca", "nebraska"),
        ("yamagushi", "yamaguchi"),
        ("山口県", "yamaguchi"),
        ("quang chau", "guangzhou"),
        ("kratei", "kratie"),
        ("Ấn Độ", "in"),
        ("an do", "in"),
        ("hàn quốc", "kr"),
        ("South Korae", "kr"),
    ],
)
def test_what_is_meant_comes_first(client: Client, typed: str, first: str) -> None:
    page = client.get("/vi/search/", {"q": typed})
    assert page.context["object_list"][0].code == first


def test_name_is_proposed_where_a_wrong_letter_makes_another_word(client: Client) -> None:
    page = client.get("/vi/search/", {"q": "quanh chau"})
    assert page.context["suggestion"] == "Quảng Châu"
    assert page.context["object_list"][0].code == "guangzhou"


def test_one_wrong_letter_in_the_name_of_the_province_finds_it(client: Client) -> None:
    right = client.get("/vi/search/", {"q": "binh duong"}).context["total"]
    for typed in ("bin duong", "binh duogn", "bihn duong"):
        assert client.get("/vi/search/", {"q": typed}).context["total"] >= right / 2


CHOSEN: dict[str, list[dict[str, str]]] = {
    "agreements": [{"country": "kr", "year_from": "2010"}, {"q": "hop tac", "level": "province"}],
    "events": [{"status": "announced"}],
    "figures": [{"about": "partner", "nature": "actual"}],
    "delegations": [
        {"country": "kr", "direction": "in"},
        {"country": "kr", "direction": "in", "status": "reported"},
        {"q": "doan", "direction": "out", "year_from": "2010"},
        {"direction": "in", "rank": "student"},
    ],
    "partners": [{"tie": "friendship", "year_to": "2013"}],
    "orientations": [{"kind": "goal", "source": "dinh-huong"}],
}


@pytest.mark.parametrize("name", LISTS)
def test_number_beside_a_choice_is_what_it_leaves(client: Client, name: str) -> None:
    for chosen in ({}, *CHOSEN.get(name, [])):
        filterset: Any = client.get(f"/en/{name}/", chosen).context["filter"]
        counts = count_choices(filterset)
        assert (filterset.form.errors and "source" in filterset.form.errors) or counts
        if filterset.form.errors:
            continue
        for filter_name, numbers in counts.items():
            left = {
                value: number
                for value, _words in filterset.form.fields[filter_name].choices
                if value and (number := narrowed(filterset, {**chosen, filter_name: value}))
            }
            assert numbers is not None
            assert {key: each for key, each in numbers.items() if key} == left, filter_name


def narrowed(filterset: Any, chosen: dict[str, str]) -> int:
    other = type(filterset)(chosen, queryset=filterset.queryset)
    return int(other.qs.order_by().count())

"""The search page: every public record by any spelling, and nothing else."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foreign_affairs import search
from foreign_affairs.models import SearchEntry
from tests.factories import (
    make_agreement,
    make_agreement_party,
    make_country,
    make_event,
    make_event_participant,
    make_organisation,
    make_partner,
    make_partner_name,
)

pytestmark = pytest.mark.django_db


def find(client: Client, text: str, language: str = "vi", **more: Any) -> Any:
    return client.get(f"/{language}/search/", {"q": text, **more})


def found(page: Any) -> list[str]:
    return [entry.code for entry in page.context["object_list"]]


def champasak(**given: Any) -> Any:
    partner = make_partner(
        state="published", name_vi="Tỉnh Chăm-pa-sắc", name_en="Champasak Province", **given
    )
    make_partner_name(partner=partner, name="ຈຳປາສັກ", kind="native", language="lo")
    make_partner_name(partner=partner, name="Champasac")
    return partner


@pytest.mark.parametrize(
    "text",
    ["Chăm-pa-sắc", "cham pa sac", "CHAMPASAK", "champasac", "ຈຳປາສັກ", "tinh champasac  province"],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_search_finds_by_any_spelling(client: Client, text: str, language: str) -> None:
    partner = champasak()
    make_partner(state="published")
    assert found(find(client, text, language)) == [partner.code]


def test_search_groups_by_kind_with_the_best_match_first(client: Client) -> None:
    body = make_organisation(state="published", name_vi="Đại học Thủ Dầu Một", name_en="")
    event = make_event(state="published", name_vi="Hội thảo của Đại học Thủ Dầu Một", name_en="")
    page = find(client, "đại học thủ dầu một")
    assert [(kind["key"], kind["number"]) for kind in page.context["kinds"]] == [
        ("organisation", 1),
        ("event", 1),
    ]
    assert found(page) == [body.code, event.code]
    only_events = find(client, "đại học thủ dầu một", kind="event")
    assert found(only_events) == [event.code]
    assert only_events.context["total"] == 2


def test_search_for_an_unknown_kind_shows_all(client: Client) -> None:
    partner = champasak()
    assert found(find(client, "champasak", kind="no-such-kind")) == [partner.code]


def test_search_shows_the_name_in_the_language_of_the_page(client: Client) -> None:
    champasak()
    [entry] = find(client, "champasak", "en").context["object_list"]
    assert (str(entry.name), entry.other_name) == ("Champasak Province", "Tỉnh Chăm-pa-sắc")
    assert entry.url == f"/en/partners/{entry.code}/"


@pytest.mark.parametrize("state", ["draft", "review", "internal", "withdrawn"])
def test_search_does_not_find_what_is_not_public(client: Client, state: str) -> None:
    partner = champasak()
    partner.state = state
    partner.save()
    assert found(find(client, "champasak")) == []


def test_search_does_not_tell_who_is_hidden_behind_a_public_record(client: Client) -> None:
    agreement = make_agreement(state="published")
    hidden = make_partner(state="internal", name_vi="Tỉnh Bí Mật", name_en="")
    make_agreement_party(agreement=agreement, partner=hidden, person="Ông Kín")
    assert found(find(client, "bí mật")) == []
    assert found(find(client, "ông kín")) == []
    assert list(client.get("/vi/agreements/", {"q": "bi mat"}).context["object_list"]) == []


def test_search_follows_when_a_body_is_published_or_withdrawn(client: Client) -> None:
    event = make_event(state="published")
    body = make_organisation(state="internal", name_vi="Viện Kín", name_en="")
    make_event_participant(event=event, organisation=body)
    body.state = "published"
    body.save()
    assert found(find(client, "viện kín")) == [body.code, event.code]
    body.state = "withdrawn"
    body.save()
    assert found(find(client, "viện kín")) == []


def test_search_finds_only_countries_that_have_a_page(client: Client) -> None:
    make_country(name_vi="Nước Vắng", name_en="Absentia")
    here = make_country(name_vi="Nước Có", name_en="Presentia")
    make_partner(state="published", country=here, name_vi="Nơi", name_en="Place")
    assert found(find(client, "nước vắng")) == []
    assert here.code in found(find(client, "nước có"))


def test_search_without_words_offers_where_to_begin(client: Client) -> None:
    champasak()
    for text in ("", "   ", "…!", "\x00"):
        page = find(client, text)
        assert found(page) == []
        assert 'href="/vi/partners/"' in page.content.decode().partition("<main")[2]


def test_search_that_finds_nothing_proposes_words_that_do(client: Client) -> None:
    champasak()
    make_event(state="published", name_vi="Diễn đàn", name_en="Forum", summary_vi="", summary_en="")
    page = find(client, "champasak forum")
    assert found(page) == []
    assert page.context["single_words"] == [
        {"word": "champasak", "number": 1},
        {"word": "forum", "number": 1},
    ]
    assert find(client, "champasik").context["suggestion"] == "champasak"
    assert find(client, "xqzw").context["suggestion"] == ""


def test_search_does_not_propose_words_of_what_is_not_public(client: Client) -> None:
    make_partner(state="internal", name_vi="Champasak", name_en="Champasak")
    assert find(client, "champasik").context["suggestion"] == ""


def test_search_refuses_nothing_however_long_or_odd(client: Client) -> None:
    champasak()
    for text in ("a" * 5000, "<script>alert(1)</script>", "%' OR 1=1 --", "\ud800"):
        page = find(client, text.encode("utf-8", "replace").decode())
        assert found(page) == []
        assert "<script>alert" not in page.content.decode()


def test_search_pages_and_forgives_a_wrong_page_number(client: Client) -> None:
    for number in range(53):
        make_event(state="published", name_vi=f"Diễn đàn {number}", name_en="")
    first, last = find(client, "dien dan"), find(client, "dien dan", page=2)
    assert (len(found(first)), len(found(last))) == (50, 3)
    assert found(find(client, "dien dan", page=99)) == found(last)
    assert found(find(client, "dien dan", page="x")) == found(first)


def test_search_costs_the_same_with_one_and_three_hits_of_many_kinds(client: Client) -> None:
    def fill() -> None:
        champasak()
        make_event(state="published", name_vi="Champasak", name_en="")
        make_agreement(state="published", name_vi="Champasak", name_en="")

    def cost(text: str) -> int:
        find(client, text)
        with CaptureQueriesContext(connection) as queries:
            find(client, text)
        return len(queries)

    fill()
    with_one = cost("champasak")
    fill()
    fill()
    assert cost("champasak") == with_one
    assert with_one <= 15
    assert cost("no such five words here") <= 15


def test_rebuilt_index_is_the_index_that_was_kept(client: Client) -> None:
    make_event_participant(event=make_event(state="published"), partner=champasak())
    kept = set(SearchEntry.objects.values_list("code", "folded_name", "folded"))
    search.rebuild()
    rebuilt = set(SearchEntry.objects.values_list("code", "folded_name", "folded"))
    assert {(code, name, frozenset(text.split())) for code, name, text in rebuilt} == {
        (code, name, frozenset(text.split())) for code, name, text in kept
    }

"""The search page: every public record by any spelling, and nothing else."""

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.models import Delegation, DelegationParticipant
from foreign_affairs import search
from foreign_affairs.models import SearchEntry
from partners.models import Partner
from tests.factories import (
    make_agreement,
    make_agreement_party,
    make_country,
    make_delegation,
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
    page = find(client, "Champasak FORUM")
    assert found(page) == []
    assert page.context["single_words"] == [
        {"word": "Champasak", "number": 1, "is_more": False},
        {"word": "FORUM", "number": 1, "is_more": False},
    ]
    nothing = find(client, "xqzw")
    assert (nothing.context["suggestion"], nothing.context["single_words"]) == ("", [])
    assert 'href="/vi/partners/"' in nothing.content.decode().partition("<main")[2]


def test_word_that_very_many_records_have_is_not_counted_to_the_end(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foreign_affairs.views.search.MOST_COUNTED", 2)
    for name in ("Nha Trang", "Nha Bè", "Nha Mân"):
        make_partner(state="published", name_vi=name)
    page = find(client, "nha daejeon")
    assert page.context["single_words"] == [{"word": "nha", "number": 2, "is_more": True}]
    assert "hơn 2" in page.content.decode()


def read_words(client: Client, text: str) -> list[str]:
    """The statements by which the words of the register were read for a search."""
    with CaptureQueriesContext(connection) as queries:
        find(client, text)
    read = [query["sql"] for query in queries if 'folded_name" AS "folded_name", ' in query["sql"]]
    return [sql for sql in read if 'written_at" AS "written_at"' in sql]


def test_after_a_write_only_words_written_since_are_read(client: Client) -> None:
    champasak()
    (everything,) = read_words(client, "champasik")
    assert 'written_at" >=' not in everything
    assert read_words(client, "champasik") == []
    later = make_partner(state="published", name_vi="Thành phố Kawasaki", name_en="Kawasaki")
    (since,) = read_words(client, "kawasski")
    assert 'written_at" >=' in since
    assert found(find(client, "kawasski")) == [later.code]


def test_words_that_are_gone_are_forgotten_in_time(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    champasak()
    wrong = make_partner(state="published", code="wrong", name_vi="Champasik", name_en="Champasik")
    make_partner(state="published", name_vi="Daejeon", name_en="Daejeon")
    assert found(find(client, "champasik")) == [wrong.code]
    find(client, "daejon")
    wrong.name_vi = wrong.name_en = "Nebraska"
    wrong.save()
    assert found(find(client, "champasik")) == []
    monkeypatch.setattr("foreign_affairs.vocabulary.KEPT", 0.001)
    assert found(find(client, "champasik")) != []


def test_words_are_read_again_where_the_newest_entry_is_gone(client: Client) -> None:
    partner = champasak()
    newest = make_partner(state="published", name_vi="Kawasaki", name_en="Kawasaki")
    assert found(find(client, "kawasski")) == [newest.code]
    newest.delete()
    (everything,) = read_words(client, "champasik")
    assert 'written_at" >=' not in everything
    assert found(find(client, "champasik")) == [partner.code]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("champasik", "Champasak"),
        ("shampasak", "Champasak"),
        ("champask", "Champasak"),
        ("chamapsak", "Champasak"),
        ("champasakk provinse", "Champasak Province"),
    ],
)
def test_search_forgives_a_wrong_letter(client: Client, typed: str, meant: str) -> None:
    partner = champasak()
    page = find(client, typed)
    assert (found(page), page.context["suggestion"]) == ([partner.code], meant)
    assert f'href="?q={meant.replace(" ", "%20")}"' in page.content.decode()


def test_what_was_meant_is_said_once(client: Client) -> None:
    event = make_event(
        state="published", name_vi="Giao lưu", name_en="", summary_vi="", summary_en=""
    )
    partner = make_partner(state="published", name_vi="Thành phố Daejeon", name_en="Daejeon City")
    make_event_participant(event=event, partner=partner)
    page = find(client, "daejon luu")
    assert (found(page), page.context["suggestion"]) == ([event.code], "Daejeon lưu")


def test_search_guesses_only_where_nothing_has_the_words(client: Client) -> None:
    written_so = make_event(state="published", name_vi="Diễn đàn Daejon", name_en="")
    partner = make_partner(state="published", name_vi="Daejeon", name_en="Daejeon")
    page = find(client, "daejon")
    assert (found(page), page.context["suggestion"]) == ([written_so.code], "")
    assert found(find(client, "daejeom")) == [partner.code]


@pytest.mark.parametrize("state", ["draft", "review", "internal", "withdrawn"])
def test_search_does_not_propose_words_of_what_is_not_public(client: Client, state: str) -> None:
    partner = make_partner(
        state="published", name_vi="Bí Mật", name_en="Kawasaki", summary_en="Hidden coffee"
    )
    assert find(client, "kawasski").context["suggestion"] == "Kawasaki"
    partner.state = state
    partner.save()
    for typed in ("kawasski", "cofee", "kawasski cofee"):
        page = find(client, typed)
        assert (found(page), page.context["suggestion"]) == ([], "")
        assert page.context["single_words"] == []
        said = client.get("/vi/search/suggestions/", {"q": typed}).json()
        assert (said["suggestions"], said["all"]) == ([], None)
        text = page.content.decode().lower()
        assert ("coffee" in text, "kawasaki" in text) == (False, False)


def test_word_that_became_hidden_behind_the_index_is_not_proposed(client: Client) -> None:
    partner = make_partner(state="published", name_vi="Bí Mật", name_en="Kawasaki", code="a-b")
    seen = make_event(state="published", name_vi="Kawasakis", name_en="")
    assert find(client, "kawasski").context["suggestion"] == "Kawasaki"
    Partner.objects.filter(pk=partner.pk).update(state="withdrawn")
    page = find(client, "kawasaski")
    assert (found(page), page.context["suggestion"]) == ([seen.code], "Kawasakis")


def test_search_ranks_by_where_the_words_stand(client: Client) -> None:
    def make(name: str, **given: Any) -> str:
        given = {"name_en": "", "summary_vi": "", "summary_en": "", **given}
        return str(make_partner(state="published", name_vi=name, **given).code)

    in_text = make("Nơi một", code="a", summary_vi="Gần hồ Artemisa")
    as_spelling = make("Nơi hai", code="b")
    make_partner_name(partner=Partner.objects.get(code=as_spelling), name="Vùng Artemisa Cũ")
    inside = make("Vùng hồ Artemisa", code="c")
    begins = make("Artemisa Mới", code="d")
    is_name = make("Tỉnh Artemisa", code="e")
    is_spelling = make("Nơi ba", code="f")
    make_partner_name(partner=Partner.objects.get(code=is_spelling), name="Artemisa")
    assert found(find(client, "artemisa")) == [
        *(is_name, is_spelling, begins, inside, as_spelling, in_text)
    ]


def test_search_shows_where_it_found_the_words(client: Client) -> None:
    champasak(summary_vi="Cao nguyên Bô-lô-ven & cà phê", summary_en="")
    [entry] = find(client, "ຈຳປາສັກ").context["object_list"]
    assert entry.marked_spelling == "<mark>ຈຳປາສັກ</mark>"
    [entry] = find(client, "champasac").context["object_list"]
    assert entry.marked_name == "Tỉnh <mark>Chăm-pa-sắc</mark>"
    [entry] = find(client, "cà phê").context["object_list"]
    assert entry.marked_text == "Cao nguyên Bô-lô-ven &amp; <mark>cà phê</mark>"
    [entry] = find(client, "pa sac").context["object_list"]
    assert (entry.marked_name, entry.marked_text) == (
        "Tỉnh Chăm-<mark>pa</mark>-<mark>sắc</mark>",
        "",
    )


def test_short_words_count_only_where_a_word_begins(client: Client) -> None:
    make_event(state="published", name_vi="Đoàn quan chức", name_en="", summary_vi="")
    country = make_country(name_vi="Ấn Độ", name_en="India")
    make_partner(state="published", country=country, name_vi="Nơi", name_en="Place")
    assert found(find(client, "ấn độ", kind="country")) == [country.code]
    assert "event" not in [kind["key"] for kind in find(client, "ấn độ").context["kinds"]]


def test_search_shows_a_few_of_each_kind_and_the_way_to_all(client: Client) -> None:
    for number in range(7):
        make_event(state="published", name_vi=f"Diễn đàn {number}", name_en="")
    body = make_organisation(state="published", name_vi="Diễn đàn", name_en="")
    page = find(client, "dien dan")
    assert [
        (group["key"], len(group["entries"]), group["rest"]) for group in page.context["groups"]
    ] == [
        ("organisation", 1, 0),
        ("event", 5, 2),
    ]
    assert found(page)[0] == body.code
    assert "?q=dien+dan&amp;kind=event" in page.content.decode()
    assert len(found(find(client, "dien dan", kind="event"))) == 7


def test_suggestions_name_the_best_matches(client: Client) -> None:
    partner = champasak()
    make_event(state="published", name_vi="Thăm Chăm-pa-sắc", name_en="")
    answer = client.get("/vi/search/suggestions/", {"q": "cham pa"})
    assert answer["X-Robots-Tag"] == "noindex"
    said = answer.json()
    assert said["suggestions"][0] == {
        "name": [["Tỉnh ", False], ["Chăm", True], ["-", False], ["pa", True], ["-sắc", False]],
        "lang": "",
        "kind": "Đối tác",
        "url": f"/vi/partners/{partner.code}/",
    }
    assert said["all"]["url"] == "/vi/search/?q=cham+pa"
    assert len(said["suggestions"]) == 2


def test_suggestions_for_nothing_are_none(client: Client) -> None:
    for text in ("", "  ", "xqzw", "…"):
        said = client.get("/en/search/suggestions/", {"q": text}).json()
        assert (said["suggestions"], said["all"]) == ([], None)


def test_search_refuses_nothing_however_long_or_odd(client: Client) -> None:
    champasak()
    for text in ("a" * 5000, "<script>alert(1)</script>", "%' OR 1=1 --", "\ud800"):
        page = find(client, text.encode("utf-8", "replace").decode())
        assert found(page) == []
        assert "<script>alert" not in page.content.decode()


def test_search_pages_and_forgives_a_wrong_page_number(client: Client) -> None:
    for number in range(28):
        make_event(state="published", name_vi=f"Diễn đàn {number}", name_en="")
    first, last = find(client, "dien dan"), find(client, "dien dan", page=2)
    assert (len(found(first)), len(found(last))) == (25, 3)
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
    assert cost("champasik") <= 15


def test_rebuilt_index_is_the_index_that_was_kept(client: Client) -> None:
    make_event_participant(event=make_event(state="published"), partner=champasak())
    kept = set(SearchEntry.objects.values_list("code", "folded_name", "folded"))
    search.rebuild()
    rebuilt = set(SearchEntry.objects.values_list("code", "folded_name", "folded"))
    assert {(code, name, frozenset(text.split())) for code, name, text in rebuilt} == {
        (code, name, frozenset(text.split())) for code, name, text in kept
    }


def test_index_is_written_when_no_kind_of_record_is_remembered() -> None:
    """On PostgreSQL rows go in by COPY, during which the connection answers no question."""
    partner = make_partner(name_vi="Tỉnh Chăm-pa-sắc")
    ContentType.objects.clear_cache()
    assert search.index(Partner, [partner.pk]) == 1


def test_wrong_letter_that_makes_another_word_is_forgiven_in_a_name(client: Client) -> None:
    make_event(state="published", name_vi="Đi quanh vườn", name_en="")
    partner = make_partner(state="published", name_vi="Thành phố Quảng Châu", name_en="Guangzhou")
    page = find(client, "quanh chau")
    assert (found(page), page.context["suggestion"]) == ([partner.code], "Quảng Châu")
    walk = make_event(state="published", name_vi="Đi quanh hồ, rồi đến Châu Âu", name_en="")
    page = find(client, "quanh chau")
    assert (found(page), page.context["suggestion"]) == ([walk.code], "Quảng Châu")
    partner.state = "internal"
    partner.save()
    page = find(client, "quanh chau")
    assert (found(page), page.context["suggestion"]) == ([walk.code], "")


@pytest.mark.postgresql
def test_saving_keeps_no_more_locks_the_more_is_saved() -> None:
    partners = [make_partner() for _ in range(3)]
    held = []
    for partner in partners:
        partner.save()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid()")
            held.append(cursor.fetchone())
    assert held[0] == held[-1]


def test_records_tied_to_more_than_a_thousand_others_are_found() -> None:
    partners = [
        Partner(code=f"partner-{n}", name_vi=f"Đối tác {n}", state="published", kind="network")
        for n in range(1_005)
    ]
    Partner.objects.bulk_create(partners)
    visits = [make_delegation(state="published") for _ in range(67)]
    kept = Partner.objects.order_by("pk")
    DelegationParticipant.objects.bulk_create(
        DelegationParticipant(
            code=f"row-{n}", delegation=visits[n % 67], partner=partner, side="partner"
        )
        for n, partner in enumerate(kept)
    )
    search.index(Delegation)
    assert visits[1004 % 67].pk in {entry.object_id for entry in search.matching("doi tac 1004")}

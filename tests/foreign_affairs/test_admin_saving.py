"""Two people at one record: nothing is overwritten in silence, nothing typed is lost."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foreign_affairs.admin.seen import lock
from foreign_affairs.contents import Timeline, contents_of
from foreign_affairs.models import ProposedChange
from partners.models import Partner, PartnerName, Tie
from tests.admin_pages import Posted, add_row, admin_url, form_data, logged_in
from tests.factories import (
    make_agreement,
    make_contact,
    make_correction,
    make_country,
    make_partner,
    make_partner_name,
    make_source,
    make_tie,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def first() -> Client:
    return logged_in("Editor", last_name="Võ Thị", first_name="Nhất")


@pytest.fixture
def second() -> Client:
    return logged_in("Editor", last_name="Đỗ Văn", first_name="Nhì")


def shown(response: Any) -> list[tuple[str, str, str, str, bool]]:
    """What the page of a conflict offers: field, then, now, typed, and whether both changed it."""
    return [
        (choice.cell, choice.base, choice.theirs, choice.mine, choice.is_clash)
        for choice in response.context["choices"]
    ]


def answer(response: Any, **picks: str) -> Posted:
    """The form of that page, with a pick for each field named and the offered ones as they are."""
    data: Posted = {"_typed": response.context["typed"]}
    for choice in response.context["choices"]:
        data[choice.name] = picks.get(choice.cell, choice.picked)
    return data


def collide(first: Client, second: Client, record: Any, theirs: Posted, mine: Posted) -> Any:
    """Both open the form, both save; the answer to the second."""
    left, right = form_data(first, record), form_data(second, record)
    assert first.post(admin_url(record), {**left, **theirs}).status_code == 302
    return second.post(admin_url(record), {**right, **mine})


def test_form_saves_when_nobody_was_faster(first: Client) -> None:
    partner = make_partner(state="draft", name_vi="Cũ")
    response = first.post(admin_url(partner), form_data(first, partner, name_vi="Mới"))
    assert response.status_code == 302
    assert Partner.objects.get().name_vi == "Mới"


def test_second_to_save_sees_who_changed_what(first: Client, second: Client) -> None:
    partner = make_partner(state="draft", name_vi="Cũ", name_en="Old", website="")
    response = collide(
        first,
        second,
        partner,
        {"name_vi": "Của Nhất", "website": "https://example.org/"},
        {"name_vi": "Của Nhì", "name_en": "Second"},
    )
    assert shown(response) == [
        ("name_vi", "Cũ", "Của Nhất", "Của Nhì", True),
        ("name_en", "Old", "Old", "Second", False),
    ]
    (entry,) = response.context["entries"]
    assert str(entry.who) == "Võ Thị Nhất"
    assert "Của Nhất" in response.content.decode()
    partner.refresh_from_db()
    assert (partner.name_vi, partner.name_en) == ("Của Nhất", "Old")


@pytest.mark.parametrize(("pick", "name"), [("mine", "Của Nhì"), ("theirs", "Của Nhất")])
def test_second_chooses(first: Client, second: Client, pick: str, name: str) -> None:
    partner = make_partner(state="draft", name_vi="Cũ", name_en="Old", website="")
    response = collide(
        first,
        second,
        partner,
        {"name_vi": "Của Nhất", "website": "https://example.org/"},
        {"name_vi": "Của Nhì", "name_en": "Second"},
    )
    assert second.post(admin_url(partner), answer(response, name_vi=pick)).status_code == 302
    partner.refresh_from_db()
    assert (partner.name_vi, partner.name_en) == (name, "Second")
    assert partner.website == "https://example.org/"


def test_clash_must_be_decided(first: Client, second: Client) -> None:
    partner = make_partner(state="draft", name_vi="Cũ")
    response = collide(first, second, partner, {"name_vi": "Một"}, {"name_vi": "Hai"})
    response = second.post(admin_url(partner), answer(response))
    assert len(response.context["errors"]) == 1
    assert shown(response) == [("name_vi", "Cũ", "Một", "Hai", True)]
    partner.refresh_from_db()
    assert partner.name_vi == "Một"


def test_third_change_while_choosing_is_shown_again(first: Client, second: Client) -> None:
    partner = make_partner(state="draft", name_vi="Cũ")
    response = collide(first, second, partner, {"name_vi": "Một"}, {"name_vi": "Hai"})
    first.post(admin_url(partner), form_data(first, partner, name_vi="Ba"))
    response = second.post(admin_url(partner), answer(response, name_vi="mine"))
    assert shown(response) == [("name_vi", "Cũ", "Ba", "Hai", True)]
    assert second.post(admin_url(partner), answer(response, name_vi="mine")).status_code == 302
    partner.refresh_from_db()
    assert partner.name_vi == "Hai"


def test_rows_of_both_are_kept(first: Client, second: Client) -> None:
    partner = make_partner(state="draft")
    row = make_partner_name(partner=partner, name="Cũ")
    left, right = form_data(first, partner), form_data(second, partner)
    first.post(admin_url(partner), add_row(left, "other_names", name="Nhất", kind="other"))
    mine = {**add_row(right, "other_names", name="Nhì", kind="other")}
    mine["other_names-0-name"] = "Đã sửa"
    response = second.post(admin_url(partner), mine)
    assert [choice.is_clash for choice in response.context["choices"]] == [False, False]
    assert second.post(admin_url(partner), answer(response)).status_code == 302
    names = partner.other_names.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["Đã sửa", "Nhất", "Nhì"]
    row.refresh_from_db()
    assert row.name == "Đã sửa"


@pytest.mark.parametrize(("pick", "names"), [("mine", ["Sửa"]), ("theirs", [])])
def test_row_that_one_removed_and_the_other_changed(
    first: Client, second: Client, pick: str, names: list[str]
) -> None:
    partner = make_partner(state="draft")
    make_partner_name(partner=partner, name="Cũ")
    response = collide(
        first,
        second,
        partner,
        {"other_names-0-DELETE": "on"},
        {"other_names-0-name": "Sửa"},
    )
    (choice,) = response.context["choices"]
    assert (choice.cell, choice.is_clash) == ("", True)
    data = {**answer(response), choice.name: pick}
    assert second.post(admin_url(partner), data).status_code == 302
    assert list(PartnerName.objects.values_list("name", flat=True)) == names


def test_links_of_both_are_shown(first: Client, second: Client) -> None:
    old, left, right = make_source(), make_source(), make_source()
    partner = make_partner(state="draft", sources=[old])
    response = collide(
        first,
        second,
        partner,
        {"sources": [str(old.pk), str(left.pk)]},
        {"sources": [str(old.pk), str(right.pk)]},
    )
    (choice,) = response.context["choices"]
    assert (choice.base, choice.theirs) == (str(old), ", ".join(map(str, (old, left))))
    assert second.post(admin_url(partner), answer(response, sources="mine")).status_code == 302
    assert set(partner.sources.all()) == {old, right}


def test_error_in_the_form_comes_before_the_conflict(first: Client, second: Client) -> None:
    partner = make_partner(state="draft", name_vi="Cũ", country=make_country())
    response = collide(first, second, partner, {"name_vi": "Một"}, {"name_vi": "", "kind": "city"})
    form = response.context["adminform"].form
    assert (list(form.errors), form["kind"].value()) == (["name_vi"], "city")
    mended = {**form_data(second, partner, name_vi="Hai", kind="city")}
    mended["_seen"] = response.context["seen"]
    response = second.post(admin_url(partner), mended)
    assert {choice.cell for choice in response.context["choices"]} == {"name_vi", "kind"}


def test_same_change_twice_is_no_conflict_to_choose(first: Client, second: Client) -> None:
    partner = make_partner(state="draft", name_vi="Cũ")
    response = collide(first, second, partner, {"name_vi": "Mới"}, {"name_vi": "Mới"})
    assert shown(response) == []
    assert second.post(admin_url(partner), answer(response)).status_code == 302


def test_row_page_does_not_overwrite(first: Client, second: Client) -> None:
    tie = make_tie(partner=make_partner(state="draft"), order=1)
    response = collide(first, second, tie, {"order": "2"}, {"order": "3"})
    assert shown(response) == [("order", "1", "2", "3", True)]
    assert Tie.objects.get().order == 2


def test_form_without_position_is_refused(first: Client) -> None:
    partner = make_partner(state="draft", name_vi="Cũ")
    data = form_data(first, partner, name_vi="Mới")
    for forged in ("", "abc", "1"):
        assert first.post(admin_url(partner), {**data, "_seen": forged}).status_code == 400
    assert Partner.objects.get().name_vi == "Cũ"


def test_choice_of_another_person_is_refused(first: Client, second: Client) -> None:
    partner, other = make_partner(state="draft"), make_partner(state="draft")
    response = collide(first, second, partner, {"name_vi": "Một"}, {"name_vi": "Hai"})
    data = answer(response, name_vi="mine")
    assert first.post(admin_url(partner), data).status_code == 400
    assert second.post(admin_url(other), data).status_code == 400
    data["_typed"] = data["_typed"][:-3] + "abc"
    assert second.post(admin_url(partner), data).status_code == 400


def test_record_published_meanwhile_waits_for_an_approver(second: Client) -> None:
    partner = make_partner(state="review", name_en="Old", sources=[make_source()])
    data = form_data(second, partner, name_en="Second")
    approver = logged_in("Approver")
    published = form_data(approver, partner, state="published")
    assert approver.post(admin_url(partner), published).status_code == 302
    before = contents_of(partner)
    response = second.post(admin_url(partner), data)
    assert second.post(admin_url(partner), answer(response)).status_code == 302
    assert contents_of(partner) == before
    assert ProposedChange.objects.of(partner).waiting().count() == 1


def test_one_save_is_one_entry_of_history(first: Client) -> None:
    partner = make_partner(state="draft", sources=[make_source()])
    before = len(Timeline(partner).entries())
    data = form_data(first, partner, name_vi="Mới", sources=[str(make_source().pk)])
    first.post(admin_url(partner), add_row(data, "other_names", name="Tên", kind="other"))
    assert len(Timeline(partner).entries()) == before + 1


def test_conflict_is_shown_when_what_the_first_did_cannot_be_undone(
    first: Client, second: Client
) -> None:
    partner = make_partner(state="draft", code="cu", name_en="Old", website="")
    mine = form_data(second, partner, name_en="Second")
    typed = {"code": "moi", "website": "https://example.org/"}
    first.post(admin_url(partner), form_data(first, partner, **typed))
    # The tie is in use, and the code is another's now.
    make_agreement(establishes=make_tie(partner=partner))
    make_partner(code="cu")
    mine["code"] = "moi-2"
    response = second.post(admin_url(partner), mine)
    assert [(choice.cell, choice.is_clash) for choice in response.context["choices"]] == [
        ("code", True),
        ("name_en", False),
    ]
    answered = second.post(admin_url(partner), answer(response, code="theirs"))
    assert answered.status_code == 302
    partner.refresh_from_db()
    assert (partner.code, partner.name_en, partner.website, partner.ties.count()) == (
        *("moi", "Second", "https://example.org/"),
        1,
    )


def test_row_is_not_moved_into_a_record_that_was_published_meanwhile(
    first: Client, second: Client
) -> None:
    here, there = make_partner(state="draft"), make_partner(state="draft")
    row = make_partner_name(partner=here, name="Cũ")
    response = collide(first, second, row, {"name": "Mới"}, {"partner": str(there.pk)})
    there.state = "published"
    there.save()
    response = second.post(admin_url(row), answer(response))
    assert len(response.context["errors"]) == 1
    row.refresh_from_db()
    assert row.partner == here


def test_lock_tells_whether_a_row_is_still_there() -> None:
    partner = make_partner()
    row, other = make_partner_name(partner=partner), make_partner_name(partner=partner)
    PartnerName.objects.filter(pk=row.pk).delete()
    with transaction.atomic():
        assert [lock(one) for one in (partner, row, other)] == [True, False, True]


def test_form_sent_twice_meets_itself(first: Client) -> None:
    partner = make_partner(state="draft")
    data = add_row(form_data(first, partner), "other_names", name="Một lần", kind="other")
    assert first.post(admin_url(partner), data).status_code == 302
    response = first.post(admin_url(partner), data)
    assert response.context["is_own"] is True
    assert [choice.picked for choice in response.context["choices"]] == ["theirs"]
    assert first.post(admin_url(partner), answer(response)).status_code == 302
    assert list(PartnerName.objects.values_list("name", flat=True)) == ["Một lần"]


def test_typed_text_survives_the_end_of_its_record(first: Client) -> None:
    partner = make_partner(state="draft")
    data = form_data(first, partner, summary_vi="Một đoạn dài <b>")
    data = add_row(data, "other_names", name="Tên mới", kind="other")
    partner.delete()
    response = first.post(admin_url(partner), data)
    assert response.status_code == 404
    assert {"Một đoạn dài <b>", "Tên mới"} <= {value for _label, value in response.context["typed"]}
    assert "Một đoạn dài &lt;b&gt;" in response.content.decode()


def test_typed_text_survives_a_decision_made_meanwhile(first: Client) -> None:
    correction = make_correction()
    data = form_data(first, correction, claim="Năm ghi sai")
    correction.decision, correction.decided_on = "rejected", correction.received_on
    correction.reason = "Đúng theo nguồn"
    correction.save()
    response = first.post(admin_url(correction), data)
    assert response.status_code == 403
    assert "Năm ghi sai" in {value for _label, value in response.context["typed"]}
    correction.refresh_from_db()
    assert correction.claim != "Năm ghi sai"


# The cost


def test_conflict_reads_the_record_and_its_history_once(first: Client, second: Client) -> None:
    partner = make_partner(state="draft", name_en="Old")
    make_contact(partner=partner)
    mine = form_data(second, partner, name_vi="Hai")
    first.post(admin_url(partner), form_data(first, partner, name_vi="Một", name_en="New"))
    with CaptureQueriesContext(connection) as shown:
        response = second.post(admin_url(partner), mine)
    with CaptureQueriesContext(connection) as answered:
        done = second.post(admin_url(partner), answer(response, name_vi="mine"))
    assert done.status_code == 302
    # As it is now, in the form, and with what the form would change.
    assert reads(shown, "partners_contact") == {"register": 3, "history": 1, "position": 1}
    assert reads(answered, "partners_contact") == {"register": 1, "history": 1, "position": 1}


def reads(queries: CaptureQueriesContext, table: str) -> dict[str, int]:
    """How often the rows of a kind, all their history and its last number were read."""
    app, _underline, name = table.partition("_")
    history = f'FROM "{app}_historical{name}"'
    counted = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    of_history = [sql for sql in counted if history in sql.partition("WHERE")[0]]
    last = sum("MAX(" in sql for sql in of_history)
    return {
        "register": sum(f'FROM "{table}" WHERE "{table}"."partner_id"' in sql for sql in counted),
        "history": len(of_history) - last,
        "position": last,
    }

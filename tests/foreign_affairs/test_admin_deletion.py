"""Deleting in the admin: only what was looked at, as it was looked at."""

import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils.html import strip_tags

from partners.models import Partner, PartnerName
from tests.admin_pages import add_row, admin_url, form_data, logged_in
from tests.factories import (
    make_delegation,
    make_delegation_participant,
    make_organisation,
    make_partner,
    make_partner_name,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Client:
    return logged_in("Administrator")


@pytest.fixture
def colleague() -> Client:
    return logged_in("Editor", last_name="Lê Thị", first_name="Khác")


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def hidden(page: Any) -> dict[str, str]:
    """What the form of the page carries along."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))


def chosen(client: Client, *partners: Partner) -> Any:
    """The page that asks whether to delete these."""
    keys = [partner.pk for partner in partners]
    posted = {"action": "delete_selected", "_selected_action": keys}
    return client.post(admin_url(Partner), posted)


def confirm(client: Client, page: Any, *partners: Partner) -> Any:
    keys = [partner.pk for partner in partners]
    return client.post(admin_url(Partner), {**hidden(page), "_selected_action": keys})


# One record


def test_record_is_deleted_as_it_was_shown(administrator: Client) -> None:
    partner = make_partner()
    make_partner_name(partner=partner)
    page = administrator.get(admin_url(partner, "delete"))
    assert administrator.post(admin_url(partner, "delete"), hidden(page)).status_code == 302
    assert not Partner.objects.exists()


@pytest.mark.parametrize("what", ["record", "row"])
def test_record_that_somebody_changed_is_looked_at_again(
    administrator: Client, colleague: Client, what: str
) -> None:
    partner = make_partner()
    page = administrator.get(admin_url(partner, "delete"))
    data = form_data(colleague, partner, name_vi="Tên mới")
    if what == "row":
        data = add_row(form_data(colleague, partner), "other_names", name="Mới", kind="other")
    assert colleague.post(admin_url(partner), data).status_code == 302
    response = administrator.post(admin_url(partner, "delete"), hidden(page))
    assert (response["Location"], len(said(response))) == (admin_url(partner, "delete"), 1)
    assert Partner.objects.get() == partner
    again = administrator.get(admin_url(partner, "delete"))
    administrator.post(admin_url(partner, "delete"), hidden(again))
    assert not Partner.objects.exists()


def test_deletion_that_no_page_has_shown_is_not_done(administrator: Client) -> None:
    partner = make_partner()
    administrator.post(admin_url(partner, "delete"), {"post": "yes"})
    assert Partner.objects.get() == partner


def test_record_deleted_by_somebody_else_is_told(administrator: Client) -> None:
    partner = make_partner()
    address = admin_url(partner, "delete")
    page = administrator.get(address)
    partner.delete()
    response = administrator.post(address, hidden(page))
    assert (response.status_code, len(said(response))) == (302, 1)


def test_row_is_deleted_while_its_record_is_as_shown(administrator: Client) -> None:
    name = make_partner_name()
    page = administrator.get(admin_url(name, "delete"))
    name.name = "Tên khác"
    name.save()
    administrator.post(admin_url(name, "delete"), hidden(page))
    assert PartnerName.objects.get().name == "Tên khác"


def test_rows_that_keep_a_record_are_named_with_the_record_they_stand_in(
    administrator: Client,
) -> None:
    """Three times “Daejeon (takes part)” does not say in what, nor where to take it out."""
    partner = make_partner(name_vi="Daejeon")
    visits = [make_delegation(name_vi=name) for name in ("Đoàn hai", "Đoàn một")]
    for visit in reversed(visits):
        make_delegation_participant(delegation=visit, partner=partner)
    make_organisation(name_vi="Cảnh sát", locality_abroad=partner)
    kept_by = administrator.get(admin_url(partner, "delete")).context["protected"]
    assert [strip_tags(text) for text in kept_by] == [
        "Cơ quan, tổ chức, doanh nghiệp: Cảnh sát",
        "Thành phần đoàn: Daejeon (tham gia) – Đoàn: Đoàn hai",
        "Thành phần đoàn: Daejeon (tham gia) – Đoàn: Đoàn một",
    ]
    assert f'href="{admin_url(visits[0])}"' in kept_by[1]


# Many records


def test_chosen_records_are_deleted_as_they_were_shown(administrator: Client) -> None:
    partners, aside = [make_partner(), make_partner()], make_partner()
    response = confirm(administrator, chosen(administrator, *partners), *partners)
    assert (response.status_code, len(said(response))) == (302, 1)
    assert Partner.objects.get() == aside


def test_nothing_is_deleted_when_one_was_changed_meanwhile(
    administrator: Client, colleague: Client
) -> None:
    partners = [make_partner(), make_partner()]
    page = chosen(administrator, *partners)
    data = form_data(colleague, partners[1], name_vi="Tên mới")
    assert colleague.post(admin_url(partners[1]), data).status_code == 302
    response = confirm(administrator, page, *partners)
    (sentence,) = said(response)
    assert ("Tên mới" in sentence, "Lê Thị Khác" in sentence) == (True, True)
    assert Partner.objects.count() == 2


def test_forged_choice_of_more_than_was_shown_deletes_nothing(administrator: Client) -> None:
    shown, more = make_partner(), make_partner()
    confirm(administrator, chosen(administrator, shown), shown, more)
    assert Partner.objects.count() == 2

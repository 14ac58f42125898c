"""Who changed what, and going back, in the admin."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from partners.models import Agreement, Partner
from tests.admin_pages import admin_url, form_data, logged_in
from tests.factories import (
    MAKERS,
    make_cooperation_field,
    make_country,
    make_partner,
    make_source,
    make_tie,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Client:
    return logged_in("Administrator")


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_history_tells_who_changed_what() -> None:
    country = make_country(name_vi="Cuba")
    partner = make_partner(name_vi="Tên cũ", country=country)
    editor = logged_in("Editor", last_name="Võ Văn", first_name="Biên")
    field = make_cooperation_field(name_vi="Y tế")
    typed = {"name_vi": "Tên mới", "kind": "city", "fields": [str(field.pk)]}
    editor.post(admin_url(partner), form_data(editor, partner, **typed))
    entries = editor.get(admin_url(partner, "history")).context["entries"]
    written = [
        (str(entry["version"].history_user), [(one["old"], one["new"]) for one in entry["changes"]])
        for entry in entries
    ]
    kinds = (str(Partner.Kind.PROVINCE.label), str(Partner.Kind.CITY.label))
    assert written == [
        ("Võ Văn Biên", [("", "Y tế")]),
        ("Võ Văn Biên", [("Tên cũ", "Tên mới"), kinds]),
        ("None", []),
    ]


def test_history_of_a_link_that_is_gone(administrator: Client) -> None:
    agreement = MAKERS[Agreement]()
    tie = make_tie()
    agreement.establishes = tie
    agreement.save()
    with pytest.raises(ProtectedError):
        tie.delete()
    agreement.establishes = None
    agreement.save()
    tie.delete()
    page = administrator.get(admin_url(agreement, "history"))
    assert len(page.context["entries"]) == agreement.history.count()


def test_approver_brings_a_version_back_with_its_links() -> None:
    old, new = make_source(), make_source()
    partner = make_partner(name_vi="Tên cũ", state="internal", sources=[old])
    first = partner.history.latest()
    partner.name_vi, partner.state, partner.code = "Tên mới", "published", "ma-moi"
    partner.save()
    partner.sources.set([new])
    address = reverse("admin:partners_partner_version", args=[partner.pk, first.history_id])

    for role in ("Viewer", "Editor"):
        client = logged_in(role)
        assert client.get(address).context["may_restore"] is False
        assert client.post(address).status_code == 403
    partner.refresh_from_db()
    assert partner.name_vi == "Tên mới"

    version = partner.version
    assert logged_in("Approver").post(address).status_code == 302
    partner.refresh_from_db()
    assert (partner.name_vi, list(partner.sources.all())) == ("Tên cũ", [old])
    assert (partner.state, partner.code) == ("published", "ma-moi")
    assert partner.version == version + 1


def test_version_that_is_no_longer_allowed_stays_away() -> None:
    partner = make_partner(name_en="", summary_en="")
    first = partner.history.latest()
    partner.name_en, partner.summary_en, partner.state = "Name", "Summary", "published"
    partner.save()
    partner.sources.set([make_source()])
    address = reverse("admin:partners_partner_version", args=[partner.pk, first.history_id])
    response = logged_in("Approver").post(address)
    assert len(said(response)) == 1
    partner.refresh_from_db()
    assert (partner.name_en, partner.version) == ("Name", 2)

"""Partners, organisations and agreements in the admin."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from partners.models import Agreement, AgreementFile, FriendshipAssociation, Partner
from tests.admin_pages import add_row, admin_url, errors, form_data, listed_cells, logged_in
from tests.factories import (
    make_agreement,
    make_agreement_act,
    make_agreement_party,
    make_contact,
    make_country,
    make_friendship_association,
    make_organisation,
    make_partner,
    make_partner_name,
    make_source,
    make_tie,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return logged_in("Editor")


def listed(response: Any) -> list[Any]:
    return list(response.context["cl"].result_list)


def test_partner_is_added_with_its_names_and_tie(editor: Client) -> None:
    country, body, source = make_country(), make_organisation(), make_source()
    data = form_data(
        editor,
        Partner,
        name_vi="Thành phố Daejeon",
        name_en="Daejeon",
        kind="city",
        country=str(country.pk),
        sources=[str(source.pk)],
        state="review",
        latitude="36,35",
        longitude="127,385",
    )
    data = add_row(data, "other_names", name="대전광역시", kind="native", language="ko")
    data = add_row(data, "ties", kind="twinning", home_body=str(body.pk), since="03/5/2005")
    assert editor.post(admin_url(Partner, "add"), data).status_code == 302
    partner = Partner.objects.get()
    assert (partner.code, partner.state, str(partner.latitude)) == ("daejeon", "review", "36.35000")
    assert [name.name for name in partner.other_names.all()] == ["대전광역시"]
    assert [tie.since.text for tie in partner.ties.all()] == ["2005-05-03"]
    found = editor.get(admin_url(Partner), {"q": "대전광역시"})
    assert listed(found) == [partner]


def test_locality_needs_its_country(editor: Client) -> None:
    data = form_data(editor, Partner, name_vi="Đâu đó", kind="city", state="draft")
    assert list(errors(editor.post(admin_url(Partner, "add"), data))) == ["__all__"]


def test_autocomplete_of_partners_knows_every_spelling(editor: Client) -> None:
    partner = make_partner(name_vi="Tỉnh Chăm-pa-sắc", name_en="Champasak")
    make_partner_name(partner=partner, name="Champasac")
    make_partner(name_vi="Tỉnh Yamaguchi")
    label = f"Tỉnh Chăm-pa-sắc ({partner.country})"
    shown = {
        **dict.fromkeys(("chăm-pa-sắc", "champasac", "Chămpasắc"), label),
        "champasak": f"{label} – Champasak",
    }
    for typed, text in shown.items():
        response = editor.get(
            reverse("admin:autocomplete"),
            {
                "term": typed,
                "app_label": "partners",
                "model_name": "tie",
                "field_name": "partner",
            },
        )
        found = [(row["id"], row["text"]) for row in response.json()["results"]]
        assert found == [(str(partner.pk), text)], typed


def test_list_shows_dates_in_vietnamese(editor: Client) -> None:
    for signed_on in ("2023-08-25", "2016-09", "2011", "2018/2019", ">2024-09", None):
        make_agreement(signed_on=signed_on)
    list_admin = editor.get(admin_url(Agreement)).context["cl"].model_admin
    shown = [list_admin.shown_signed_on(row) for row in listed(editor.get(admin_url(Agreement)))]
    assert shown == [
        "sau tháng 9 năm 2024",
        "25/08/2023",
        "giai đoạn 2018–2019",
        "tháng 9 năm 2016",
        "năm 2011",
        "–",
    ]


def test_status_of_an_agreement_is_shown_and_filtered(editor: Client) -> None:
    ended = make_agreement(signed_on="2011")
    make_agreement_act(agreement=ended, kind="ended")
    running = make_agreement(signed_on="2011", duration="until_ended")
    found = {
        status: listed(editor.get(admin_url(Agreement), {"status": status}))
        for status in ("ended", "in_force", "prepared")
    }
    assert found == {"ended": [ended], "in_force": [running], "prepared": []}


def test_agreements_are_filtered_by_the_country_of_their_parties(editor: Client) -> None:
    korea, home = make_country(code="kr", name_vi="Hàn Quốc"), make_country(code="vn")
    agreement = make_agreement()
    police = make_organisation(country=korea)
    make_agreement_party(agreement=agreement, organisation=police)
    make_agreement_party(agreement=agreement, partner=make_partner(country=korea))
    ours = make_organisation(country=home)
    make_agreement_party(agreement=agreement, organisation=ours, side="home")
    make_agreement()
    filters = editor.get(admin_url(Agreement)).context["cl"].filter_specs
    choices = next(one for one in filters if getattr(one, "parameter_name", "") == "country")
    assert [code for code, _name in choices.lookup_choices] == ["kr"]
    assert listed(editor.get(admin_url(Agreement), {"country": "kr"})) == [agreement]


def test_scan_is_uploaded_out_of_reach(editor: Client) -> None:
    agreement = make_agreement()
    scan = SimpleUploadedFile("scan.pdf", b"%PDF-1.4", content_type="application/pdf")
    data = add_row(form_data(editor, agreement), "files", title="Bản quét", file=scan)
    assert editor.post(admin_url(agreement), data).status_code == 302
    row = AgreementFile.objects.get()
    assert (row.title, row.is_released) == ("Bản quét", False)
    assert b"".join(editor.get(admin_url(row, "file"))) == b"%PDF-1.4"
    assert Client().get(f"/{row.file.name}").status_code == 404


def test_end_before_the_beginning_is_refused(editor: Client) -> None:
    agreement = make_agreement()
    data = form_data(editor, agreement, effective_from="9/2016", effective_until="8/2016")
    assert list(errors(editor.post(admin_url(agreement), data))) == ["effective_until"]


def test_friendship_organisations_stand_by_the_names_of_their_bodies(editor: Client) -> None:
    for name in ("Hội hữu nghị Việt – Úc", "Hội hữu nghị Việt – Đức", "Hội hữu nghị Việt – Lào"):
        make_friendship_association(organisation=make_organisation(name_vi=name))
    names = [str(row) for row in listed(editor.get(admin_url(FriendshipAssociation)))]
    assert [name.rpartition(" ")[2] for name in names] == ["Đức", "Lào", "Úc"]


def test_contacts_of_a_public_partner_are_kept_on_their_own_page(editor: Client) -> None:
    """They are never public: an editor keeps them though the partner is an approver's."""
    contact = make_contact(partner=make_partner(state="published"))
    data = form_data(editor, contact, phone="+82 42 270 0000")
    assert editor.post(admin_url(contact), data).status_code == 302
    contact.refresh_from_db()
    assert contact.phone == "+82 42 270 0000"


def test_row_of_a_public_partner_is_read_only_for_an_editor(editor: Client) -> None:
    tie = make_tie(partner=make_partner(state="published"), since="2016-09")
    response = editor.get(admin_url(tie))
    assert response.context["has_change_permission"] is False
    assert dict(response.context["adminform"].form.fields) == {}
    assert "tháng 9 năm 2016" in response.content.decode()


def test_facts_of_an_agreement_share_the_columns_of_its_list(editor: Client) -> None:
    several = make_agreement(
        signed_on="2023-07-05", effective_until="2028", count=5, duration="fixed", level="province"
    )
    make_agreement(signed_on="2016-09", level="university")
    rows = listed_cells(editor.get(admin_url(Agreement)))
    assert [row[4].split(" | ")[0] for row in rows] == ["05/07/2023", "tháng 9 năm 2016"]
    assert ["2028" in row[4] for row in rows] == [True, False]
    with override("vi"):
        kind = f"{several.get_kind_display()} | {several.get_level_display()} | 5 "
    assert rows[0][5].startswith(kind)
    assert len(rows[1][5].split(" | ")) == 2

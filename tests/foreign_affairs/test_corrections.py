"""What somebody disputes, who decides, and what the public reads of it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from foreign_affairs.models import Correction, FormerCode
from foreign_affairs.records.batch import Batch
from foreign_affairs.records.folder import dump_folder, load_folder
from foreign_affairs.records.incoming import PlainTable
from foreign_affairs.records.layout import read_table
from partners.models import Partner
from tests.admin_pages import admin_url, errors, form_data, logged_in
from tests.factories import (
    make_correction,
    make_indicator,
    make_observation,
    make_owner,
    make_partner,
    make_user,
)

pytestmark = pytest.mark.django_db

LIST = "/en/corrections/"


def typed(**given: str) -> dict[str, str]:
    return {
        "about": "partner",
        "about_code": "daejeon",
        "received_on": "05/03/2024",
        "channel": "telephone",
        "claimant": "Bà Lan",
        "claim": "Ngày ký sai.",
        "decision": "open",
        **given,
    }


def in_vietnamese(record: Any) -> str:
    """The address of the Vietnamese page of a record."""
    with override("vi"):
        return str(record.get_absolute_url())


ACCEPTED = {"decision": "accepted", "text_vi": "Ngày ký đúng là 05/07/2023."}


# In the admin


@pytest.mark.parametrize("role", ["Editor", "Approver"])
def test_correction_is_recorded_from_the_page_of_its_record(role: str) -> None:
    partner = make_partner(code="daejeon", state="published")
    client = logged_in(role)
    page = client.get(admin_url(partner))
    address = f"{admin_url(Correction, 'add')}?about=partner&about_code=daejeon"
    assert address in [tool.url for tool in page.context["object_tools"]]
    form = client.get(address)
    shown = form.context["adminform"].form
    assert [shown[name].value() for name in ("about", "about_code")] == ["partner", "daejeon"]
    assert form.context["disputed"] == partner
    assert client.post(address, typed()).status_code == 302
    correction = Correction.objects.get()
    assert (correction.record, correction.decision, correction.decided_on) == (
        partner,
        "open",
        None,
    )
    tools = client.get(admin_url(partner)).context["object_tools"]
    listed = next(tool.url for tool in tools if "about_code__exact" in tool.url)
    assert list(client.get(listed).context["cl"].result_list) == [correction]


def test_viewer_records_nothing() -> None:
    partner = make_partner(state="published")
    client = logged_in("Viewer")
    assert client.post(admin_url(Correction, "add"), typed()).status_code == 403
    tools = client.get(admin_url(partner)).context["object_tools"]
    assert [tool for tool in tools if "correction" in tool.url] == []


def test_correction_needs_a_record() -> None:
    client = logged_in("Editor")
    response = client.post(admin_url(Correction, "add"), typed(about_code="nowhere"))
    assert list(errors(response)) == ["about_code"]


def test_editor_decides_nothing_even_with_a_forged_form() -> None:
    figure = make_observation(code="fdi-2023", state="published")
    client = logged_in("Editor")
    forged = {**ACCEPTED, "decided_on": "06/03/2024", "withdraw_figure": "on"}
    about = {"about": "observation", "about_code": "fdi-2023"}
    client.post(admin_url(Correction, "add"), typed(**about, **forged))
    correction = make_correction(figure)
    client.post(admin_url(correction), {**form_data(client, correction), **forged})
    figure.refresh_from_db()
    decisions = set(Correction.objects.values_list("decision", "decided_on"))
    assert (decisions, figure.state) == ({("open", None)}, "published")


@pytest.mark.parametrize("decision", ["accepted", "rejected"])
def test_editor_changes_no_decided_correction(decision: str) -> None:
    correction = make_correction(decision=decision)
    approver = logged_in("Approver")
    data = form_data(approver, correction, claim="Khác")
    assert logged_in("Editor").post(admin_url(correction), data).status_code == 403
    assert approver.post(admin_url(correction), data).status_code == 302
    correction.refresh_from_db()
    assert correction.claim == "Khác"


@time_machine.travel("2024-04-02 09:00 +0700")
def test_day_of_the_decision_is_today_unless_told() -> None:
    correction = make_correction()
    client = logged_in("Approver")
    client.post(admin_url(correction), form_data(client, correction, **ACCEPTED))
    correction.refresh_from_db()
    assert (correction.decision, correction.decided_on) == ("accepted", date(2024, 4, 2))


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"decision": "accepted"}, ["text_vi"]),
        ({"decision": "rejected"}, ["reason"]),
        ({"decided_on": "06/03/2024"}, ["decided_on"]),
        ({**ACCEPTED, "decided_on": "01/03/2024"}, ["decided_on"]),
    ],
)
def test_decision_is_complete(given: dict[str, str], wrong: list[str]) -> None:
    correction = make_correction()
    client = logged_in("Approver")
    response = client.post(admin_url(correction), form_data(client, correction, **given))
    assert list(errors(response)) == wrong


def test_list_of_corrections_costs_the_same_with_any_number() -> None:
    client = logged_in("Viewer")
    measured = []
    for _size in (1, 3):
        while Correction.objects.count() < _size:
            make_correction()
        client.get(admin_url(Correction))
        with CaptureQueriesContext(connection) as queries:
            client.get(admin_url(Correction))
        measured.append(len(queries))
    assert measured[0] == measured[1]


def test_corrections_are_found_by_the_name_of_their_record() -> None:
    correction = make_correction(make_partner(name_vi="Chăm-pa-sắc", state="published"))
    make_correction()
    page = logged_in("Viewer").get(f"{admin_url(Correction)}?q=cham pa")
    assert list(page.context["cl"].result_list) == [correction]


# A figure withdrawn alone


def test_figure_is_withdrawn_with_the_decision(client: Client) -> None:
    indicator = make_indicator(name_vi="Vốn FDI", state="published")
    figure = make_observation(indicator=indicator, value="8765432.1", state="published")
    correction = make_correction(figure)
    approver = logged_in("Approver")
    data = form_data(approver, correction, **ACCEPTED, withdraw_figure="on")
    assert approver.post(admin_url(correction), data).status_code == 302
    figure.refresh_from_db()
    indicator.refresh_from_db()
    assert (figure.state, indicator.state) == ("withdrawn", "published")
    assert client.get(figure.get_absolute_url()).status_code == 404
    pages = ["/vi/figures/", in_vietnamese(indicator), "/vi/search/?q=FDI", "/vi/corrections/"]
    downloads: list[Any] = [
        client.get(f"/vi/figures/download.{ending}") for ending in ("csv", "json")
    ]
    texts = [client.get(page).content.decode() for page in pages]
    texts += [download.getvalue().decode() for download in downloads]
    assert [text for text in texts if "8.765.432,1" in text or "8765432" in text] == []
    # Its page is gone, but the correction stands by the indicator and in the list.
    assert [ACCEPTED["text_vi"] in text for text in texts[1:4]] == [True, False, True]


def test_figure_is_not_withdrawn_when_the_claim_is_rejected() -> None:
    figure = make_observation(state="published")
    correction = make_correction(figure)
    client = logged_in("Approver")
    data = form_data(client, correction, decision="rejected", reason="Đúng", withdraw_figure="on")
    assert list(errors(client.post(admin_url(correction), data))) == ["withdraw_figure"]
    figure.refresh_from_db()
    assert figure.state == "published"


def test_withdrawing_is_offered_for_published_figures_only() -> None:
    client = logged_in("Approver")
    records = [
        make_observation(state="published"),
        make_observation(state="internal"),
        make_partner(state="published"),
    ]
    forms = [
        client.get(admin_url(make_correction(record))).context["adminform"] for record in records
    ]
    offered = ["withdraw_figure" in str([fieldset.fields for fieldset in form]) for form in forms]
    assert offered == [True, False, False]


def test_indicator_names_no_withdrawn_figure_about_what_is_not_public(client: Client) -> None:
    indicator = make_indicator(state="published")
    for state, said in [("published", "Thấy được"), ("internal", "Không thấy")]:
        partner = make_partner(state=state)
        figure = make_observation(indicator=indicator, partner=partner, state="withdrawn")
        make_correction(figure, decision="accepted", text_vi=said, text_en="")
    for page in (in_vietnamese(indicator), "/vi/corrections/"):
        text = client.get(page).content.decode()
        assert ["Thấy được" in text, "Không thấy" in text] == [True, False]


# In public


def test_page_shows_accepted_corrections_only(client: Client) -> None:
    partner = make_partner(state="published")
    decisions = {"accepted": "Đúng rồi", "rejected": "Bác bỏ", "open": "Chờ"}
    for decision, text in decisions.items():
        make_correction(partner, decision=decision, text_vi=text, text_en="")
    make_correction(decision="accepted", text_vi="Của đối tác khác", text_en="")
    with override("en"):
        with_page = client.get(partner.get_absolute_url())
    assert [one.text_vi for one in with_page.context["corrections"]] == ["Đúng rồi"]
    page = with_page.content.decode()
    assert '<div lang="vi"><p>Đúng rồi</p></div>' in page
    assert "Của đối tác khác" not in page


def test_page_of_a_figure_shows_its_corrections(client: Client) -> None:
    figure = make_observation(state="published")
    make_correction(figure, decision="accepted", text_vi="Sửa đơn vị tính.")
    assert "Sửa đơn vị tính." in client.get(in_vietnamese(figure)).content.decode()


def test_list_has_the_newest_first_and_leaves_out_what_is_not_public(client: Client) -> None:
    named = make_partner(name_en="Daejeon", state="published")
    hidden = make_partner(name_en="Secret", state="internal")
    for record, day in [(named, 6), (hidden, 7), (named, 8)]:
        make_correction(record, decision="accepted", decided_on=date(2024, 3, day))
    make_correction(named)
    response = client.get(LIST)
    assert [one.decided_on.day for one in response.context["object_list"]] == [8, 6]
    page = response.content.decode()
    assert f'<a href="/en/partners/{named.code}/">Daejeon</a>' in page
    assert "Secret" not in page


def test_list_pages_and_costs_the_same_with_any_number(client: Client) -> None:
    partner = make_partner(state="published")
    measured = []
    for size in (1, 3, 51):
        while Correction.objects.count() < size:
            make_correction(partner, decision="accepted")
        with CaptureQueriesContext(connection) as queries:
            response = client.get(LIST)
        measured.append(len(queries))
    assert measured == [measured[0]] * 3
    assert measured[0] <= 15
    assert len(client.get(f"{LIST}?page=2").context["object_list"]) == 1
    assert response.context["paginator"].num_pages == 2


def test_page_tells_how_to_dispute_it(client: Client) -> None:
    make_owner(email="songoaivu@example.vn", phone="0274 3822 000")
    partner = make_partner(code="daejeon", state="published")
    page = client.get(in_vietnamese(partner)).content.decode()
    subject = "http%3A%2F%2Ftestserver%2Fvi%2Fpartners%2Fdaejeon%2F"
    assert f"%20{subject}" in page
    assert "mailto:songoaivu@example.vn?subject=" in page
    assert "0274 3822 000" in page


def test_footer_leads_to_the_corrections(client: Client) -> None:
    assert f'href="{LIST}"' in client.get("/en/").content.decode()


# In files


def test_editor_imports_no_decision() -> None:
    correction = make_correction()
    settled = make_correction(decision="rejected")
    text = (
        "code,decision,text_vi,decided_on,claim\n"
        f"{correction.code},accepted,Chữ,2024-03-09,Khác\n{settled.code},rejected,Chữ,2024-03-06,Khác\n"
    )
    table = read_table(text.encode(), "corrections.csv")
    outcome = Batch([PlainTable(Correction, table)], make_user("Editor")).run()
    assert [refusal.row for refusal in outcome.refusals] == [2, 3]
    correction.refresh_from_db()
    assert (correction.decision, outcome.is_written) == ("open", False)


def test_import_refuses_a_correction_of_nothing() -> None:
    text = "about,about_code,received_on,channel,claimant,claim\npartner,x,2024-03-05,own,A,B\n"
    table = read_table(text.encode(), "corrections.csv")
    outcome = Batch([PlainTable(Correction, table)]).run()
    assert [refusal.column for refusal in outcome.refusals] == ["about_code"]


def test_corrections_travel_with_the_register_but_not_those_of_drafts(tmp_path: Path) -> None:
    public = make_correction(make_partner(code="daejeon", state="published"), claimant="Bà Lan")
    make_correction(make_partner(state="draft"))
    dump_folder(tmp_path)
    codes = [
        row.cells["code"]
        for row in read_table((tmp_path / "corrections.csv").read_bytes(), "corrections.csv").rows
    ]
    assert codes == [public.code]
    Correction.objects.all().delete()
    Partner.objects.all().delete()
    FormerCode.objects.all().delete()
    outcome = load_folder(tmp_path)
    assert [str(refusal) for refusal in outcome.refusals] == []
    assert Correction.objects.get().record == Partner.objects.get(code="daejeon")


def test_no_download_of_corrections_for_the_public(client: Client) -> None:
    assert client.get("/en/corrections/download.csv").status_code == 404


def test_figure_is_withdrawn_also_after_a_conflict() -> None:
    figure = make_observation(state="published")
    correction = make_correction(figure)
    one, other = logged_in("Approver"), logged_in("Approver")
    data = form_data(other, correction, **ACCEPTED, withdraw_figure="on")
    one.post(admin_url(correction), form_data(one, correction, claim="Nói lại."))
    page = other.post(admin_url(correction), data).context
    choices = {choice.name: choice.picked for choice in page["choices"]}
    answer = {"_typed": page["typed"], **choices, **page["carried"]}
    assert other.post(admin_url(correction), answer).status_code == 302
    for record in (figure, correction):
        record.refresh_from_db()
    assert (correction.claim, correction.decision) == ("Nói lại.", "accepted")
    assert figure.state == "withdrawn"

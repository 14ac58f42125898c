"""The forms of records: warnings, the last source, another like it, files, what stands on top."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.models import Commitment, Delegation, Event
from foreign_affairs.admin import uploads
from foreign_affairs.admin.base import RecordAdmin
from foreign_affairs.admin.warnings import SHOWN
from foreign_affairs.dossiers.word import shipped_template
from foreign_affairs.models import Source
from indicators.models import Observation
from partners.models import Agreement, AgreementFile, FriendshipAssociation, Partner
from tests.admin_pages import add_row, admin_url, errors, form_data, logged_in
from tests.factories import (
    MAKERS,
    make_agreement,
    make_agreement_act,
    make_country,
    make_delegation,
    make_delegation_country,
    make_delegation_participant,
    make_friendship_association,
    make_indicator,
    make_observation,
    make_organisation,
    make_partner,
    make_source,
)

pytestmark = pytest.mark.django_db

RECORDS = [model for model, its in admin.site._registry.items() if isinstance(its, RecordAdmin)]


@pytest.fixture
def editor() -> Client:
    return logged_in("Editor")


@contextmanager
def in_vietnamese() -> Iterator[None]:
    with override("vi"):
        yield


def said(message: str, **values: Any) -> str:
    with in_vietnamese():
        return str(_(message)) % values if values else str(_(message))


def warned(response: Any) -> list[str]:
    assert response.status_code == 200, response
    return [str(warning) for warning in response.context["warnings"]]


def confirmed(response: Any, data: dict[str, Any]) -> dict[str, Any]:
    return {**data, SHOWN: response.context["warning_marks"]}


# The first screen


@pytest.mark.parametrize("model", RECORDS)
def test_no_field_stands_twice_in_a_form(model: type[Any]) -> None:
    response = logged_in("Approver").get(admin_url(model, "add"))
    names = [
        field.field.name
        for fieldset in response.context["adminform"]
        for line in fieldset
        for field in line
    ]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("model", RECORDS)
def test_form_says_who_sees_the_record(model: type[Any], editor: Client) -> None:
    for state, is_read in (("draft", False), ("internal", False), ("published", True)):
        record = MAKERS[model](state=state)
        page = editor.get(admin_url(record)).content.decode()
        assert (record.get_absolute_url() in page) is is_read
        assert (said("The public reads this record now.") in page) is is_read


def test_published_record_that_names_a_hidden_one_is_not_called_public(editor: Client) -> None:
    hidden = make_friendship_association(
        state="published", organisation=make_organisation(state="draft")
    )
    assert FriendshipAssociation.objects.public().count() == 0
    response = editor.get(admin_url(hidden))
    assert response.context["public_url"] == ""
    assert said("The public reads this record now.") not in response.content.decode()


def test_after_an_error_the_page_says_what_the_public_reads_still() -> None:
    partner = make_partner(state="published")
    approver = logged_in("Approver")
    data = form_data(approver, partner, name_vi="", code="", state="withdrawn")
    response = approver.post(admin_url(partner), data)
    assert list(errors(response)) == ["name_vi"]
    assert response.context["public_url"] == partner.get_absolute_url()


# Warnings


def treaty(client: Client, **typed: Any) -> dict[str, Any]:
    given = {"name_vi": "Hiệp định thử", "kind": "treaty_agreement", "level": "province"}
    return form_data(client, Agreement, **given, state="draft", **typed)


def test_warning_keeps_what_was_typed_and_is_confirmed_once(editor: Client) -> None:
    data = treaty(editor, signed_on="05/07/2023", _continue="1")
    response = editor.post(admin_url(Agreement, "add"), data)
    assert (len(warned(response)), Agreement.objects.count()) == (1, 0)
    assert response.context["problems"] == []
    assert response.context["adminform"].form["name_vi"].value() == "Hiệp định thử"
    assert 'name="_continue" value="1"' in response.content.decode()
    again = editor.post(admin_url(Agreement, "add"), confirmed(response, data))
    assert again.status_code == 302
    assert Agreement.objects.get().name_vi == "Hiệp định thử"


def test_only_the_warnings_that_were_shown_are_confirmed(editor: Client) -> None:
    data = treaty(editor, signed_on="05/07/2023")
    response = editor.post(admin_url(Agreement, "add"), data)
    data |= {"effective_from": "01/01/2023"}
    more = editor.post(admin_url(Agreement, "add"), confirmed(response, data))
    assert len(warned(more)) == 2
    assert said("It takes effect before it is signed.") in warned(more)
    forged = editor.post(admin_url(Agreement, "add"), {**data, SHOWN: ["0" * 16, ""]})
    assert (len(warned(forged)), Agreement.objects.count()) == (2, 0)


def test_form_that_takes_a_record_from_the_public_names_who_names_it() -> None:
    approver = logged_in("Approver")
    partner = make_partner(state="published", sources=[make_source(state="published")])
    delegation = make_delegation(state="published")
    make_delegation_participant(delegation=delegation, partner=partner)
    data = form_data(approver, partner, state="withdrawn")
    response = approver.post(admin_url(partner), data)
    [warning] = warned(response)
    assert admin_url(delegation) in warning
    assert approver.post(admin_url(partner), confirmed(response, data)).status_code == 302
    partner.refresh_from_db()
    assert partner.state == "withdrawn"


def test_form_of_a_record_that_nobody_names_is_withdrawn_at_once() -> None:
    approver = logged_in("Approver")
    partner = make_partner(state="published", sources=[make_source(state="published")])
    data = form_data(approver, partner, state="withdrawn")
    assert approver.post(admin_url(partner), data).status_code == 302
    partner.refresh_from_db()
    assert partner.state == "withdrawn"


def test_warnings_do_not_stand_beside_errors(editor: Client) -> None:
    data = treaty(editor, signed_on="05/07/2023", effective_from="1/1/2025")
    data["effective_until"] = "1/1/2024"
    response = editor.post(admin_url(Agreement, "add"), data)
    assert warned(response) == []
    assert list(errors(response)) == ["effective_until"]
    assert [problem["id"] for problem in response.context["problems"]] == ["id_effective_until"]
    assert 'href="#id_effective_until"' in response.content.decode()


@pytest.mark.parametrize(
    ("signed", "count"), [("30/06/2021", 0), ("01/07/2021", 1), ("2021", 0), ("2022", 1), ("", 0)]
)
def test_treaty_names_warn_under_the_law(editor: Client, signed: str, count: int) -> None:
    response = editor.post(admin_url(Agreement, "add"), treaty(editor, signed_on=signed))
    if count:
        assert len(warned(response)) == count
    else:
        assert Agreement.objects.count() == 1


def test_acts_out_of_order_warn_in_the_form_of_their_agreement(editor: Client) -> None:
    data = form_data(editor, make_agreement(signed_on="2023-07-05"))
    data = add_row(data, "acts", kind="proposed", done_on="9/2023")
    response = editor.post(admin_url(Agreement.objects.get()), data)
    assert (len(warned(response)), Agreement.objects.get().acts.count()) == (1, 0)
    again = editor.post(admin_url(Agreement.objects.get()), confirmed(response, data))
    assert (again.status_code, Agreement.objects.get().acts.count()) == (302, 1)


def test_act_that_is_dropped_warns_no_more(editor: Client) -> None:
    agreement = make_agreement(signed_on="2023-07-05")
    make_agreement_act(agreement=agreement, kind="proposed", done_on="2023-09")
    data = form_data(editor, agreement, **{"acts-0-DELETE": "on"})
    assert editor.post(admin_url(agreement), data).status_code == 302
    assert agreement.acts.count() == 0


def test_act_warns_on_its_own_page_too(editor: Client) -> None:
    act = make_agreement_act(agreement=make_agreement(signed_on="2023-07-05"), kind="proposed")
    data = form_data(editor, act, done_on="2024")
    assert len(warned(editor.post(admin_url(act), data))) == 1


def test_dates_that_may_be_in_order_do_not_warn(editor: Client) -> None:
    visit = make_delegation(period="2024-05")
    data = form_data(editor, visit, decided_on="20/05/2024", reported_on="03/05/2024")
    assert editor.post(admin_url(visit), data).status_code == 302


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"decided_on": "01/06/2024"}, "The decision is dated after the visit."),
        ({"reported_on": "30/04/2024"}, "The report is dated before the visit."),
    ],
)
def test_papers_of_a_visit_out_of_order_warn(
    editor: Client, typed: dict[str, str], message: str
) -> None:
    visit = make_delegation(period="2024-05")
    response = editor.post(admin_url(visit), form_data(editor, visit, **typed))
    assert warned(response) == [said(message)]


def test_what_is_done_on_a_day_to_come_warns(editor: Client) -> None:
    given = {"name_vi": "Diễn đàn", "kind": "forum", "state": "draft", "held_on": "2999"}
    data = form_data(editor, Event, **given, status="held")
    assert len(warned(editor.post(admin_url(Event, "add"), data))) == 1
    data["status"] = "announced"
    assert editor.post(admin_url(Event, "add"), data).status_code == 302


def test_commitment_due_before_it_was_said_warns(editor: Client) -> None:
    given = {"name_vi": "Học bổng", "kind": "promise", "state": "draft"}
    data = form_data(editor, Commitment, **given, said_on="2024", due="2023")
    response = editor.post(admin_url(Commitment, "add"), data)
    assert warned(response) == [said("The due date is earlier than the day it was stated.")]


@pytest.mark.parametrize(("value", "count"), [("74.344", 1), ("743,4", 1), ("7.000", 0)])
def test_figure_ten_times_the_last_one_warns(editor: Client, value: str, count: int) -> None:
    last = make_observation(value="7434.4", period="2023")
    make_observation(indicator=last.indicator, value="70000", partner=make_partner())
    given = {"indicator": str(last.indicator_id), "state": "draft", "value": value}
    data = form_data(editor, Observation, **given, period="2024")
    response = editor.post(admin_url(Observation, "add"), data)
    assert (len(warned(response)) if count else response.status_code) == (count or 302)


def test_second_figure_of_a_period_warns(editor: Client) -> None:
    last = make_observation(value="7434.4", period="2023")
    given = {"indicator": str(last.indicator_id), "state": "draft", "value": "7500"}
    data = form_data(editor, Observation, **given, period="2023")
    [warning] = warned(editor.post(admin_url(Observation, "add"), data))
    assert admin_url(last) in warning


def test_similar_name_warns_before_a_record_is_added(editor: Client) -> None:
    known = make_partner(name_vi="Tỉnh <b>Chăm-pa-sắc", name_en="")
    given = {"name_vi": "Champasac b", "kind": "province", "state": "draft"}
    data = form_data(editor, Partner, **given, country=str(make_country().pk))
    response = editor.post(admin_url(Partner, "add"), data)
    [warning] = warned(response)
    assert admin_url(known) in warning
    assert "<b>Chăm" not in response.content.decode()
    assert editor.post(admin_url(Partner, "add"), confirmed(response, data)).status_code == 302


def test_similar_name_warns_only_when_the_name_is_changed(editor: Client) -> None:
    make_partner(name_vi="Daejeon", name_en="")
    second = make_partner(name_vi="Daejon", name_en="")
    data = form_data(editor, second, website="https://example.org/")
    assert editor.post(admin_url(second), data).status_code == 302
    data = form_data(editor, second, name_vi="Taejeon")
    assert len(warned(editor.post(admin_url(second), data))) == 1


def test_the_same_visit_warns(editor: Client) -> None:
    row = make_delegation_participant(delegation=make_delegation(period="2024-05-14"))
    given = {"name_vi": "Đoàn khác hẳn", "direction": "in", "rank": "working", "state": "draft"}
    data = form_data(editor, Delegation, **given, period="14/05/2024")
    typed = {"partner": str(row.partner_id), "side": "partner", "role": "leader", "order": "0"}
    data = add_row(data, "participants", **typed)
    [warning] = warned(editor.post(admin_url(Delegation, "add"), data))
    assert admin_url(row.delegation) in warning


# The source used last


def test_last_source_is_offered_and_used_by_a_box(editor: Client) -> None:
    source = make_source(name_vi="Báo cáo số 12")
    make_source(name_vi="Báo cáo khác")
    assert "use_last_source" not in editor.get(admin_url(Event, "add")).content.decode()
    given = {"kind": "forum", "state": "draft"}
    data = form_data(editor, Event, **given, name_vi="Diễn đàn", sources=[str(source.pk)])
    assert editor.post(admin_url(Event, "add"), data).status_code == 302
    page = editor.get(admin_url(Partner, "add")).content.decode()
    assert f'name="use_last_source" value="{source.pk}"' in page
    data = form_data(editor, Event, **given, name_vi="Triển lãm", use_last_source=str(source.pk))
    assert editor.post(admin_url(Event, "add"), data).status_code == 302
    assert list(Event.objects.get(name_vi="Triển lãm").sources.all()) == [source]


def test_last_source_is_not_offered_where_it_is_named(editor: Client) -> None:
    source = make_source()
    event = MAKERS[Event](sources=[source])
    data = form_data(editor, Event, name_vi="Hội chợ", kind="fair", state="draft")
    editor.post(admin_url(Event, "add"), {**data, "sources": [str(source.pk)]})
    assert "use_last_source" not in editor.get(admin_url(event)).content.decode()


def test_forged_last_source_is_refused(editor: Client) -> None:
    data = form_data(editor, Event, name_vi="Hội chợ", kind="fair", state="draft")
    for forged in ("x", "9" * 30, "99999"):
        response = editor.post(admin_url(Event, "add"), {**data, "use_last_source": forged})
        assert list(errors(response)) == ["sources"]


# Another one like it


def test_another_like_it_begins_with_the_same_values_and_rows(editor: Client) -> None:
    source = make_source()
    visit = make_delegation(
        name_vi="Đoàn thứ nhất",
        period="2024-05",
        direction="out",
        funding="Ngân sách",
        editor_note="riêng",
        sources=[source],
    )
    row = make_delegation_participant(delegation=visit, person="Kim Min-su")
    make_delegation_country(delegation=visit, days=3)
    response = editor.post(admin_url(visit), form_data(editor, visit, _addlike="1"))
    address = f"{admin_url(Delegation, 'add')}?like={visit.pk}"
    assert (response.status_code, response.headers["Location"]) == (302, address)
    context = editor.get(address).context
    values = {field.name: field.value() for field in context["adminform"].form}
    assert (values["direction"], str(values["period"]), values["funding"]) == (
        "out",
        "05/2024",
        "Ngân sách",
    )
    assert (values["name_vi"], values["code"], values["state"]) == (None, None, "draft")
    assert (values["editor_note"], values["checked_on"]) == (None, None)
    assert values["sources"] == [source.pk]
    rows = {inline.formset.prefix: inline.formset for inline in context["inline_admin_formsets"]}
    [copied] = rows["participants"].forms
    assert (copied["person"].value(), copied["partner"].value()) == ("Kim Min-su", row.partner_id)
    assert rows["countries"].forms[0]["days"].value() == "3"


def test_copied_rows_are_saved_as_new_ones(editor: Client) -> None:
    visit = make_delegation(name_vi="Đoàn thứ nhất")
    make_delegation_participant(delegation=visit, person="Kim Min-su")
    address = f"{admin_url(Delegation, 'add')}?like={visit.pk}"
    context = editor.get(address).context
    data: dict[str, Any] = {}
    fields = [*context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        fields += [*inline.formset.management_form]
        fields += [field for form in inline.formset.forms for field in form]
    for field in fields:
        if field.value() is not None:
            data[field.html_name] = field.value()
    data |= {"name_vi": "Phái đoàn về nông nghiệp", "is_recurring": ""}
    response = editor.post(address, data)
    assert response.status_code == 302, (errors(response), warned(response))
    second = Delegation.objects.get(name_vi="Phái đoàn về nông nghiệp")
    assert [row.person for row in second.participants.all()] == ["Kim Min-su"]
    assert visit.participants.count() == 1
    assert second.code != visit.code


@pytest.mark.parametrize("like", ["x", "999999", "9" * 30, ""])
def test_unknown_record_to_be_like_gives_an_empty_form(editor: Client, like: str) -> None:
    form = editor.get(admin_url(Delegation, "add"), {"like": like}).context["adminform"].form
    assert form["direction"].value() is None


@pytest.mark.parametrize("model", RECORDS)
def test_every_record_can_be_begun_anew_like_another(model: type[Any], editor: Client) -> None:
    record = MAKERS[model](state="published")
    form = editor.get(admin_url(model, "add"), {"like": record.pk}).context["adminform"].form
    assert form["state"].value() == "draft"
    assert "code" not in form.initial


def test_viewer_is_offered_no_other_one() -> None:
    visit = make_delegation()
    assert "_addlike" not in logged_in("Viewer").get(admin_url(visit)).content.decode()


# Figures in the form of what they measure


def test_new_figure_is_a_draft_with_the_sources_of_its_subject(editor: Client) -> None:
    source = make_source()
    partner = make_partner(sources=[source])
    indicator = make_indicator()
    data = form_data(editor, partner)
    typed = {"indicator": str(indicator.pk), "period": "2024", "value": "1.234,5"}
    data = add_row(data, "observations-2", **typed, nature="actual")
    assert editor.post(admin_url(partner), data).status_code == 302
    figure = Observation.objects.get()
    assert (figure.partner, figure.indicator, figure.state) == (partner, indicator, "draft")
    assert (figure.value, list(figure.sources.all())) == (Decimal("1234.5"), [source])


def test_odd_figure_warns_in_the_form_of_its_subject(editor: Client) -> None:
    partner = make_partner()
    figure = make_observation(partner=partner, value="100", period="2022")
    data = form_data(editor, partner)
    typed = {"indicator": str(figure.indicator_id), "period": "2023", "value": "1.500"}
    data = add_row(data, "observations-2", **typed, nature="actual")
    response = editor.post(admin_url(partner), data)
    assert (len(warned(response)), Observation.objects.count()) == (1, 1)
    again = editor.post(admin_url(partner), confirmed(response, data))
    assert (again.status_code, Observation.objects.count()) == (302, 2)


def test_new_figures_are_not_added_to_what_is_public(editor: Client) -> None:
    partner = make_partner(state="published")
    typed = {"indicator": str(make_indicator().pk), "period": "2024", "value": "5"}
    data = form_data(logged_in("Approver"), partner)
    data = add_row(data, "observations-2", **typed, nature="actual")
    editor.post(admin_url(partner), data)
    assert Observation.objects.count() == 0
    page = editor.get(admin_url(partner))
    prefixes = [inline.formset.prefix for inline in page.context["inline_admin_formsets"]]
    assert "observations-2" not in prefixes


# Files


def scan(name: str, content: bytes = b"%PDF-1.4 scan") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("virus.exe", b"MZ"),
        ("trang.html", b"<script>"),
        ("khong-duoi", b"%PDF-1.4"),
        ("gia.pdf", b"MZ this is a program"),
        ("gia.png", b"%PDF-1.4"),
    ],
)
def test_files_that_are_no_papers_are_refused(editor: Client, name: str, content: bytes) -> None:
    data = form_data(editor, Source, name_vi="Công văn", kind="report", state="draft")
    response = editor.post(admin_url(Source, "add"), {**data, "file": scan(name, content)})
    assert list(errors(response)) == ["file"]
    assert Source.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.PDF", b"%PDF-1.7"),
        ("b.doc", b"\xd0\xcf\x11\xe0..."),
        ("b.docx", shipped_template("partner")),
        ("c.jpg", b"\xff\xd8\xff\xe0"),
    ],
)
def test_papers_are_taken(editor: Client, name: str, content: bytes) -> None:
    data = form_data(editor, Source, name_vi="Công văn", kind="report", state="draft")
    response = editor.post(admin_url(Source, "add"), {**data, "file": scan(name, content)})
    assert (response.status_code, bool(Source.objects.get().file)) == (302, True)


def test_file_that_is_too_large_is_refused(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_BYTES", 10)
    data = form_data(editor, make_agreement())
    data = add_row(data, "files", title="Bản quét", file=scan("scan.pdf"))
    response = editor.post(admin_url(Agreement.objects.get()), data)
    assert list(errors(response)) == ["files-0-file"]
    assert AgreementFile.objects.count() == 0


def test_file_chosen_before_an_error_is_asked_for_again(editor: Client) -> None:
    data = form_data(editor, make_agreement(), name_vi="")
    data = add_row(data, "files", title="Bản quét", file=scan("ban-quet.pdf"))
    page = editor.post(admin_url(Agreement.objects.get()), data).content.decode()
    assert "ban-quet.pdf" in page
    assert 'value="Bản quét"' in page


# The cost


def test_form_costs_the_same_with_more_rows(
    editor: Client, django_assert_max_num_queries: Any
) -> None:
    visit = make_delegation()
    make_delegation_participant(delegation=visit)
    address = f"{admin_url(Delegation, 'add')}?like={visit.pk}"
    editor.get(address)
    with django_assert_max_num_queries(30) as one:
        editor.get(address)
    for _number in range(2):
        make_delegation_participant(delegation=visit)
    with django_assert_max_num_queries(30) as three:
        editor.get(address)
    assert len(three) == len(one)

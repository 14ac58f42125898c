"""What stands in a dossier, who sees it, and what it costs."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from docx import Document

from foreign_affairs.dates import today
from foreign_affairs.dossiers import word
from foreign_affairs.dossiers.contents import Dossier, Row
from foreign_affairs.models import Correction, Country, Owner
from indicators.dossiers import country_dossier, friendship_dossier, partner_dossier
from partners.models import Contact, Partner
from tests import factories as make
from tests.admin_pages import admin_url, logged_in
from tests.test_budgets import make_register

pytestmark = pytest.mark.django_db

BUDGET = 45


@pytest.fixture(autouse=True)
def vietnamese() -> Any:
    with override("vi"):
        yield


@pytest.fixture
def daejeon() -> Partner:
    return make.make_partner(
        name_vi="Thành phố Daejeon",
        name_en="Daejeon",
        code="daejeon",
        editor_note="Gọi trước khi gửi thư.",
        source_note_vi="Hai nguồn ghi hai năm.",
    )


@pytest.fixture
def viewer() -> Any:
    return make.make_user("Viewer")


def names(dossier: Dossier, key: str) -> list[str]:
    return [row.name for row in dossier.section[key].rows]


def row(dossier: Dossier, key: str, name: Any) -> Row:
    return next(one for one in dossier.section[key].rows if one.name == str(name))


def glanced(dossier: Dossier) -> list[str]:
    return [one.name for group in dossier.glance for one in group.rows]


def days(number: int) -> str:
    return (today() + timedelta(days=number)).isoformat()


# What stands in it


def test_dossier_of_new_partner_has_head_and_gaps_only(daejeon: Partner, viewer: Any) -> None:
    dossier = partner_dossier(daejeon, viewer)
    assert dossier.name == "Thành phố Daejeon"
    assert [section.key for section in dossier.sections] == ["notes"]
    assert len(dossier.gaps) == 4  # source, officer, check, tie
    assert names(dossier, "notes") == ["Gọi trước khi gửi thư.", "Hai nguồn ghi hai năm."]


def test_dossier_shows_every_state_with_its_badge(daejeon: Partner, viewer: Any) -> None:
    states = ("draft", "review", "internal", "published", "withdrawn")
    for state in states:
        agreement = make.make_agreement(state=state, name_vi=f"Văn bản {state}")
        make.make_agreement_party(agreement=agreement, partner=daejeon)
    dossier = partner_dossier(daejeon, viewer)
    shown = {one.name: one.state_code for one in dossier.section["agreements"].rows}
    assert shown == {
        "Văn bản draft": "draft",
        "Văn bản review": "review",
        "Văn bản internal": "internal",
        "Văn bản published": "",
        "Văn bản withdrawn": "withdrawn",
    }


def test_agreement_has_its_acts_and_what_was_carried_out_under_it(
    daejeon: Partner, viewer: Any
) -> None:
    agreement = make.make_agreement(count=5, signed_on="2019")
    make.make_agreement_party(agreement=agreement, partner=daejeon)
    make.make_agreement_act(agreement=agreement, kind="approved", done_on="2019-02-03")
    child = make.make_agreement(parent=agreement)
    visit = make.make_delegation(agreement=agreement)
    event = make.make_event(agreement=agreement)
    programme = make.make_programme(agreement=agreement)
    commitment = make.make_commitment(agreement=agreement)
    other = make.make_delegation(agreement=make.make_agreement())
    dossier = partner_dossier(daejeon, viewer)
    parts = row(dossier, "agreements", agreement).parts
    assert parts[0].when == "03/02/2019"
    done = {str(record) for record in (child, visit, event, programme, commitment)}
    assert {part.name for part in parts[1:]} == done
    assert str(other) not in str(dossier)
    assert dossier.section["agreements"].total == "5 văn bản"
    # Under the agreement, but the partner takes no part in them itself.
    assert names(dossier, "activities") == []


def test_activities_are_newest_first_and_undated_apart(daejeon: Partner, viewer: Any) -> None:
    dates = ("2018", None, "2021-05-06", "2019/2020")
    for number, held_on in enumerate(dates):
        event = make.make_event(name_vi=f"Sự kiện {number}", held_on=held_on)
        make.make_event_participant(event=event, partner=daejeon)
    dated, undated = partner_dossier(daejeon, viewer).section["activities"].groups
    assert [one.name for one in dated.rows] == ["Sự kiện 2", "Sự kiện 3", "Sự kiện 0"]
    assert [one.name for one in undated.rows] == ["Sự kiện 1"]


def test_partner_takes_part_through_its_organisations_abroad(daejeon: Partner, viewer: Any) -> None:
    police = make.make_organisation(locality_abroad=daejeon)
    tied = make.make_organisation()
    make.make_organisation_tie(organisation=tied, partner=daejeon)
    home = make.make_organisation(country=make.make_country(code="vn"))
    make.make_organisation_tie(organisation=home, partner=daejeon)
    visits = [make.make_delegation() for _body in range(3)]
    for visit, body in zip(visits, (police, tied, home), strict=True):
        make.make_delegation_participant(delegation=visit, organisation=body)
    dossier = partner_dossier(daejeon, viewer)
    assert set(names(dossier, "activities")) == {str(visits[0]), str(visits[1])}
    assert str(police) in " ".join(row(dossier, "activities", visits[0]).details)
    assert set(names(dossier, "organisations")) == {str(police), str(tied), str(home)}


def test_last_and_next_activity_are_what_happened_and_what_is_planned(
    daejeon: Partner, viewer: Any
) -> None:
    events = (
        ("Lần trước", "held", days(-30)),
        ("Cũ hơn", "held", days(-400)),
        ("Công bố mà chưa xác nhận", "announced", days(-3)),
        ("Lần sau", "announced", days(20)),
        ("Xa hơn", "announced", days(200)),
        ("Đã hủy", "cancelled", days(5)),
    )
    for name, status, held_on in events:
        event = make.make_event(name_vi=name, status=status, held_on=held_on)
        make.make_event_participant(event=event, partner=daejeon)
    known = {name for name, _status, _day in events}
    found = [name for name in glanced(partner_dossier(daejeon, viewer)) if name in known]
    assert found == ["Lần trước", "Lần sau"]


def test_yearly_visits_are_no_last_activity(daejeon: Partner, viewer: Any) -> None:
    visit = make.make_delegation(period="2004/..", status="carried_out")
    make.make_delegation_participant(delegation=visit, partner=daejeon)
    assert str(visit) not in glanced(partner_dossier(daejeon, viewer))


def test_commitments_past_due_come_first_and_are_marked(daejeon: Partner, viewer: Any) -> None:
    givers = make.make_partner(name_vi="Bên hứa")
    for name, status, due in (
        ("Còn hạn", "open", days(90)),
        ("Quá hạn", "in_progress", days(-1)),
        ("Đã xong", "done", days(-100)),
    ):
        commitment = make.make_commitment(name_vi=name, status=status, due=due)
        make.make_commitment_party(commitment=commitment, partner=givers, role="giver")
        make.make_commitment_party(commitment=commitment, partner=daejeon, role="receiver")
    dossier = partner_dossier(daejeon, viewer)
    assert [name for name in glanced(dossier) if "hạn" in name] == ["Quá hạn", "Còn hạn"]
    assert row(dossier, "commitments", "Quá hạn").tone == "bad"
    opened, closed = dossier.section["commitments"].groups
    assert {one.name for one in opened.rows} == {"Còn hạn", "Quá hạn"}
    assert [one.name for one in closed.rows] == ["Đã xong"]
    assert "Bên hứa → Thành phố Daejeon" in closed.rows[0].details[0]


def test_glance_tells_agreements_by_status(daejeon: Partner, viewer: Any) -> None:
    for name, until in (("Sắp hết", days(30)), ("Còn lâu", days(900)), ("Đã hết", days(-5))):
        agreement = make.make_agreement(name_vi=name, signed_on="2020", effective_until=until)
        make.make_agreement_party(agreement=agreement, partner=daejeon)
    groups = partner_dossier(daejeon, viewer).glance
    assert [group.rows[0].name for group in groups[:3]] == ["Sắp hết", "Còn lâu", "Đã hết"]


def test_people_stand_once_with_office_and_occasions(daejeon: Partner, viewer: Any) -> None:
    who = {"person": "Yeom Hong-cheol", "office_vi": "Thị trưởng", "partner": daejeon}
    agreement = make.make_agreement()
    visit = make.make_delegation()
    make.make_agreement_party(agreement=agreement, role="signatory", **who)
    make.make_delegation_participant(delegation=visit, role="leader", **who)
    dossier = partner_dossier(daejeon, viewer)
    assert names(dossier, "people") == ["Yeom Hong-cheol"]
    person = dossier.section["people"].rows[0]
    assert person.status.startswith("Thị trưởng")
    assert [str(agreement) in person.details[0], str(visit) in person.details[1]] == [True, True]


def test_figures_say_what_is_disputed(daejeon: Partner, viewer: Any) -> None:
    make.make_observation(
        partner=daejeon, is_disputed=True, source_note_vi="Nguồn khác ghi 7.000.", nature="plan"
    )
    section = partner_dossier(daejeon, viewer).section["figures"]
    figure = section.rows[0]
    assert section.columns == ("Kỳ", "Chỉ tiêu thống kê", "Giá trị")
    assert figure.when == "năm 2023"
    assert figure.status == "7.434,4% · kế hoạch · chưa thống nhất"
    assert "Nguồn khác ghi 7.000." in " ".join(figure.details)


def test_rest_of_the_dossier(daejeon: Partner, viewer: Any) -> None:
    make.make_tie(partner=daejeon, since="2005-05-17", kind="twinning")
    make.make_partner_name(partner=daejeon, name="대전광역시", kind="native")
    make.make_partner_name(partner=daejeon, name="Taejon", kind="former")
    award = make.make_recognition()
    make.make_recognition_party(recognition=award, partner=daejeon)
    aim = make.make_orientation(partners=[daejeon])
    association = make.make_friendship_association(country=daejeon.country)
    own, cited = make.make_source(url="https://example.org/1"), make.make_source()
    daejeon.sources.set([own])
    aim.sources.set([cited])
    make.make_source()
    Correction.objects.create(
        about="partner",
        about_code=daejeon.code,
        received_on=date(2024, 3, 4),
        claimant="Ông Lê",
        claim="Sai năm ký.",
    )
    Correction.objects.create(
        about="country",
        about_code=daejeon.code,
        received_on=date(2024, 3, 4),
        claimant="Ông Lê",
        claim="Việc khác.",
    )
    dossier = partner_dossier(daejeon, viewer)
    assert dossier.subtitle == "Daejeon · 대전광역시"
    assert dossier.section["ties"].rows[0].when == "17/05/2005"
    assert names(dossier, "names") == ["Taejon"]
    assert names(dossier, "recognitions") == [str(award)]
    assert names(dossier, "orientations") == [str(aim)]
    assert names(dossier, "associations") == [str(association)]
    assert names(dossier, "corrections") == ["Sai năm ký."]
    assert set(names(dossier, "sources")) == {str(own), str(cited)}
    assert "https://example.org/1" in row(dossier, "sources", own).details


def test_contacts_are_for_who_may_see_contacts(daejeon: Partner) -> None:
    make.make_contact(partner=daejeon, person="Kim Min-su")
    plain = make.make_user()
    assert names(partner_dossier(daejeon, make.make_user("Viewer")), "contacts") == ["Kim Min-su"]
    assert names(partner_dossier(daejeon, plain), "contacts") == []
    assert Contact.objects.count() == 1


def test_reader_without_the_right_to_agreements_reads_of_none(daejeon: Partner) -> None:
    make.make_agreement_party(partner=daejeon)
    assert names(partner_dossier(daejeon, make.make_user()), "agreements") == []


def test_country_dossier_has_partners_and_what_they_take_part_in(viewer: Any) -> None:
    laos = make.make_country(code="la")
    champasak = make.make_partner(country=laos)
    association = make.make_friendship_association(country=laos)
    body = make.make_organisation(country=laos)
    events = [make.make_event() for _number in range(3)]
    make.make_event_participant(event=events[0], partner=champasak)
    make.make_event_participant(event=events[1], organisation=association.organisation)
    make.make_event_participant(event=events[2], country=laos)
    there = make.make_event(country=laos)
    visit = make.make_delegation_country(country=laos).delegation
    make.make_event_participant()
    commitment = make.make_commitment_party(organisation=body).commitment
    make.make_observation(partner=champasak)
    dossier = country_dossier(laos, viewer)
    assert row(dossier, "partners", champasak).url == admin_url(champasak, "dossier")
    assert names(dossier, "associations") == [str(association)]
    happened = {str(record) for record in (*events, there, visit)}
    assert set(names(dossier, "activities")) == happened
    assert names(dossier, "commitments") == [str(commitment)]
    assert len(dossier.section["figures"].rows) == 1
    assert names(dossier, "organisations") == [str(body)]


def test_friendship_dossier_has_members_and_what_its_organisation_does(viewer: Any) -> None:
    union = make.make_friendship_association(kind="union", country=None)
    member = make.make_friendship_association(union=union)
    event = make.make_event_participant(organisation=union.organisation).event
    programme = make.make_programme_participant(organisation=union.organisation).programme
    make.make_event_participant(organisation=member.organisation)
    make.make_observation(association=union)
    partner = make.make_partner(country=member.country)
    dossier = friendship_dossier(union, viewer)
    assert names(dossier, "members") == [str(member)]
    assert set(names(dossier, "activities")) == {str(event), str(programme)}
    assert len(dossier.section["figures"].rows) == 1
    assert names(friendship_dossier(member, viewer), "partners") == [str(partner)]


# Its pages


@pytest.mark.parametrize("role", ["Viewer", "Editor", "Approver", "Administrator"])
def test_page_is_open_to_every_role(daejeon: Partner, role: str) -> None:
    page = logged_in(role).get(admin_url(daejeon, "dossier"))
    assert page.context["dossier"].name == "Thành phố Daejeon"
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("page", ["dossier", "dossier_word"])
def test_page_is_closed_to_others(client: Client, daejeon: Partner, page: str) -> None:
    address = admin_url(daejeon, page)
    login = f"{reverse('admin:login')}?next={address}"
    assert client.get(address).headers["Location"] == login
    assert logged_in().get(address).status_code == 403
    assert (
        logged_in("Viewer")
        .get(admin_url(daejeon, page).replace(str(daejeon.pk), "999999"))
        .status_code
        == 404
    )


def test_page_escapes_what_people_wrote(daejeon: Partner) -> None:
    make.make_partner_name(partner=daejeon, name="<b>Đại Điền</b> & con", kind="former")
    page = logged_in("Viewer").get(admin_url(daejeon, "dossier")).content.decode()
    assert "&lt;b&gt;Đại Điền&lt;/b&gt; &amp; con" in page
    assert "<b>Đại Điền" not in page


def test_pages_cost_the_same_with_any_number_of_rows() -> None:
    measured: dict[int, dict[str, int]] = {}
    for size in (1, 3):
        with transaction.atomic():
            records = make_register(size)
            partner = records["partner"]
            make.make_contact(partner=partner)
            client = logged_in("Viewer")
            measured[size] = {}
            for kind in ("partner", "country", "friendship"):
                for page in ("dossier", "dossier_word"):
                    address = admin_url(records[kind], page)
                    client.get(address)
                    with CaptureQueriesContext(connection) as queries:
                        assert client.get(address).status_code == 200
                    measured[size][f"{kind} {page}"] = len(queries)
            transaction.set_rollback(True)
    assert Country.objects.count() == 0
    over = {page: cost for page, cost in measured[3].items() if cost > BUDGET}
    assert over == {}
    assert measured[3] == measured[1]


def dossiers(form: Any) -> list[str]:
    """The addresses of dossiers to which the buttons above a form lead."""
    urls = [tool.url for tool in form.context["object_tools"]]
    return [url for url in urls if url.endswith("/dossier/")]


def test_dossier_is_one_click_away(daejeon: Partner) -> None:
    editor = logged_in("Editor")
    association = make.make_friendship_association()
    records: tuple[Any, ...] = (daejeon, daejeon.country, association)
    for record in records:
        address = admin_url(record, "dossier")
        assert dossiers(editor.get(admin_url(record))) == [address]
        assert address in editor.get(admin_url(type(record))).content.decode()


def test_what_partners_take_part_in_leads_to_their_dossiers(daejeon: Partner) -> None:
    rows = (
        make.make_agreement_party(partner=daejeon),
        make.make_delegation_participant(partner=daejeon),
        make.make_event_participant(partner=daejeon),
        make.make_programme_participant(partner=daejeon),
        make.make_commitment_party(partner=daejeon),
    )
    editor = logged_in("Editor")
    for taking_part in rows:
        page = editor.get(admin_url(taking_part.parent_record))
        (address,) = dossiers(page)
        assert address == admin_url(daejeon, "dossier")
        assert f'href="{address}"' in page.content.decode()


# As a Word document


def words_of(response: Any) -> str:
    document = Document(BytesIO(response.content))
    cells = [cell.text for table in document.tables for line in table.rows for cell in line.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_word_document_keeps_names_with_marks_of_xml(daejeon: Partner) -> None:
    make.make_owner()
    agreement = make.make_agreement(name_vi="Thỏa thuận A & B <sửa đổi> về R&D")
    make.make_agreement_party(agreement=agreement, partner=daejeon)
    response = logged_in("Viewer").get(admin_url(daejeon, "dossier_word"))
    assert response["Content-Type"] == word.CONTENT_TYPE
    assert response["Content-Disposition"].startswith('attachment; filename="ho-so-daejeon-2')
    text = words_of(response)
    assert "Thành phố Daejeon" in text
    assert "Thỏa thuận A & B <sửa đổi> về R&D" in text
    assert "{%" not in text
    document = Document(BytesIO(response.content))
    assert document.core_properties.title == "Thành phố Daejeon"
    assert Owner.objects.get().name_vi in document.sections[0].header.paragraphs[0].text


def office_template(text: str) -> ContentFile:
    document = Document()
    document.add_paragraph(text)
    written = BytesIO()
    document.save(written)
    return ContentFile(written.getvalue(), name="mau.docx")


def test_word_document_follows_the_template_of_the_office(daejeon: Partner) -> None:
    make.make_dossier_template(file=office_template("Kính gửi: {{ name }}"))
    response = logged_in("Viewer").get(admin_url(daejeon, "dossier_word"))
    assert words_of(response) == "Kính gửi: Thành phố Daejeon"


@pytest.mark.parametrize("text", ["{{ nobody }}", "{% for %}", "{{ name.__class__.mro() }}"])
def test_failing_template_of_the_office_gives_way_to_the_shipped(
    daejeon: Partner, text: str
) -> None:
    make.make_dossier_template(file=office_template(text))
    response = logged_in("Viewer").get(admin_url(daejeon, "dossier_word"))
    assert "Thành phố Daejeon" in words_of(response)
    assert len(list(get_messages(response.wsgi_request))) == 1


def test_lost_file_of_the_office_gives_way_to_the_shipped(daejeon: Partner) -> None:
    template = make.make_dossier_template()
    template.file.storage.delete(str(template.file.name))
    response = logged_in("Viewer").get(admin_url(daejeon, "dossier_word"))
    assert "Thành phố Daejeon" in words_of(response)
    assert len(list(get_messages(response.wsgi_request))) == 1

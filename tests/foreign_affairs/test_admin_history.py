"""Who changed what, and going back, in the admin."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foreign_affairs.contents import Timeline
from foreign_affairs.models import FormerCode
from partners.models import Agreement, Partner, PartnerName
from tests.admin_pages import add_row, admin_url, form_data, logged_in
from tests.factories import (
    MAKERS,
    make_cooperation_field,
    make_country,
    make_partner,
    make_partner_name,
    make_source,
    make_tie,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Client:
    return logged_in("Administrator")


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def bring_back(client: Client, address: str) -> Any:
    return client.post(address, {"seen": client.get(address).context["seen"]})


def test_history_tells_who_changed_what() -> None:
    country = make_country(name_vi="Cuba")
    partner = make_partner(name_vi="Tên cũ", country=country)
    row = make_partner_name(partner=partner, name="Santiago")
    editor = logged_in("Editor", last_name="Võ Văn", first_name="Biên")
    field = make_cooperation_field(name_vi="Y tế")
    data = form_data(editor, partner, name_vi="Tên mới", kind="city", fields=[str(field.pk)])
    data["other_names-0-name"] = "Santiago de Cuba"
    data = add_row(data, "other_names", name="Santiago cũ", kind="former")
    assert editor.post(admin_url(partner), data).status_code == 302
    entries = editor.get(admin_url(partner, "history")).context["entries"]
    kinds = (str(Partner.Kind.PROVINCE.label), str(Partner.Kind.CITY.label))
    written = [
        (
            str(shown.entry.who),
            [(one.act, [(c.old, c.new) for c in one.changes]) for one in shown.rows],
        )
        for shown in entries
    ]
    former = ("added", [("", "Santiago cũ"), ("", str(PartnerName.Kind.FORMER.label))])
    assert written == [
        (
            "Võ Văn Biên",
            [
                ("", [("Tên cũ", "Tên mới"), kinds, ("", "Y tế")]),
                ("", [("Santiago", "Santiago de Cuba")]),
                former,
            ],
        ),
        ("None", [("added", [("", "Santiago"), ("", str(row.get_kind_display()))])]),
        ("None", []),
    ]


def test_history_costs_the_same_for_many_versions(
    administrator: Client, django_assert_max_num_queries: Any
) -> None:
    partner = make_partner(sources=[make_source()])
    for number in range(8):
        partner.name_vi = f"Tên {number}"
        partner.save()
        make_partner_name(partner=partner)
    with CaptureQueriesContext(connection) as few:
        administrator.get(admin_url(make_partner(), "history"))
    with django_assert_max_num_queries(len(few) + 12):
        page = administrator.get(admin_url(partner, "history"))
    assert len(page.context["entries"]) == len(page.context["page"].paginator.object_list)


def test_row_moved_to_another_record_leaves_its_history(administrator: Client) -> None:
    here, there = make_partner(), make_partner()
    tie = make_tie(partner=here)
    tie.partner = there
    tie.save()
    (moved, made, _first) = administrator.get(admin_url(here, "history")).context["entries"]
    assert [[row.act for row in shown.rows] for shown in (moved, made)] == [["removed"], ["added"]]
    (came, _first) = administrator.get(admin_url(there, "history")).context["entries"][:2]
    assert [row.act for row in came.rows] == ["added"]


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
    assert len(page.context["entries"]) == len(Timeline(agreement).entries())


def test_approver_brings_a_version_back_with_links_and_rows() -> None:
    old, new = make_source(), make_source()
    partner = make_partner(name_vi="Tên cũ", state="internal", sources=[old])
    gone = make_partner_name(partner=partner, name="Mất")
    kept = make_partner_name(partner=partner, name="Còn")
    number = len(Timeline(partner).entries())
    partner.name_vi, partner.state, partner.code = "Tên mới", "published", "ma-moi"
    partner.save()
    partner.sources.set([new])
    key, code = gone.pk, gone.code
    gone.delete()
    kept.name = "Đã sửa"
    kept.save()
    make_partner_name(partner=partner, name="Thừa")
    address = reverse("admin:partners_partner_version", args=[partner.pk, number])

    for role in ("Viewer", "Editor"):
        client = logged_in(role)
        assert client.get(address).context["may_restore"] is False
        assert client.post(address).status_code == 403
    partner.refresh_from_db()
    assert partner.name_vi == "Tên mới"

    version = partner.version
    assert bring_back(logged_in("Approver"), address).status_code == 302
    partner.refresh_from_db()
    assert (partner.name_vi, list(partner.sources.all())) == ("Tên cũ", [old])
    assert (partner.state, partner.code) == ("published", "ma-moi")
    assert partner.version == version + 1
    rows = partner.other_names.order_by("pk").values_list("pk", "code", "name")
    assert list(rows) == [(key, code, "Mất"), (kept.pk, kept.code, "Còn")]
    entry = Timeline(partner).entries()[-1]
    assert entry.reason != ""


def test_version_that_is_no_longer_allowed_stays_away() -> None:
    partner = make_partner(name_en="", summary_en="")
    partner.name_en, partner.summary_en, partner.state = "Name", "Summary", "published"
    partner.save()
    partner.sources.set([make_source()])
    address = reverse("admin:partners_partner_version", args=[partner.pk, 1])
    response = bring_back(logged_in("Approver"), address)
    assert len(said(response)) == 1
    partner.refresh_from_db()
    assert (partner.name_en, partner.version) == ("Name", 2)


def test_version_does_not_come_back_over_what_nobody_looked_at() -> None:
    partner = make_partner(name_en="One")
    partner.name_en = "Two"
    partner.save()
    address = reverse("admin:partners_partner_version", args=[partner.pk, 1])
    approver, editor = logged_in("Approver"), logged_in("Editor")
    seen = approver.get(address).context["seen"]
    editor.post(admin_url(partner), form_data(editor, partner, name_en="Three"))
    response = approver.post(address, {"seen": seen})
    assert len(said(response)) == 1
    partner.refresh_from_db()
    assert partner.name_en == "Three"


# What was merged into a record


def merge_into(kept: Any, duplicate: Any) -> None:
    """On the page of it, as one change."""
    approver = logged_in("Approver")
    address = admin_url(kept, "merge")
    seen = approver.get(address, {"other": duplicate.pk}).context["merging"].seen
    posted = {"other": duplicate.pk, "seen": seen}
    assert approver.post(address, posted).status_code == 302


def looked_back(record: Any, number: int) -> Any:
    address = reverse("admin:partners_partner_version", args=[record.pk, number])
    return logged_in("Approver").get(address)


def removed(response: Any) -> dict[str, str]:
    """Where each row that would go came from, by its name."""
    rows = response.context["changes_since"]
    return {row.row.split(": ")[1]: row.origin for row in rows if row.act == "removed"}


def test_rows_of_a_duplicate_are_told_from_those_added_here() -> None:
    kept = make_partner(name_vi="Daejeon", name_en="Daejeon")
    duplicate = make_partner(name_vi="Đê-chon", name_en="Daejeon", code="de-chon")
    make_partner_name(partner=duplicate, name="Taejon")
    merge_into(kept, duplicate)
    make_partner_name(partner=kept, name="Tae-jon")
    origin = "“Đê-chon” (de-chon)"
    back = looked_back(kept, 1)
    said_of_rows = {name.split(",")[0]: where for name, where in removed(back).items()}
    assert said_of_rows == {"Taejon": origin, "Đê-chon": origin, "Tae-jon": ""}
    assert back.context["merged_after"] == [origin]
    assert origin in back.content.decode()
    last = len(Timeline(kept).entries())
    assert looked_back(kept, last).context["merged_after"] == []


def test_duplicate_stays_merged_when_the_version_before_comes_back() -> None:
    kept = make_partner(name_vi="Daejeon")
    duplicate = make_partner(name_vi="Đê-chon", code="de-chon")
    name = make_partner_name(partner=duplicate, name="Taejon")
    merge_into(kept, duplicate)
    address = reverse("admin:partners_partner_version", args=[kept.pk, 1])
    assert bring_back(logged_in("Approver"), address).status_code == 302
    assert not Partner.objects.filter(name_vi="Đê-chon").exists()
    assert not PartnerName.objects.filter(pk=name.pk).exists()
    assert FormerCode.objects.get(code="de-chon").object_id == kept.pk


def test_row_that_was_moved_here_names_the_record_it_came_from() -> None:
    here, there = make_partner(), make_partner(name_vi="Daejeon", code="daejeon")
    tie = make_tie(partner=there)
    tie.partner = here
    tie.save()
    back = looked_back(here, 1)
    assert list(removed(back).values()) == ["“Daejeon” (daejeon)"]
    assert back.context["merged_after"] == []


def test_looking_back_costs_the_same_for_one_duplicate_and_for_three() -> None:
    kept = make_partner()

    def take_in() -> None:
        duplicate = make_partner()
        make_partner_name(partner=duplicate)
        merge_into(kept, duplicate)

    take_in()
    looked_back(kept, 1)
    with CaptureQueriesContext(connection) as for_one:
        looked_back(kept, 1)
    take_in()
    take_in()
    with CaptureQueriesContext(connection) as for_three:
        back = looked_back(kept, 1)
    assert len(back.context["merged_after"]) == 3
    assert len(for_three) == len(for_one)

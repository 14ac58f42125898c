"""The audit trail: who did what, told where it happens, and read by administrators alone."""

import csv
import io
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from foreign_affairs import audit
from foreign_affairs.admin.pages import admin_page
from foreign_affairs.admin.seen import versions_of
from foreign_affairs.models import AuditEntry, Import, User
from foreign_affairs.records import imports, undoing
from partners.models import Partner
from tests.admin_pages import admin_url, form_data, listed_cells, logged_in
from tests.factories import (
    make_agreement,
    make_agreement_file,
    make_country,
    make_partner,
    make_source,
    make_user,
)

pytestmark = pytest.mark.django_db

Told = tuple[str, str, dict[str, Any]]
PASSWORD = "mat-khau-thu-2024"


def told(*actions: str) -> list[Told]:
    """Action, code of what it is about, details; in the order of the acts."""
    kept = AuditEntry.objects.filter(action__in=actions) if actions else AuditEntry.objects.all()
    return list(kept.order_by("pk").values_list("action", "object_code", "details"))


def forget() -> None:
    """What making the people of a test has left."""
    AuditEntry.objects.all().delete()


# Coming and going


def test_log_in_and_log_out_are_told_with_the_address() -> None:
    user = make_user("Editor", username="bien", password=PASSWORD)
    forget()
    client = Client(REMOTE_ADDR="203.0.113.7")
    client.post(reverse("admin:login"), {"username": "bien", "password": "sai-mat-khau"})
    client.post(reverse("admin:login"), {"username": "bien", "password": PASSWORD})
    client.post(reverse("admin:logout"))
    rows = AuditEntry.objects.order_by("pk").values_list("action", "person", "username", "address")
    assert list(rows) == [
        ("login_failed", None, "", "203.0.113.7"),
        ("logged_in", user.pk, "bien", "203.0.113.7"),
        ("logged_out", user.pk, "bien", "203.0.113.7"),
    ]
    assert "sai-mat-khau" not in str(list(AuditEntry.objects.values()))


# Records


def test_saving_in_another_state_is_told_and_other_saving_is_not() -> None:
    approver = make_user("Approver", username="duyet")
    client = Client()
    client.force_login(approver)
    partner = make_partner(state="review", code="daejeon")
    forget()
    for state in ("published", "published", "withdrawn", "draft"):
        client.post(admin_url(partner), form_data(client, partner, state=state, reason="Sai"))
    assert told() == [
        ("published", "daejeon", {"before": "review", "after": "published"}),
        ("withdrawn", "daejeon", {"before": "published", "after": "withdrawn"}),
        ("state_changed", "daejeon", {"before": "withdrawn", "after": "draft"}),
    ]
    entry = AuditEntry.objects.earliest("pk")
    assert (entry.person, entry.username, entry.address) == (approver, "duyet", "127.0.0.1")
    kind = ContentType.objects.get_for_model(Partner)
    assert (entry.object_type, entry.object_id) == (kind, str(partner.pk))


def test_new_draft_is_no_publication_but_what_begins_public_is() -> None:
    make_partner(code="a")
    make_partner(code="b", state="published")
    assert ("b", {"after": "published"}) in [row[1:] for row in told("published")]
    assert "a" not in [code for _action, code, _details in told()]


def test_list_action_is_told_record_by_record() -> None:
    client = logged_in("Approver")
    records = [make_partner(state="review", code=code) for code in ("a", "b")]
    forget()
    url = reverse("admin:partners_partner_action", args=["move_to_published"])
    client.post(url, {"chosen": versions_of(records)})
    assert [(action, code) for action, code, _details in told()] == [
        ("published", "a"),
        ("published", "b"),
    ]


def test_what_is_not_saved_is_not_told() -> None:
    partner = make_partner(state="review")
    forget()
    with transaction.atomic():
        partner.state = "published"
        partner.save()
        transaction.set_rollback(True)
    assert told() == []


def test_form_that_loses_against_another_tells_nothing() -> None:
    """A conflict is found by saving and undoing that."""
    approver = logged_in("Approver")
    partner = make_partner(state="review", code="daejeon")
    data = form_data(approver, partner, state="published")
    partner.website = "https://example.org/"
    partner.save()
    forget()
    response = approver.post(admin_url(partner), data)
    assert "admin/conflict.html" in [template.name for template in response.templates]
    assert told() == []


def test_deleting_what_was_more_than_a_draft_is_told() -> None:
    draft, public = make_partner(), make_partner(state="published", code="daejeon")
    forget()
    draft.delete()
    public.delete()
    assert told() == [("deleted", "daejeon", {"before": "published"})]


def test_release_of_a_scan_is_told() -> None:
    scan = make_agreement_file(agreement=make_agreement(state="published"), code="ban-scan")
    forget()
    for released in (True, True, False):
        scan.is_released = released
        scan.save()
    assert told() == [("published", "ban-scan", {}), ("withdrawn", "ban-scan", {})]


# In and out


def import_file(user: User, *rows: str, name: str = "doi-tac.csv") -> Import:
    text = "\r\n".join(["code,name_vi,name_en,summary_en,kind,country,sources,state", *rows])
    file = SimpleUploadedFile(name, text.encode())
    record = imports.receive(file, name, Partner, user)
    imports.preview(record)
    outcome = imports.confirm(record, user)
    assert outcome.is_written, [str(refusal) for refusal in outcome.refusals]
    return record


def test_import_and_its_undoing_are_told_with_numbers_alone() -> None:
    user = make_user("Approver", username="duyet")
    country, source = make_country(code="kr"), make_source(code="nguon", state="published")
    changed = make_partner(code="x", country=country, state="internal", sources=[source])
    forget()
    rows = [
        f"{code},Tỉnh {code},Province {code},Summary,province,kr,nguon,published"
        for code in ("x", "y", "z")
    ]
    record = import_file(user, *rows)
    undoing.undo(record, user)
    changed.refresh_from_db()
    assert changed.state == "internal"
    assert told() == [
        ("published", "", {"after": "published", "number": 2}),
        ("published", "", {"before": "internal", "after": "published", "number": 1}),
        ("imported", "", {"file": "doi-tac.csv", "rows": 3}),
        ("withdrawn", "", {"before": "published", "after": "internal", "number": 1}),
        ("import_undone", "", {"file": "doi-tac.csv", "number": 3}),
    ]
    assert {entry.person for entry in AuditEntry.objects.all()} == {user}
    assert "Tỉnh y" not in str(list(AuditEntry.objects.values()))


def test_export_is_told_with_rows_and_filters() -> None:
    viewer = logged_in("Viewer")
    make_partner(state="published")
    make_partner()
    forget()
    url = admin_url(Partner, "export")
    columns = ["code", "name_vi"]
    asked = {"columns": columns, "kind": "csv", "language": "vi"}
    viewer.post(url, {**asked, "what": "all"})
    viewer.post(f"{url}?state__exact=draft&p=1", {**asked, "what": "filtered"})
    assert told() == [
        ("exported", "", {"rows": 2, "form": "csv"}),
        ("exported", "", {"rows": 1, "form": "csv", "filters": "state__exact=draft"}),
    ]


def test_dossier_as_a_document_is_told_and_to_look_at_it_is_not() -> None:
    viewer = logged_in("Viewer")
    partner = make_partner(state="published", code="daejeon")
    forget()
    viewer.get(admin_page(partner, "dossier"))
    viewer.get(admin_page(partner, "dossier_word"))
    assert told() == [("exported", "daejeon", {"form": "docx"})]


# Accounts


def test_accounts_roles_and_permissions_are_told_with_who_gave_what() -> None:
    chief = make_user(is_superuser=True, username="chinh")
    client = Client()
    client.force_login(chief)
    editor, approver = (Group.objects.get(name=name) for name in ("Editor", "Approver"))
    forget()
    new = {
        "username": "moi",
        "usable_password": "true",
        "password1": "mot-mat-khau-dai",
        "password2": "mot-mat-khau-dai",
        "is_staff": "on",
        "groups": [str(editor.pk)],
    }
    client.post(admin_url(User, "add"), new)
    user = User.objects.get(username="moi")
    right = Permission.objects.get(codename="view_partner")
    client.post(
        admin_url(user),
        form_data(
            client,
            user,
            groups=[str(approver.pk)],
            email="moi@example.org",
            is_superuser="on",
            user_permissions=[str(right.pk)],
        ),
    )
    password = reverse("admin:auth_user_password_change", args=[user.pk])
    again = {"password1": "hai-mat-khau-dai", "password2": "hai-mat-khau-dai"}
    client.post(password, {**again, "usable_password": "true"})
    User.objects.get(pk=user.pk).delete()
    assert told() == [
        ("account_added", "moi", {"fields": "is_active, is_staff"}),
        ("roles_changed", "moi", {"given": "Editor"}),
        ("account_changed", "moi", {"given": "is_superuser", "fields": "email"}),
        ("roles_changed", "moi", {"taken": "Editor"}),
        ("roles_changed", "moi", {"given": "Approver"}),
        ("permissions_changed", "moi", {"given": "partners.view_partner"}),
        ("password_changed", "moi", {}),
        ("deleted", "moi", {}),
    ]
    assert {entry.username for entry in AuditEntry.objects.exclude(action="deleted")} == {"chinh"}
    assert "mat-khau" not in str(list(AuditEntry.objects.values()))


def test_rights_of_a_made_up_role_are_told_and_those_of_the_code_are_not() -> None:
    group = Group.objects.create(name="Thực tập")
    right = Permission.objects.get(codename="view_partner")
    forget()
    group.permissions.add(right)
    group.permissions.clear()
    Group.objects.get(name="Viewer").permissions.remove(right)
    user = make_user(username="moi")
    group.user_set.add(user)
    group.delete()
    assert told() == [
        ("permissions_changed", "Thực tập", {"given": "partners.view_partner"}),
        ("permissions_changed", "Thực tập", {"taken": "partners.view_partner"}),
        ("account_added", "moi", {"fields": "is_active, is_staff"}),
        ("roles_changed", "moi", {"given": "Thực tập"}),
        ("deleted", "Thực tập", {}),
    ]


def test_log_in_changes_no_account() -> None:
    user = make_user("Editor", username="bien", password=PASSWORD)
    forget()
    logging = Client().post(reverse("admin:login"), {"username": "bien", "password": PASSWORD})
    assert logging.status_code == 302
    user.refresh_from_db()
    assert user.last_login is not None
    assert [action for action, _code, _details in told()] == ["logged_in"]


def test_entries_outlive_the_account() -> None:
    user = make_user(username="bien")
    audit.note(audit.Action.EXPORTED, Partner, person=user)
    user.delete()
    entry = AuditEntry.objects.get(action="exported")
    assert (entry.person, entry.username) == (None, "bien")


def test_long_details_are_cut() -> None:
    entry = audit.note(audit.Action.EXPORTED, Partner, filters="x" * 1000)
    assert len(entry.details["filters"]) == audit.LONGEST


# Reading it


def test_administrator_reads_it_in_vietnamese() -> None:
    name = {"last_name": "Phạm", "first_name": "Trị"}
    administrator = make_user("Administrator", username="quan-tri", **name)
    partner = make_partner(state="review", code="daejeon")
    forget()
    partner.state = "published"
    partner.save()
    audit.note(audit.Action.EXPORTED, Partner, person=administrator, rows=7, filters="q=%C4%91")
    client = Client()
    client.force_login(administrator)
    AuditEntry.objects.filter(action="logged_in").delete()
    page = client.get(admin_url(AuditEntry))
    assert [row[1:] for row in listed_cells(page)] == [
        ["xuất dữ liệu", "Phạm Trị | quan-tri", "Đối tác", "dòng: 7 | bộ lọc: q=đ"],
        ["đã công khai", "–", "Đối tác: daejeon", "trước: chờ duyệt | sau: đã công khai"],
    ]
    assert admin_url(partner) in page.content.decode()


def test_list_is_filtered_by_person_act_and_day() -> None:
    person = make_user(username="bien")
    for action, by in (("exported", person), ("exported", None), ("imported", person)):
        audit.note(action, Partner, person=by)
    entry = AuditEntry.objects.filter(action="imported").get()
    AuditEntry.objects.filter(pk=entry.pk).update(at="2026-03-02T09:00:00+07:00")
    client = logged_in("Administrator")
    counts = {}
    for query in (
        f"action__exact=exported&person__id__exact={person.pk}",
        "at__year=2026&at__month=3&at__day=2",
        "q=bien",
    ):
        page = client.get(f"{admin_url(AuditEntry)}?{query}")
        counts[query] = [row[1] for row in listed_cells(page)]
    assert list(counts.values()) == [
        ["xuất dữ liệu"],
        ["nhập tệp"],
        ["xuất dữ liệu", "thêm tài khoản", "nhập tệp"],
    ]


def test_nobody_changes_it_through_the_admin() -> None:
    entry = audit.note(audit.Action.EXPORTED, Partner)
    for client in (logged_in("Administrator"), logged_in(is_superuser=True)):
        answers = [
            client.post(admin_url(AuditEntry, "add"), {"action": "exported"}),
            client.post(admin_url(entry), {"action": "imported"}),
            client.post(admin_url(entry, "delete"), {"post": "yes"}),
        ]
        assert [answer.status_code for answer in answers] == [403, 403, 403]
        given = {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"}
        client.post(admin_url(AuditEntry), given)
        assert AuditEntry.objects.get(pk=entry.pk).action == "exported"


@pytest.mark.parametrize("role", ["Viewer", "Editor", "Approver"])
def test_others_do_not_read_it(role: str) -> None:
    client = logged_in(role)
    url = reverse("admin:foreign_affairs_auditentry_export")
    answers = [client.get(admin_url(AuditEntry)), client.get(url)]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert "Nhật ký hoạt động" not in strip_tags(client.get("/admin/").content.decode())


def test_export_has_the_filtered_entries_and_leaves_one_itself() -> None:
    person = make_user(username="=cmd()")
    audit.note(audit.Action.EXPORTED, Partner, person=person, rows=3)
    audit.note(audit.Action.IMPORTED, Partner, person=person)
    client = logged_in("Administrator")
    url = reverse("admin:foreign_affairs_auditentry_export")
    answer = client.get(f"{url}?action__exact=exported")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    head, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert head[:4] == ["Thời điểm", "Việc đã làm", "Tên đăng nhập", "Họ và tên"]
    assert [(row[1], row[2], row[5], row[6]) for row in rows] == [
        ("xuất dữ liệu", "'=cmd()", "Đối tác", "dòng: 3"),
    ]
    assert 'attachment; filename="nhat-ky-' in answer.headers["Content-Disposition"]
    last = AuditEntry.objects.latest("pk")
    assert (last.action, last.details["filters"]) == ("exported", "action__exact=exported")


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_whatever_its_length(
    number: int, django_assert_num_queries: Any
) -> None:
    client = logged_in("Administrator")
    forget()
    for _number in range(number):
        audit.note(audit.Action.PUBLISHED, make_partner(), person=make_user())
    AuditEntry.objects.exclude(action="published").delete()
    client.get(admin_url(AuditEntry))
    with django_assert_num_queries(11):
        client.get(admin_url(AuditEntry))

"""A form that is sent after the session has ended."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from foreign_affairs.models import Source
from partners.models import Partner
from tests.admin_pages import admin_url, form_data, logged_in
from tests.factories import make_country, make_partner, make_user

pytestmark = pytest.mark.django_db

PASSWORD = "mat-khau-thu-2024"
WHO = "lapsed-username"


def typed(**values: Any) -> dict[str, Any]:
    country = make_country()
    data = form_data(logged_in("Editor"), Partner, state="draft", kind="province")
    return {**data, "country": str(country.pk), "name_vi": "Tỉnh Thử <b>", **values}


def answered(data: dict[str, Any], username: str, password: str = PASSWORD) -> dict[str, Any]:
    return {**data, WHO: username, "lapsed-password": password}


def test_what_was_typed_is_kept_in_the_page() -> None:
    response = Client().post(admin_url(Partner, "add"), typed(fields=["1", "2"]))
    page = response.content.decode()
    assert (response.status_code, Partner.objects.count()) == (403, 0)
    assert '<input type="hidden" name="name_vi" value="Tỉnh Thử &lt;b&gt;">' in page
    assert page.count('<input type="hidden" name="fields"') == 2
    assert page.count('name="csrfmiddlewaretoken"') == 1
    assert "no-store" in response.headers["Cache-Control"]


def test_logging_in_carries_the_same_request_out() -> None:
    editor = make_user("Editor", username="bien", password=PASSWORD)
    client = Client()
    response = client.post(admin_url(Partner, "add"), answered(typed(), "bien"))
    partner = Partner.objects.get()
    assert (response.status_code, partner.name_vi) == (302, "Tỉnh Thử <b>")
    assert (partner.created_by, partner.changed_by) == (editor, editor)
    assert client.get(admin_url(partner)).context["user"] == editor


def test_a_wrong_password_changes_nothing_and_is_not_echoed() -> None:
    make_user("Editor", username="bien", password=PASSWORD)
    client = Client()
    response = client.post(admin_url(Partner, "add"), answered(typed(), "bien", "sai-mat-khau-1"))
    page = response.content.decode()
    assert (response.status_code, Partner.objects.count()) == (403, 0)
    assert response.context["form"].non_field_errors()
    assert "sai-mat-khau-1" not in page
    assert '<input type="hidden" name="name_vi"' in page
    assert f'type="hidden" name="{WHO}"' not in page


def test_the_permissions_of_whoever_logs_in_count() -> None:
    make_user("Viewer", username="xem", password=PASSWORD)
    response = Client().post(admin_url(Partner, "add"), answered(typed(), "xem"))
    assert (response.status_code, Partner.objects.count()) == (403, 0)


def test_an_editor_does_not_change_what_is_public_this_way() -> None:
    make_user("Editor", username="bien", password=PASSWORD)
    partner = make_partner(state="published", name_vi="Tỉnh Công khai")
    data = form_data(logged_in("Approver"), partner, name_vi="Tỉnh Khác")
    Client().post(admin_url(partner), answered(data, "bien"))
    assert Partner.objects.get().name_vi == "Tỉnh Công khai"


def test_a_person_who_is_no_staff_is_refused() -> None:
    make_user("Editor", username="ngoai", password=PASSWORD, is_staff=False)
    response = Client().post(admin_url(Partner, "add"), answered(typed(), "ngoai"))
    assert (response.status_code, Partner.objects.count()) == (403, 0)
    assert response.context["form"].non_field_errors()


def test_a_forged_form_is_not_carried_along() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(admin_url(Partner, "add"), typed())
    assert response.status_code == 403
    assert "Tỉnh Thử" not in response.content.decode()


def test_passwords_in_the_form_itself_are_dropped() -> None:
    data = {"username": "moi", "password1": "bi-mat-12345", "password2": "bi-mat-12345"}
    response = Client().post(reverse("admin:foreign_affairs_user_add"), data)
    page = response.content.decode()
    assert response.status_code == 403
    assert ('name="username" value="moi"' in page, "bi-mat-12345" in page) == (True, False)


def test_files_are_said_to_be_lost() -> None:
    scan = SimpleUploadedFile("quyet-dinh.pdf", b"%PDF-1.4")
    response = Client().post(admin_url(Source, "add"), {"name_vi": "Quyết định", "file": scan})
    assert response.context["files"] == ["quyet-dinh.pdf"]
    assert "quyet-dinh.pdf" in response.content.decode()


def test_reading_is_redirected_to_the_login_as_before() -> None:
    response = Client().get(admin_url(Partner, "add"))
    assert (response.status_code, response.headers["Location"].split("?")[0]) == (
        302,
        reverse("admin:login"),
    )


def test_the_login_itself_is_untouched() -> None:
    make_user("Editor", username="bien", password=PASSWORD)
    client = Client()
    given = {"username": "bien", "password": PASSWORD}
    assert client.post(reverse("admin:login"), given).status_code == 302
    assert client.get(reverse("admin:index")).context["user"].username == "bien"

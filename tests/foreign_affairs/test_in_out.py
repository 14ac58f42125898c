"""Import and export in the admin, as the person at the screen meets them."""

import io
from typing import Any

import pytest
from django.contrib import admin
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from foreign_affairs.records.resources import REGISTRY
from partners.models import AgreementFile, Partner
from tests.factories import make_country, make_partner, make_user

pytestmark = pytest.mark.django_db

GOOD = "code,name_vi,kind,country\nnew,Thành phố Mới,city,kr\n"


def client_of(role: str) -> Client:
    client = Client()
    client.force_login(make_user(role))
    return client


def url(action: str, model: type[models.Model] = Partner) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}")


def upload(client: Client, text: str | bytes, name: str = "partners.csv") -> Any:
    data = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile(name, data)
    return client.post(url("import"), {"import_file": file, "format": "0", "resource": "0"})


def confirm(client: Client, response: Any) -> Any:
    form = response.context["confirm_form"]
    return client.post(url("process_import"), {**form.initial, "confirm": "1"}, follow=True)


def kept_uploads() -> list[str]:
    storage = storages["import_export"]
    return (
        storage.listdir("django-import-export")[1] if storage.exists("django-import-export") else []
    )


def test_import_shows_what_would_happen_and_then_does_it() -> None:
    make_country(code="kr")
    client = client_of("Editor")
    response = upload(client, GOOD)
    preview = response.context["preview"]
    assert [kind for label, kind in preview["counts"] if not label.startswith("0")] == ["new"]
    assert "Thành phố Mới" in response.content.decode()
    assert Partner.objects.count() == 0
    response = confirm(client, response)
    partner = Partner.objects.get()
    assert (partner.code, partner.name_vi, partner.state) == ("new", "Thành phố Mới", "draft")
    assert len(list(response.context["messages"])) == 1
    assert partner.history.get().history_user.username.startswith("editor")


def test_import_shows_before_and_after_of_a_change() -> None:
    make_partner(code="p", name_vi="Tên cũ")
    response = upload(client_of("Editor"), "code,name_vi\np,Tên mới\n")
    text = response.content.decode()
    assert "<del>Tên cũ</del>" in text
    assert "<ins>Tên mới</ins>" in text


def test_import_refused_rows_are_told_and_nothing_can_be_confirmed() -> None:
    make_country(code="kr")
    before = kept_uploads()
    response = upload(client_of("Editor"), GOOD + "bad,Tên,city,zz\n")
    assert "confirm_form" not in response.context
    (refusal,) = response.context["preview"]["refusals"]
    assert (refusal.file, refusal.row, refusal.column) == ("partners.csv", 3, "country")
    assert kept_uploads() == before


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "photo.csv"),
        (b"PK\x03\x04 broken", "book.xlsx"),
        ("code\nĐ".encode("utf-16"), "x.csv"),
        (b"code,colour\na,red\n", "x.csv"),
        (b"", "x.csv"),
        (b"code\n", "virus.exe"),
    ],
)
def test_import_of_an_unusable_file_gives_a_sentence_and_no_traceback(
    settings: Any, data: bytes, name: str
) -> None:
    before = kept_uploads()
    response = upload(client_of("Editor"), data, name)
    text = response.content.decode()
    assert "errorlist" in text
    for leak in ("Traceback", str(settings.BASE_DIR), "Error(", "encountered while"):
        assert leak not in text
    assert "confirm_form" not in response.context
    assert kept_uploads() == before


def test_import_confirmed_after_the_register_changed_writes_nothing_half() -> None:
    country = make_country(code="kr")
    client = client_of("Editor")
    response = upload(client, GOOD + "other,Tên,city,kr\n")
    country.delete()
    response = confirm(client, response)
    assert Partner.objects.count() == 0
    (message,) = response.context["messages"]
    assert message.level_tag == "error"


def test_import_confirmed_twice_is_done_once_and_says_so() -> None:
    make_country(code="kr")
    client = client_of("Editor")
    response = upload(client, GOOD)
    confirm(client, response)
    (message,) = confirm(client, response).context["messages"]
    assert (message.level_tag, Partner.objects.count()) == ("error", 1)


def test_import_of_what_the_register_says_already_offers_nothing_to_confirm() -> None:
    make_partner(code="p", name_vi="Tên")
    response = upload(client_of("Editor"), "code,name_vi\np,Tên\n")
    assert response.context["preview"]["is_empty"]
    assert 'name="confirm"' not in response.content.decode()


def test_import_by_an_editor_cannot_change_what_is_public() -> None:
    make_partner(code="p", state="published", name_vi="Công khai")
    client = client_of("Editor")
    response = upload(client, "code,name_vi\np,Đổi\n")
    assert [r.row for r in response.context["preview"]["refusals"]] == [2]
    assert Partner.objects.get().name_vi == "Công khai"


@pytest.mark.parametrize("model", REGISTRY, ids=lambda model: model._meta.label_lower)
def test_import_page_explains_every_column(model: type[models.Model]) -> None:
    response = client_of("Administrator").get(url("import", model))
    names = [column["name"] for column in response.context["columns"]]
    assert names == [column.name for column in REGISTRY[model].columns()]


# Who may: (import, export) by role, for records and for code lists


@pytest.mark.parametrize(
    ("role", "label", "expected"),
    [
        ("Viewer", "partners.partner", (403, 200)),
        ("Editor", "partners.partner", (200, 200)),
        ("Approver", "partners.partner", (200, 200)),
        ("Administrator", "partners.partner", (200, 200)),
        ("Viewer", "partners.tie", (403, 200)),
        ("Editor", "partners.tie", (200, 200)),
        ("Viewer", "foreign_affairs.country", (403, 200)),
        ("Editor", "foreign_affairs.country", (403, 200)),
        ("Approver", "foreign_affairs.country", (403, 200)),
        ("Administrator", "foreign_affairs.country", (200, 200)),
    ],
)
def test_import_needs_add_and_change_and_export_needs_view(
    role: str, label: str, expected: tuple[int, int]
) -> None:
    model = next(model for model in REGISTRY if model._meta.label_lower == label)
    client = client_of(role)
    found = client.get(url("import", model)), client.get(url("export", model))
    assert (found[0].status_code, found[1].status_code) == expected
    forged = client.post(url("process_import", model), {})
    assert (forged.status_code == 403) == (expected[0] == 403)


def test_staff_without_a_role_neither_import_nor_export() -> None:
    client = Client()
    client.force_login(make_user())
    assert [client.get(url(action)).status_code for action in ("import", "export")] == [403, 403]


def test_scans_have_neither_import_nor_export() -> None:
    client = client_of("Administrator")
    actions = ("import", "export")
    assert [client.get(url(a, AgreementFile)).status_code for a in actions] == [403, 403]


def exported(client: Client, ending: str, query: str = "") -> bytes:
    formats = {"xlsx": "0", "csv": "1", "json": "2"}
    response: Any = client.post(url("export") + query, {"format": formats[ending], "resource": "0"})
    assert response.headers["Content-Disposition"].endswith(f'.{ending}"')
    return b"".join(response.streaming_content)


def test_export_has_what_the_list_shows() -> None:
    make_partner(code="in-list", name_vi="Đại Điền")
    make_partner(code="not-in-list", name_vi="Khác hẳn")
    data = exported(client_of("Viewer"), "csv", "?q=dai+dien")
    assert [line.split(b",")[0] for line in data.splitlines()] == [b"code", b"in-list"]


def test_export_then_import_is_nothing_to_change() -> None:
    make_partner(code="p")
    client = client_of("Editor")
    for ending in ("csv", "xlsx"):
        response = upload(client, exported(client, ending), f"p.{ending}")
        assert response.context["preview"]["is_empty"]


def test_export_xlsx_is_a_workbook_with_a_frozen_header() -> None:
    make_partner(code="p")
    book = load_workbook(io.BytesIO(exported(client_of("Viewer"), "xlsx")))
    assert book.active is not None
    assert (book.active["A1"].value, book.active["A2"].value) == ("code", "p")
    assert book.active.freeze_panes == "B2"


def test_every_model_with_files_has_both_in_the_admin() -> None:
    assert set(REGISTRY) <= set(admin.site._registry)

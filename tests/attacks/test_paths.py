"""Names of files and addresses that try to leave the folder they belong in."""

import io
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from foreign_affairs.models import Import, Source
from foreign_affairs.storage import private_storage
from partners.models import Partner
from tests.admin_pages import admin_url, form_data, logged_in
from tests.factories import make_agreement_file, make_country, make_partner

pytestmark = pytest.mark.django_db

TRICKS = [
    "..",
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/foreign_affairs/settings.py",
    "..%5c..%5cmanage.py",
    "%252e%252e%252fmanage.py",
    "....//....//manage.py",
    "/etc/passwd",
    "a%00.csv",
    "%00",
    "%c0%ae%c0%ae/manage.py",
    "%ef%bc%8e%ef%bc%8e%ef%bc%8fmanage.py",
    "con",
    "%0d%0aX-Evil:1",
    "a" * 3000,
]

PLACES = [
    "/static/{}",
    "/vi/data/{}.csv",
    "/vi/data/{}",
    "/vi/partners/download.{}",
    "/vi/partners/{}/",
    "/vi/partners/{}.json",
    "/vi/agreements/{}/files/{}/",
    "/vi/calendar/partners/{}.ics",
    "/vi/search/?q={}",
    "/vi/partners/?q={}&country={}&page={}",
    "/{}",
]
STAFF_PLACES = [
    "/admin/foreign_affairs/dossiertemplate/shipped/{}.docx",
    "/admin/partners/agreementfile/{}/file/",
    "/admin/foreign_affairs/import/{}/file/",
    "/admin/foreign_affairs/proposedchange/{}/file/1/",
    "/admin/partners/partner/{}/change/",
    "/admin/partners/partner/{}/dossier.docx",
    "/admin/partners/partner/?q={}&country__id__exact={}",
    "/admin/partners/partner/actions/{}/",
]


def told_by(client: Client, place: str, trick: str) -> int:
    response: Any = client.get(place.replace("{}", trick))
    body = response.getvalue() if response.streaming else response.content
    assert b"root:" not in body, trick
    assert b"DJANGO_SETTINGS_MODULE" not in body, trick
    assert b"secret_key" not in body, trick
    assert "X-Evil" not in response.headers
    return int(response.status_code)


@pytest.mark.parametrize("place", PLACES)
def test_no_address_leads_out_of_the_register(client: Client, place: str) -> None:
    make_partner(state="published")
    answers = {trick: told_by(client, place, trick) for trick in TRICKS}
    assert [trick for trick, code in answers.items() if code >= 500] == []
    if "?" not in place:
        assert set(answers.values()) <= {301, 302, 400, 404}


@pytest.mark.parametrize("place", STAFF_PLACES)
def test_no_address_of_the_admin_leads_out_of_the_register(place: str) -> None:
    client = logged_in("Administrator")
    make_agreement_file()
    answers = {trick: told_by(client, place, trick) for trick in TRICKS}
    assert [trick for trick, code in answers.items() if code >= 500] == []
    assert 200 not in answers.values() or "?" in place


NAMES = [
    "..\\..\\x",
    "../../x",
    "/etc/x",
    "C:\\Windows\\x",
    "x" * 240,
    "x\x00y",
    "x\x07\x1by",
    "x\r\nX-Evil: 1",
    "．．／x",
    "con",
    "x;rm -rf",
    'x"y',
    "báo cáo 'quý'",
    "...",
]


def stored() -> set[Path]:
    return {file for file in Path(private_storage().path("")).rglob("*") if file.is_file()}


def outside() -> set[Path]:
    """What lies beside the folder of uploads and in the project's own."""
    places = (Path(settings.MEDIA_ROOT).parent, Path(settings.BASE_DIR))
    return {file for place in places for file in (*place.glob("x*"), *place.glob("con*"))}


@pytest.mark.parametrize("name", NAMES)
def test_name_of_a_scan_stays_in_its_folder(name: str) -> None:
    client = logged_in("Editor")
    data = form_data(client, Source, name_vi="Công văn", kind="report", state="draft")
    before, around = stored(), outside()
    file = SimpleUploadedFile("x.pdf", b"%PDF-1.4 scan")
    # The name that Django's own class would clean comes from a program of the attacker's.
    file.__dict__["_name"] = f"{name}.pdf"
    response: Any = client.post(admin_url(Source, "add"), {**data, "file": file})
    assert response.status_code in (200, 302)
    assert outside() == around
    for path in stored() - before:
        assert path.parent.parent == Path(settings.MEDIA_ROOT).resolve() / "sources"
        assert path.name.isprintable()
        source = Source.objects.get()
        answer: Any = client.get(f"/admin/foreign_affairs/source/{source.pk}/file/")
        assert answer.getvalue() == b"%PDF-1.4 scan"
        assert answer["Content-Disposition"].startswith("attachment")
        assert "X-Evil" not in answer.headers
        path.unlink()


@pytest.mark.parametrize("name", NAMES)
def test_name_of_an_imported_file_stays_in_its_folder(name: str) -> None:
    client = logged_in("Editor")
    code = make_country().code
    before, around = stored(), outside()
    file = SimpleUploadedFile("x.csv", f"name_vi,kind,country\nMới,city,{code}\n".encode())
    file.__dict__["_name"] = f"{name}.csv"
    response: Any = client.post(admin_url(Partner, "import"), {"import_file": file})
    assert response.status_code in (200, 302)
    assert outside() == around
    for path in stored() - before:
        assert Path(settings.MEDIA_ROOT).resolve() / "imports" in path.parents
        path.unlink()
    for record in Import.objects.all():
        assert record.file_name.isprintable()
        assert not set("/\\") & set(record.file_name)


def test_names_inside_a_workbook_are_no_paths(tmp_path: Path) -> None:
    client = logged_in("Editor")
    book = Workbook()
    book.worksheets[0].append(["name_vi", "kind", "country"])
    book.worksheets[0].append(["Mới", "city", make_country().code])
    file = io.BytesIO()
    book.save(file)
    with ZipFile(file, "a") as archive:
        for name in ("../../x-evil.xml", "/tmp/x-evil.xml", "xl\\..\\..\\x-evil.xml"):  # noqa: S108
            archive.writestr(name, "<a/>")
    around = outside()
    upload = SimpleUploadedFile("x.xlsx", file.getvalue())
    response: Any = client.post(admin_url(Partner, "import"), {"import_file": upload}, follow=True)
    assert response.status_code == 200
    assert outside() == around
    assert not list(Path(settings.MEDIA_ROOT).rglob("*evil*"))

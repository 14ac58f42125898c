"""Files that are not what they seem, and scans asked for by people who may not have them."""

import io
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from foreign_affairs.models import Source
from foreign_affairs.storage import private_storage
from partners.models import AgreementFile
from tests.admin_pages import admin_url, errors, form_data, logged_in
from tests.factories import make_agreement, make_agreement_file, make_source, make_user

pytestmark = pytest.mark.django_db

HTML = b"<html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


WRONG = {
    "picture.svg": SVG,
    "picture.png": SVG,
    "page.html": HTML,
    "page.pdf": HTML,
    "page.pdf.html": b"%PDF-1.4" + HTML,
    "late.pdf": b"\n" + HTML + b"%PDF-1.4",
    "program.exe": b"MZ",
    "program.pdf": b"MZ",
    "script.php": b"%PDF-1.4 <?php",
    "picture.jpg": b"GIF89a" + HTML,
    "archive.zip": zipped(a=b"a"),
    "archive.docx": zipped(a=b"a"),
    "archive.xlsx": zipped(word__document=b"a"),
    "torn.docx": b"PK\x03\x04...",
    "old.doc": HTML,
    ".pdf": b"%PDF-1.4",
    "empty.pdf": b"",
}


@pytest.mark.parametrize("name", WRONG)
def test_file_that_is_not_what_its_name_says_is_refused(name: str) -> None:
    editor = logged_in("Editor")
    data = form_data(editor, Source, name_vi="Công văn", kind="report", state="draft")
    before = stored()
    file = SimpleUploadedFile(name, WRONG[name], content_type="application/pdf")
    response: Any = editor.post(admin_url(Source, "add"), {**data, "file": file})
    assert list(errors(response)) == ["file"]
    assert (Source.objects.count(), stored()) == (0, before)


def stored() -> set[Path]:
    return {file for file in Path(private_storage().path("")).rglob("*") if file.is_file()}


def test_office_file_with_a_program_in_it_is_refused() -> None:
    editor = logged_in("Editor")
    data = form_data(editor, Source, name_vi="Công văn", kind="report", state="draft")
    members = {"[Content_Types].xml": b"<a/>", "word__document.xml": b"<a/>"}
    for extra, expected in (({}, 302), ({"word__vbaProject.bin": b"x"}, 200)):
        file = SimpleUploadedFile("a.docx", zipped(**members, **extra))
        response: Any = editor.post(admin_url(Source, "add"), {**data, "file": file})
        assert response.status_code == expected
    assert Source.objects.count() == 1


def test_bomb_as_a_scan_is_never_unpacked() -> None:
    """Fifty megabytes of zeros in fifty kilobytes are kept as they came."""
    members = {"[Content_Types].xml": b"<a/>", "word__document.xml": b"\0" * 50_000_000}
    bomb = zipped(**members)
    assert len(bomb) < 100_000
    editor = logged_in("Editor")
    data = form_data(editor, Source, name_vi="Công văn", kind="report", state="draft")
    file = SimpleUploadedFile("a.docx", bomb)
    response: Any = editor.post(admin_url(Source, "add"), {**data, "file": file})
    assert response.status_code == 302
    assert Path(Source.objects.get().file.path).stat().st_size == len(bomb)


def test_polyglot_is_handed_out_as_a_file_and_never_as_a_page() -> None:
    """A PDF that is a web page as well: browsers are told to keep it, and not to guess."""
    polyglot = b"%PDF-1.4\n" + HTML
    source = make_source(state="draft", file=SimpleUploadedFile("a.pdf", polyglot))
    scan = make_agreement_file(
        agreement=make_agreement(state="published"),
        file=SimpleUploadedFile("b.pdf", polyglot),
        is_released=True,
    )
    staff = logged_in("Viewer")
    released = reverse("partners:agreement_file", args=[scan.agreement.code, scan.code])
    for client, address in (
        (staff, admin_url(source, "file")),
        (staff, admin_url(scan, "file")),
        (Client(), released),
    ):
        response: Any = client.get(address)
        assert response.getvalue() == polyglot
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("state", ["draft", "review", "internal", "published", "withdrawn"])
@pytest.mark.parametrize("is_released", [False, True])
def test_scan_is_for_whom_it_is(state: str, is_released: bool) -> None:
    scan = make_agreement_file(agreement=make_agreement(state=state), is_released=is_released)
    address = reverse("partners:agreement_file", args=[scan.agreement.code, scan.code])
    outsider, closed = Client(), Client()
    outsider.force_login(make_user(is_staff=False))
    closed.force_login(make_user("Viewer", is_active=False))
    nobody = Client()
    is_public = is_released and state == "published"
    for client in (nobody, outsider, closed):
        response: Any = client.get(address)
        response.getvalue()
        assert response.status_code == (200 if is_public else 404)
        assert client.get(admin_url(scan, "file")).status_code == 302
    viewer: Any = logged_in("Viewer").get(address)
    assert (viewer.getvalue(), viewer.status_code) == (b"%PDF-1.4 scan", 200)
    assert "no-store" in viewer["Cache-Control"]


def test_file_of_a_source_is_for_staff_alone(client: Client) -> None:
    source = make_source(state="published", file=SimpleUploadedFile("a.pdf", b"%PDF-1.4"))
    assert client.get(admin_url(source, "file")).status_code == 302
    assert str(source.file.name) not in client.get(f"/vi/sources/{source.code}/").content.decode()
    outsider = logged_in()
    assert outsider.get(admin_url(source, "file")).status_code == 403
    assert AgreementFile.objects.count() == 0

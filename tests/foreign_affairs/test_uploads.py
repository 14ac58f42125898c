"""Papers that are uploaded: what is taken, and who gets them back in which manner."""

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse

from foreign_affairs.admin import uploads
from foreign_affairs.admin.uploads import BEGINNINGS, check_upload
from foreign_affairs.models import Import, Source
from partners.models import Agreement, AgreementFile
from tests.admin_pages import add_row, admin_url, errors, form_data, logged_in
from tests.factories import (
    make_agreement,
    make_agreement_file,
    make_import,
    make_source,
)
from tests.public_pages import fetched

PDF = b"%PDF-1.7\n..."


def archive(*names: str) -> bytes:
    data = BytesIO()
    with ZipFile(data, "w") as zipped:
        for name in names:
            zipped.writestr(name, "x")
    return data.getvalue()


GOOD = {
    ".pdf": PDF,
    ".jpg": b"\xff\xd8\xff\xe0....",
    ".jpeg": b"\xff\xd8\xff\xe1....",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".tif": b"II*\0....",
    ".tiff": b"MM\0*....",
    ".docx": archive("[Content_Types].xml", "word/document.xml"),
    ".xlsx": archive("[Content_Types].xml", "xl/workbook.xml"),
    ".odt": archive("mimetype", "content.xml"),
    ".doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ".xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
}
SCRIPT = b"<html><script>alert(1)</script>"
REFUSED = {
    "page": ("scan.html", SCRIPT),
    "drawing with a script": ("scan.svg", b"<svg onload='alert(1)'/>"),
    "program": ("scan.exe", b"MZ...."),
    "program in disguise": ("scan.pdf", b"MZ...."),
    "page in disguise": ("scan.pdf", SCRIPT),
    "second ending": ("scan.pdf.html", PDF),
    "no ending": ("scan", PDF),
    "hidden": (".pdf", PDF),
    "archive": ("scan.zip", archive("a.txt")),
    "archive in disguise": ("scan.docx", archive("a.txt")),
    "program of a phone": ("scan.xlsx", archive("AndroidManifest.xml", "classes.dex")),
    "Word as Excel": ("scan.xlsx", GOOD[".docx"]),
    "torn archive": ("scan.docx", GOOD[".docx"][:40]),
    "workbook with macros": ("scan.xlsm", GOOD[".xlsx"]),
    "nothing": ("scan.pdf", b""),
}


def test_every_ending_has_an_example() -> None:
    assert list(GOOD) == list(BEGINNINGS)


@pytest.mark.parametrize("ending", GOOD)
def test_papers_are_taken_and_left_at_their_beginning(ending: str) -> None:
    file = SimpleUploadedFile(f"Quyết định 15{ending.upper()}", GOOD[ending], "text/html")
    check_upload(file)
    assert file.read() == GOOD[ending]


@pytest.mark.parametrize("kind", REFUSED)
def test_everything_else_is_refused(kind: str) -> None:
    name, data = REFUSED[kind]
    # What the browser says of the content counts for nothing.
    with pytest.raises(ValidationError):
        check_upload(SimpleUploadedFile(name, data, "application/pdf"))


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Source, Agreement, AgreementFile])
def test_every_form_with_a_paper_checks_it(model: Any) -> None:
    client = logged_in("Administrator")
    file = SimpleUploadedFile("scan.pdf", SCRIPT, "application/pdf")
    if model is Agreement:
        data = add_row(form_data(client, make_agreement()), "files", title="Bản chụp", file=file)
        answer = client.post(admin_url(Agreement.objects.get()), data)
        assert "files-0-file" in errors(answer)
    else:
        answer = client.post(admin_url(model, "add"), {"file": file, "title": "Bản chụp"})
        assert "file" in errors(answer)
    assert not AgreementFile.objects.exists()


@pytest.mark.django_db
def test_size_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_BYTES", 1000)
    check_upload(SimpleUploadedFile("scan.pdf", PDF + b"x" * 900))
    with pytest.raises(ValidationError, match="MB"):
        check_upload(SimpleUploadedFile("scan.pdf", PDF + b"x" * 1000))


# Handing them out


def kept(row: Any, data: bytes = PDF, name: str = "scan.pdf") -> Any:
    row.file.save(name, ContentFile(data))
    return row


def files() -> dict[str, str]:
    """Addresses of private files of every kind."""
    scan = make_agreement_file(agreement=make_agreement(state="published"), is_released=False)
    return {
        "scan": admin_url(kept(scan), "file"),
        "scan by its public address": reverse(
            "partners:agreement_file", args=[scan.agreement.code, scan.code]
        ),
        "source": admin_url(kept(make_source()), "file"),
        "import": admin_url(make_import(), "file"),
    }


@pytest.mark.django_db
def test_private_files_are_handed_out_as_attachments_to_who_may_see_them() -> None:
    client = logged_in("Editor")
    for kind, url in files().items():
        answer = fetched(client, url)
        assert answer.status_code == 200, kind
        assert answer.headers["Content-Disposition"].startswith("attachment; filename"), kind
        assert answer.headers["X-Content-Type-Options"] == "nosniff", kind
        assert "no-store" in answer.headers["Cache-Control"], kind


@pytest.mark.django_db
def test_private_files_are_for_nobody_else() -> None:
    clients = [Client(), logged_in(), logged_in("Editor", is_staff=False)]
    for kind, url in files().items():
        for client in clients:
            answer = fetched(client, url)
            assert answer.status_code in {302, 403, 404}, kind
            assert PDF not in answer.body, kind


@pytest.mark.django_db
def test_no_address_leads_to_the_folder_of_files() -> None:
    scan = kept(make_agreement_file(agreement=make_agreement(state="published")))
    path = scan.file.name
    with pytest.raises(ValueError, match="not accessible via a URL"):
        _address = scan.file.url
    assert not any("media" in str(pattern.pattern) for pattern in get_resolver().url_patterns)
    client = logged_in("Administrator")
    tried = [
        f"/{path}",
        f"/media/{path}",
        f"/static/../media/{path}",
        f"/static/%2e%2e/media/{path}",
        f"/static/..%2f..%2f{Path(settings.MEDIA_ROOT).name}/{path}",
        f"/static//{settings.MEDIA_ROOT}/{path}",
        "/static/../foreign_affairs/settings.py",
        f"/admin/partners/agreementfile/{scan.pk}/file/../../../../../manage.py",
    ]
    for url in tried:
        answer = fetched(client, url)
        assert answer.status_code in {301, 302, 404}, url
        assert PDF not in answer.body, url


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.pdf",
        "..\\..\\x.pdf",
        "%2e%2e%2fx.pdf",
        "a%0d%0aX-Bad: 1.pdf",
        "<b>.pdf",
        "/x.pdf",
        "ẩ" * 60 + ".pdf",
    ],
)
def test_names_of_files_lead_nowhere_and_break_no_header(name: str) -> None:
    client = logged_in("Editor")
    file = SimpleUploadedFile("x.pdf", PDF)
    file._name = name  # type: ignore[attr-defined]
    row = make_source()
    data = form_data(client, row)
    assert client.post(admin_url(row), {**data, "file": file}).status_code == 302
    row.refresh_from_db()
    place = Path(row.file.path).resolve()
    assert place.is_relative_to(Path(settings.MEDIA_ROOT).resolve())
    answer = fetched(client, admin_url(row, "file"))
    head = answer.headers["Content-Disposition"]
    assert "X-Bad" not in answer.headers
    assert not set("\r\n<>/\\") & set(head)


@pytest.mark.django_db
def test_import_goes_back_under_its_name_as_an_attachment() -> None:
    record = make_import()
    Import.objects.filter(pk=record.pk).update(file_name='sổ"\r\nX-Bad: 1 <b>.csv')
    answer = fetched(logged_in("Editor"), admin_url(record, "file"))
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert "X-Bad" not in answer.headers

"""The office's own templates: what is taken and what is refused, and by whom."""

import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document
from jinja2.exceptions import SecurityError

from foreign_affairs.dossiers import word
from foreign_affairs.dossiers.sample import sample_dossier
from foreign_affairs.models import DossierTemplate
from tests.admin_pages import admin_url, errors, logged_in
from tests.factories import make_dossier_template

pytestmark = pytest.mark.django_db

KINDS = DossierTemplate.Kind.values


def docx(*paragraphs: str) -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def package(**parts: bytes) -> bytes:
    """A zip file with these parts beside the two that a Word file must have."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in word.NEEDED_PARTS:
            archive.writestr(name, b"<x/>")
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return written.getvalue()


def upload(client: Client, data: bytes, name: str = "mau.docx", kind: str = "partner") -> Any:
    posted = {"kind": kind, "file": SimpleUploadedFile(name, data), "code": ""}
    return client.post(admin_url(DossierTemplate, "add"), posted)


@pytest.mark.parametrize("kind", KINDS)
def test_shipped_template_can_be_fetched_and_put_back(kind: str) -> None:
    client = logged_in("Administrator")
    address = reverse("admin:foreign_affairs_dossiertemplate_shipped", args=[kind])
    shipped = client.get(address)
    assert shipped["Content-Type"] == word.CONTENT_TYPE
    assert address in client.get(admin_url(DossierTemplate, "add")).content.decode()
    response = upload(client, shipped.content, kind=kind)
    assert response.status_code == 302
    kept = DossierTemplate.objects.get()
    with kept.file.open("rb") as file:
        assert (kept.kind, file.read()) == (kind, shipped.content)


def test_unknown_kind_has_no_shipped_template() -> None:
    address = reverse("admin:foreign_affairs_dossiertemplate_shipped", args=["other"])
    assert logged_in("Administrator").get(address).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_shipped_template_writes_every_section_of_a_dossier(kind: str) -> None:
    dossier = sample_dossier()
    document = Document(BytesIO(word.render(word.shipped_template(kind), dossier)))
    paragraphs: list[Any] = document.paragraphs
    headings = [text.text for text in paragraphs if text.style.name == "Heading 2"]
    titles = [f"{section.title} ({section.total})" for section in dossier.sections]
    assert headings[-len(titles) :] == titles
    assert document.tables[-1].rows[1].cells[1].text.startswith("Tên mẫu & <tên khác> [bản nháp]")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{{ nam }}", "nam"),
        ("{{ section.agreement.rows }}", "agreement"),
        ("{% for row in sections %}", "endfor"),
        ("{% fro row in sections %}", "fro"),
        ("{{ name", "name"),
    ],
)
def test_template_with_a_broken_tag_is_refused_by_name(text: str, named: str) -> None:
    response = upload(logged_in("Administrator"), docx("Hồ sơ", text))
    (problem,) = errors(response)["file"]
    assert named in problem
    assert DossierTemplate.objects.count() == 0


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ name.__init__.__globals__ }}",
        "{{ 'a' * 1000000000 }}",
        "{{ 9 ** 999999 }}",
        "{% for i in range(10) %}{{ i }}{% endfor %}",
        "{% include '/etc/passwd' %}",
        "{{ facts[0].__dict__ }}",
    ],
)
def test_template_that_reaches_out_is_refused(text: str) -> None:
    response = upload(logged_in("Administrator"), docx(text))
    assert len(errors(response)["file"]) == 1
    assert DossierTemplate.objects.count() == 0


@pytest.mark.parametrize(
    "data",
    [
        b"not a zip file",
        package()[:40],
        package(),
        package(**{"word__vbaProject.bin": b"macro"}),
        package(**{"word__evil.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}),
        package(**{"word__bomb.xml": b"0" * (word.MAX_UNPACKED + 1)}),
    ],
    ids=["text", "cut", "empty", "macro", "entities", "bomb"],
)
def test_file_that_is_no_word_template_is_refused(data: bytes) -> None:
    response = upload(logged_in("Administrator"), data)
    assert len(errors(response)["file"]) == 1
    assert DossierTemplate.objects.count() == 0


def test_file_of_another_name_or_size_is_refused() -> None:
    client = logged_in("Administrator")
    assert len(errors(upload(client, docx("a"), "mau.docm"))["file"]) == 1
    large = BytesIO(docx("a"))
    with zipfile.ZipFile(large, "a") as archive:
        archive.writestr("word/media/picture.png", b"\0" * word.MAX_BYTES)
    assert errors(upload(client, large.getvalue()))["file"] == [word.too_large()]


def test_only_one_template_of_a_kind_is_kept() -> None:
    make_dossier_template(kind="country")
    response = upload(logged_in("Administrator"), docx("{{ name }}"), kind="country")
    assert len(errors(response)["kind"]) == 1


@pytest.mark.parametrize("role", ["Viewer", "Editor", "Approver"])
def test_others_read_templates_but_do_not_change_them(role: str) -> None:
    template = make_dossier_template()
    client = logged_in(role)
    assert upload(client, docx("{{ name }}"), kind="country").status_code == 403
    posted = {"kind": "partner", "file": SimpleUploadedFile("mau.docx", docx("{{ name }}"))}
    assert client.post(admin_url(template), posted).status_code == 403
    assert b"".join(client.get(admin_url(template, "file"))) == word.shipped_template("partner")


def test_sandbox_refuses_multiplication() -> None:
    with pytest.raises(SecurityError):
        word.Sandbox().from_string("{{ 2 * 3 }}").render()

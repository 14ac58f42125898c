"""HTML, formulas and templates typed into every text come out as the text that they are."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from lxml import etree
from openpyxl import load_workbook

from foreign_affairs import search
from foreign_affairs.admin.exporting import KINDS
from foreign_affairs.models import Country, Record, Source, User
from foreign_affairs.open_data.data_sets import public_models
from indicators.models import Indicator
from partners.models import Agreement, FriendshipAssociation, Organisation, Partner
from tests import factories as make
from tests.admin_pages import admin_url, form_data, logged_in
from tests.every_address import admin_addresses
from tests.foreign_affairs.test_exporting import choice
from tests.hidden_register import make_a_public_register_full_of_secrets
from tests.planting import kept_models, rows_of, text_fields
from tests.sitemaps import sitemap_paths

pytestmark = pytest.mark.django_db

LONG = "=cmd|'/C calc'!A0\"><img src=x onerror=zz7(1)></script><script>zz7</script><zz7>{{7777*3}}"
SHORT = '"><zz7>'
PRODUCT = "23331"
"""What a template would make of LONG."""


def payload(field: Any) -> str:
    if isinstance(field, models.URLField):
        return f"https://example.org/{SHORT}"
    if isinstance(field, models.EmailField):
        return f"a@example.org{SHORT}"
    return LONG if field.max_length is None or field.max_length >= len(LONG) else SHORT


def inject(row: Any) -> None:
    """Puts something into every text of a row and of its history."""
    for field in text_fields(type(row)):
        setattr(row, field.name, payload(field))
    row.save()


class Judge(HTMLParser):
    """Collects what only planted markup can have made of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.script: dict[str, str | None] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "zz7":
            self.found.append("element")
        for name, value in attrs:
            if name.startswith("on") or (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"<{tag} {name}={value}>")
        self.script = dict(attrs) if tag == "script" else None

    def handle_endtag(self, tag: str) -> None:
        self.script = None

    def handle_data(self, data: str) -> None:
        if self.script is None or not data.strip():
            return
        if self.script.get("type") not in ("application/json", "application/ld+json"):
            self.found.append(f"script: {data[:40]}")
            return
        try:
            json.loads(data)
        except ValueError:
            self.found.append("data that was closed before its end")


def wrong_in(response: Any) -> list[str]:
    """What is wrong with an answer, by its kind."""
    body = response.getvalue() if response.streaming else response.content
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    if kind == "text/html":
        judge = Judge()
        judge.feed(body.decode())
        judge.close()
        return [*judge.found, *(["a template ran"] if PRODUCT.encode() in body else [])]
    if kind.endswith("xml") and "openxml" not in kind:
        tags = {etree.QName(one).localname for one in etree.fromstring(body).iter(etree.Element)}
        return ["element"] if "zz7" in tags else []
    if kind == "text/csv":
        return formulas_in(body.decode("utf-8-sig"))
    if kind.endswith("spreadsheetml.sheet"):
        sheets = load_workbook(io.BytesIO(body)).worksheets
        cells = (cell for sheet in sheets for row in sheet.iter_rows() for cell in row)
        return [f"formula in {one.coordinate}" for one in cells if one.data_type == "f"]
    if kind.endswith("wordprocessingml.document"):
        with ZipFile(io.BytesIO(body)) as archive:
            text = archive.read("word/document.xml")
        tags = {etree.QName(one).localname for one in etree.fromstring(text).iter(etree.Element)}
        marks = {"zz7", "instrText", "script", "img"} & tags
        return [*marks, *(["a template ran"] if PRODUCT.encode() in text else [])]
    return []


def formulas_in(text: str) -> list[str]:
    delimiter = ";" if text.partition("\n")[0].count(";") else ","
    cells = (cell for row in csv.reader(io.StringIO(text), delimiter=delimiter) for cell in row)
    return [cell[:30] for cell in cells if re.match(r"\s*[=@+]|\s*-(?![\d.,]+$)", cell)]


def wrong_at(client: Client, addresses: list[str]) -> dict[str, list[str]]:
    """The addresses with something wrong; each is there."""
    found: dict[str, list[str]] = {}
    for address in addresses:
        response: Any = client.get(address)
        assert response.status_code < 500, address
        if wrong := wrong_in(response):
            found[address] = wrong
    return found


def test_judge_knows_markup_that_is_not_escaped() -> None:
    for markup in (LONG, f'<a href="{LONG}">', f"<script>{LONG}</script>", "<a href=javascript:x>"):
        judge = Judge()
        judge.feed(f"<p>{markup}</p>")
        assert judge.found, markup
    data = json.dumps([LONG])
    judge = Judge()
    judge.feed(f'<script type="application/ld+json">{data}</script>')
    assert judge.found
    assert len(formulas_in(f'a,"=1+1",-5,-2+3,"{SHORT}","@x","\t=1"\n')) == 4


def test_public_pages_and_files_show_markup_as_text(client: Client) -> None:
    make_a_public_register_full_of_secrets("published")
    make.make_owner()
    for row in rows_of(kept_models()):
        inject(row)
    search.rebuild()
    paths = [path for path in sitemap_paths(client) if path.startswith("/vi/")]
    sets = [f"/vi/data/{name}.{end}" for name in public_models() for end in ("csv", "xlsx")]
    partner = Partner.objects.public().first()
    assert partner is not None
    typed = quote(LONG)
    others = [
        "/vi/feed.atom",
        f"/vi/partners/{partner.code}/feed.atom",
        "/vi/partners/download.csv?for=excel",
        f"/vi/search/?q={typed}",
        f"/vi/search/?q={typed}&page={typed}",
        f"/vi/partners/?q={typed}&kind={typed}&sort={typed}&page={typed}",
        f"/vi/compare/?partner={typed}",
        f"/vi/{typed}/",
        f"/vi/partners/{typed}/",
        f"/vi/calendar/{typed}/",
    ]
    shown = client.get(f"/vi/partners/{partner.code}/").content.decode()
    assert "&lt;img src=x" in shown
    assert 'type="application/ld+json"' in shown
    assert wrong_at(client, [*paths, *sets, *others]) == {}
    assert len(sets) > 40


LOOKED_AT = re.compile(
    r"/(change|history|history/\d+|delete|dossier|merge|export|refused|undo)?/?$|\.docx$"
)


def test_staff_pages_show_markup_as_text() -> None:
    client = logged_in("Administrator")
    addresses = [one for one in admin_addresses() if LOOKED_AT.search(one)]
    for row in rows_of(kept_models()):
        inject(row)
    User.objects.update(first_name=SHORT, last_name=LONG, email=f"a@b.vn{SHORT}")
    for model in kept_models():
        if issubclass(model, Record):
            model.objects.update(officer=User.objects.first())
    search.rebuild()
    addresses += [f"/admin/search/?q={quote(SHORT)}", f"{admin_url(Partner)}?q={quote(LONG)}"]
    addresses += [f"/admin/nowhere/{quote(LONG)}/"]
    shown = client.get(admin_url(Partner)).content.decode()
    assert "&lt;img src=x" in shown
    assert len(addresses) > 200
    assert wrong_at(client, addresses) == {}


@pytest.mark.parametrize("model", [Partner, FriendshipAssociation, Country])
def test_dossier_shows_markup_as_text(model: Any) -> None:
    make_a_public_register_full_of_secrets("published")
    for row in rows_of(kept_models()):
        inject(row)
    client = logged_in("Approver")
    for row in model.objects.all()[:2]:
        pages = [admin_url(row, "dossier"), f"{admin_url(row, 'dossier').rstrip('/')}.docx"]
        assert [client.get(page).status_code for page in pages] == [200, 200]
        assert wrong_at(client, pages) == {}


def test_preview_of_an_import_shows_markup_as_text() -> None:
    client = logged_in("Editor")
    code = make.make_country().code
    rows = io.StringIO()
    table = csv.writer(rows)
    table.writerow(["name_vi", "kind", "country", LONG])
    table.writerow([LONG, "province", code, LONG])
    table.writerow([LONG, LONG, LONG, LONG])
    file = SimpleUploadedFile(f"{SHORT}.csv", rows.getvalue().encode())
    response: Any = client.post(admin_url(Partner, "import"), {"import_file": file}, follow=True)
    assert "&lt;img src=x" in response.content.decode()
    assert wrong_in(response) == []
    written = io.StringIO(
        f'name_vi,kind,country\n"{LONG.replace(chr(34), chr(34) * 2)}",city,{code}\n'
    )
    file = SimpleUploadedFile(f"{SHORT}.csv", written.getvalue().encode())
    response = client.post(admin_url(Partner, "import"), {"import_file": file}, follow=True)
    assert "&lt;img src=x" in response.content.decode()
    assert wrong_in(response) == []


def test_conflict_and_preview_of_an_action_show_markup_as_text() -> None:
    first, second = logged_in("Editor", last_name=LONG), logged_in("Editor")
    partner = make.make_partner(state="draft", name_vi=LONG)
    left, right = form_data(first, partner), form_data(second, partner)
    first.post(admin_url(partner), {**left, "name_vi": f"{LONG}1"})
    response: Any = second.post(admin_url(partner), {**right, "name_vi": f"{LONG}2"})
    assert "choices" in response.context
    assert wrong_in(response) == []
    posted = {"action": "mark_checked", "_selected_action": [partner.pk]}
    response = first.post(admin_url(Partner), posted)
    assert "&lt;img src=x" in response.content.decode()
    assert wrong_in(response) == []


@pytest.mark.parametrize("model", [Partner, Agreement, Indicator, Source])
def test_export_of_staff_has_no_formula(model: Any) -> None:
    client, url = logged_in("Administrator"), admin_url(model, "export")
    inject(make.MAKERS[model]())
    page: Any = client.get(url)
    assert set(KINDS) >= {"csv", "xlsx"}
    for kind in KINDS:
        for language in ("vi", "programs"):
            posted = {**choice(page), "kind": kind, "language": language}
            answer: Any = client.post(url, posted)
            assert answer["Content-Disposition"].startswith("attachment")
            assert wrong_in(answer) == []


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//evil.example",
        'https://a.example/"onmouseover="x',
    ],
)
def test_links_are_web_addresses(address: str) -> None:
    client = logged_in("Editor")
    for row, field in (
        (make.make_partner(state="draft"), "website"),
        (make.make_organisation(state="draft"), "website"),
        (make.make_source(state="draft"), "url"),
    ):
        data = form_data(client, row, **{field: address})
        client.post(admin_url(row), data)
        stored = type(row).objects.values_list(field, flat=True).get(pk=row.pk)
        assert stored in ("", None) or "example" in stored
        assert not re.match(r"(?i)(javascript|data|vbscript):|//", stored or "")
    with pytest.raises(ValidationError):
        Partner(website="javascript:alert(1)").clean_fields()
    assert Organisation.objects.exclude(website="").count() <= 1

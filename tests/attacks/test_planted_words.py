"""A word that nothing else has stands in every hidden place, and no public byte has one of them."""

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit
from zipfile import ZipFile, is_zipfile

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLResolver, get_resolver

from events.models import Delegation
from foreign_affairs import search
from foreign_affairs.models import (
    CooperationField,
    Country,
    CountryName,
    FormerCode,
    Owner,
    ProposedChange,
    Record,
    Source,
)
from foreign_affairs.models.codes import keep_former_code
from foreign_affairs.views.base import RecordListView
from partners.models import Agreement, AgreementFile, Contact, Organisation, Partner
from tests import factories as make
from tests.admin_pages import admin_url, logged_in
from tests.hidden_register import HIDDEN_STATES, make_a_public_register_full_of_secrets
from tests.planting import Words, kept_models, plant, rows_of, staff_only, text_fields
from tests.sitemaps import sitemap_parts, sitemap_paths

pytestmark = pytest.mark.django_db

CODE_LISTS = (Country, CountryName, CooperationField, Owner)
UNKNOWN = "zqx99999"
"""Looks like a planted word and stands nowhere."""


def is_shown(row: Any) -> bool:
    """Whether the public may read the row at all."""
    if isinstance(row, CODE_LISTS):
        return True
    rows = type(row)._default_manager
    return hasattr(rows, "public") and rows.public().filter(pk=row.pk).exists()


def plant_everywhere() -> Words:
    """A register whose every hidden text is a word of its own."""
    words = Words()
    make_a_public_register_full_of_secrets(*HIDDEN_STATES)
    make.make_owner()
    partner = Partner.objects.public().get()
    agreement = Agreement.objects.public().first()
    assert agreement is not None
    plant_files(words, agreement)
    plant_staff(words, partner)
    plant_codes(words)
    plant_past(words, partner)
    for row in rows_of(kept_models()):
        fields = text_fields(type(row))
        names = staff_only(type(row)) if is_shown(row) else {field.name for field in fields}
        plant(row, words, names)
    Delegation.objects.update(cost_vnd=918273645)
    words.places["918273645"] = "Delegation.cost_vnd"
    search.rebuild()
    return words


def plant_files(words: Words, agreement: Agreement) -> None:
    """Scans that are not released, and one that is, of an agreement that is not public."""
    secret = Agreement.objects.exclude(state="published").first()
    for of, is_released in ((agreement, False), (secret, True)):
        name, inside = words.new("name of a scan"), words.new("content of a scan")
        scan = ContentFile(b"%PDF-1.4 " + inside.encode(), name=f"{name}.pdf")
        make.make_agreement_file(agreement=of, file=scan, is_released=is_released)


def plant_staff(words: Words, partner: Partner) -> None:
    """People, what they propose, and what they have imported."""
    names = ("username", "first_name", "last_name")
    given: dict[str, Any] = {name: words.new(f"User.{name}") for name in names}
    user = make.make_user("Editor", email=f"{words.new('User.email')}@example.org", **given)
    make.make_proposed_change(record=partner, author=user, name_en=words.new("proposed name"))
    ProposedChange.objects.update(reason=words.new("ProposedChange.reason"))
    made = make.make_import(author=user)
    type(made).objects.update(file_name=f"{words.new('Import.file_name')}.csv")
    for model in kept_models():
        model.objects.update(created_by=user, changed_by=user)
        if issubclass(model, Record):
            model.objects.update(officer=user)


def plant_codes(words: Words) -> None:
    """Codes of what is hidden, and those that they had before."""
    for row in rows_of(kept_models()):
        if is_shown(row):
            continue
        type(row).objects.filter(pk=row.pk).update(code=words.new(f"{row._meta.label}.code"))
        if isinstance(row, Record):
            row.refresh_from_db()
            keep_former_code(row, words.new(f"former code of {row._meta.label}"))


def plant_past(words: Words, partner: Partner) -> None:
    """What a public record said before it was put right."""
    name, summary = partner.name_vi, partner.summary_vi
    partner.name_vi, partner.summary_vi = words.new("earlier name"), words.new("earlier summary")
    partner.save()
    partner.name_vi, partner.summary_vi = name, summary
    partner.save()


def bytes_of(response: Any) -> bytes:
    """All that goes over the wire, and all that is packed in it."""
    body = response.getvalue() if response.streaming else response.content
    head = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    parts = [head.encode(), body]
    if is_zipfile(BytesIO(body)):
        with ZipFile(BytesIO(body)) as archive:
            parts += [archive.read(name) for name in archive.namelist()]
    return b"\n".join(parts)


ADDRESS = re.compile(
    r'(?:href|src|action|content)="([^"]+)"'
    r'|"(?:url|\w+_url|href)": "([^"]+)"'
    r"|<loc>([^<]+)|<(?:id|uri)>([^<]+)"
)


def addresses_in(text: str, base: str) -> Iterator[str]:
    """The addresses of this site that a page, a feed or JSON names."""
    for found in ADDRESS.finditer(text):
        address = urljoin(base, unescape(next(filter(None, found.groups()))))
        parts = urlsplit(address)
        if parts.scheme == "http" and parts.netloc == "testserver":
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def shape(address: str) -> str:
    """The same for addresses that differ only in what a list is narrowed by: one tells of all."""
    path, _mark, query = address.partition("?")
    if not query:
        return path
    names = sorted({part.partition("=")[0] for part in query.split("&")})
    return f"{path}?{'&'.join(names)}"


def crawl(client: Client, words: Words) -> tuple[dict[str, int], list[str]]:
    """Every address of the sitemap and of each shape that these pages name: status, and what is
    told there. Style sheets are the same whatever the register has.
    """
    seen: dict[str, int] = {}
    told: list[str] = []

    def read(address: str) -> list[str]:
        response: Any = client.get(address)
        seen[address] = response.status_code
        data = bytes_of(response)
        told.extend(f"{address}: {place}" for place in words.found_in(data))
        kind = response.headers.get("Content-Type", "")
        is_text = kind.startswith(("text/html", "application/json", "application/atom"))
        base = f"http://testserver{address}"
        return list(addresses_in(data.decode(errors="ignore"), base)) if is_text else []

    first = [*sitemap_parts(client), *sitemap_paths(client)]
    named = [found for address in first for found in read(address)]
    for address in {shape(address): address for address in named}.values():
        if address not in seen and not address.startswith(("/static/", "/admin/")):
            read(address)
    return seen, told


def list_views() -> dict[str, type[RecordListView]]:
    """The lists of records by their path below the language."""
    found = {}
    for resolver in get_resolver().url_patterns:
        if not isinstance(resolver, URLResolver):
            continue
        for include in resolver.url_patterns:
            for pattern in getattr(include, "url_patterns", []):
                view = getattr(pattern.callback, "view_class", None)
                path = str(pattern.pattern)
                if view and issubclass(view, RecordListView) and path.endswith("/"):
                    found[path] = view
    return found


def test_words_stand_in_what_staff_alone_may_read() -> None:
    assert {"editor_note", "return_note"} == staff_only(Partner)
    assert {"editor_note", "return_note", "funding"} == staff_only(Delegation)
    names = {field.name for field in text_fields(Contact)}
    assert {"person", "office", "phone", "email", "languages", "note"} == names


def test_no_public_byte_has_a_planted_word(client: Client) -> None:
    words = plant_everywhere()
    assert len(words.places) > 300
    hidden = Partner.objects.exclude(state="published").first()
    assert hidden is not None
    staff = logged_in("Viewer").get(admin_url(hidden)).content
    assert len(words.found_in(staff)) > 5
    seen, told = crawl(client, words)
    for address in (
        "/",
        "/robots.txt",
        "/healthz",
        "/sitemap.xml",
        "/vi/data/schema.json",
        "/vi/partners/?page=2",
        "/vi/partners/?page=last",
        "/vi/search/?q=a&page=9999",
        "/vi/partners/?page=x",
        "/vi/partners/?sort=editor_note",
        "/vi/partners/?kind=x",
        "/vi/compare/?partner=x",
    ):
        response: Any = client.get(address)
        seen[address] = response.status_code
        told += [f"{address}: {place}" for place in words.found_in(bytes_of(response))]
    assert told == []
    endings = {address.partition("?")[0].rpartition(".")[2] for address in seen}
    assert {"csv", "xlsx", "json", "zip", "atom", "ics", "png"} <= endings
    assert [address for address, status in seen.items() if status >= 500] == []


def test_hidden_codes_lead_to_the_same_answer_as_codes_that_nobody_has(client: Client) -> None:
    plant_everywhere()
    prefixes = {view.model: path for path, view in list_views().items()}
    codes = [
        (prefixes[type(row)], word)
        for row in rows_of(list(prefixes))
        if not is_shown(row)
        for word in (row.code, *former_codes(row))
    ]
    assert len(codes) > 30
    unknown: dict[str, Any] = {}
    told = []
    for prefix, code in codes:
        for ending in ("/", ".json"):
            address = f"/vi/{prefix}%s{ending}"
            if address not in unknown:
                unknown[address] = answer(client, address % UNKNOWN, UNKNOWN)
            if answer(client, address % code, code) != unknown[address]:
                told.append(address % code)
    assert told == []
    assert {status for status, _body in unknown.values()} == {404}
    hidden_partners = Partner.objects.exclude(pk__in=Partner.objects.public())
    for partner in hidden_partners:
        for address in (
            f"/vi/partners/{partner.code}/feed.atom",
            f"/vi/partners/{partner.code}/picture.png",
            f"/vi/calendar/partners/{partner.code}.ics",
        ):
            assert client.get(address).status_code == 404, address
    for scan in AgreementFile.objects.all():
        address = f"/vi/agreements/{scan.agreement.code}/files/{scan.code}/"
        assert client.get(address).status_code == 404
    assert AgreementFile.objects.count() > 2


def former_codes(row: Any) -> list[str]:
    found = FormerCode.objects.of_model(type(row)).filter(object_id=row.pk)
    return list(found.values_list("code", flat=True))


def answer(client: Client, address: str, word: str) -> tuple[int, bytes]:
    """Status and body, with the word that was asked for taken out of it."""
    response: Any = client.get(address)
    body = response.getvalue() if response.streaming else response.content
    return response.status_code, body.replace(word.encode(), b"-")


def test_filters_by_hidden_codes_tell_nothing(client: Client) -> None:
    plant_everywhere()
    hidden = [row.code for row in rows_of([Partner, Agreement]) if not is_shown(row)]
    hidden += [row.code for row in rows_of([Source, Organisation]) if not is_shown(row)]
    told = []
    for path, view in list_views().items():
        for name in view.filterset_class.base_filters:
            if name == "q":
                continue
            address = f"/vi/{path.rstrip('/')}.json?{name}="
            unknown = answer(client, address + UNKNOWN, UNKNOWN)
            for code in (hidden[0], hidden[-1]):
                if answer(client, address + code, code) != unknown:
                    told.append(address + code)
    assert told == []


def test_search_finds_a_planted_word_as_little_as_one_that_stands_nowhere(client: Client) -> None:
    words = plant_everywhere()
    # Every word that the index could have is asked for at one place, some of them at all.
    kinds = {place: word for word, place in words.places.items()}
    told = []
    for address, asked in (
        ("/vi/search/suggestions/?q=", list(kinds.values())),
        ("/vi/partners.json?q=", list(kinds.values())[::20]),
        ("/en/search/?q=", list(kinds.values())[::40]),
    ):
        unknown = answer(client, address + UNKNOWN, UNKNOWN)
        assert unknown[0] == 200
        for word in asked:
            if answer(client, address + word, word) != unknown:
                told.append(f"{address} {words.places[word]}")
    assert told == []

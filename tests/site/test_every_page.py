"""What must be true of every page in the sitemap: light, titled, valid, without a dead link."""

import gzip
import json
import re
import shutil
import subprocess
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urldefrag

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from foreign_affairs.static_storage import Minifier
from tests.site.conftest import Site
from tests.sitemaps import HOST

# What a page says is the same on both databases; in a browser it is read on the other one, too.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

TITLE = re.compile(r'<meta property="og:title" content="[^"]')
WEIGHT_BUDGET = 100_000
"""Bytes of a page on its way, with its style and type, without pictures."""

FACES = "foreign_affairs/vendor/be-vietnam-pro"

LINK = re.compile(r'\s(?:href|src)="([^"]*)"')
PLACE = re.compile(r'\sid="([^"]+)"')

RULES = Path(__file__).parent / "html-validate" / "rules.json"
CHECKER = settings.BASE_DIR / ".venv" / "html-validate" / "node_modules" / ".bin" / "html-validate"


def packed(content: bytes) -> int:
    """How many bytes of it a server sends."""
    return len(gzip.compress(content, 6))


def content_of(name: str) -> bytes:
    return Path(str(finders.find(name))).read_bytes()


@cache
def weight_of_style(sheets: tuple[str, ...]) -> int:
    """The bytes of the style of a page as a server sends it, packed into one file."""
    return packed(Minifier(False).compress_css(b"".join(map(content_of, sheets)).decode()).encode())


def weight_of_type() -> int:
    """The bytes of the faces that every Vietnamese page needs."""
    return sum(
        len(content_of(f"{FACES}/be-vietnam-pro-{script}-{weight}-normal.woff2"))
        for script in ("latin", "vietnamese")
        for weight in (400, 600)
    )


def weight_of(page: str) -> int:
    sheets = tuple(re.findall(r'<link rel="stylesheet" href="/static/([^"]+)">', page))
    assert len(sheets) > 10
    return packed(page.encode()) + weight_of_style(sheets) + weight_of_type()


def test_pages_are_many_and_light(site: Site) -> None:
    assert len(site) > 1000
    weights = {path: weight_of(page) for path, page in site.items()}
    assert {path: weight for path, weight in weights.items() if weight > WEIGHT_BUDGET} == {}


def test_every_page_has_a_title_for_who_shows_a_link_to_it(site: Site) -> None:
    assert [path for path, page in site.items() if not TITLE.search(page)] == []


def kind_of(address: str) -> str:
    """The address with the names of what it asks for, without the values."""
    path, _mark, query = address.partition("?")
    return "?".join((path, *sorted(name for name, _value in parse_qsl(query))))


def test_no_link_is_dead(site: Site, client: Client) -> None:
    """Every address on our pages opens, and has the place on the page that the link names.

    Of addresses that differ in the values of filters only, one is asked for.
    """
    places = {path: set(PLACE.findall(page)) for path, page in site.items()}
    known = dict.fromkeys(site, 200)
    dead = []
    for path, page in site.items():
        for link in dict.fromkeys(LINK.findall(page)):
            address, place = urldefrag(unescape(link).removeprefix(HOST))
            if re.match(r"[a-z]+:", address):
                continue  # another host, mail, telephone
            if address.startswith("/static/"):
                is_there = finders.find(address.removeprefix("/static/")) is not None
                known.setdefault(address, 200 if is_there else 404)
            elif address.startswith("?"):
                address = path + address
            address = address or path
            kind = kind_of(address)
            if kind not in known:
                response = client.get(address)
                known[kind] = response.status_code
                response.close()
            if known[kind] not in {200, 302}:
                dead.append(f"{path}: {link} answers {known[kind]}")
            elif place and address in places and place not in places[address]:
                dead.append(f"{path}: {link} names no place there")
    assert "\n".join(dead) == ""


def test_pages_are_valid_html(site: Site, tmp_path: Path) -> None:
    if not CHECKER.exists():
        pytest.skip("html-validate is not installed: npm (Debian: npm) is not on this machine")
    names = {f"{number}.html": path for number, path in enumerate(site)}
    for name, path in names.items():
        (tmp_path / name).write_text(site[path], encoding="utf-8")
    shutil.copy(RULES, tmp_path / ".htmlvalidate.json")
    command = [str(CHECKER), "--formatter", "json", "*.html"]
    done = subprocess.run(command, cwd=tmp_path, stdout=subprocess.PIPE, check=False)
    checked: list[dict[str, Any]] = json.loads(done.stdout)
    wrong = [
        f"{names[Path(page['filePath']).name]}:{said['line']}: {said['message']}"
        for page in checked
        for said in page["messages"]
    ]
    assert "\n".join(wrong) == ""

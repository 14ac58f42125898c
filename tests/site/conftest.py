"""Every public page of the shipped register, fetched once for the tests of a module."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.sitemaps import sitemap_paths

Site = dict[str, str]
"""The HTML of each page in the sitemap, by its path."""


def fetch_site() -> Site:
    client = Client()
    pages: Site = {}
    for path in sitemap_paths(client):
        response = client.get(path)
        assert (path, response.status_code) == (path, 200)
        pages[path] = response.content.decode()
    return pages


@pytest.fixture(scope="module")
def site(shipped_register: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    with django_db_blocker.unblock():
        yield fetch_site()

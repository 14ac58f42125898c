"""The sitemap as a search engine reads it."""

from collections.abc import Iterator
from xml.etree import ElementTree

from django.test import Client

HOST = "http://testserver"
SPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def sitemap_entries(client: Client) -> Iterator[tuple[str, ElementTree.Element]]:
    """Each page of all parts of the sitemap: its path and what is said of it."""
    for part in sitemap_parts(client):
        for entry in read(client, part).iterfind("s:url", SPACES):
            yield path_of(entry), entry


def sitemap_parts(client: Client) -> list[str]:
    """The paths of the parts that the sitemap names."""
    index = read(client, "/sitemap.xml")
    return [path_of(part) for part in index.iterfind("s:sitemap", SPACES)]


def sitemap_paths(client: Client) -> list[str]:
    return [path for path, _ in sitemap_entries(client)]


def path_of(element: ElementTree.Element) -> str:
    return element.findtext("s:loc", "", SPACES).removeprefix(HOST)


def read(client: Client, path: str) -> ElementTree.Element:
    response = client.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/xml")
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own

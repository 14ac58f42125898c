"""XML of strangers: no entities, no document types, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

from foreign_affairs.records.reading.errors import DAMAGED, Unreadable

_SAFE = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def parse(file: IO[bytes]) -> Any:
    """The root element of a whole document; MemoryError for one that does not fit."""
    try:
        root = etree.parse(file, etree.XMLParser(**_SAFE)).getroot()
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise
    refuse_document_type(root)
    return root


def elements(file: IO[bytes], *names: str) -> Iterator[tuple[str, Any]]:
    """The starts and ends of elements with these names, of whatever namespace, as they come.

    What has ended is emptied when the next one is asked for, so that memory stays flat.
    """
    is_first = True
    for event, element in etree.iterparse(
        file, events=("start", "end"), tag=[f"{{*}}{name}" for name in names], **_SAFE
    ):
        if is_first:
            refuse_document_type(element)
            is_first = False
        yield event, element
        if event == "end":
            element.clear()


def refuse_document_type(element: Any) -> None:
    """No office program writes one; it is there to define entities that grow or read files."""
    if element.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(DAMAGED)


def local(element: Any) -> str:
    """The name of an element without its namespace."""
    return str(etree.QName(element).localname)


def attribute(element: Any, name: str, default: str = "") -> str:
    """An attribute by its name without namespace."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return default


def number(element: Any, name: str, default: int = 1) -> int:
    """A small whole number in an attribute; `default` where there is none that can be read."""
    value = attribute(element, name)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else default

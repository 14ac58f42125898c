"""Which pages differ for axe: those with other elements, not those with other texts."""

from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "link", "meta"}
"""Elements without an end."""

Way = tuple[str, ...]
"""From the root to an element, each step with its classes, role, language and attributes."""


class Structure(HTMLParser):
    """Gathers the ways to all elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.way: list[str] = []
        self.ways: set[Way] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value if name in {"class", "role", "lang"} else "" for name, value in attrs}
        self.way.append(f"{tag} {sorted(said.items())}")
        self.ways.add(tuple(self.way))
        if tag in VOID:
            self.way.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.way:
            self.way.pop()


def one_of_each(site: dict[str, str]) -> list[str]:
    """The paths of pages with a way that no page before them has, the richest pages first."""
    structures = {}
    for path, page in site.items():
        parser = Structure()
        parser.feed(page)
        structures[path] = parser.ways
    seen: set[Way] = set()
    chosen = []
    for path in sorted(structures, key=lambda path: -len(structures[path])):
        if not structures[path] <= seen:
            seen |= structures[path]
            chosen.append(path)
    return chosen

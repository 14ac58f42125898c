"""One structure from which the page, the print and the Word document of a dossier are made.

All texts are ready to be read: dates, numbers and statuses are in words already.
"""

from dataclasses import dataclass, field
from datetime import date

from foreign_affairs.dates import format_day

SECTION_KEYS = (
    "partners",
    "members",
    "ties",
    "agreements",
    "activities",
    "commitments",
    "people",
    "contacts",
    "figures",
    "recognitions",
    "orientations",
    "associations",
    "organisations",
    "notes",
    "corrections",
    "names",
    "sources",
)
"""Every section a dossier may have; a template of the office's can name each of them."""


@dataclass(frozen=True)
class Row:
    """One line: when, what (with what is to be said of it), and how it stands.

    `state` is said only of what is not published; `parts` are lines below this one.
    """

    name: str
    when: str = ""
    url: str = ""
    status: str = ""
    tone: str = ""
    state: str = ""
    state_code: str = ""
    details: tuple[str, ...] = ()
    parts: tuple["Row", ...] = ()

    @property
    def line(self) -> str:
        """All of it but details and parts in one line of text."""
        said = f"{self.when}: {self.name}" if self.when else self.name
        if self.status:
            said = f"{said} – {self.status}"
        return f"{said} [{self.state}]" if self.state else said


@dataclass(frozen=True)
class Group:
    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    groups: tuple[Group, ...] = ()
    columns: tuple[str, str, str] = ("", "", "")
    total: str = ""
    """What the rows add up to, where that is not their number."""

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for group in self.groups for row in group.rows)


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    url: str = ""


@dataclass(frozen=True)
class Dossier:
    kind: str
    code: str
    name: str
    subtitle: str
    printed_on: date
    facts: tuple[Fact, ...] = ()
    gaps: tuple[str, ...] = ()
    glance: tuple[Group, ...] = ()
    sections: tuple[Section, ...] = ()
    owner: str = ""
    data_up_to: str = ""
    state: str = ""
    state_code: str = ""
    section: dict[str, Section] = field(init=False)
    """The sections by key; one that has nothing is there too, empty."""

    def __post_init__(self) -> None:
        known = {section.key: section for section in self.sections}
        every = {key: known.get(key, Section(key, "")) for key in SECTION_KEYS}
        object.__setattr__(self, "section", every)

    @property
    def printed_on_in_words(self) -> str:
        return format_day(self.printed_on, "vi")

    def file_name(self) -> str:
        return f"ho-so-{self.code}-{self.printed_on.isoformat()}.docx"

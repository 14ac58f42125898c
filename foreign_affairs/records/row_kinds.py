"""What each row below the header is: a record, or something that a table for people has besides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from unicodedata import normalize

from foreign_affairs.records.headers import Header, is_column_numbers, texts_of
from foreign_affairs.records.reading.cells import Covered, Exact
from foreign_affairs.records.tables import PassedOver, PassedRow
from foreign_affairs.text import clean_text, fold, strip_marks

MOST_PASSED: Final = 10_000
"""So many rows of one sheet are recognised; where there are more, all others are records."""
MOST_LEVELS: Final = 4
LONGEST_SHOWN: Final = 300

_TOTAL = re.compile(
    r"(?:tong cong|cong tong|tong so|tong|cong|toan bo|grand total|subtotal|total|sum)"
    r"(?: (?:chung|so|cong|doan|ra|vao|luot|nguoi|khach|va|[ivx]+|[a-z]|\d+|\(.*\)"
    r"|(?:thang|quy|nam|muc|nhom|phan|trang|dot) \S+))*"
)
_INITIALS = "TtCcSsGg"
_TOTAL_IN_WORDS = re.compile(r"(?:(?:tong cong|tong so)\b|cong ?:).*\d")
_AMOUNT = re.compile(
    r"[\s\d.,/%()+-]*(?:(?:doan|nguoi|luot|khach|ngay|usd|dong|ty|trieu)[\s\d.,/%()+-]*)*", re.ASCII
)
_REMARK = re.compile(
    r"(?:ghi chu|chu thich|luu y|nguon|nguon so lieu|notes?|source)\s*:.*|\(?\*+\)?.*", re.DOTALL
)
_SIGNATURE = re.compile(
    r"(?:nguoi|can bo|chuyen vien) (?:lap|tong hop)\b.*|lap bieu|noi nhan\b.*"
    r"|\(?(?:da )?ky(?: ten)?\)?|(?:tm|kt|tl|tuq)\. .{0,60}"
    r"|(?:(?:pho )?(?:giam doc|truong phong|chanh van phong|chu tich|truong ban)|thu truong)"
    r"(?: (?:so|co quan|don vi|phong|ban) ?.{0,40})?"
    r"|.{0,60}, ngay [\d.… ]*thang [\d.… ]*nam [\d.… ]*"
)
_ENUMERATOR = re.compile(
    r"(?P<roman>[IVXL]{1,6})(?:[.)/:–-]|\s)\s*(?=\S)|(?P<letter>[A-ZĐ])[.)/:–-]\s*(?=\S)"
    r"|(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})[.)/]\s*(?=\D)"
)
_BARE_ENUMERATOR = re.compile(r"(?P<roman>[IVXL]{1,6})[.)]?|(?P<letter>[A-ZĐ])[.)]?")
_PERIOD = re.compile(r"(?:thang|quy|nam|tuan|dot|giai doan|6 thang|ky) (?:[\divx]|dau|cuoi)")
_CHAPTER = re.compile(r"(?:phan|muc|nhom|khu vuc|chau)\b")


@dataclass
class Section:
    """A table of a sheet: its header, and the columns without one that have cells."""

    header: Header
    unnamed: set[int] = field(default_factory=set)


@dataclass
class Plan:
    """What pass one has found out about the rows of a sheet, by their numbers.

    sections: mostly one; a new one begins where another header stands below the first table.
    groups: where a group begins, its level (0 is the outermost) and its text.
    """

    sections: list[Section] = field(default_factory=list)
    passed: list[PassedRow] = field(default_factory=list)
    groups: dict[int, tuple[int, str]] = field(default_factory=dict)
    skipped: set[int] = field(default_factory=set)
    count: int = 0

    @property
    def levels(self) -> int:
        return max((level + 1 for level, _text in self.groups.values()), default=0)


class Sorter:
    """Sorts the rows below a header, one after the other; `finish` gives the plan.

    In a plain table all rows are records. Where it `is_delimited`, a cell beyond the header is a
    mistake and no column without a name.
    """

    def __init__(
        self, header: Header, sheet: str, *, is_delimited: bool = False, is_plain: bool = False
    ) -> None:
        self.plan = Plan()
        self.sheet = sheet
        self.is_delimited = is_delimited
        self.is_plain = is_plain
        self.levels: list[str] = []
        self.waiting: list[tuple[int, Sequence[str], PassedOver | None]] = []
        """Rows that are none of the table's, or after whose like a table ends: a record decides."""
        self.is_ending = False
        self.begin(header)

    def begin(self, header: Header) -> None:
        """Goes on with the rows below another header."""
        self.header = header
        self.plan.sections.append(Section(header))
        self.counter = header.row_number_column
        self.columns = [column for column, name in enumerate(header.names) if name]
        self.openings = {text for line in header.lines for text in line}
        self.openings |= {"STT", "TT", "1", "(1)", "A", "(A)"}
        self.is_wide = len(self.columns) > 2
        self.enough = max(3, len(self.columns) // 2)
        self.is_ending = False

    def may_be_header(self, cells: Sequence[str]) -> bool:
        """Whether the row begins like the header, but is not the same again; a quick look."""
        first = next((cell for cell in cells if cell and not cell.isspace()), "")
        return (
            not self.is_plain
            and first.strip() in self.openings
            and texts_of(cells) not in self.header.lines
        )

    def add(self, number: int, cells: Sequence[str]) -> None:
        if self.is_ordinary(cells):
            self.add_record(cells)
            return
        texts = texts_of(cells)
        if not texts:
            return
        is_open = not self.is_plain and len(self.plan.passed) + len(self.waiting) < MOST_PASSED
        kind = self.kind_of(cells, texts) if is_open else None
        is_thin = len(texts) < self.enough and not self.is_counted(cells)
        if kind is not None or (is_open and self.is_ending and is_thin):
            self.waiting.append((number, cells, kind))
            self.is_ending |= kind is PassedOver.NOTE
        else:
            self.settle()
            self.add_record(cells)

    def is_ordinary(self, cells: Sequence[str]) -> bool:
        """Whether the row is surely a record; a quick look, since nearly all rows are."""
        filled = [cell for cell in cells if cell and not cell.isspace()]
        if len(filled) < 4 or self.waiting or filled[0].strip() in self.openings:
            return False
        counted = "" if self.counter is None else "".join(cells[self.counter : self.counter + 1])
        if counted[:1].isupper():
            return False
        return not any(text[0] in _INITIALS and is_total_label(text) for text in filled[:2])

    def add_record(self, cells: Sequence[str]) -> None:
        self.plan.count += 1
        if len(cells) > len(self.columns):
            self.note_unnamed(cells)

    def settle(self) -> None:
        """The table goes on: what was no sign of its end is a record."""
        for number, cells, kind in self.waiting:
            if kind is None:
                self.add_record(cells)
                continue
            texts = texts_of(cells)
            if kind is PassedOver.GROUP:
                self.begin_group(number, " ".join(texts[:2]))
            self.pass_over(number, kind, texts)
        self.waiting = []
        self.is_ending = False

    def finish(self) -> Plan:
        """The table has ended: what waits and is no record by itself are notes and signatures."""
        for number, cells, kind in self.waiting:
            if kind is None or kind is PassedOver.GROUP:
                kind = PassedOver.NOTE
            self.pass_over(number, kind, texts_of(cells))
        self.waiting = []
        return self.plan

    def pass_over(self, number: int, kind: PassedOver, texts: Sequence[str]) -> None:
        shown = " | ".join(dict.fromkeys(texts))[:LONGEST_SHOWN]
        self.plan.passed.append(PassedRow(number, kind, shown, self.sheet))
        self.plan.skipped.add(number)

    def note_unnamed(self, cells: Sequence[str]) -> None:
        names = self.header.names
        width = self.header.width if self.is_delimited else len(cells)
        for column, cell in enumerate(cells[:width]):
            if cell and (column >= len(names) or not names[column]) and cell.strip():
                self.plan.sections[-1].unnamed.add(column)

    def kind_of(self, cells: Sequence[str], texts: Sequence[str]) -> PassedOver | None:
        """What the row is, or None for one of the table's."""
        if texts[0] in self.openings:
            if list(texts) in self.header.lines:
                return PassedOver.HEADER
            if is_column_numbers(cells, self.header.names):
                return PassedOver.NUMBERS
        if len(self.columns) < 2:
            return None
        if is_total(texts):
            return PassedOver.TOTAL
        if self.is_group_with_sums(cells, texts):
            return PassedOver.GROUP
        if len(texts) > 3 or self.is_counted(cells):
            return None
        if self.is_wide and self.is_group(cells, texts):
            return PassedOver.GROUP
        return PassedOver.NOTE if is_note(texts) else None

    def is_counted(self, cells: Sequence[str]) -> bool:
        """Whether the row has a number of its own (STT)."""
        if self.counter is None or self.counter >= len(cells):
            return False
        return clean_text(cells[self.counter]).strip(".()").isdigit()

    def is_group_with_sums(self, cells: Sequence[str], texts: Sequence[str]) -> bool:
        """Whether the row is like “I | ĐOÀN RA | 2 | 19”, with a Roman number as its STT."""
        return (
            self.is_wide
            and self.counter is not None
            and self.counter < len(cells)
            and _BARE_ENUMERATOR.fullmatch(clean_text(cells[self.counter])) is not None
            and all(_AMOUNT.fullmatch(plain(text)) for text in texts[2:])
        )

    def is_group(self, cells: Sequence[str], texts: Sequence[str]) -> bool:
        """Whether the row is a heading of those below: merged, enumerated, a period or in capitals.

        A record of which only the name is known looks much the same; it has a number (STT), or
        stands in its column without any of these signs.
        """
        if any(isinstance(cell, Exact) for cell in cells):
            return False
        place = next(column for column, cell in enumerate(cells) if cell and cell.strip())
        if len(texts) == 2:
            return place == self.columns[0] and _BARE_ENUMERATOR.fullmatch(texts[0]) is not None
        if len(texts) > 1 or is_note(texts):
            return False
        if place + 1 < len(cells) and isinstance(cells[place + 1], Covered):
            return True
        if place == self.counter:
            return not texts[0].isdigit()
        if place > self.first_text_column:
            return False
        return style_of(texts[0]) != "plain"

    @property
    def first_text_column(self) -> int:
        """The column in which headings of groups stand, beside that of the numbers of rows."""
        return next((c for c in self.columns if c != self.counter), 0)

    def begin_group_of_title(self, title: PassedRow) -> None:
        """“I. ĐOÀN RA” may stand above the header, as “II. ĐOÀN VÀO” above the next one."""
        if _ENUMERATOR.match(normalize("NFC", title.text)):
            self.begin_group(title.number, title.text)

    def begin_group(self, number: int, text: str) -> None:
        style = style_of(text)
        if style in self.levels:
            del self.levels[self.levels.index(style) :]
        elif len(self.levels) == MOST_LEVELS:
            self.levels.pop()
        self.levels.append(style)
        self.plan.groups[number] = (len(self.levels) - 1, text)


def is_total(texts: Sequence[str]) -> bool:
    """Whether the row adds up others: “Tổng cộng”, “Cộng tháng 3”, and numbers only."""
    if len(texts) == 1:
        return bool(_TOTAL_IN_WORDS.match(plain(texts[0])) or is_total_label(texts[0]))
    for place, text in enumerate(texts[:2]):
        if is_total_label(text):
            return all(_AMOUNT.fullmatch(plain(other)) for other in texts[place + 1 :])
    return False


def is_total_label(text: str) -> bool:
    # The code of a record is in plain small letters: “tong-cong” is one, “Tổng cộng” is not.
    if len(text) > 60 or (text.isascii() and text.islower()):
        return False
    return _TOTAL.fullmatch(plain(text).strip(" .:-")) is not None


def is_note(texts: Sequence[str]) -> bool:
    """Whether the row is a footnote, or all of it belongs to a signature."""
    if len(texts) <= 2 and _REMARK.fullmatch(plain(texts[0])):
        return True
    return all(_SIGNATURE.fullmatch(plain(text)) for text in texts)


def plain(text: str) -> str:
    """The beginning of a text without marks, in small letters, with single spaces."""
    return _plain(text[:LONGEST_SHOWN])


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return " ".join(strip_marks(text).lower().split())


def style_of(text: str) -> str:
    """What kind of heading it is; headings of one kind are on one level."""
    found = _ENUMERATOR.match(normalize("NFC", text))
    if found and found["number"]:
        return f"number {found['number'].count('.')}"
    if found:
        return "roman" if found["roman"] else "letter"
    words = fold(text)
    for pattern in (_PERIOD, _CHAPTER):
        if period := pattern.match(words):
            return period[0].split(" ")[0]
    return "capitals" if text.isupper() and " " in text else "plain"

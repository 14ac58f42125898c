"""Vietnamese text of before Unicode, recognised by what it spells and converted.

In TCVN3 (ABC, fonts like .VnTime) and VNI (fonts like VNI-Times) a Vietnamese letter is one or two
letters of Western Europe that the font draws differently: “Hội hữu nghị” is stored as “Héi h÷u
nghÞ” and “Hoäi höõu nghò”. Such text also stands in workbooks and documents, where nothing but its
spelling tells it. The same goes for UTF-8 that some program took for windows-1252.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from unicodedata import normalize

from foreign_affairs.records.reading.spelling import is_syllable

_WORD = re.compile(r"[^\s\x00-\x40\[-`{-\x7f]+")
_BETWEEN_CELLS = re.compile(r"[,;\t\r\n]+")
_EDGES = "“”‘’„…–—«»•"
# Letters and signs that no Vietnamese text in Unicode has, but nearly every one of before.
_SUSPECT = re.compile(
    "[\u0080-\u009f\u00a1-\u00bf\u00c4-\u00c7\u00cb\u00ce-\u00d1\u00d6-\u00d8\u00db"
    "\u00dc\u00de\u00df\u00e4-\u00e7\u00eb\u00ee-\u00f1\u00f6-\u00f8\u00fb\u00fc"
    "\u00fe\u00ff]"
)
_UNICODE_VIETNAMESE = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]"
)

ENOUGH_WORDS: Final = 3
"""So many words must be spelt rightly before a text is taken for one of before Unicode."""
MOST_WORDS: Final = 5_000
"""So many different words are looked at."""

# TCVN 5712:1993, VN3: the code points that its fonts use, in the order of the table.
_TCVN3 = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
_FROM_TCVN3 = {
    start + place: letter for start, row in _TCVN3.items() for place, letter in enumerate(row)
}

# VNI puts a letter that stands for the marks after the vowel; a few letters have one of their own.
_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"
_TONES = {"ø": _GRAVE, "ù": _ACUTE, "û": _HOOK, "õ": _TILDE, "ï": _DOT}
_CIRCUMFLEXES = {"â": "", "à": _GRAVE, "á": _ACUTE, "å": _HOOK, "ã": _TILDE, "ä": _DOT}
_BREVES = {"ê": "", "è": _GRAVE, "é": _ACUTE, "ú": _HOOK, "ü": _TILDE, "ë": _DOT}
_VNI_MARKS = {
    **_TONES,
    **{letter: _CIRCUMFLEX + tone for letter, tone in _CIRCUMFLEXES.items()},
    **{letter: _BREVE + tone for letter, tone in _BREVES.items()},
}
_VNI_LETTERS = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI = re.compile(
    f"(a)([{''.join(_BREVES)}])|([aeo])([{''.join(_CIRCUMFLEXES)}])"
    f"|([aeouyôö])([{''.join(_TONES)}])|([{''.join(_VNI_LETTERS)}])",
    re.IGNORECASE,
)


class Legacy(enum.Enum):
    """A way of writing Vietnamese before Unicode; the value is its name for people."""

    TCVN3 = "TCVN3 (ABC)"
    VNI = "VNI"
    MISREAD_UTF_8 = "UTF-8"


def from_tcvn3(text: str) -> str:
    return _in_capitals(text, text.translate(_FROM_TCVN3))


def _in_capitals(typed: str, text: str) -> str:
    """Capitals with marks are small letters of a font with capitals only: “§OµN RA” is ĐOÀN RA."""
    if not re.search("[A-Z]{2}|[A-Z][\u00a1-\u00ff]+[A-Z]", typed):
        return text
    if not re.search("[a-z]", typed):
        return text.upper()
    words = zip(re.split(r"(\s+)", typed), re.split(r"(\s+)", text), strict=True)
    return "".join(
        word.upper() if len(re.findall("[A-Z]", old)) > 1 and not re.search("[a-z]", old) else word
        for old, word in words
    )


def from_vni(text: str) -> str:
    return normalize("NFC", _VNI.sub(_vni_letter, text))


def _vni_letter(found: re.Match[str]) -> str:
    *pairs, letter = found.groups()
    if letter:
        vowel, mark = letter, ""
    else:
        vowel, mark = (part for part in pairs if part)
    small = vowel.lower()
    whole = normalize("NFC", _VNI_LETTERS.get(small, small) + _VNI_MARKS.get(mark.lower(), ""))
    return whole if vowel == small else whole.upper()


def from_misread_utf_8(text: str) -> str:
    try:
        return b"".join(_byte(character) for character in text).decode()
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def _byte(character: str) -> bytes:
    """windows-1252 leaves five bytes undefined, which programs pass on as they are."""
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")


_CONVERT: dict[Legacy, Callable[[str], str]] = {
    Legacy.TCVN3: from_tcvn3,
    Legacy.VNI: from_vni,
    Legacy.MISREAD_UTF_8: from_misread_utf_8,
}


@dataclass(frozen=True)
class LegacyText:
    """What was found in a file: how it is written, and whether parts are in Unicode already."""

    legacy: Legacy
    is_mixed: bool

    def converted(self, text: str) -> str:
        """The text in Unicode; one that is spelt better as it stands is left alone."""
        return _converted(text, self.legacy, self.is_mixed)


@lru_cache(maxsize=16_384)
def _converted(text: str, legacy: Legacy, is_mixed: bool) -> str:
    if text.isascii() or _UNICODE_VIETNAMESE.search(text):
        return text
    after = _CONVERT[legacy](text)
    as_it_is, as_legacy = well_spelt(text), well_spelt(after)
    if as_it_is == as_legacy:
        return text if is_mixed and not _SUSPECT.search(text) else after
    return after if as_legacy > as_it_is else text


def well_spelt(text: str) -> int:
    """How many words with a letter that is not plain are Vietnamese as they stand."""
    words = (word.strip(_EDGES) for word in _WORD.findall(text))
    return sum(is_syllable(word) for word in words if not word.isascii())


class Evidence:
    """Collects the words of a text of which one cannot be sure that they are in Unicode."""

    def __init__(self) -> None:
        self.words: set[str] = set()
        self.has_unicode = False

    def add(self, text: str) -> None:
        """Takes the text of a cell into account."""
        if text.isascii():
            return
        if _UNICODE_VIETNAMESE.search(text):
            self.has_unicode = True
        elif len(self.words) < MOST_WORDS and _SUSPECT.search(text):
            # A letter alone says nothing: “Ü” is a word in several ways of writing.
            words = (word.strip(_EDGES) for word in _WORD.findall(text))
            self.words.update(word for word in words if len(word) > 1 and not word.isascii())

    def add_lines(self, text: str) -> None:
        """Takes a piece of a text file into account, whatever separates its cells."""
        if len(self.words) < MOST_WORDS and _SUSPECT.search(text):
            for cell in _BETWEEN_CELLS.split(text):
                self.add(cell)
        elif not self.has_unicode:
            self.add(text)

    def found(self) -> LegacyText | None:
        """How the text is written if it is not in Unicode: what spells most words rightly."""
        legacy, spelt = self.best()
        suspect = sum(1 for word in self.words if _SUSPECT.search(word))
        if spelt < ENOUGH_WORDS or 2 * spelt <= suspect or spelt < 2 * self.count(str):
            return None
        return LegacyText(legacy, self.has_unicode)

    def best(self) -> tuple[Legacy, int]:
        """The way of writing that spells most words rightly, and how many those are."""
        counts = {legacy: self.count(convert) for legacy, convert in _CONVERT.items()}
        return max(counts.items(), key=lambda pair: pair[1])

    def count(self, convert: Callable[[str], str]) -> int:
        """How many of the words are Vietnamese when they are read in this way."""
        return sum(is_syllable(convert(word)) for word in self.words)

"""Vietnamese text: cleaning what people paste, folding it for search, keys, alphabetical order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import category, combining, is_normalized, normalize

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

# Marks written on Latin, Greek and Cyrillic letters. The vowel signs of Lao, Khmer, Thai or Hindi
# are marks to Unicode as well, but a word without them is another word: they are not in this list.
_MARKS = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
    r"\U000e0100-\U000e01ef]+"
)
# Control characters that are no space or line end, zero-width and direction marks, lone surrogates.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    r"\ufff9-\ufffb\ud800-\udfff]+"
)
_SPACES = re.compile(r"[\t\x0b\x0c\u00a0\u2007\u202f]")
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029]")
_NOT_WORD = re.compile(r"[\W_]+")

# Letters that Unicode does not decompose. Eth and African D are typed for đ, which they look like.
_EXPANSIONS = {
    "æ": "ae",
    "œ": "oe",
    "ß": "ss",
    "ø": "o",
    "ł": "l",
    "ħ": "h",
    "ŧ": "t",
    "ı": "i",
    "þ": "th",
}
_PLAIN_LETTERS = str.maketrans({"đ": "d", "ð": "d", "ɖ": "d", **_EXPANSIONS})


class TextError(ValueError):
    """What a person or a file wrote cannot be read as the value that was asked for.

    `message` is a translatable sentence with %(name)s places, `params` fills them; both go as they
    are into django's ValidationError. `str()` gives the sentence in the active language.
    """

    def __init__(self, message: _StrOrPromise, params: Mapping[str, object] | None = None) -> None:
        super().__init__(message, params)
        self.message = message
        self.params = dict(params or {})

    def __str__(self) -> str:
        return str(self.message) % self.params if self.params else str(self.message)


def clean_text(value: str) -> str:
    r"""Return the text in NFC, without invisible characters and spaces at ends; lines end in \n."""
    if value.isprintable() and is_normalized("NFC", value):
        # One line without invisible characters and without spaces other than the usual one.
        return value.strip()
    text = _LINE_ENDS.sub("\n", value)
    text = normalize("NFC", _SPACES.sub(" ", _INVISIBLE.sub("", text)))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def strip_marks(text: str) -> str:
    """Return the text in compatibility form (NFKC) without marks, đ as d: “Đắk Lắk” → “Dak Lak”."""
    if text.isascii():
        return text
    bare = _MARKS.sub("", normalize("NFKD", text))
    return normalize("NFKC", bare.replace("đ", "d").replace("Đ", "D"))


def fold(text: str) -> str:
    """Return the form that search and matching compare: no case, no marks, one space between words.

    Letters of every script stay: “Chăm-pa-sắc” → “cham pa sac”, “山口県” → “山口県”.
    """
    plain = text.translate(_FOLDED)
    if plain.isascii():
        return " ".join(plain.split())
    return _fold_any(text)


def _fold_any(text: str) -> str:
    bare = _MARKS.sub("", normalize("NFKD", _INVISIBLE.sub("", text)))
    bare = _MARKS.sub("", normalize("NFKD", bare.casefold())).translate(_PLAIN_LETTERS)
    words = _NOT_WORD.sub(_keep_vowel_signs, normalize("NFC", bare))
    return " ".join(words.split())


class _Folded(dict[int, str]):
    """Latin characters and their marks as `fold` writes them, each by itself; others as they are.

    Characters of other scripts depend on their neighbours: what has them, `_fold_any` folds.
    """

    LATIN = (range(0x250), range(0x300, 0x370), range(0x1E00, 0x1F00), range(0x2000, 0x2070))
    """Letters, marks written on them, letters with marks, punctuation."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if not any(code in block for block in self.LATIN):
            return character
        # Between two letters, so that a space is not stripped.
        folded = _fold_any(f"x{character}x")[1:-1]
        self[code] = folded if folded.isascii() else character
        return self[code]


_FOLDED = _Folded()


def _keep_vowel_signs(run: re.Match[str]) -> str:
    return "".join(character if category(character)[0] == "M" else " " for character in run[0])


def match_key(text: str) -> str:
    """Return the folded text without spaces, equal for “Chăm-pa-sắc” and “Chămpasắc”."""
    return fold(text).replace(" ", "")


def make_code(text: str, max_length: int = 80) -> str:
    """Return a key of a-z, 0-9 and -, cut between words; '' without a Latin letter or digit."""
    code = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    if len(code) <= max_length:
        return code
    return code[: max_length + 1].rpartition("-")[0] or code[:max_length]


# The order of CLDR (ICU locale vi), so that SQLite sorts as PostgreSQL does: space, punctuation,
# digits, then the alphabet with f j w z in their Latin places, then other scripts. Tones decide
# between words that are otherwise equal: ngang, huyền, hỏi, ngã, sắc, nặng; case comes last, small
# letters first.
_ALPHABET = " _-–—,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_WEIGHTS = {character: chr(place) for place, character in enumerate(_ALPHABET, start=3)}
_OTHER_PUNCTUATION, _OTHER_SCRIPT = _WEIGHTS["$"], chr(len(_ALPHABET) + 3)
_SHAPED = {
    (_WEIGHTS[base], mark): _WEIGHTS[letter]
    for base, mark, letter in (
        ("a", "\u0306", "ă"),
        ("a", "\u0302", "â"),
        ("e", "\u0302", "ê"),
        ("o", "\u0302", "ô"),
        ("o", "\u031b", "ơ"),
        ("u", "\u031b", "ư"),
    )
}
_TONES = {mark: chr(place) for place, mark in enumerate("\u0300\u0309\u0303\u0301\u0323", start=2)}


@lru_cache(maxsize=16_384)
def sort_key(text: str) -> tuple[str, str, str, str]:
    """Return a key of Vietnamese alphabetical order: letters, tones, case, the text itself.

    Two texts have equal keys only if they are equal, which an index with this order relies on.
    """
    letters: list[str] = []
    tones: list[str] = []
    cases: list[str] = []
    for character in normalize("NFKD", text):
        if letters and combining(character):
            shaped = _SHAPED.get((letters[-1], character))
            if shaped:
                letters[-1] = shaped
            else:
                tones.append(_TONES.get(character, character))
            continue
        small = character.lower()
        for letter in _EXPANSIONS.get(small, small):
            letters.append(_WEIGHTS.get(letter) or _unlisted(letter))
            tones.append("\x01")
            cases.append("\x01" if character == small else "\x02")
    return "".join(letters), "".join(tones), "".join(cases), text


def _unlisted(character: str) -> str:
    return (_OTHER_SCRIPT if character.isalnum() else _OTHER_PUNCTUATION) + character

"""Whether a word can be a Vietnamese syllable, by how such words are built."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_ACUTE_AND_DOT = {"\u0301", "\u0323"}
_ONSETS = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|b|c|d|đ|g|h|k|l|m|n|p|r|s|t|v|x|"
# Each vowel with what may end it; a dot stands for nothing.
_RIMES = {
    "a": ". c ch i m n ng nh o p t u y",
    "ă": "c k m n ng p t",
    "â": "c m n ng p t u y",
    "e": ". c m n ng o p t",
    "ê": ". ch m n nh p t u",
    "i": ". a ch m n nh p t u",
    "iê": "c m n ng p t u",
    "o": ". c i m n ng p t",
    "oa": ". c ch i m n ng nh o p t y",
    "oă": "c m n ng t",
    "oe": ". n o t",
    "oo": "c ng",
    "ô": ". c i m n ng p t",
    "ơ": ". i m n p t",
    "u": ". a c i m n ng p t",
    "uâ": "n ng t y",
    "uê": ". ch nh",
    "uô": "c i m n ng t",
    "uơ": ".",
    "uy": ". a ch n nh p t u",
    "uyê": "n t",
    "ư": ". a c i m n ng t u",
    "ươ": "c i m n ng p t u",
    "y": ". t",
    "yê": "m n ng t u",
}
_SYLLABLE = re.compile(
    f"(?:{_ONSETS})"
    + "(?:"
    + "|".join(
        f"{vowel}(?:{'|'.join(end.replace('.', '') for end in ends.split())})"
        for vowel, ends in sorted(_RIMES.items(), key=lambda rime: -len(rime[0]))
    )
    + ")"
)
_STOPPED = re.compile(".*(?:c|ch|k|p|t)")


@lru_cache(maxsize=16_384)
def is_syllable(word: str) -> bool:
    """Whether the word, with its marks, is built like a Vietnamese syllable (not only letters)."""
    bare, tones = _parted(normalize("NFC", word.lower()))
    if len(tones) > 1 or _SYLLABLE.fullmatch(bare) is None:
        return False
    return bool(tones and tones[0] in _ACUTE_AND_DOT) or not _STOPPED.fullmatch(bare)


def _parted(word: str) -> tuple[str, list[str]]:
    """The word without its tone marks, and those."""
    apart = normalize("NFD", word)
    return normalize("NFC", _TONES.sub("", apart)), _TONES.findall(apart)

"""Which letters of a text the words of a search stand for: “dong” is the Đông of “Bình Đông”."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from unicodedata import combining

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from foreign_affairs.text import fold

EXCERPT = 170
"""So many letters of a long text are shown around the first word that was found."""

LEAD = 50
"""So many of them at most stand before it."""

SHORT = 3
"""Fewer letters than these inside a word are hardly what anybody looked for."""


class Piece(NamedTuple):
    """A part of a text, and whether it is what was looked for."""

    text: str
    is_match: bool


class Folded(NamedTuple):
    """A folded text and, for each of its letters, where in the text it begins and ends."""

    text: str
    places: tuple[tuple[int, int], ...]


@lru_cache(256)
def folded(text: str) -> Folded:
    """The text folded letter by letter, so that what is found in it can be shown."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and combining(text[end]):
            end += 1
        plain = fold(text[start:end]) or " "
        letters += plain
        places += [(start, end)] * len(plain)
        start = end
    return Folded("".join(letters), tuple(places))


def joined(known: Folded) -> Folded:
    """The same without what separates words: Chăm-pa-sắc typed as one."""
    kept = [
        (letter, place)
        for letter, place in zip(known.text, known.places, strict=True)
        if letter != " "
    ]
    return Folded("".join(letter for letter, _ in kept), tuple(place for _, place in kept))


def find_word(word: str, known: Folded) -> list[tuple[int, int]]:
    """Where a folded word stands: alone, or else where words begin with it, or in them."""
    found = list(occurrences(word, known.text))
    at_start = [at for at in found if at == 0 or known.text[at - 1] == " "]
    alone = [at for at in at_start if known.text[at + len(word) :][:1] in {"", " "}]
    if at_start or len(word) < SHORT:
        found = alone or at_start
    if not found and len(word) > SHORT:
        known = joined(known)
        found = list(occurrences(word, known.text))
    return [(known.places[at][0], known.places[at + len(word) - 1][1]) for at in found]


def occurrences(word: str, text: str) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + len(word))


def spans(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """The parts of a text that are one of the folded words, in order; neighbours are one part."""
    known = folded(text)
    found: list[tuple[int, int]] = []
    for start, end in sorted(place for word in words for place in find_word(word, known)):
        if found and not text[found[-1][1] : start].strip():
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def pieces(text: str, words: Sequence[str]) -> list[Piece]:
    """The text cut up into what was looked for and what stands between."""
    cut, last = [], 0
    for start, end in spans(text, words):
        cut += [Piece(text[last:start], is_match=False), Piece(text[start:end], is_match=True)]
        last = end
    cut.append(Piece(text[last:], is_match=False))
    return [piece for piece in cut if piece.text]


def marked(text: str, words: Sequence[str]) -> SafeString:
    """The text as HTML with the words in `<mark>`."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", piece.text) if piece.is_match else piece.text,)
            for piece in pieces(text, words)
        ),
    )


def how_many(text: str, words: Sequence[str]) -> int:
    """How many of the words the text has."""
    known = folded(text)
    return sum(bool(find_word(word, known)) for word in words)


def excerpt(text: str, words: Sequence[str]) -> str:
    """The part of a text around the first of the words, cut between words."""
    if len(text) <= EXCERPT:
        return text
    found = spans(text, words)
    first = found[0][0] if found else 0
    start = 0 if first <= LEAD else text.rfind(" ", 0, first - LEAD + 1) + 1 or first
    end = start + EXCERPT
    if end < len(text):
        end = text.rfind(" ", start, end)
        end = end if end > start else start + EXCERPT
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return f"{before}{text[start:end].rstrip(' ,;:.') if after else text[start:end]}{after}"

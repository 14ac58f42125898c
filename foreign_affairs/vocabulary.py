"""The words of the public register, and which of them somebody meant who typed one wrong letter."""

import threading
import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import QuerySet
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from foreign_affairs.kept import known_state
from foreign_affairs.models import SearchEntry
from foreign_affairs.register_state import register_state
from foreign_affairs.search import SHORT, public_entries

LONG = 8
"""A word of so many letters may differ in two of them, a shorter one in one."""

MOST = 8
"""So many words are meant at most by one that was typed."""

KEPT = 600
"""Seconds after which all words are read again: some are gone, and some records have become public
without being written."""

LATE = timedelta(minutes=5)
"""So long before it is seen an entry may be written: in a transaction, by another clock."""

CHUNK = 2000


class Vocabulary(NamedTuple):
    """The folded words of public records but for those with digits, which all have neighbours, and
    their whole names.
    """

    state: str = ""
    """Of the register, as it was read last."""
    period: int = 0
    """In which period of KEPT seconds all was read."""
    newest: datetime | None = None
    """When the newest of the entries was written."""
    words: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


_known = Vocabulary()
_reading = threading.Lock()


def near_words(words: Sequence[str]) -> dict[str, list[str]]:
    """For each folded word that is not known, those of public records that are nearly it, the
    nearest first.

    Words that have become hidden a moment ago may be among them, so only what is found with them
    may be shown.
    """
    known = vocabulary().words
    unknown = [word for word in comparable(words) if not any(word in other for other in known)]
    return {word: others for word in unknown if (others := nearest(word, known))}


def near_names(words: Sequence[str]) -> list[tuple[str, str, str]]:
    """The names that are these words but for one that is nearly it: that word, the other one and
    the name, the nearest first. As with `near_words`, only what is found may be shown.
    """
    known = vocabulary()
    changes = [
        (place, word, other, name)
        for word in comparable(words)
        for place, other in enumerate(nearest(word, known.words))
        if (name := " ".join(other if each == word else each for each in words)) in known.names
    ]
    return [(word, other, name) for _, word, other, name in sorted(changes, key=itemgetter(0))]


def comparable(words: Iterable[str]) -> list[str]:
    """Those of the words in which a wrong letter can be told, which have no digits."""
    return [word for word in words if len(word) >= SHORT and not any(map(str.isdecimal, word))]


def nearest(word: str, known: frozenset[str]) -> list[str]:
    """Words that differ in a letter (changed, missing, one too many, or two in each other's place);
    those that begin alike first, since few people are wrong in the first letter.
    """
    wrong = 2 if len(word) >= LONG else 1
    found: Any = extract(word, known, scorer=OSA.distance, score_cutoff=wrong, limit=None)
    sorted_by = sorted(
        (distance, other[0] != word[0], abs(len(other) - len(word)), other)
        for other, distance, _key in found
        if distance
    )
    return [other for *_, other in sorted_by[:MOST]]


def vocabulary() -> Vocabulary:
    """The words as they are now. One thread reads what is new, the others go on with what they had;
    only where there is nothing yet they wait.
    """
    global _known
    now = known_state() or register_state(), int(time.monotonic() // KEPT)
    known = _known
    if known[:2] == now or not _reading.acquire(blocking=known.newest is None):
        return known
    try:
        known = _known
        if known[:2] != now:
            since = known.newest if known.period == now[1] else None
            read = since and read_since(since, known)
            known = read or with_entries(Vocabulary(), public_entries())
            _known = known = known._replace(state=now[0], period=now[1])
        return known
    finally:
        _reading.release()


def read_since(newest: datetime, known: Vocabulary) -> Vocabulary | None:
    """With the entries written since the newest one was; None if that is not there any more."""
    entries = public_entries()
    if not entries.filter(written_at__gte=newest).exists():
        return None
    return with_entries(known, entries.filter(written_at__gte=newest - LATE))


def with_entries(known: Vocabulary, entries: QuerySet[SearchEntry]) -> Vocabulary:
    """With the words and names of these entries."""
    words, names, newest = set(known.words), set(known.names), known.newest
    rows = entries.order_by().values_list("folded", "folded_name", "written_at")
    for folded, folded_name, written_at in rows.iterator(CHUNK):
        words.update(comparable(set(folded.split()) - words))
        names.update(filter(None, map(str.strip, folded_name.splitlines())))
        newest = max(newest or written_at, written_at)
    return known._replace(words=frozenset(words), names=frozenset(names), newest=newest)

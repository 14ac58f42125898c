"""The words of the public register, and which of them somebody meant who typed one wrong letter."""

import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from foreign_affairs.kept import known_state
from foreign_affairs.register_state import register_state
from foreign_affairs.search import SHORT, public_entries

LONG = 8
"""A word of so many letters may differ in two of them, a shorter one in one."""

MOST = 8
"""So many words are meant at most by one that was typed."""

KEPT = 3600
"""Seconds after which all words are read again: some are gone, and what a long transaction wrote
may be older than what was seen meanwhile."""

CHUNK = 2000


class Vocabulary(NamedTuple):
    """The folded words and whole names of public records."""

    state: str
    """Of the register, as it was read."""
    turn: int
    """Which of the times of KEPT seconds all was read in."""
    newest: datetime | None = None
    """When the newest of the entries was written."""
    words: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


_known: Vocabulary | None = None


def near_words(words: Sequence[str]) -> dict[str, list[str]]:
    """For each folded word that occurs nowhere, those of public records that are nearly it, the
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
        (turn, word, other, name)
        for word in comparable(words)
        for turn, other in enumerate(nearest(word, known.words))
        if (name := " ".join(other if each == word else each for each in words)) in known.names
    ]
    return [change for _, *change in sorted(changes, key=itemgetter(0))]  # type: ignore[misc]


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
    """What the register has now. After a write only the entries written since are read; in time all
    are, so that what is gone goes here too.
    """
    global _known
    state, turn = known_state() or register_state(), int(time.monotonic() // KEPT)
    known = _known
    if known is None or known.turn != turn:
        known = Vocabulary(state, turn)
    if known is not _known or known.state != state:
        known = _known = read_on(known)._replace(state=state)
    return known


def read_on(known: Vocabulary) -> Vocabulary:
    """With the entries that were written since the newest that was read."""
    entries = public_entries().order_by()
    if known.newest is not None:
        entries = entries.filter(written_at__gte=known.newest)
    words, names, newest = set(known.words), set(known.names), known.newest
    rows = entries.values_list("folded", "folded_name", "written_at")
    for folded, folded_name, written_at in rows.iterator(CHUNK):
        words.update(comparable(set(folded.split()) - words))
        names.update(filter(None, map(str.strip, folded_name.splitlines())))
        newest = max(newest or written_at, written_at)
    return known._replace(words=frozenset(words), names=frozenset(names), newest=newest)

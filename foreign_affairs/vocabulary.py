"""The words of the public register, and which of them somebody meant who typed one wrong letter."""

import time
from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from django.db.models import Count, Max
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from foreign_affairs.models import SearchEntry
from foreign_affairs.search import SHORT, public_entries

LONG = 8
"""A word of so many letters may differ in two of them, a shorter one in one."""

MOST = 8
"""So many words are meant at most by one that was typed."""

KEPT = 600
"""Seconds after which the words are read again even if the index seems the same: what a long
transaction wrote may be older than what was seen meanwhile."""

CHUNK = 2000


def near_words(words: Sequence[str]) -> dict[str, list[str]]:
    """For each folded word that occurs nowhere, those of public records that are nearly it, the
    nearest first.

    Words that have become hidden a moment ago may be among them, so only what is found with them
    may be shown.
    """
    known = vocabulary(stamp())
    unknown = [word for word in comparable(words) if not any(word in other for other in known)]
    return {word: others for word in unknown if (others := nearest(word, known))}


def near_phrases(words: Sequence[str]) -> list[tuple[str, str, str]]:
    """The words with one of them replaced by one that is nearly it: that word, the other one and
    the whole, the nearest first. As with `near_words`, only what is found may be shown.
    """
    known = vocabulary(stamp())
    changes = [
        (turn, word, other)
        for word in comparable(words)
        for turn, other in enumerate(nearest(word, known))
    ]
    return [
        (word, other, " ".join(other if each == word else each for each in words))
        for _, word, other in sorted(changes, key=itemgetter(0))
    ]


def comparable(words: Iterable[str]) -> list[str]:
    """Those of the words in which a wrong letter can be told."""
    return [word for word in words if len(word) >= SHORT and not word.isdecimal()]


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


def stamp() -> tuple[Any, ...]:
    """What is another when the index has changed."""
    state = SearchEntry.objects.aggregate(number=Count("pk"), newest=Max("written_at"))
    return state["number"], state["newest"], time.monotonic() // KEPT


@lru_cache(1)
def vocabulary(stamp: tuple[Any, ...]) -> frozenset[str]:
    """The folded words of public records, as they are at this stamp of the index."""
    words: set[str] = set()
    texts = public_entries().order_by().values_list("folded", flat=True)
    for text in texts.iterator(CHUNK):
        words.update(text.split())
    return frozenset(word for word in words if len(word) >= SHORT)

"""Two wordings of one text, word by word: what went, what came, what is around it."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal, NamedTuple

AROUND = 6
"""So many words that stayed are shown on each side of a change in a long text."""

MOST_PAIRS = 4_000_000
"""Comparing two texts takes time by the product of their words: beyond this they are two texts."""

LEAST_ALIKE = 0.4
"""What has less in common is easier read as two texts than as shreds of both."""

_WORD = re.compile(r"\S+\s*|\s+")


class Part(NamedTuple):
    """A run of words; what `went` was in the old text alone, what `came` is in the new alone."""

    kind: Literal["stayed", "went", "came", "left out"]
    text: str


@lru_cache(256)
def compare(old: str, new: str) -> tuple[Part, ...]:
    """The two texts as one run of parts: without `came` it is the old one, without `went` the new.

    Texts with little in common are one part that went and one that came.
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    apart = tuple(part for part in (Part("went", old), Part("came", new)) if part.text)
    if len(before) * len(after) > MOST_PAIRS:
        return apart
    # The last word has no space behind it, and is the same word.
    old_words, new_words = ([word.strip() for word in text] for text in (before, after))
    matcher = SequenceMatcher(None, old_words, new_words, autojunk=False)
    if matcher.ratio() < LEAST_ALIKE:
        return apart
    return tuple(_parts(matcher, before, after))


def _parts(matcher: "SequenceMatcher[str]", before: list[str], after: list[str]) -> Iterator[Part]:
    for act, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if act == "equal":
            # The longer has a space behind the word that is the last in the other.
            both = ("".join(after[new_from:new_to]), "".join(before[old_from:old_to]))
            yield Part("stayed", max(both, key=len))
            continue
        if old_to > old_from:
            yield Part("went", "".join(before[old_from:old_to]))
        if new_to > new_from:
            yield Part("came", "".join(after[new_from:new_to]))


def shortened(parts: tuple[Part, ...]) -> Iterator[Part]:
    """The same without what stayed far from every change."""
    for place, part in enumerate(parts):
        words = _WORD.findall(part.text) if part.kind == "stayed" else []
        head = AROUND if place > 0 else 0
        tail = AROUND if place < len(parts) - 1 else 0
        if len(words) <= head + tail + 1:
            yield part
            continue
        if head:
            yield Part("stayed", "".join(words[:head]))
        yield Part("left out", "… ")
        if tail:
            yield Part("stayed", "".join(words[-tail:]))

"""Records that may be the same thing under another spelling, found before a second one is saved."""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from rapidfuzz.fuzz import ratio

from foreign_affairs.dates import PartialDate
from foreign_affairs.models import OtherName, SearchEntry
from foreign_affairs.text import fold

MOST = 5
"""How many are named: more are no warning, but a list."""

NEAR = 85
"""How near, in per cent, whole short names are: Champasak and Champassak are at 95, Yamaguchi and
Yamanashi at 67."""

NEAR_WORD = 80
"""How near each word of a longer name is to its counterpart."""

SHORT = 3
"""Names of so many words are compared as one word: Chăm-pa-sắc is three, Champasak one."""

_SOUNDS = str.maketrans("cqx", "kks")
"""Letters that stand for each other when foreign names are written in Vietnamese: Chăm-pa-xắc."""

LONGEST_STAY = timedelta(days=31)
"""Dates that are known to no more than this say little about whether two visits are one."""

KINDS = {
    **dict.fromkeys(("tinh", "province", "prefecture", "oblast", "ken", "do"), "province"),
    **dict.fromkeys(("thanh pho", "tp", "thu do", "city", "si"), "city"),
    **dict.fromkeys(("metropolitan city", "special city"), "city"),
    **dict.fromkeys(("tieu bang", "bang", "state"), "state"),
    **dict.fromkeys(("vung", "region"), "region"),
    **dict.fromkeys(("thi xa", "huyen", "quan", "district", "gu"), "district"),
}
"""The words for what kind of locality something is, as the kinds of partners are called."""

# What kind of locality it is belongs to the name in one text and not in the next.
_KIND_BEFORE = re.compile(
    r"^(?:(tinh|thanh pho|tp|thu do|thi xa|huyen|quan|tieu bang|bang|vung)"
    r"|(province|city|state|region|district) of) (?=.)"
)
_KIND_AFTER = re.compile(
    r"(?<=.) (metropolitan city|special city|province|prefecture|oblast|city|state|region"
    r"|district|ken|gu|si|do)$"
)

# “Sở Ngoại vụ tỉnh Bình Dương” is “Sở Ngoại vụ Bình Dương”.
_KIND_INSIDE = re.compile(r" (?:tinh|thanh pho|tp)(?= )")


KEPT = 1 << 16
"""So many names stay taken apart: whoever types asks about all of them again and again."""


def name_and_kind(name: str) -> tuple[str, str]:
    """The folded name without the word for its kind, and the kind: ("champasak", "province")."""
    words = _KIND_INSIDE.sub("", fold(name))
    before = _KIND_BEFORE.match(words)
    rest = words[before.end() :] if before else words
    after = _KIND_AFTER.search(rest)
    rest = rest[: after.start()] if after else rest
    word = (before[1] or before[2]) if before else after[1] if after else ""
    return rest, KINDS.get(word, "")


@lru_cache(KEPT)
def comparable(name: str) -> str:
    """The folded name without the word for its kind: “Tỉnh Champasac” → “khampasak”."""
    return name_and_kind(name)[0].translate(_SOUNDS)


@lru_cache(KEPT)
def parts_of(name: str) -> tuple[str, list[str], list[str]]:
    """A comparable name as one word, its words in order of the alphabet, and its figures."""
    return name.replace(" ", ""), sorted(name.split()), re.findall(r"\d+", name)


def are_near(one: str, other: str) -> bool:
    """Whether two comparable names may mean the same. What differs in a number never does."""
    joined, words, figures = parts_of(one)
    other_joined, others, other_figures = parts_of(other)
    if not one or not other or figures != other_figures:
        return False
    if joined == other_joined:
        return True
    if min(len(words), len(others)) <= SHORT and max(len(words), len(others)) <= SHORT + 1:
        return ratio(joined, other_joined, score_cutoff=NEAR) >= NEAR
    if len(words) != len(others):
        return False
    pairs = zip(words, others, strict=True)
    return all(ratio(*pair, score_cutoff=NEAR_WORD) >= NEAR_WORD for pair in pairs)


def names_of(model: type[models.Model]) -> Iterable[tuple[int, str]]:
    """The key and each name of every record of a model, in two queries."""
    content_type = ContentType.objects.get_for_model(model)
    entries = SearchEntry.objects.filter(content_type=content_type)
    for key, name_vi, name_en in entries.values_list("object_id", "name_vi", "name_en"):
        yield key, name_vi
        yield key, name_en
    for relation in model._meta.related_objects:
        names: Any = relation.related_model
        if issubclass(names, OtherName):
            yield from names.objects.order_by().values_list(names.parent_column(), "name")


def named_alike(model: type[Any], names: Sequence[str], own: Any = None) -> list[Any]:
    """Records of the model with a name near one of `names`, without the record with the key `own`.

    Compares other spellings and both languages; names alone, so a title of many words must agree
    in every word.
    """
    typed = {comparable(name) for name in names if name}
    if not typed:
        return []
    found: dict[int, None] = {}
    for key, name in names_of(model):
        if key == own or key in found or not name:
            continue
        known = comparable(name)
        if any(are_near(one, known) for one in typed):
            found[key] = None
    return _records(model, list(found)[:MOST])


def met_alike(
    model: type[Any], when_field: str, when: PartialDate | None, partners: Any, own: Any = None
) -> list[Any]:
    """Delegations or events with one of the partners in the same days.

    `partners` are primary keys or records; `when_field` is the date of the model. A date known only
    to the quarter or the year finds nothing.
    """
    if when is None or not when.start or not when.end or when.end - when.start > LONGEST_STAY:
        return []
    overlapping = model._default_manager.filter(
        **{f"{when_field}_start__lte": when.end, f"{when_field}_end__gte": when.start},
        participants__partner__in=partners,
    ).exclude(pk=own)
    return [
        record
        for record in overlapping.distinct().order_by(f"{when_field}_start", "pk")[: MOST * 4]
        if getattr(record, f"{when_field}_end") - getattr(record, f"{when_field}_start")
        <= LONGEST_STAY
    ][:MOST]


def _records(model: type[Any], keys: list[int]) -> list[Any]:
    records = model._default_manager.in_bulk(keys)
    return [records[key] for key in keys if key in records]

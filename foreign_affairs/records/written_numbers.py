"""Numbers as they stand in the lists of offices: in either style, with words beside them.

A text such as 1.543 says two things; which one, the other cells of its column decide or a person.
So a text is read once as a `WrittenNumber`, which holds both, and settled later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import prod
from typing import Final

from django.utils.translation import gettext_lazy as _

from foreign_affairs.numbers import NumberError
from foreign_affairs.text import clean_text, fold, strip_marks

MARKS: Final = (",", ".")
"""The decimal marks: of Vietnamese numbers, and of English ones and programs."""

_LONGEST: Final = 100
_MOST_DIGITS: Final = 25
"""Decimals keep 28 digits; what is longer would be rounded without a word."""


_SIZES = {
    **dict.fromkeys(("ty", "ti", "billion", "bn"), Decimal(10**9)),
    **dict.fromkeys(("trieu", "tr", "million", "mn"), Decimal(10**6)),
    **dict.fromkeys(("nghin", "ngan", "thousand"), Decimal(10**3)),
}

_UNITS = {
    **dict.fromkeys(("dong", "d", "vnd", "vn dong", "viet nam dong", "dong viet nam"), "vnd"),
    **dict.fromkeys(
        ("usd", "us", "do la", "do la my", "dollar", "dollars", "us dollar", "us dollars"), "usd"
    ),
    **dict.fromkeys(("phan tram", "percent", "per cent"), "%"),
}
"""What is written in several ways; any other unit is its own folded word."""

# Longer words first, so that “nhiều hơn” is not “nhiều” and a rest.
_QUALIFIERS = (
    ("more", ("nhieu hon", "more than", "above", "hon", "over", "tren", "vuot")),
    ("less", ("chua den", "it hon", "less than", "below", "duoi", "under")),
    (
        "about",
        (
            *("uoc khoang", "uoc dat", "uoc tinh", "uoc", "khoang", "xap xi", "chung", "gan"),
            *("approximately", "approx.", "about", "around", "ca."),
        ),
    ),
)
_SIGNS = {">": "more", "<": "less", "~": "about", "≈": "about"}
_QUALIFIER = re.compile(
    rf"(?P<sign>[{''.join(_SIGNS)}])\s*(?![=<>])|"
    + "|".join(
        rf"(?P<{name}>{'|'.join(map(re.escape, words))})(?=[\s\d])\s*"
        for name, words in _QUALIFIERS
    )
)
_PLAIN = re.compile(r"([+-]?)(\d(?:[\d.,]{0,40}\d)?)", re.ASCII)
_NUMERAL = re.compile(r"\d(?:[\d., ]*\d)?", re.ASCII)
_GROUPED = {
    ",": re.compile(r"([1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?: \d{3})+|\d+)(?:,(\d+))?", re.ASCII),
    ".": re.compile(r"([1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+|\d+)(?:\.(\d+))?", re.ASCII),
}
_WORD = r"(?:[^\W\d_]*m[23]|[^\W\d_]*)"  # m², written m2 as well
_BESIDE = re.compile(rf"{_WORD}(?:[ %$.]{_WORD})*")
_RANGE = re.compile(r"(?:tu )?(.*\d.*?) ?(?:[-\u2012-\u2015~]| den | to ) ?(\d.*)")
_BETWEEN = re.compile(
    r"\s*(?:[/;|+\n()]|,\s(?=.*\d)|\s-\s|\svà\s|\sand\s|(?<=[^\W\d_])\s(?=\d))\s*", re.IGNORECASE
)


_NO_GROUPS = str.maketrans("", "", "., ")


@dataclass(frozen=True)
class WrittenNumber:
    """What a text says: the number by the decimal mark that is meant, None where it cannot be.

    `qualifier` is “about”, “more”, “less” or empty; `unit` the folded word beside the number, in
    the form of `unit_and_size`; `size` tells whether thousands, millions or billions are said.
    """

    by_mark: dict[str, Decimal | None]
    qualifier: str = ""
    unit: str = ""
    has_size: bool = False


@lru_cache(maxsize=4096)
def read_written_number(text: str) -> WrittenNumber:
    """Reads 7.434,4 or 7,434.4, 20 tỷ 418 triệu, > 200.000, 15 người. Raises NumberError."""
    typed = clean_text(text)
    if plain := _PLAIN.fullmatch(typed):
        by_mark = {mark: _read_numeral(plain[2], mark) for mark in MARKS}
        if by_mark != dict.fromkeys(MARKS):
            return WrittenNumber(_negated(by_mark) if plain[1] == "-" else by_mark)
    # Compatibility forms and marks go, letters are small: 7 434, 20 ty 418 trieu do la my.
    written = " ".join(strip_marks(typed).lower().replace("\u2212", "-").split())
    if len(written) > _LONGEST:
        raise _not_a_number(typed)
    qualifier, rest = _qualifier(written)
    if rest.endswith("+"):
        qualifier, rest = qualifier or "more", rest[:-1].rstrip()
    first = _NUMERAL.search(rest)
    if first is None:
        raise _not_a_number(typed)
    before = rest[: first.start()].strip()
    sign = before[-1:] if before[-1:] in ("+", "-") else ""
    by_mark, after, has_size = _sum_of_parts(rest[first.start() :])
    beside = f"{before.removesuffix(sign)} {after}".strip()
    if by_mark == dict.fromkeys(MARKS) or not _BESIDE.fullmatch(beside):
        raise _not_a_number(typed)
    if sign == "-":
        by_mark = _negated(by_mark)
    size, unit = unit_and_size(beside)
    if size != 1:  # “triệu 5” is no way to write a number
        raise _not_a_number(typed)
    return WrittenNumber(by_mark, qualifier, unit, has_size)


def read_range(text: str) -> tuple[WrittenNumber, WrittenNumber] | None:
    """The two ends of “200–300 người” or “từ 50 đến 60”; None for what is no range."""
    written = " ".join(strip_marks(clean_text(text)).lower().split())
    ends = _RANGE.fullmatch(written) if len(written) <= _LONGEST else None
    if ends is None:
        return None
    try:
        low, high = read_written_number(ends[1]), read_written_number(ends[2])
    except NumberError:
        return None
    if low.qualifier or high.qualifier or (low.unit and low.unit != high.unit):
        return None
    # In “20–30 triệu” the lower end is in millions as well, which only a person can be sure of.
    return (low, high) if low.has_size == high.has_size else None


def unit_and_size(text: str) -> tuple[Decimal, str]:
    """The factor and the unit of “triệu đồng” (1000000, “vnd”); (1, "") for an empty text."""
    percent = "%" in text
    words = fold(text.replace("$", " usd ")).split()
    factor = prod((_SIZES[word] for word in words if word in _SIZES), start=Decimal(1))
    unit = " ".join(word for word in words if word not in _SIZES)
    return factor, "%" if percent and not unit else _UNITS.get(unit, unit)


def parts_of_pair(text: str) -> list[str]:
    """The texts of “02 đoàn/15 người”, “2 đoàn (15 người)” or “02/15”, each of one number."""
    return [part for part in _BETWEEN.split(clean_text(text)) if part]


def _qualifier(written: str) -> tuple[str, str]:
    found = _QUALIFIER.match(written)
    if found is None:
        return "", written
    name = found.lastgroup or ""
    return _SIGNS[found["sign"]] if name == "sign" else name, written[found.end() :]


def _sum_of_parts(text: str) -> tuple[dict[str, Decimal | None], str, bool]:
    """Adds up “20 ty 418 trieu do la my”; returns the sums, what follows, and whether sizes stand.

    Each part is smaller than the one before. “1 triệu 500” is nothing: it may mean 1.000.500, or
    1.500.000 as people say it.
    """
    sums: dict[str, Decimal | None] = dict.fromkeys(MARKS, Decimal(0))
    last_size: Decimal | None = None
    for numeral, size, rest in _parts(text):
        if last_size is not None and not 1 < size < last_size:
            return dict.fromkeys(MARKS), rest, True
        for mark, so_far in sums.items():
            number = _read_numeral(numeral, mark)
            sums[mark] = None if so_far is None or number is None else so_far + number * size
        last_size = size
        if size == 1 or not _NUMERAL.match(rest):
            return sums, rest, size != 1
        text = rest
    return sums, text, True


def _parts(text: str) -> Iterator[tuple[str, Decimal, str]]:
    """(numeral, size, what follows) of each numeral that `text` begins with."""
    while numeral := _NUMERAL.match(text):
        rest, size = text[numeral.end() :].lstrip(), Decimal(1)
        while (word := re.match(r"[a-z]+", rest)) and word[0] in _SIZES:
            size *= _SIZES[word[0]]
            rest = rest[word.end() :].lstrip(" ,")
        yield numeral[0], size, rest
        text = rest


def _read_numeral(numeral: str, mark: str) -> Decimal | None:
    # The press writes “1, 543 tỷ” too.
    if " " in numeral:
        numeral = re.sub(r"([.,]) ", r"\1", numeral)
    found = _GROUPED[mark].fullmatch(numeral)
    if found is None:
        return None
    whole, fraction = found[1].translate(_NO_GROUPS), found[2]
    if len(whole) + len(fraction or "") > _MOST_DIGITS:
        return None
    return Decimal(f"{whole}.{fraction}" if fraction else whole)


def _negated(by_mark: dict[str, Decimal | None]) -> dict[str, Decimal | None]:
    return {mark: None if number is None else -number for mark, number in by_mark.items()}


def _not_a_number(typed: str) -> NumberError:
    message = _("“%(text)s” is not a number. Write it in digits, like 7434 or 7.434,4.")
    return NumberError(message, {"text": typed[:_LONGEST]})

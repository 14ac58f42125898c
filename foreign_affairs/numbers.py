"""Numbers as Vietnamese people type and read them, and as programs write them.

In forms the dot only groups thousands and the comma is the decimal mark, so that 7.434 is never
once seven thousand and once seven and a half: what could mean both is refused with the reason.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Final

from django.utils.translation import gettext_lazy as _

from foreign_affairs.text import TextError, clean_text

_LONGEST: Final = 60
_TYPED = re.compile(
    r"([+-]?)(\d+|[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?: \d{3})+)(?:,(\d+))?",
    re.ASCII,
)
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


class NumberError(TextError):
    """The text is not a number in the form that was asked for."""


def parse_number(text: str) -> Decimal:
    """Return the number a person typed: 7.434,4 or 7 434,4 or 7434,4. Raises NumberError."""
    typed = re.sub(r"\s", " ", clean_text(text)).replace("\u2212", "-")
    found = _TYPED.fullmatch(typed) if len(typed) <= _LONGEST else None
    if found is None:
        raise _reason(typed)
    sign, whole, fraction = found.groups()
    digits = whole.replace(".", "").replace(" ", "")
    return Decimal(f"{sign}{digits}.{fraction}" if fraction else f"{sign}{digits}")


def parse_plain_number(text: str) -> Decimal:
    """Return the number of a program's file: digits, at most one point. Raises NumberError."""
    written = clean_text(text)
    if len(written) <= _LONGEST and _PLAIN.fullmatch(written):
        return Decimal(written)
    if "," in written:
        message = _(
            "“%(text)s” has a comma. In files of programs write the number plainly with a point, "
            "like 7434.4."
        )
    else:
        message = _(
            "“%(text)s” is not a number. In files of programs write digits and at most one point, "
            "like 7434.4."
        )
    raise NumberError(message, {"text": written[:_LONGEST]})


def format_number(value: Decimal | int, language: str, decimals: int | None = None) -> str:
    """Return 7.434,4 for 'vi', 7,434.4 for any other language.

    `decimals` rounds half up to that many places; without it only trailing zeros go.
    """
    number = Decimal(value)
    if decimals is not None:
        with localcontext() as context:
            context.prec = max(number.adjusted(), 0) + decimals + 3
            number = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    written = _without_exponent(number, grouped=True, keep_zeros=decimals is not None)
    return written.translate(_VIETNAMESE_MARKS) if language == "vi" else written


def format_plain_number(value: Decimal | int) -> str:
    """Return the number for programs: a point, no groups, no exponent, no trailing zeros."""
    return _without_exponent(Decimal(value), grouped=False, keep_zeros=False)


_VIETNAMESE_MARKS = str.maketrans(",.", ".,")


def _without_exponent(number: Decimal, *, grouped: bool, keep_zeros: bool) -> str:
    if number.is_zero():
        number = abs(number)
    written = f"{number:,f}" if grouped else f"{number:f}"
    return written if keep_zeros or "." not in written else written.rstrip("0").rstrip(".")


def _reason(typed: str) -> NumberError:
    params = {"text": typed[:_LONGEST]}
    if re.fullmatch(r"[+-]?[\d., ]*\d[\d., ]*", typed, re.ASCII) is None or len(typed) > _LONGEST:
        return NumberError(
            _("“%(text)s” is not a number. Write digits only, like 7434 or 7.434,4."), params
        )
    if typed.count(",") > 1:
        message = _(
            "“%(text)s” has more than one comma. Group thousands with dots and write 7.434.000,5."
        )
    elif "," in typed and "." in typed.partition(",")[2]:
        message = _(
            "“%(text)s” has a dot after the comma. The comma is the decimal mark here: "
            "write 7.434,4."
        )
    elif "." in typed:
        message = _(
            "“%(text)s” is not clear: a dot only groups thousands, with three digits after each "
            "(7.434). For decimals write a comma, like 7,43."
        )
    else:
        message = _(
            "“%(text)s” is not a number. Write digits in groups of three or none, "
            "like 7434 or 7.434,4."
        )
    return NumberError(message, params)

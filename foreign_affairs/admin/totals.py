"""Sentences on what the records of a list add up to: sums of `count`, never of rows."""

from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from foreign_affairs.numbers import format_number


def written(number: int | None) -> str:
    return format_number(number or 0, "vi")


def alone(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """The same records without joins, order and annotations, which would spoil a sum."""
    return queryset.model._default_manager.filter(pk__in=queryset.order_by().values("pk"))


def numbered(sentence: str, **numbers: int | None) -> str:
    """The sentence with its numbers in Vietnamese form."""
    return sentence % {name: written(number) for name, number in numbers.items()}


def not_included(*gaps: tuple[int, str]) -> str:
    """“ (not including …)”: what the records say that state no number; nothing where all do.

    Takes the number of records of each kind of gap, with the words for it.
    """
    said = ", ".join(numbered(words, records=count) for count, words in gaps if count)
    return " " + _("(not including %(what)s)") % {"what": said} if said else ""


def by_choice(queryset: QuerySet[Any], field: str) -> list[str]:
    """“open: 3”, “done: 12” …, in the order of the choices; nothing for an empty list."""
    labels = dict(queryset.model._meta.get_field(field).flatchoices)
    rows = alone(queryset).order_by().values(field).annotate(records=Count("pk"))
    counts = {row[field]: row["records"] for row in rows}
    return [
        f"{label}: {written(counts[value])}" for value, label in labels.items() if counts.get(value)
    ]


def counted(queryset: QuerySet[Any]) -> dict[str, int]:
    """Rows, the sum of their `count`, and how many say no number."""
    return alone(queryset).aggregate(
        records=Count("pk"),
        total=Sum("count", default=0),
        uncounted=Count("pk", filter=Q(count__isnull=True)),
    )

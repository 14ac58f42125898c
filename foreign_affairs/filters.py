"""What the filter forms of all lists are made of.

A list's FilterSet in `<app>/filters.py` is made of these; the address of a filtered list can be
kept and sent: `?q=dai+hoc&country=kr&year_from=2010`.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from foreign_affairs.models import CooperationField, Country
from foreign_affairs.search import narrow
from foreign_affairs.views.base import by_name

FIRST_YEAR, LAST_YEAR = 1900, 2100

Text = str | Promise


class RecordFilterSet(django_filters.FilterSet):
    """The base of every list's filters: `q` finds by any spelling, with or without marks."""

    q = django_filters.CharFilter(
        label=_("Keywords"),
        method="search",
        max_length=200,
        help_text=_("Any spelling, with or without marks."),
    )

    def search(self, records: Any, name: str, text: str) -> Any:
        return narrow(records, text)


class WordFilter(django_filters.ChoiceFilter):
    """One value of a TextChoices: `WordFilter(Partner.Kind, _("Kind"))`.

    Choices read as they are, with a capital; `path` differs from the name in the FilterSet only
    where the field is called otherwise.
    """

    def __init__(self, choices: Any, label: Text, path: str | None = None, **kwargs: Any) -> None:
        named = [(value, format_lazy("{}", _Capital(words))) for value, words in choices.choices]
        super().__init__(
            field_name=path, label=label, choices=named, empty_label=_("All"), **kwargs
        )


class CodeFilter(django_filters.ChoiceFilter):
    """One record of a list of choices, by its code: what the address shows and stays valid.

    `rows` gives the choices (public ones only); `paths` are the lookups from the filtered model
    to such a record, any of which may match. A code that is no choice is refused with a sentence.
    """

    def __init__(
        self, rows: Callable[[], QuerySet[Any]], label: Text, *paths: str, **kwargs: Any
    ) -> None:
        super().__init__(label=label, empty_label=_("All"), **kwargs)
        self.rows, self.paths = rows, paths

    @property
    def field(self) -> forms.Field:
        if not hasattr(self, "_field"):
            self.extra["choices"] = [(row.code, str(row)) for row in self.rows()]
        return super().field

    def filter(self, qs: Any, value: str) -> Any:
        if not value:
            return qs
        matches = Q()
        for path in self.paths:
            matches |= Q(**{f"{path}__code": value})
        # Through a subquery, so that a record with two matching rows stays one record.
        return qs.filter(pk__in=qs.model._default_manager.filter(matches).values("pk"))


def country_filter(*paths: str) -> CodeFilter:
    """By country: `country_filter("country")`, `country_filter(*taking_part("parties"))`."""
    return CodeFilter(lambda: Country.objects.public().order_by(by_name()), _("Country"), *paths)


def countries_of(rows: str) -> tuple[str, ...]:
    """The ways from a record to the countries of those who take part in it."""
    return f"{rows}__country", f"{rows}__partner__country", f"{rows}__organisation__country"


def partner_filter(model: type[Model], *paths: str) -> CodeFilter:
    """By partner; `model` is Partner, which this module does not import."""
    partners = model._default_manager
    return CodeFilter(
        lambda: partners.public().order_by(by_name(), "code"),  # type: ignore[attr-defined]
        _("Partner"),
        *paths,
    )


def field_filter(path: str = "fields") -> CodeFilter:
    """By field of cooperation."""
    return CodeFilter(CooperationField.objects.in_list_order, _("Field"), path)


class YearFilter(django_filters.NumberFilter):
    """Records whose partial date can lie in or after (`side="from"`) or in or before (`"to"`) a
    year. What has no date at all is in neither.
    """

    field_class = forms.IntegerField

    def __init__(self, path: str, side: str, **kwargs: Any) -> None:
        label = _("From year") if side == "from" else _("To year")
        super().__init__(label=label, min_value=FIRST_YEAR, max_value=LAST_YEAR, **kwargs)
        self.path, self.side = path, side

    def filter(self, qs: Any, value: int | None) -> Any:
        if value is None:
            return qs
        if self.side == "from":
            bound, other, limit = "end", "start", {"gte": date(value, 1, 1)}
        else:
            bound, other, limit = "start", "end", {"lte": date(value, 12, 31)}
        [(comparison, day)] = limit.items()
        within = Q(**{f"{self.path}_{bound}__{comparison}": day})
        open_ended = Q(
            **{f"{self.path}_{bound}__isnull": True, f"{self.path}_{other}__isnull": False}
        )
        return qs.filter(within | open_ended)


class _Capital(Promise):
    """A translatable word with a capital, put into words only when it is shown."""

    def __init__(self, words: Text) -> None:
        self.words = words

    def __str__(self) -> str:
        return capfirst(str(self.words))

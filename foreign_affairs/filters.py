"""What the filter forms of all lists are made of.

A list's FilterSet in `<app>/filters.py` is made of these; the address of a filtered list can be
kept and sent: `?q=dai+hoc&country=kr&year_from=2010`.
"""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any, ClassVar

import django_filters
import django_filters.fields
from django import forms
from django.db.models import F, Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from foreign_affairs.models import CooperationField, Country, Record, Source
from foreign_affairs.search import narrow
from foreign_affairs.views.base import by_name

FIRST_YEAR, LAST_YEAR = 1900, 2100

MOST_CHOICES = 250
"""So many choices of a filter are shown, all countries among them; more are slower to read than to
search.
"""

MOST_FILTERS = 2
"""With more filters at once there is no end of lists, of which none is asked for twice."""

NEWEST_FIRST = ("newest", "oldest", "name")
"""The orders of most lists of what has a date."""

Text = str | Promise


class WordFilter(django_filters.ChoiceFilter):
    """One value of a TextChoices: `kind = WordFilter(Partner.Kind, _("Kind"))`; `path` where the
    field has another name.
    """

    def __init__(self, choices: Any, label: Text, path: str | None = None, **kwargs: Any) -> None:
        named = [(value, capfirst(words)) for value, words in choices.choices]
        super().__init__(
            field_name=path, label=label, choices=named, empty_label=_("All"), **kwargs
        )


class CodeField(django_filters.fields.ChoiceField):
    """A choice that is looked up when it is made: there may be thousands, and few are shown."""

    rows: Callable[[], QuerySet[Any]]

    def valid_value(self, value: Any) -> bool:
        # PostgreSQL cannot be asked for anything with a NUL in it.
        return "\0" not in value and self.rows().filter(code=value).exists()

    def words(self, value: str) -> str:
        """What a choice is called."""
        return str(self.rows().get(code=value))


class CodeFilter(django_filters.ChoiceFilter):
    """One record of a list of choices, by its code: what the address shows and stays valid.

    `rows` gives the choices (public ones only); `paths` are the lookups from the filtered model
    to such a record, any of which may match. A code that is no choice is refused with a sentence.
    """

    field_class = CodeField

    def __init__(
        self, rows: Callable[[], QuerySet[Any]], label: Text, *paths: str, **kwargs: Any
    ) -> None:
        super().__init__(label=label, empty_label=_("All"), **kwargs)
        self.rows, self.paths = rows, paths

    @property
    def field(self) -> forms.Field:
        if not hasattr(self, "_field"):
            self.extra["choices"] = lambda: named(self.rows()[:MOST_CHOICES])
            super().field.rows = self.rows
        return super().field

    def choices_among(self, codes: Collection[str]) -> list[tuple[str, str]]:
        """The choices with these codes and what they are called, in their order."""
        return named(self.rows().filter(code__in=codes))

    def target(self, model: type[Model]) -> type[Model]:
        """What the paths from a model lead to."""
        for step in self.paths[0].split("__"):
            model = model._meta.get_field(step).related_model  # type: ignore[assignment]
        return model

    def filter(self, qs: Any, value: str) -> Any:
        if not value:
            return qs
        # Through a subquery, so that a record with two matching rows stays one record; way by way,
        # since for each alone there is an index.
        ways = [
            qs.model._default_manager.filter(
                Q(**{f"{path}__code": value}) & public_way(qs.model, path)
            )
            .order_by()
            .values("pk")
            for path in self.paths
        ]
        return qs.filter(pk__in=ways[0].union(*ways[1:]) if len(ways) > 1 else ways[0])


def named(rows: QuerySet[Any]) -> list[tuple[str, str]]:
    return [(row.code, str(row)) for row in rows]


def public_way(model: type[Model], path: str) -> Q:
    """The condition that every record on the way is public: a filter must not tell of others."""
    way, condition = "", Q()
    for step in path.split("__"):
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]
        way = f"{way}__{step}".lstrip("_")
        if issubclass(model, Record):
            condition &= Q(**{f"{way}__state": Record.State.PUBLISHED})
    return condition


class RecordFilterSet(django_filters.FilterSet):
    """The base of every list's filters: `q` finds by any spelling, with or without marks, and
    `source` by the document the facts come from.
    """

    q = django_filters.CharFilter(
        label=_("Keywords"),
        method="search",
        max_length=200,
        help_text=_("Any spelling, with or without diacritics."),
    )
    source: Any = CodeFilter(
        lambda: Source.objects.public().order_by(by_name(), "code"), _("Source"), "sources"
    )

    orders: ClassVar[tuple[str, ...]] = ()
    """The orders that a reader may choose (see `foreign_affairs.sorting`), the list's own first."""
    dated: ClassVar[str] = ""
    """The partial date by which they sort."""

    @classmethod
    def moment(cls) -> Any:
        """The expression for the moment by which records are older or newer."""
        return F(f"{cls.dated}_start")

    def search(self, records: Any, name: str, text: str) -> Any:
        return narrow(records, text)

    def bounded_choice(self, without: str = "") -> tuple[tuple[str, str], ...] | None:
        """The names and values of the filters that are set (but for one), by which what the list
        adds up to can be kept; None where a filter is wrong or takes any text, or where there are
        too many.
        """
        if not self.is_bound:
            return ()
        if not self.is_valid():
            return None
        values = self.form.cleaned_data.items()
        chosen = {name: value for name, value in values if value and name != without}
        kinds = (django_filters.ChoiceFilter, django_filters.NumberFilter)
        is_bounded = len(chosen) <= MOST_FILTERS and all(
            isinstance(self.filters[name], kinds) for name in chosen
        )
        return tuple(sorted((n, str(v)) for n, v in chosen.items())) if is_bounded else None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "source" in self.filters:
            # Asked least often, so it stands last in the form.
            self.filters.move_to_end("source")


def country_filter(*paths: str) -> CodeFilter:
    """By country: `country_filter("country")`, `country_filter(*countries_of("parties"))`."""
    return CodeFilter(lambda: Country.objects.public().order_by(by_name()), _("Country"), *paths)


def countries_of(rows: str) -> tuple[str, ...]:
    """The ways from a record to the countries of those who take part in it."""
    return f"{rows}__country", f"{rows}__partner__country", f"{rows}__organisation__country"


def partners_of(rows: str) -> tuple[str, ...]:
    """The ways from a record to the partners of those who take part in it: the partner itself, or
    a body that belongs to it, as the Daejeon police belong to Daejeon.
    """
    return f"{rows}__partner", f"{rows}__organisation__locality_abroad"


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
        wrong = _("Write a year with four digits, like 2015.")
        super().__init__(
            label=_("From year") if side == "from" else _("To year"),
            min_value=FIRST_YEAR,
            max_value=LAST_YEAR,
            # Not a number input: that would hide from its reader what it cannot read.
            widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
            error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
            **kwargs,
        )
        self.path, self.side = path, side

    def filter(self, qs: Any, value: int | None) -> Any:
        return qs if value is None else self.lie_in(qs, value)

    def lie_in(self, rows: Any, year: int) -> Any:
        """The rows whose date can lie on this side of the year."""
        if self.side == "from":
            possible = Q(**{f"{self.path}_end__gte": date(year, 1, 1)})
            is_open = Q(**{f"{self.path}_end": None, f"{self.path}_start__isnull": False})
        else:
            possible = Q(**{f"{self.path}_start__lte": date(year, 12, 31)})
            is_open = Q(**{f"{self.path}_start": None, f"{self.path}_end__isnull": False})
        return rows.filter(possible | is_open)

"""What the filter forms of all lists are made of.

A list's FilterSet in `<app>/filters.py` is made of these; the address of a filtered list can be
kept and sent: `?q=dai+hoc&country=kr&year_from=2010`.
"""

from collections import Counter
from collections.abc import Callable, Collection
from datetime import date
from typing import Any, ClassVar

import django_filters
import django_filters.fields
from django import forms
from django.db.models import F, Model, Q, QuerySet
from django.forms.utils import flatatt
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from foreign_affairs.models import CooperationField, Country, Source
from foreign_affairs.search import narrow
from foreign_affairs.views.base import by_name
from foreign_affairs.ways import (
    are_many,
    keys_if_few,
    public_way_along,
    reaching,
    rows_if_few,
    with_keys,
)

FIRST_YEAR, LAST_YEAR = 1900, 2100

ALL_COUNTRIES = 250
"""So many choices are shown of a filter by country: no fewer than there are."""
MOST_CHOICES = 100
"""So many choices of any other filter are shown; more are slower to read than to search."""

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


def is_column(one: Any) -> bool:
    """Whether a filter chooses by a value that each record has one of, in its row or beside it."""
    return isinstance(one, WordFilter) and one.method is None


class CodeField(django_filters.fields.ChoiceField):
    """A choice that is looked up when it is made: there may be thousands, and few are shown."""

    rows: Callable[[], QuerySet[Any]]

    def valid_value(self, value: Any) -> bool:
        # PostgreSQL cannot be asked for anything with a NUL in it.
        return "\0" not in value and self.rows().filter(code=value).exists()

    def words(self, value: str) -> str:
        """What a choice is called."""
        return str(self.rows().get(code=value))


class SelectAtOnce(forms.Select):
    """A list to choose from, its hundreds of options written at once: with a template for each of
    them Django takes a third of the time of a page.
    """

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = str(value or "")
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            (
                (code, mark_safe(" selected") if str(code) == chosen else "", words)
                for code, words in self.choices
            ),
        )
        attributes = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>\n{}\n</select>", attributes, options)


class CodeFilter(django_filters.ChoiceFilter):
    """One record of a list of choices, by its code: what the address shows and stays valid.

    `rows` gives the choices (public ones only); `paths` are the lookups from the filtered model
    to such a record, any of which may match. A code that is no choice is refused with a sentence.
    `most` choices are shown.
    """

    field_class = CodeField

    def __init__(
        self,
        rows: Callable[[], QuerySet[Any]],
        label: Text,
        *paths: str,
        most: int = MOST_CHOICES,
        **kwargs: Any,
    ) -> None:
        super().__init__(label=label, empty_label=_("All"), widget=SelectAtOnce, **kwargs)
        self.rows, self.paths, self.most = rows, paths, most

    @property
    def field(self) -> forms.Field:
        if not hasattr(self, "_field"):
            self.extra["choices"] = lambda: named(self.rows()[: self.most])
            super().field.rows = self.rows
        return super().field

    def choices_among(self, codes: Collection[str]) -> list[tuple[str, str]]:
        """The choices with these codes and what they are called, in their order."""
        return named(self.rows().filter(code__in=codes))

    def filter(self, qs: Any, value: str) -> Any:
        if not value:
            return qs
        ways = [public_way_along(qs.model, path) for path in self.paths]
        return qs.filter(pk__in=reaching(ways, value))


def named(rows: QuerySet[Any]) -> list[tuple[str, str]]:
    return [(row.code, str(row)) for row in rows.only("code", "name_vi", "name_en")]


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

    def chosen(self, *without: str) -> dict[str, Any]:
        """What the filters are set to that are set (but for some)."""
        values = self.form.cleaned_data if self.is_bound else {}
        return {name: value for name, value in values.items() if value and name not in without}

    def filter_queryset(self, queryset: Any) -> Any:
        """Where few records are left they are found once, for everything that is counted, summed
        up and shown.
        """
        if not self.chosen():
            return queryset
        records = self.left()
        keys = self.keys_with_alternatives()
        if keys is None:
            keys = keys_if_few(records)
        self.many[""] = keys is None
        return records if keys is None else with_keys(queryset, keys)

    def keys_with_alternatives(self) -> list[int] | None:
        """The keys of few records that other rows lead to and that are then chosen by columns.
        Found before that choice, they also tell what other choices would leave (`alternatives`).
        """
        words = [name for name in self.chosen() if self.is_word(name)]
        if not words or self.is_by_columns(*words):
            return None
        rows = rows_if_few(self.left(*words), *(self.filters[name].field_name for name in words))
        if rows is None:
            return None
        chosen = tuple(self.chosen()[name] for name in words)
        combinations = Counter(row[1:] for row in rows)
        for place, name in enumerate(words):
            self.alternatives[name] = Counter()
            for values, number in combinations.items():
                if values[:place] + values[place + 1 :] == chosen[:place] + chosen[place + 1 :]:
                    self.alternatives[name][values[place]] += number
        return [row[0] for row in rows if row[1:] == chosen]

    def left(self, *without: str) -> QuerySet[Any]:
        """The records that the filters leave, all or all but some."""
        records = self.queryset.all()
        for name, value in self.chosen(*without).items():
            records = self.filters[name].filter(records, value)
        return records

    def is_word(self, name: str) -> bool:
        """Whether a filter chooses by a word in a column of the records' own table."""
        one = self.filters[name]
        columns = {field.name for field in self.queryset.model._meta.concrete_fields}
        return is_column(one) and one.field_name in columns

    def leaves_many(self, without: str = "") -> bool:
        """Whether all filters (or all but one) leave more records than are named one by one."""
        if without not in self.many:
            self.many[without] = are_many(self.left(without))
        return self.many[without]

    def is_by_columns(self, *without: str) -> bool:
        """Whether what is left is found by the columns of the records alone, and not by keys or
        through other rows.
        """
        if not any(without) and self.many.get("") is False:
            return False
        return all(
            self.is_word(name)
            or (isinstance(self.filters[name], YearFilter) and self.filters[name].method is None)
            for name in self.chosen(*without)
        )

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
        chosen = self.chosen(without)
        kinds = (django_filters.ChoiceFilter, django_filters.NumberFilter)
        is_bounded = len(chosen) <= MOST_FILTERS and all(
            isinstance(self.filters[name], kinds) for name in chosen
        )
        return tuple(sorted((n, str(v)) for n, v in chosen.items())) if is_bounded else None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.many: dict[str, bool] = {}
        """What `leaves_many` has found, by the filter that is left out."""
        self.alternatives: dict[str, Counter[str]] = {}
        """How many records other choices of a filter would leave, where that is known already."""
        if "source" in self.filters:
            # Asked least often, so it stands last in the form.
            self.filters.move_to_end("source")


def country_filter(*paths: str) -> CodeFilter:
    """By country: `country_filter("country")`, `country_filter(*countries_of("parties"))`."""
    countries = Country.objects
    return CodeFilter(
        lambda: countries.public().order_by(by_name()), _("Country"), *paths, most=ALL_COUNTRIES
    )


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

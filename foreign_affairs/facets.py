"""How many records each choice of a list's filters would leave, all counted in one query."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django_filters import ChoiceFilter, FilterSet

from foreign_affairs.bilingual import active_language
from foreign_affairs.filters import CodeFilter, WordFilter, public_way
from foreign_affairs.numbers import format_number


class Choice(NamedTuple):
    """A choice of a filter and the number of records that it would leave."""

    value: str
    words: str
    number: int
    is_chosen: bool


Sql = tuple[str, Any]
"""A statement and its parameters."""

Counts = dict[str, dict[str, int]]
"""By filter and choice."""


QUICK = 7
"""So many choices fit above the list."""


def choices_with_counts(filterset: FilterSet) -> dict[str, list[Choice]]:
    """The choices of each filter that leave something, or are chosen; counted once for a page."""
    known: dict[str, list[Choice]] | None = getattr(filterset, "known_choices", None)
    if known is None:
        is_wrong = filterset.is_bound and not filterset.is_valid()
        counts = {} if is_wrong else count_choices(filterset)
        known = {name: list(choices_of(filterset, name, counts[name])) for name in counts}
        filterset.known_choices = known
    return known


def choices_of(filterset: FilterSet, name: str, numbers: dict[str, int]) -> Iterator[Choice]:
    field: Any = filterset.form.fields[name]
    chosen = str(chosen_values(filterset).get(name) or "")
    for value, words in field.choices:
        number = numbers.get(str(value), 0)
        if value and (number or str(value) == chosen):
            yield Choice(str(value), str(words), number, str(value) == chosen)


def show_counts(filterset: FilterSet) -> None:
    """Writes the number beside each choice of the form, and leaves out choices with nothing; a
    field without any choice is marked with `is_empty`.
    """
    for name, choices in choices_with_counts(filterset).items():
        field: Any = filterset.form.fields[name]
        numbered = [
            (each.value, f"{each.words} ({format_number(each.number, active_language())})")
            for each in choices
        ]
        # The field itself keeps all of its choices, with which it tells right from wrong.
        field.widget.choices = [choice for choice in field.choices if not choice[0]] + numbered
        field.is_empty = not choices


def quick_filter(filterset: FilterSet) -> str:
    """The first filter that has few choices, which can stand above the list; '' for none. It is
    the same whatever else is chosen.
    """
    for name, one in filterset.filters.items():
        is_of_words = isinstance(one, ChoiceFilter) and not isinstance(one, CodeFilter)
        # One of the choices is to have none.
        if is_of_words and len(filterset.form.fields[name].choices) <= QUICK + 1:
            return str(name)
    return ""


def count_choices(filterset: FilterSet) -> Counts:
    """The records that each choice would leave beside the filters that are active already.

    A filter that is active itself is taken away for its own choices, since another choice
    would replace it.
    """
    counts: Counts = {
        name: {} for name, each in filterset.filters.items() if isinstance(each, ChoiceFilter)
    }
    bases: list[tuple[str, Sql]] = []
    several: list[Sql] = []
    single: list[Sql] = []
    chosen = chosen_values(filterset)
    for name in counts:
        records = filterset.queryset.order_by()
        without = name if chosen.get(name) else ""
        if any(value for other, value in chosen.items() if other != without):
            table = f"facet_{without or 'all'}"
            try:
                sql = compiled(narrowed(filterset, without).values("pk"))
            except EmptyResultSet:
                continue
            # Each set of records is found once, however many filters are counted in it.
            if table not in dict(bases):
                bases.append((table, sql))
            names_only = f"SELECT pk FROM {table}"  # noqa: S608
            records = records.filter(pk__in=RawSQL(names_only, ()))  # noqa: S611
        arms = several if isinstance(filterset.filters[name], CodeFilter) else single
        arms += [compiled(arm) for arm in arms_of(filterset, name, records)]
    if not several and not single:
        return counts
    # Of a record that has a choice in several ways one row is left, which takes sorting.
    rows = " UNION ALL ".join(
        filter(None, [" UNION ".join(sql for sql, _ in several), *(sql for sql, _ in single)])
    )
    tables = ", ".join(f"{table}(pk) AS ({sql})" for table, (sql, _) in bases)
    params = [
        each for _, given in (*(sql for _, sql in bases), *several, *single) for each in given
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{'WITH ' if tables else ''}{tables} SELECT facet, choice, COUNT(*) "  # noqa: S608
            f"FROM ({rows}) AS counted GROUP BY facet, choice",
            params,
        )
        for name, choice, number in cursor.fetchall():
            counts[name][choice] = number
    return counts


def chosen_values(filterset: FilterSet) -> dict[str, Any]:
    """What the filters are set to."""
    return filterset.form.cleaned_data if filterset.is_bound else {}


def narrowed(filterset: FilterSet, without: str) -> QuerySet[Any]:
    """The records that all filters leave but one."""
    records = filterset.queryset.order_by()
    for name, value in chosen_values(filterset).items():
        if name != without:
            records = filterset.filters[name].filter(records, value)
    return records


def arms_of(filterset: FilterSet, name: str, records: QuerySet[Any]) -> Iterator[QuerySet[Any]]:
    """Queries for rows of the filter's name, a choice and the key of a record that has it."""
    one = filterset.filters[name]
    if isinstance(one, CodeFilter):
        for path in one.paths:
            is_known = Q(**{f"{path}__isnull": False}) & public_way(records.model, path)
            yield rows(records.filter(is_known), name, F(f"{path}__code")).distinct()
    elif isinstance(one, WordFilter) and one.method is None:
        yield rows(records, name, F(one.field_name))
    else:
        choices: Any = filterset.form.fields[name]
        for value, _words in choices.choices:
            if value:
                yield rows(one.filter(records, value), name, Value(value))


def rows(records: QuerySet[Any], facet: str, choice: Any) -> QuerySet[Any]:
    text = CharField()
    named = records.annotate(facet=Value(facet, output_field=text), choice=Cast(choice, text))
    return named.values_list("facet", "choice", "pk")


def compiled(queryset: QuerySet[Any]) -> Sql:
    """The SQL of a query with its parameters."""
    return queryset.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()

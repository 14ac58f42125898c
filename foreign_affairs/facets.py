"""How many records each choice of a list's filters would leave, all counted in one query."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import CharField, Count, F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.utils.translation import ngettext
from django_filters import ChoiceFilter, FilterSet

from foreign_affairs.bilingual import active_language
from foreign_affairs.filters import (
    MOST_CHOICES,
    CodeFilter,
    RecordFilterSet,
    WordFilter,
    public_way,
)
from foreign_affairs.kept import kept
from foreign_affairs.numbers import format_number

Found = TypeVar("Found")


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
    """The choices of each filter that leave something, or are chosen; counted once for a page, and
    for a state of the register where there are only so many ways to filter.
    """
    known: dict[str, list[Choice]] | None = getattr(filterset, "known_choices", None)
    if known is None:
        known = kept_for(filterset, "choices", lambda: count_with_words(filterset))
        filterset.known_choices = known
    return known


def count_with_words(filterset: FilterSet) -> dict[str, list[Choice]]:
    is_wrong = filterset.is_bound and not filterset.is_valid()
    counts = {} if is_wrong else count_choices(filterset)
    return {name: list(choices_of(filterset, name, counts[name])) for name in counts}


def kept_for(filterset: FilterSet, what: str, compute: Callable[[], Found]) -> Found:
    """What depends on the filters of a list alone, kept for a state of the register; worked out
    anew where there is no end of ways to filter.
    """
    chosen = filterset.bounded_choice() if isinstance(filterset, RecordFilterSet) else None
    if chosen is None:
        return compute()
    return kept((what, type(filterset).__name__, active_language(), chosen), compute)


def choices_of(filterset: FilterSet, name: str, numbers: dict[str, int]) -> Iterator[Choice]:
    one, field = filterset.filters[name], filterset.form.fields[name]
    chosen = str(chosen_values(filterset).get(name) or "")
    choices: Any = field.choices  # type: ignore[attr-defined]
    if isinstance(one, CodeFilter):
        choices = one.choices_among({*numbers, chosen} - {""})
    for value, words in choices:
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
        field.widget.choices = [("", filterset.filters[name].extra["empty_label"]), *numbered]
        field.is_empty = not choices
        if len(choices) >= MOST_CHOICES:
            field.help_text = ngettext(
                "The %(number)s with the most records; others by keyword.",
                "The %(number)s with the most records; others by keyword.",
                MOST_CHOICES,
            ) % {"number": format_number(MOST_CHOICES, active_language())}


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
    would replace it. Of many codes the MOST_CHOICES with the most records are counted, and the
    chosen one.
    """
    counts: Counts = {
        name: {} for name, each in filterset.filters.items() if isinstance(each, ChoiceFilter)
    }
    bases: dict[str, Sql] = {}
    arms: list[Sql] = []
    chosen = chosen_values(filterset)
    here = connections[filterset.queryset.db]
    for name in counts:
        records = filterset.queryset.order_by()
        without = name if chosen.get(name) else ""
        if any(value for other, value in chosen.items() if other != without):
            table = f"facet_{without or 'all'}"
            try:
                # Each set of records is found once, however many filters are counted in it.
                if table not in bases:
                    bases[table] = compiled(narrowed(filterset, without).values("pk"))
            except EmptyResultSet:
                continue
            names_only = f"SELECT pk FROM {table}"  # noqa: S608
            records = records.filter(pk__in=RawSQL(names_only, ()))  # noqa: S611
        arms += arms_of(filterset, name, records)
    if not arms:
        return counts
    tables = ", ".join(f"{table}(pk) AS ({sql})" for table, (sql, _) in bases.items())
    rows = " UNION ALL ".join(sql for sql, _ in arms)
    params = [each for _, given in (*bases.values(), *arms) for each in given]
    with here.cursor() as cursor:
        cursor.execute(f"{f'WITH {tables} ' if tables else ''}{rows}", params)
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


def arms_of(filterset: FilterSet, name: str, records: QuerySet[Any]) -> Iterator[Sql]:
    """Statements for rows of the filter's name, a choice and the number of records that have it."""
    one = filterset.filters[name]
    if isinstance(one, CodeFilter):
        yield codes_with_numbers(one, name, records, chosen_values(filterset).get(name) or "")
    elif isinstance(one, WordFilter) and one.method is None:
        words = records.annotate(choice=Cast(F(one.field_name), CharField())).values("choice")
        sql, params = compiled(words.annotate(number=Count("*")))
        yield f"SELECT %s AS facet, choice, number FROM ({sql}) AS counted", (name, *params)  # noqa: S608
    else:
        choices: Any = filterset.form.fields[name]
        for value, _words in choices.choices:
            if value:
                sql, params = compiled(one.filter(records, value).values("pk"))
                counting = f"SELECT %s AS facet, %s AS choice, COUNT(*) FROM ({sql}) AS counted"  # noqa: S608
                yield counting, (name, value, *params)


def codes_with_numbers(one: CodeFilter, name: str, records: QuerySet[Any], chosen: str) -> Sql:
    """One statement for a filter by code: keys are counted, and only those of the most frequent
    become codes.
    """
    ways = [
        compiled(
            records.filter(Q(**{f"{path}__isnull": False}) & public_way(records.model, path))
            .annotate(choice=F(path))
            .values_list("choice", "pk")
        )
        for path in one.paths
    ]
    # A record that has a choice in several ways counts once, which takes sorting. One step leads
    # to a choice in one way only.
    if len(ways) == 1 and "__" in one.paths[0]:
        ways *= 2
    union = " UNION ".join(sql for sql, _ in ways)
    table = connections[records.db].ops.quote_name(one.target(records.model)._meta.db_table)
    statement = (
        f"SELECT * FROM (SELECT %s AS facet, target.code AS choice, found.number FROM ("  # noqa: S608
        f"SELECT choice, COUNT(*) AS number FROM ({union}) AS ways GROUP BY choice"
        f") AS found JOIN {table} AS target ON target.id = found.choice "
        f"ORDER BY CASE target.code WHEN %s THEN 0 ELSE 1 END, found.number DESC, found.choice "
        f"LIMIT {MOST_CHOICES}) AS counted"
    )
    return statement, (name, *(each for _, params in ways for each in params), chosen)


def compiled(queryset: QuerySet[Any]) -> Sql:
    """The SQL of a query with its parameters."""
    return queryset.query.get_compiler(queryset.db).as_sql()

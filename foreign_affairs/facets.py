"""How many records each choice of a list's filters would leave, all counted in one query."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import CharField, F, Model, Q, QuerySet
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
from foreign_affairs.kept import NOTHING, kept, known, remember
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
    choices: dict[str, list[Choice]] | None = getattr(filterset, "known_choices", None)
    if choices is None:
        choices = kept_for(filterset, "choices", lambda: count_with_words(filterset))
        filterset.known_choices = choices
    return choices


def count_with_words(filterset: FilterSet) -> dict[str, list[Choice]]:
    is_wrong = filterset.is_bound and not filterset.is_valid()
    counts = {} if is_wrong else count_choices(filterset)
    return {name: list(choices_of(filterset, name, counts[name])) for name in counts}


def kept_for(filterset: FilterSet, what: str, compute: Callable[[], Found]) -> Found:
    """What depends on the filters of a list alone, kept for a state of the register; worked out
    anew where there is no end of ways to filter.
    """
    key = key_for(filterset, what)
    return compute() if key is None else kept(key, compute)


def key_for(filterset: FilterSet, what: str, without: str = "") -> tuple[Any, ...] | None:
    """Under which key to keep what depends on the filters that are set, but for one."""
    if not isinstance(filterset, RecordFilterSet):
        return None
    chosen = filterset.bounded_choice(without)
    return None if chosen is None else (what, type(filterset).__name__, active_language(), chosen)


def choices_of(filterset: FilterSet, name: str, numbers: dict[str, int]) -> Iterator[Choice]:
    one, field = filterset.filters[name], filterset.form.fields[name]
    chosen = str(chosen_values(filterset).get(name) or "")
    choices: Any = field.choices
    if isinstance(one, CodeFilter):
        choices = one.choices_among({*numbers, chosen} - {""})
        if chosen and chosen not in numbers and len(numbers) >= MOST_CHOICES:
            # What it leaves is what the list shows.
            numbers = {**numbers, chosen: filterset.qs.count()}
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
    would replace it. Of many codes the MOST_CHOICES with the most records are counted.
    """
    counts: Counts = {}
    wanted = {}
    for name, each in filterset.filters.items():
        if isinstance(each, ChoiceFilter):
            key = key_for(filterset, f"counts of {name}", without=name)
            found: Any = NOTHING if key is None else known(key)
            if found is NOTHING:
                wanted[name] = key
                found = {}
            counts[name] = found
    for name, choice, number in counted(filterset, list(wanted)):
        if choice and number:
            counts[name][choice] = number
    for name, key in wanted.items():
        if key is not None:
            remember(key, counts[name])
    return counts


def counted(filterset: FilterSet, names: Sequence[str]) -> list[tuple[str, str, int]]:
    """Filter, choice and number for each choice of these filters, in one query."""
    bases: dict[str, Sql] = {}
    arms: list[Sql] = []
    chosen = chosen_values(filterset)
    for name in names:
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
        return []
    tables = ", ".join(f"{table}(pk) AS ({sql})" for table, (sql, _) in bases.items())
    rows = " UNION ALL ".join(sql for sql, _ in arms)
    params = [each for _, given in (*bases.values(), *arms) for each in given]
    with connections[filterset.queryset.db].cursor() as cursor:
        cursor.execute(f"{f'WITH {tables} ' if tables else ''}{rows}", params)
        return list(cursor.fetchall())


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
        yield codes_with_numbers(one, name, records)
    elif isinstance(one, WordFilter) and one.method is None:
        words = records.annotate(choice=Cast(F(one.field_name), CharField()))
        sql, params = compiled(words.values_list("choice", "pk"))
        counting = f"SELECT %s AS facet, choice, COUNT(*) FROM ({sql}) AS rows GROUP BY choice"  # noqa: S608
        yield counting, (name, *params)
    else:
        choices: Any = filterset.form.fields[name]
        for value, _words in choices.choices:
            if value:
                sql, params = compiled(one.filter(records, value).values("pk"))
                counting = f"SELECT %s AS facet, %s AS choice, COUNT(*) FROM ({sql}) AS counted"  # noqa: S608
                yield counting, (name, value, *params)


def codes_with_numbers(one: CodeFilter, name: str, records: QuerySet[Any]) -> Sql:
    """One statement for a filter by code, of which the most frequent are counted."""
    ways = [
        records.filter(Q(**{f"{path}__isnull": False}) & public_way(records.model, path))
        for path in one.paths
    ]
    target = one.target(records.model)
    sql, params = counted_by_code(target, zip(one.paths, ways, strict=True))
    return f"SELECT %s AS facet, code, number FROM ({sql}) AS codes", (name, *params)  # noqa: S608


def counted_by_code(target: type[Model], ways: Iterable[tuple[str, QuerySet[Any]]]) -> Sql:
    """A statement for `code` and `number`: how many records reach a row of `target` in one or more
    of these ways (path and records), the MOST_CHOICES most frequent. Keys are counted, and only
    those that are left become codes.
    """
    arms = [
        (path, compiled(records.annotate(choice=F(path)).values_list("choice", "pk")))
        for path, records in ways
    ]
    # A record that reaches a row in several ways counts once, which takes sorting. One step leads
    # there in one way only.
    if len(arms) == 1 and "__" in arms[0][0]:
        arms *= 2
    union = " UNION ".join(sql for _, (sql, _) in arms)
    table = connection.ops.quote_name(target._meta.db_table)
    statement = (
        f"SELECT target.code AS code, found.number AS number FROM ("  # noqa: S608
        f"SELECT choice, COUNT(*) AS number FROM ({union}) AS ways GROUP BY choice"
        f") AS found JOIN {table} AS target ON target.id = found.choice "
        f"ORDER BY found.number DESC, found.choice LIMIT {MOST_CHOICES}"
    )
    return statement, [each for _, (_, params) in arms for each in params]


def compiled(queryset: QuerySet[Any]) -> Sql:
    """The SQL of a query with its parameters."""
    return queryset.query.get_compiler(queryset.db).as_sql()

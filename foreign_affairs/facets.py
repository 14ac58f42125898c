"""How many records each choice of a list's filters would leave, all counted in one query."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import CharField, F, Model, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.utils.translation import ngettext
from django_filters import ChoiceFilter

from foreign_affairs.bilingual import active_language
from foreign_affairs.filters import CodeFilter, RecordFilterSet, is_column
from foreign_affairs.kept import NOTHING, kept, known, remember
from foreign_affairs.numbers import format_number
from foreign_affairs.ways import Way, end_of, public_way_along

Found = TypeVar("Found")


class Choice(NamedTuple):
    """A choice of a filter and the number of records that it would leave; None if that takes long
    to count.
    """

    value: str
    words: str
    number: int | None
    is_chosen: bool


Sql = tuple[str, Any]
"""A statement and its parameters."""

Counts = dict[str, dict[str, int] | None]
"""By filter and choice; None for a filter of which the choices are not counted."""


QUICK = 7
"""So many choices fit above the list."""


def choices_with_counts(filterset: RecordFilterSet) -> dict[str, list[Choice]]:
    """The choices of each filter that leave something, or are chosen; counted once for a page, and
    for a state of the register where there are only so many ways to filter.
    """
    choices: dict[str, list[Choice]] | None = getattr(filterset, "known_choices", None)
    if choices is None:
        what = f"choices in {active_language()}"
        choices = kept_for(filterset, what, lambda: count_with_words(filterset))
        filterset.known_choices = choices
    return choices


def count_with_words(filterset: RecordFilterSet) -> dict[str, list[Choice]]:
    is_wrong = filterset.is_bound and not filterset.is_valid()
    counts = {} if is_wrong else count_choices(filterset)
    of_all: dict[str, list[Choice]] = {}
    if None in counts.values():
        # Which of their choices leave something is not known; those of the whole list are shown.
        of_all = choices_with_counts(type(filterset)(queryset=filterset.queryset))
    return {
        name: list(
            choices_of(filterset, name, numbers)
            if numbers is not None
            else without_numbers(filterset, name, of_all[name])
        )
        for name, numbers in counts.items()
    }


def kept_for(filterset: RecordFilterSet, what: str, compute: Callable[[], Found]) -> Found:
    """What depends on the filters of a list alone, kept for a state of the register; worked out
    anew where there is no end of ways to filter.
    """
    key = key_for(filterset, what)
    return compute() if key is None else kept(key, compute)


def key_for(filterset: RecordFilterSet, what: str, without: str = "") -> tuple[Any, ...] | None:
    """Under which key to keep what depends on the filters that are set, but for one."""
    chosen = filterset.bounded_choice(without)
    return None if chosen is None else (what, type(filterset).__name__, chosen)


def without_numbers(
    filterset: RecordFilterSet, name: str, choices: Iterable[Choice]
) -> Iterator[Choice]:
    """These choices, and the chosen one if it is not among them; none has a number."""
    chosen = str(filterset.chosen().get(name, ""))
    words = {each.value: each.words for each in choices}
    if chosen and chosen not in words:
        words = dict(filterset.filters[name].choices_among({*words, chosen}))
    for value, said in words.items():
        yield Choice(value, said, None, value == chosen)


def choices_of(filterset: RecordFilterSet, name: str, numbers: dict[str, int]) -> Iterator[Choice]:
    one, field = filterset.filters[name], filterset.form.fields[name]
    chosen = str(filterset.chosen().get(name, ""))
    choices: Any = field.choices
    if isinstance(one, CodeFilter):
        choices = one.choices_among({*numbers, chosen} - {""})
        if chosen and chosen not in numbers and len(numbers) >= one.most:
            # What it leaves is what the list shows.
            numbers = {**numbers, chosen: filterset.qs.count()}
    for value, words in choices:
        number = numbers.get(str(value), 0)
        if value and (number or str(value) == chosen):
            yield Choice(str(value), str(words), number, str(value) == chosen)


def show_counts(filterset: RecordFilterSet) -> None:
    """Writes the number beside each choice of the form that is counted, and leaves out choices
    with nothing; a field without any choice is marked with `is_empty`.
    """
    for name, choices in choices_with_counts(filterset).items():
        field: Any = filterset.form.fields[name]
        numbered = [
            (each.value, each.words)
            if each.number is None
            else (each.value, f"{each.words} ({format_number(each.number, active_language())})")
            for each in choices
        ]
        # The field itself keeps all of its choices, with which it tells right from wrong.
        field.widget.choices = [("", filterset.filters[name].extra["empty_label"]), *numbered]
        field.is_empty = not choices
        most = getattr(filterset.filters[name], "most", None)
        if most and len(choices) >= most:
            field.help_text = ngettext(
                "The %(number)s with the most records; others by keyword.",
                "The %(number)s with the most records; others by keyword.",
                most,
            ) % {"number": format_number(most, active_language())}


def quick_filter(filterset: RecordFilterSet) -> str:
    """The first filter that has few choices, which can stand above the list; '' for none. It is
    the same whatever else is chosen.
    """
    for name, one in filterset.filters.items():
        is_of_words = isinstance(one, ChoiceFilter) and not isinstance(one, CodeFilter)
        # One of the choices is to have none.
        if is_of_words and len(filterset.form.fields[name].choices) <= QUICK + 1:
            return str(name)
    return ""


def count_choices(filterset: RecordFilterSet) -> Counts:
    """The records that each choice would leave beside the filters that are active already.

    A filter that is active itself is taken away for its own choices, since another choice
    would replace it. Of many codes those with the most records are counted; where the
    other filters leave many records, those of the whole list are not counted again.
    """
    counts: Counts = {}
    wanted = {}
    asked: list[str] = []
    for name, each in filterset.filters.items():
        if isinstance(each, ChoiceFilter):
            key = key_for(filterset, f"counts of {name}", without=name)
            found: Any = NOTHING if key is None else known(key)
            if found is NOTHING:
                wanted[name] = key
                found = filterset.alternatives.get(name)
                if found is None and not takes_long(filterset, name):
                    asked.append(name)
                    found = {}
            counts[name] = found
    for name, choice, number in counted(filterset, asked):
        numbers = counts[name]
        if numbers is not None and choice and number:
            numbers[choice] = number
    for name, key in wanted.items():
        if key is not None:
            remember(key, counts[name])
    return counts


def takes_long(filterset: RecordFilterSet, name: str) -> bool:
    """Whether the choices of a filter are reached through other rows from too many records. Those
    of the whole list are counted all the same: it is asked for most, and its numbers are kept.
    """
    without = name if name in filterset.chosen() else ""
    is_by_code = isinstance(filterset.filters[name], CodeFilter)
    return is_by_code and bool(filterset.chosen(without)) and filterset.leaves_many(without)


def counted(filterset: RecordFilterSet, names: Sequence[str]) -> list[tuple[str, str, int]]:
    """Filter, choice and number for each choice of these filters, in one query."""
    tables: dict[str, Sql] = {}
    arms: list[Sql] = []
    chosen = filterset.chosen()
    by_base: dict[str, list[str]] = {}
    for name in names:
        by_base.setdefault(name if name in chosen else "", []).append(name)
    for without, counted_here in by_base.items():
        records = (filterset.left(without) if without else filterset.qs).order_by()
        columns = [name for name in counted_here if is_column(filterset.filters[name])]
        table = f"facet_{without or 'all'}"
        # Each set of records is found once, unless it is as quick to find it for each filter.
        how = "NOT MATERIALIZED" if filterset.is_by_columns(without) else "MATERIALIZED"
        try:
            tables[f"{table} AS {how}"] = with_columns(filterset, columns, records)
        except EmptyResultSet:
            continue
        if columns:
            tables[f"{table}_columns AS MATERIALIZED"] = combinations_of(columns, table)
            arms += [sums_of(name, f"{table}_columns") for name in columns]
        for name in counted_here:
            if name not in columns:
                arms += arms_of(filterset, name, keys_in(table))
    if not arms:
        return []
    with_tables = ", ".join(f"{table} ({sql})" for table, (sql, _) in tables.items())
    rows = " UNION ALL ".join(sql for sql, _ in arms)
    params = [each for _, given in (*tables.values(), *arms) for each in given]
    with connections[filterset.queryset.db].cursor() as cursor:
        cursor.execute(f"WITH {with_tables} {rows}", params)
        return list(cursor.fetchall())


def keys_in(table: str) -> RawSQL:
    return RawSQL(f"SELECT pk FROM {table}", ())  # noqa: S608, S611


def with_columns(filterset: RecordFilterSet, names: Iterable[str], records: QuerySet[Any]) -> Sql:
    """A statement for the keys of records and the columns that these filters choose by."""
    columns = {
        f"of_{name}": Cast(F(filterset.filters[name].field_name), CharField()) for name in names
    }
    return compiled(records.values("pk", **columns))


def combinations_of(names: Iterable[str], table: str) -> Sql:
    """A statement that passes over records once: how many have each combination of columns."""
    columns = ", ".join(f"of_{name}" for name in names)
    return f"SELECT {columns}, COUNT(*) AS number FROM {table} GROUP BY {columns}", ()  # noqa: S608


def sums_of(name: str, table: str) -> Sql:
    """A statement for the numbers of a column, from those of the combinations."""
    column = f"of_{name}"
    return (
        f"SELECT %s AS facet, {column} AS choice, CAST(SUM(number) AS bigint) "  # noqa: S608
        f"FROM {table} GROUP BY {column}"
    ), (name,)


def arms_of(filterset: RecordFilterSet, name: str, keys: RawSQL) -> Iterator[Sql]:
    """Statements for rows of the filter's name, a choice and the number of records that have it."""
    one, model = filterset.filters[name], filterset.queryset.model
    if isinstance(one, CodeFilter):
        ways = [public_way_along(model, path).of(keys) for path in one.paths]
        sql, params = counted_by_code(end_of(model, one.paths[0]), ways, one.most)
        yield f"SELECT %s AS facet, code, number FROM ({sql}) AS codes", (name, *params)  # noqa: S608
        return
    records = model._default_manager.filter(pk__in=keys).order_by()
    choices: Any = filterset.form.fields[name]
    for value, _words in choices.choices:
        if value:
            sql, params = compiled(one.filter(records, value).values("pk"))
            counting = f"SELECT %s AS facet, %s AS choice, COUNT(*) FROM ({sql}) AS counted"  # noqa: S608
            yield counting, (name, value, *params)


def counted_by_code(target: type[Model], ways: Sequence[Way], most: int) -> Sql:
    """A statement for `code` and `number`: how many records reach a row of `target` in one or more
    of these ways, the `most` most frequent. Keys are counted, and only those that are left
    become codes.
    """
    # A record that reaches a row in several ways counts once.
    distinct = len(ways) == 1 and not ways[0].is_single
    arms = []
    for way in ways:
        rows = way.rows.filter(**{f"{way.target}__isnull": False})
        pairs = rows.annotate(choice=F(way.target)).values_list("choice", way.record)
        arms.append(compiled(pairs.distinct() if distinct else pairs))
    union = " UNION ".join(sql for sql, _ in arms)
    table = connection.ops.quote_name(target._meta.db_table)
    statement = (
        f"SELECT target.code AS code, found.number AS number FROM ("  # noqa: S608
        f"SELECT choice, COUNT(*) AS number FROM ({union}) AS ways GROUP BY choice"
        f") AS found JOIN {table} AS target ON target.id = found.choice "
        f"ORDER BY found.number DESC, found.choice LIMIT {most}"
    )
    return statement, [each for _, params in arms for each in params]


def compiled(queryset: QuerySet[Any]) -> Sql:
    """The SQL of a query with its parameters."""
    return queryset.query.get_compiler(queryset.db).as_sql()

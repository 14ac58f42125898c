import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import models
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from events.models import Delegation, Event
from foreign_affairs.dates import PartialDate
from foreign_affairs.models import Correction, Tracked
from foreign_affairs.numbers import format_plain_number
from foreign_affairs.records.columns import (
    BooleanColumn,
    CellError,
    ChoiceColumn,
    CodeColumn,
    Column,
    DayColumn,
    DecimalColumn,
    IntegerColumn,
    PartialDateColumn,
    ReferenceColumn,
    ReferencesColumn,
    TextColumn,
    columns_of,
    text_for_people,
)
from foreign_affairs.records.decisions import Decisions
from foreign_affairs.records.mapping import match
from foreign_affairs.records.reading.cells import Exact
from foreign_affairs.records.references import ReferenceFinder
from foreign_affairs.records.resources import REGISTRY
from foreign_affairs.records.values import ValueReader
from foreign_affairs.text import clean_text, fold
from indicators.models import Observation
from partners.models import Agreement, Contact, Partner
from tests.strategies import days, partial_dates
from tests.tables import table_of


def column(model: type[models.Model], name: str) -> Column:
    return next(column for column in columns_of(model) if column.name == name)


def test_columns_begin_with_code_and_leave_out_stamps() -> None:
    names = [column.name for column in columns_of(Agreement)]
    assert names[0] == "code"
    assert not {"id", "version", "created_by", "changed_at", "signed_on_start"} & set(names)
    assert {"signed_on", "sources", "fields", "establishes"} <= set(names)


def test_columns_for_staff_are_not_public() -> None:
    private = {column.name for column in columns_of(Delegation) if not column.is_public}
    assert private == {"state", "editor_note", "funding", "cost_vnd"}


@pytest.mark.parametrize(
    ("model", "name", "text", "value"),
    [
        (Event, "held_on", "05/03/2024", PartialDate.parse("2024-03-05")),
        (Event, "held_on", "2024-09", PartialDate.parse("2024-09")),
        (Event, "held_on", "", None),
        (Delegation, "decided_on", "05/03/2024", datetime.date(2024, 3, 5)),
        (Delegation, "decided_on", "2024-03-05", datetime.date(2024, 3, 5)),
        (Delegation, "cost_vnd", "1250000", Decimal(1250000)),
        (Delegation, "persons", " 15 ", 15),
        (Delegation, "is_in_plan", "có", True),
        (Delegation, "is_in_plan", "", None),
        (Observation, "value", "7434.4", Decimal("7434.4")),
        (Observation, "value", "-3.5", Decimal("-3.5")),
        (Partner, "code", " Daejeon ", "daejeon"),
        (Partner, "name_vi", "Ha\u0323i \u00a0Pho\u0300ng", "Hại  Phòng"),
        (Partner, "sources", "b|a| |a", ("a", "b")),
        (Partner, "sources", "", ()),
        (Partner, "country", "KR", "kr"),
        (Partner, "kind", "city", "city"),
    ],
)
def test_column_parses(model: type[models.Model], name: str, text: str, value: Any) -> None:
    assert column(model, name).parse(text) == value


@pytest.mark.parametrize(
    ("model", "name", "text", "reason"),
    [
        (Event, "held_on", "05/13/2024", "There is no month 13"),
        (Delegation, "decided_on", "9/2016", "not a full date"),
        (Observation, "value", "7.434,4", "7.434,4"),
        (Observation, "value", "7,434.4", "7,434.4"),
        (Observation, "value", "1.5e3", "1.5e3"),
        (Observation, "value", "1.23456", "At most 4 decimal places"),
        (Delegation, "persons", "1.5", "not a whole number"),
        (Delegation, "is_in_plan", "maybe", "neither yes nor no"),
        (Partner, "kind", "village", "is not one of: province, city"),
        (Partner, "name_vi", "", "may not be empty"),
        (Partner, "name_vi", "x" * 301, "301 characters; 300 are the most"),
    ],
)
def test_column_refuses_with_a_reason(
    model: type[models.Model], name: str, text: str, reason: str
) -> None:
    with override("en"), pytest.raises(CellError) as caught:
        column(model, name).parse(text)
    assert reason in str(caught.value)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_choice_is_understood_in_both_languages(language: str) -> None:
    kind = column(Partner, "kind")
    with override(language):
        label = str(dict(Partner.Kind.choices)["city"])
    assert kind.parse(label.upper()) == "city"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_column_parses_alike_whatever_the_interface_language(language: str) -> None:
    with override(language):
        assert column(Observation, "value").parse("7.434") == Decimal("7.434")
        assert column(Event, "held_on").parse("05/03/2024").text == "2024-03-05"


def values_of(column: Column) -> st.SearchStrategy[Any]:
    """Any value that the field of the column holds."""
    field = column.field
    match column:
        case CodeColumn():
            return st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(
                lambda code: len(code) <= field.max_length
            )
        case TextColumn():
            texts = st.text(max_size=field.max_length).map(clean_text)
            return texts.filter(lambda text: 0 < len(text) <= (field.max_length or len(text)))
        case ChoiceColumn():
            return st.sampled_from(column.values)
        case BooleanColumn():
            return st.booleans()
        case DecimalColumn():
            most = 10 ** (field.max_digits - field.decimal_places) - 1
            return st.decimals(-most, most, places=field.decimal_places)
        case IntegerColumn():
            return st.integers(0, 32767)
        case DayColumn():
            return days
        case PartialDateColumn():
            return partial_dates()
    raise AssertionError(column)


PLAIN = [
    (model, column)
    for model, resource in REGISTRY.items()
    for column in resource.columns()
    if not isinstance(column, (ReferenceColumn, ReferencesColumn))
]


@given(st.data())
@settings(max_examples=500)
def test_every_value_is_read_back_from_what_programs_and_people_get(data: st.DataObject) -> None:
    model, column = data.draw(st.sampled_from(PLAIN))
    value = data.draw(values_of(column))
    record = model()
    setattr(record, column.field.attname, value)
    assert column.parse(column.format(record)) == value
    for language in ("vi", "en"):
        words = column.for_people(record, language)
        typed = Exact(json_text(words)) if not isinstance(words, str) else words
        for text in (text_for_people(words, language), typed):
            table = table_of([column.header(language)], [text])
            matched = match(model, table, Decisions())
            reader = ValueReader(model, matched, Decisions(), ReferenceFinder())
            reader.observe(next(iter(table.rows)))
            assert reader.read(next(iter(table.rows))) == ({column.name: value}, [])


def json_text(value: Any) -> str:
    """A typed cell in the notation of programs."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    return format_plain_number(Decimal(repr(value)))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_word_for_people_means_one_value(language: str) -> None:
    for _model, column in PLAIN:
        if isinstance(column, ChoiceColumn):
            known = column.known_words()
            for value, label in column.labels(language).items():
                assert known[fold(label)] == value, (column.name, label)


def test_every_tracked_model_has_a_resource_but_files() -> None:
    from django.apps import apps

    kept = {model for model in apps.get_models() if issubclass(model, Tracked)}
    without = {model._meta.model_name for model in kept - set(REGISTRY)}
    assert without == {"agreementfile", "dossiertemplate"}


def test_file_names_are_unique() -> None:
    names = [resource.file_name for resource in REGISTRY.values()]
    assert len(names) == len(set(names))


def test_persons_have_no_public_download() -> None:
    hidden = {model for model, resource in REGISTRY.items() if not resource.is_public}
    assert hidden == {Contact, Correction}

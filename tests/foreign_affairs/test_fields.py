"""The model field of partial dates, on the agreements of the register."""

import copy
import pickle
from datetime import date
from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.migrations.state import ModelState, StateApps
from django.test.utils import isolate_apps
from django.utils import translation
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from foreign_affairs.dates import PartialDate
from foreign_affairs.fields import PartialDateBound, PartialDateField
from foreign_affairs.forms import PartialDateFormField
from partners.models import Agreement

SEPTEMBER = PartialDate.parse("2016-09")
FIRST, LAST = date(2016, 9, 1), date(2016, 9, 30)
COLUMNS = ["signed_on", "signed_on_start", "signed_on_end"]


def signed_on(agreement: Agreement) -> tuple[Any, ...]:
    return tuple(getattr(agreement, name) for name in COLUMNS)


def make_agreement(**values: Any) -> Agreement:
    kind, level = Agreement.Kind.values[0], Agreement.Level.values[0]
    return Agreement(**{"name_vi": "Biên bản", "kind": kind, "level": level, **values})


def field() -> PartialDateField:
    found = Agreement._meta.get_field("signed_on")
    assert isinstance(found, PartialDateField)
    return found


# Without the database


@pytest.mark.parametrize(
    "values",
    [
        {"signed_on": "2016-09"},
        {"signed_on": "tháng 9/2016"},
        {"signed_on": SEPTEMBER},
        {"signed_on": "9/2016", "signed_on_start": date(1999, 1, 1), "signed_on_end": None},
        {"signed_on_end": None, "signed_on_start": None, "signed_on": "9/2016"},
    ],
)
def test_field_sets_its_bounds_whatever_else_is_given(values: dict[str, Any]) -> None:
    assert signed_on(Agreement(**values)) == (SEPTEMBER, FIRST, LAST)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2024, 3, 5), (PartialDate.parse("2024-03-05"), date(2024, 3, 5), date(2024, 3, 5))),
        (2011, (PartialDate.parse("2011"), date(2011, 1, 1), date(2011, 12, 31))),
        (">2024-09", (PartialDate.parse(">2024-09"), date(2024, 10, 1), None)),
        ("", (None, None, None)),
        (None, (None, None, None)),
        ("hôm qua", ("hôm qua", None, None)),
    ],
)
def test_field_reads_what_is_assigned(value: object, expected: tuple[Any, ...]) -> None:
    agreement = Agreement(signed_on="2016-09")
    agreement.signed_on = value  # type: ignore[assignment]
    assert signed_on(agreement) == expected


def test_bounds_follow_the_date_only() -> None:
    agreement: Any = Agreement(signed_on="2016-09")
    agreement.signed_on_start = date(1999, 1, 1)
    assert signed_on(agreement) == (SEPTEMBER, FIRST, LAST)


def test_unreadable_date_is_kept_and_refused_by_full_clean() -> None:
    agreement: Any = make_agreement(code="a", signed_on="05/13/2024")
    with pytest.raises(ValidationError) as refused:
        agreement.clean_fields()
    assert agreement.signed_on == "05/13/2024"
    assert list(refused.value.message_dict) == ["signed_on"]
    with translation.override("en"):
        assert "There is no month 13" in refused.value.message_dict["signed_on"][0]


def test_unreadable_date_is_never_saved_nor_searched() -> None:
    with pytest.raises(ValidationError):
        field().get_prep_value("hôm qua")
    with pytest.raises(ValidationError):
        Agreement.objects.filter(signed_on="hôm qua")


def test_field_copies_and_pickles() -> None:
    agreement = Agreement(signed_on="2016-09")
    pickled = pickle.loads(pickle.dumps(agreement))  # noqa: S301 - what this test wrote
    for twin in (copy.copy(agreement), copy.deepcopy(agreement), pickled):
        twin.signed_on = "2011"
        assert signed_on(twin)[1:] == (date(2011, 1, 1), date(2011, 12, 31))
    assert signed_on(agreement) == (SEPTEMBER, FIRST, LAST)


def test_field_serialises_as_canonical_text() -> None:
    assert field().value_to_string(Agreement(signed_on="9/2016")) == "2016-09"
    assert field().value_to_string(Agreement()) == ""
    written = serializers.serialize("json", [Agreement(signed_on="9/2016")], fields=["signed_on"])
    assert '"signed_on": "2016-09"' in written
    read: Any = next(iter(serializers.deserialize("json", written)))
    assert signed_on(read.object) == (SEPTEMBER, FIRST, LAST)


def test_text_spoilt_by_another_program_is_loaded_as_it_is() -> None:
    assert field().from_db_value("2016-09", None, connection) == SEPTEMBER
    assert field().from_db_value("junk", None, connection) == "junk"
    assert field().from_db_value(None, None, connection) is None


def test_deconstruct_builds_an_equal_field() -> None:
    for original in (
        PartialDateField("signed on"),
        PartialDateField(null=False, blank=False, default="2011"),
        PartialDateBound(null=False, db_index=False, editable=True),
    ):
        twin: models.Field[Any, Any] = original.clone()
        for option in ("null", "blank", "db_index", "editable", "default", "max_length"):
            assert getattr(twin, option) == getattr(original, option)


def test_field_and_bounds_are_there_once_in_model_and_history() -> None:
    history: Any = Agreement.history
    for model in (Agreement, history.model):
        names = [found.name for found in model._meta.fields]
        assert [names.count(name) for name in COLUMNS] == [1, 1, 1]
    assert field().columns == COLUMNS


@isolate_apps("partners")
def test_heirs_and_declared_bounds_are_not_doubled() -> None:
    class Dated(models.Model):
        held_on = PartialDateField()

        class Meta:
            abstract = True
            app_label = "partners"

    class Meeting(Dated):  # noqa: DJ008 - of this test only
        until = PartialDateField()
        until_end = PartialDateBound("last day", db_index=False)

    class Congress(Meeting):  # noqa: DJ008
        opened_on = PartialDateField()

    names = ["id", "held_on", "until", "until_end", "held_on_start", "held_on_end", "until_start"]
    assert [found.name for found in Meeting._meta.fields] == names
    assert Meeting._meta.get_field("until_end").verbose_name == "last day"
    assert [found.name for found in Congress._meta.local_fields] == [
        *("meeting_ptr", "opened_on", "opened_on_start", "opened_on_end"),
    ]
    congress: Any = Congress(held_on="2011", until="2012", opened_on="2013")
    ends = (congress.held_on_end, congress.until_end, congress.opened_on_end)
    assert ends == (date(2011, 12, 31), date(2012, 12, 31), date(2013, 12, 31))


def test_migrations_have_exactly_the_columns_of_their_operations() -> None:
    apps = StateApps([], {})
    only_the_field = ModelState(
        "partners",
        "Meeting",
        [("id", models.AutoField(primary_key=True)), ("on", PartialDateField())],
    ).render(apps)
    assert [found.name for found in only_the_field._meta.fields] == ["id", "on"]
    names = [name for name in ModelState.from_model(Agreement).fields if name in COLUMNS]
    assert names == COLUMNS


def test_formfield_takes_long_words() -> None:
    formfield = field().formfield()
    assert isinstance(formfield, PartialDateFormField)
    assert not formfield.required
    words = "từ ngày 14 tháng 4 năm 2023 đến ngày 16 tháng 4 năm 2024"
    assert formfield.clean(words) == PartialDate.parse("2023-04-14/2024-04-16")


# With the database


@pytest.fixture
def agreement(db: None) -> Agreement:
    agreement = make_agreement(signed_on="9/2016")
    agreement.save()
    return agreement


def test_saved_date_comes_back(agreement: Agreement) -> None:
    assert signed_on(Agreement.objects.get()) == (SEPTEMBER, FIRST, LAST)
    agreement.signed_on = "2011"
    agreement.refresh_from_db(fields=["signed_on"])
    assert signed_on(agreement) == (SEPTEMBER, FIRST, LAST)


def test_date_is_found_by_any_spelling_and_by_its_bounds(agreement: Agreement) -> None:
    for conditions in (
        {"signed_on": "2016-09"},
        {"signed_on": "tháng 9 năm 2016"},
        {"signed_on": SEPTEMBER},
        {"signed_on__in": ["2011", "9/2016"]},
        {"signed_on__startswith": "2016"},
        {"signed_on_start__gte": FIRST, "signed_on_end__lte": LAST},
    ):
        assert Agreement.objects.filter(**conditions).get() == agreement
    agreement.signed_on = ""
    agreement.save()
    assert Agreement.objects.filter(signed_on=None).get() == agreement
    assert Agreement.objects.filter(signed_on_start=None, signed_on_end=None).get() == agreement


def test_deferred_date_loads_when_asked(agreement: Agreement) -> None:
    for queryset in (
        Agreement.objects.only("code"),
        Agreement.objects.defer("signed_on"),
        Agreement.objects.only("signed_on"),
        Agreement.objects.only("signed_on_end"),
    ):
        for name, value in zip(COLUMNS, (SEPTEMBER, FIRST, LAST), strict=True):
            assert getattr(queryset.get(), name) == value


def test_deferred_date_is_saved_once_assigned(agreement: Agreement) -> None:
    late = Agreement.objects.only("code", "version").get()
    late.signed_on = "2011"
    models.Model.save(late)
    assert Agreement.objects.values_list(*COLUMNS).get() == (
        PartialDate.parse("2011"),
        date(2011, 1, 1),
        date(2011, 12, 31),
    )


def test_bulk_writing_sets_all_columns(db: None) -> None:
    Agreement.objects.bulk_create(
        [make_agreement(code=text, signed_on=text) for text in ("2011", "<2024", "2004/..")]
    )
    order = Agreement.objects.order_by("signed_on_end").values_list("code", flat=True)
    assert list(order.exclude(signed_on_end=None)) == ["2011", "<2024"]
    agreements = list(Agreement.objects.all())
    for agreement in agreements:
        agreement.signed_on = "9/2016"
    Agreement.objects.bulk_update(agreements, field().columns)
    assert set(Agreement.objects.values_list(*COLUMNS)) == {(SEPTEMBER, FIRST, LAST)}


def test_history_keeps_date_and_bounds(db: None) -> None:
    (agreement,) = bulk_create_with_history([make_agreement(code="a", signed_on="2011")], Agreement)
    agreement.signed_on = "9/2016"
    bulk_update_with_history([agreement], Agreement, field().columns)
    agreement.signed_on = None
    agreement.save()
    newest, middle, oldest = agreement.history.all()
    assert [signed_on(row)[2] for row in (newest, middle, oldest)] == [
        *(None, LAST, date(2011, 12, 31)),
    ]
    assert signed_on(middle.instance) == (SEPTEMBER, FIRST, LAST)


def test_update_or_create_sets_all_columns(agreement: Agreement) -> None:
    Agreement.objects.update_or_create(code=agreement.code, defaults={"signed_on": "2011"})
    assert Agreement.objects.filter(signed_on_end=date(2011, 12, 31)).get() == agreement

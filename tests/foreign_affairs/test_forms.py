"""Form fields that read what people type, whatever the language and number settings."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminIntegerFieldWidget
from django.core.exceptions import ValidationError
from django.test import override_settings
from django.utils import formats, translation
from django.utils.formats import date_format

from foreign_affairs.dates import PartialDate
from foreign_affairs.forms import (
    DayField,
    NumberField,
    PartialDateFormField,
    WholeNumberField,
    typing_form,
)


class Paper(forms.Form):
    signed_on = PartialDateFormField(required=False)
    due = DayField(required=False)
    area = NumberField(required=False, max_digits=12, decimal_places=4)
    persons = WholeNumberField(required=False, min_value=0)


@pytest.fixture(autouse=True, params=[("vi", False), ("en", True)], ids=["vi", "en-grouped"])
def surroundings(request: pytest.FixtureRequest) -> Iterator[None]:
    language, is_grouped = request.param
    with translation.override(language), override_settings(USE_THOUSAND_SEPARATOR=is_grouped):
        formats.reset_format_cache()
        yield
    formats.reset_format_cache()


def clean(field: forms.Field, text: str) -> Any:
    return field.clean(text)


def refusal(field: forms.Field, text: str) -> str:
    with pytest.raises(ValidationError) as refused:
        field.clean(text)
    with translation.override("en"):
        return str(refused.value.messages[0])


def test_form_reads_what_people_type() -> None:
    form = Paper({"signed_on": "9/2016", "due": "5/3/2024", "area": "7.434,4", "persons": "1.200"})
    assert form.is_valid()
    assert form.cleaned_data == {
        "signed_on": PartialDate.parse("2016-09"),
        "due": date(2024, 3, 5),
        "area": Decimal("7434.4"),
        "persons": 1200,
    }
    assert isinstance(form.cleaned_data["persons"], int)


def test_form_takes_blanks_as_nothing() -> None:
    form = Paper({"signed_on": " ", "due": " ", "area": " ", "persons": ""})
    assert form.is_valid()
    assert set(form.cleaned_data.values()) == {None}


def test_form_shows_what_people_would_type() -> None:
    form = Paper(
        initial={
            "signed_on": PartialDate.parse("2023-07-05"),
            "due": date(2024, 3, 5),
            "area": Decimal("7434.4025"),
            "persons": 1200,
        }
    )
    shown = {name: form[name].value() for name in form.fields}
    assert shown == {
        "signed_on": "05/07/2023",
        "due": "05/03/2024",
        "area": "7.434,4025",
        "persons": "1.200",
    }
    for name, value in shown.items():
        assert f'value="{value}"' in str(form[name])
        assert 'type="text"' in str(form[name])
    assert 'inputmode="decimal"' in str(form["area"])
    assert 'inputmode="numeric"' in str(form["persons"])


def test_form_shows_wrong_text_again_as_it_was() -> None:
    typed = {"signed_on": "05/13/2024", "due": "2016", "area": "7.43", "persons": "1,5"}
    form = Paper(typed)
    assert set(form.errors) == set(typed)
    assert {name: form[name].value() for name in typed} == typed


def test_form_sent_back_untouched_has_not_changed() -> None:
    initial = {
        "signed_on": PartialDate.parse("2018/2019"),
        "due": date(2024, 3, 5),
        "area": Decimal("7434.4000"),
        "persons": 1200,
    }
    sent = {name: Paper(initial=initial)[name].value() for name in initial}
    assert Paper(sent, initial=initial).changed_data == []
    assert Paper({}, initial={}).changed_data == []
    other = {"signed_on": "2018", "due": "05/04/2024", "area": "7.434", "persons": "junk"}
    assert Paper(other, initial=initial).changed_data == list(initial)


@pytest.mark.parametrize(
    ("canonical", "typed"),
    [
        ("2023-07-05", "05/07/2023"),
        ("2016-09", "09/2016"),
        ("2011", "2011"),
        ("2018/2019", "2018–2019"),
        (">2024-09", ">2024-09"),
        ("2024-04-14/2024-04-16", "2024-04-14/2024-04-16"),
    ],
)
def test_typing_form_is_read_back(canonical: str, typed: str) -> None:
    value = PartialDate.parse(canonical)
    assert typing_form(value) == typed
    assert clean(PartialDateFormField(), typed) == value


def test_partial_date_has_changed_compares_dates_not_spelling() -> None:
    field = PartialDateFormField()
    assert not field.has_changed("2016-09", "tháng 9/2016")
    assert not field.has_changed(None, "")
    assert field.has_changed("2016-09", "")
    assert field.has_changed(PartialDate.parse("2016-09"), "junk")
    # A value that was wrong already, sent back as it was, is no change.
    assert not field.has_changed("junk", "junk")


def test_partial_date_refuses_with_the_reason() -> None:
    assert "There is no month 13" in refusal(PartialDateFormField(), "05/13/2024")


@pytest.mark.parametrize(
    "text", ["05/03/2024", "5.3.2024", "2024-03-05", "ngày 5 tháng 3 năm 2024"]
)
def test_day_field_reads_the_day_first(text: str) -> None:
    assert clean(DayField(), text) == date(2024, 3, 5)


def test_day_field_wants_one_day() -> None:
    assert "“9/2016” is not one day" in refusal(DayField(), "9/2016")
    assert "There is no month 13" in refusal(DayField(), "05/13/2024")
    assert DayField().to_python(datetime(2024, 3, 5, 8, 0)) == date(2024, 3, 5)  # noqa: DTZ001


def test_fields_keep_their_form_under_the_widgets_of_the_admin() -> None:
    class AdminPaper(forms.Form):
        due = DayField(widget=AdminDateWidget, initial=date(2024, 3, 5))
        persons = WholeNumberField(widget=AdminIntegerFieldWidget, initial=1200)

    form = AdminPaper()
    assert 'value="05/03/2024"' in str(form["due"])
    assert 'value="1.200"' in str(form["persons"])
    assert 'type="number"' not in str(form["persons"])


def test_hidden_number_stays_hidden() -> None:
    class HiddenPaper(forms.Form):
        persons = WholeNumberField(widget=forms.HiddenInput, initial=1200)

    assert str(HiddenPaper()["persons"]).startswith('<input type="hidden"')


def test_numbers_refuse_with_the_reason() -> None:
    assert "a dot only groups thousands" in refusal(NumberField(), "7.43")
    assert "a dot after the comma" in refusal(NumberField(), "7,434.4")
    assert "“1,5” is not a whole number" in refusal(WholeNumberField(), "1,5")
    assert clean(WholeNumberField(), "1,0") == 1


def test_numbers_keep_the_limits_of_django() -> None:
    for field, text in (
        (NumberField(max_digits=5, decimal_places=2), "1,234"),
        (NumberField(max_value=10), "10,5"),
        (WholeNumberField(min_value=0), "-1"),
    ):
        assert refusal(field, text)


def test_formats_put_the_day_first_in_both_languages() -> None:
    day = date(2024, 3, 5)
    assert date_format(day, "SHORT_DATE_FORMAT") == "05/03/2024"
    assert forms.DateField().clean("05/03/2024") == day
    assert forms.DateField().clean("2024-03-05") == day
    with pytest.raises(ValidationError):
        forms.DateField().clean("03/25/2024")
    assert forms.DateTimeField().clean("05/03/2024 08:30").day == 5

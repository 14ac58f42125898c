"""What is odd but not wrong is said once before it is saved; saying it again is not needed."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from foreign_affairs.dates import PartialDate, today

WARNING = "warning"
"""The code of the errors that only ask for a second look."""

SHOWN = "_warned"
"""The name under which a form carries the marks of the warnings that its reader has seen."""


def mark_of(warning: str) -> str:
    return sha256(warning.encode()).hexdigest()[:16]


def is_surely_before(one: PartialDate | date | None, other: PartialDate | date | None) -> bool:
    """Whether the last day that `one` can mean lies before the first that `other` can mean."""
    end = one.end if isinstance(one, PartialDate) else one
    start = other.start if isinstance(other, PartialDate) else other
    return bool(end and start and end < start)


def is_surely_ahead(when: PartialDate | date | None) -> bool:
    return is_surely_before(today(), when)


def errors_of(form: Any) -> dict[str, list[ValidationError]]:
    """The errors of a form by field. The admin gives rows that are only read a plain dict."""
    return form.errors.as_data() if form.errors else {}


def is_only_odd(formset: Any) -> bool:
    """Whether nothing keeps the rows from being saved but warnings."""
    if formset.is_valid():
        return True
    errors = [
        error
        for form in formset.forms
        for field_errors in errors_of(form).values()
        for error in field_errors
    ]
    return not formset.non_form_errors() and all(error.code == WARNING for error in errors)


class WarningForm(forms.ModelForm):
    """Comes back once with what `warnings` says; the same warnings then stand in nobody's way.

    They are errors of the code `WARNING`, so that everything which keeps a form with errors from
    being saved, and what was typed in it, holds for them too.
    """

    def warnings(self) -> Iterable[str]:
        """Sentences on what has been typed; only asked when nothing is wrong."""
        return ()

    def rows(self, model: type[models.Model]) -> list[Any]:
        """The rows of a kind as the form leaves them: their instances, dropped ones left out."""
        kept = []
        for formset in self._formsets():
            if formset.model is model:
                dropped = set(formset.deleted_forms) if formset.can_delete else set()
                kept += [
                    form.instance
                    for form in formset.forms
                    if form not in dropped and (form.instance.pk or form.has_changed())
                ]
        return kept

    def shown_warnings(self) -> list[str]:
        """The warnings for which the form has come back."""
        own = errors_of(self).get(NON_FIELD_ERRORS, [])
        return [error.message for error in own if error.code == WARNING]

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound or self.errors:
            return
        if not all(is_only_odd(formset) for formset in self._formsets()):
            return
        warnings = list(self.warnings())
        read = self.data.getlist(SHOWN) if hasattr(self.data, "getlist") else ()
        if any(mark_of(warning) not in read for warning in warnings):
            for warning in warnings:
                self.add_error(None, ValidationError(warning, code=WARNING))

    def _formsets(self) -> list[Any]:
        """The inline rows, which the admin hangs on the record it edits; see `FormPage`."""
        return getattr(self.instance, "rows_of_form", [])

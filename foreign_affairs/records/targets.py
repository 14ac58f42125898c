"""Codes → what they stand for: a row of the batch, or a record of the register; a query a chunk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from django.db import models
from django.utils.translation import gettext as _

from foreign_affairs.models import FormerCode, Record
from foreign_affairs.records.checks import Checks
from foreign_affairs.records.items import Item
from foreign_affairs.records.permissions import Permissions

Model: TypeAlias = type[models.Model]

MOST_KEPT = 5_000
"""So many records of a model are kept between two chunks; all of a large one would fill memory."""


class Targets:
    """What the references of a batch lead to. `user` is who makes the drafts."""

    def __init__(self, user: Any = None) -> None:
        self.user = user
        self.made: dict[Model, dict[str, Item]] = {}
        self.drafts: dict[Any, Item] = {}
        self._known: dict[Model, dict[str, Any]] = {}
        self._former: dict[Model, dict[str, str]] = {}
        self._codes: dict[Model, set[str]] = {}

    def load(self, model: Model, codes: Iterable[Any]) -> None:
        """Reads the records with these codes, so that `find` needs no query.

        Those of earlier calls may be forgotten: call it for all rows that are looked at together.
        """
        known = self._known.setdefault(model, {})
        if len(known) > MOST_KEPT:
            known.clear()
        missing = {code for code in codes if isinstance(code, str) and code not in known}
        if missing:
            found = model._default_manager.in_bulk(list(missing), field_name="code")
            known.update((code, found.get(code)) for code in missing)

    def find(self, model: Model, code: Any) -> Any:
        """The item of this batch or the record that a code, once loaded, stands for; None without.

        Instead of a code it may be a draft that is to be made.
        """
        if not isinstance(code, str):
            return self.drafts[code]
        if (item := self.made.get(model, {}).get(code)) is not None:
            return item
        return self._known[model][code]

    def draft(self, wanted: Any, item: Item) -> Item:
        """The item of a record that is made because the row of `item` names it.

        `wanted` says of which model and with which values; all rows that name the same share it.
        """
        if wanted not in self.drafts:
            draft = Item(item.row, item.file, wanted.model, dict(wanted.values), is_new=True)
            draft.record = wanted.model()
            self.drafts[wanted] = draft
            for name, value in wanted.values:
                field = wanted.model._meta.get_field(name)
                if field.is_relation:
                    self.load(field.related_model, [value])
                    value = record_of(self.find(field.related_model, value))
                setattr(draft.record, name, value)
            self.give_code(draft.record)
            for _column, message in Checks(wanted.model).broken_by(draft.record):
                draft.refuse("", message)
            Permissions(wanted.model, self.user).check([draft])
        item.drafts.append(self.drafts[wanted])
        return self.drafts[wanted]

    def present_codes(self, model: Model) -> dict[str, str]:
        """The code that the record of each former code has now."""
        if not issubclass(model, Record):
            return {}
        if model not in self._former:
            self._former[model] = FormerCode.objects.present_codes(model)
        return self._former[model]

    def taken_codes(self, model: Model) -> set[str]:
        """The codes that rows of the model have or had; whoever gives another adds it."""
        if model not in self._codes:
            former = FormerCode.objects.of_model(model).values_list("code", flat=True)
            codes = model._default_manager.order_by().values_list("code", flat=True)
            self._codes[model] = {*former, *codes.iterator()}
        return self._codes[model]

    def give_code(self, record: Any) -> None:
        taken = self.taken_codes(type(record))
        record.code = record.free_code(taken)
        taken.add(record.code)


def record_of(target: Any) -> Any:
    """The record of what `Targets.find` has found."""
    return target.record if isinstance(target, Item) else target


def why_not(model: Model, code: Any, target: Any) -> str:
    """Why a row cannot name what `Targets.find` has found for a code or a draft; "" if it can."""
    if target is None:
        return not_found(model, code)
    is_draft = not isinstance(code, str)
    return target.refusals[0].message if is_draft and target.refusals else ""


def not_found(model: Model, code: str) -> str:
    return _("There is no %(kind)s with the code “%(code)s”.") % {
        "kind": model._meta.verbose_name,
        "code": code,
    }

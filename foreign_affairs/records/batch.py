"""Values → records: reads whole tables, says what would happen, writes it as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from foreign_affairs import roles
from foreign_affairs.models import InlineRow, PublicationState, Record
from foreign_affairs.records.columns import (
    CellError,
    CodeColumn,
    Column,
    ReferenceColumn,
    ReferencesColumn,
    columns_of,
    messages_of,
)
from foreign_affairs.records.files import FileError, Table
from foreign_affairs.records.items import Item, Outcome
from foreign_affairs.records.matching import comparable, existing_natural_keys, match_headers
from foreign_affairs.records.writer import Writer

UNSAVED = 0
"""Stands for the key of a record that is not written yet while constraints are checked."""


class Batch:
    """Tables of several models, read as one: references may point at any row of any table.

    `user` limits what may be written to what that person may; None (a command run by the
    operator) may everything. `progress` is called with the number of rows done.
    """

    def __init__(
        self,
        tables: Sequence[tuple[type[models.Model], Table]],
        user: Any = None,
        progress: Callable[[int], object] | None = None,
    ) -> None:
        self.tables = sorted(tables, key=lambda pair: dependency_rank(pair[0]))
        self.user = user
        self.progress = progress or (lambda count: None)
        self.made: dict[type[models.Model], dict[str, Item]] = {}
        self.keys: dict[type[models.Model], dict[str, int]] = {}
        self.public_keys: dict[type[models.Model], set[int]] = {}
        self.taken: set[str] = set()

    def run(self, *, dry_run: bool = False, partial: bool = False) -> Outcome:
        """Reads all tables and, unless `dry_run`, writes them in one transaction.

        With refused rows nothing is written, or with `partial` the others. Raises FileError
        when a table cannot be used at all.
        """
        try:
            with transaction.atomic():
                items = [item for model, table in self.tables for item in self.read(model, table)]
                outcome = Outcome(items)
                if dry_run or (outcome.refusals and not partial):
                    return outcome
                writer = Writer(self.user)
                for model in dict.fromkeys(item.model for item in items):
                    writer.write(model, [item for item in items if item.model is model])
                writer.finish()
                outcome.is_written = True
                return outcome
        except IntegrityError:
            raise FileError(
                _("The register refused the rows together: two of them contradict each other.")
            ) from None

    # Reading: each step refuses a row with its reason and goes on with the others.

    def read(self, model: type[models.Model], table: Table) -> list[Item]:
        columns = match_headers(model, table)
        items = [Item(row, table, model) for row in table.rows]
        for item in items:
            parse_cells(item, columns)
        self.find_by_code(model, items)
        self.find_by_natural_key(model, items, columns)
        self.taken = {item.record.code for item in items if item.record is not None}
        for item in items:
            if item.record is None:
                continue
            self.apply(item, columns)
            self.require_references(item)
            if not item.record.code:
                self.give_code(item)
            if item.is_new or item.changes:
                self.validate(item)
                self.check_permission(item)
        self.refuse_what_refers_to_refused(items)
        self.progress(len(items))
        return items

    def find_by_code(self, model: type[models.Model], items: list[Item]) -> None:
        wanted = {item.values["code"] for item in items if item.values.get("code")}
        found = model._default_manager.prefetch_related(*many_to_many_names(model)).in_bulk(
            list(wanted), field_name="code"
        )
        by_code = self.made.setdefault(model, {})
        for item in items:
            code = item.values.get("code")
            if not code:
                continue
            if code in by_code:
                first = by_code[code].row.number
                item.refuse("code", _("The code stands in row %(row)d already.") % {"row": first})
                continue
            by_code[code] = item
            self.take(item, found.get(code))

    def find_by_natural_key(
        self, model: type[models.Model], items: list[Item], columns: list[Column]
    ) -> None:
        """Finds the record of each row without code; ambiguous ones are refused."""
        open_items = [item for item in items if item.record is None and not item.refusals]
        if not open_items:
            return
        declared: tuple[str, ...] = model.natural_key_fields  # type: ignore[attr-defined]
        given = {column.name for column in columns}
        if declared[0] not in given:
            for item in open_items:
                item.refuse("", _("A row without code needs the column “%s”.") % declared[0])
            return
        # A column that the file lacks says nothing, unless a new record would get a default.
        parts: list[Any] = [model._meta.get_field(name) for name in declared]
        parts = [part for part in parts if part.name in given or part.has_default()]
        known = existing_natural_keys(model, [part.name for part in parts])
        keys = {
            id(item): tuple(self.natural_part(item, part) for part in parts) for item in open_items
        }
        matched = [match for key in set(keys.values()) for match in known.get(key, [])]
        found = model._default_manager.prefetch_related(*many_to_many_names(model)).in_bulk(matched)
        seen: dict[tuple[Any, ...], Item] = {}
        for item in open_items:
            key = keys[id(item)]
            if key in seen:
                item.refuse("", _("Row %d says the same already.") % seen[key].row.number)
                continue
            seen[key] = item
            matches = known.get(key, [])
            if len(matches) > 1:
                item.refuse("", _("Several records fit this row. Give the code of the right one."))
                continue
            self.take(item, found.get(matches[0]) if matches else None)
            if item.record.code:
                if item.record.code in self.made[model]:
                    item.refuse("", _("Another row means the same record by its code."))
                else:
                    self.made[model][item.record.code] = item

    def natural_part(self, item: Item, model_field: Any) -> Any:
        """One part of the natural key of a row, in the form of `existing_natural_keys`."""
        default = model_field.get_default() if model_field.has_default() else None
        value = item.values.get(model_field.name, default)
        if value is None or value == "":
            return None
        if model_field.is_relation:
            target = self.resolve(model_field.related_model, value)
            return target if not isinstance(target, Item) else target.record.pk or id(target)
        return comparable(item.model, value)

    def take(self, item: Item, record: Any) -> None:
        item.is_new = record is None
        item.record = record or item.model()
        item.was_public = isinstance(record, Record) and record.is_public

    def resolve(self, model: type[models.Model], code: str) -> int | Item | None:
        """The row of this batch, or the primary key in the register, that a code stands for."""
        if (item := self.made.get(model, {}).get(code)) is not None:
            return item if item.is_new else item.record.pk
        if model not in self.keys:
            self.keys[model] = dict(model._default_manager.values_list("code", "pk"))
        return self.keys[model].get(code)

    # Applying

    def apply(self, item: Item, columns: list[Column]) -> None:
        """Sets the values of the row on its record and notes what changes."""
        for column in columns:
            if column.name not in item.values:
                continue
            value = item.values[column.name]
            if isinstance(column, ReferencesColumn):
                self.apply_references(item, column, value)
            elif isinstance(column, ReferenceColumn):
                self.apply_reference(item, column, value)
            elif value != column.value(item.record):
                before = column.format(item.record)
                setattr(item.record, column.field.attname, value)
                item.changes[column.name] = (before, column.format(item.record))

    def apply_reference(self, item: Item, column: ReferenceColumn, code: str | None) -> None:
        target = self.resolve(column.target, code) if code else None
        if code and target is None:
            item.refuse(column.name, not_found(column.target, code))
            return
        if target == getattr(item.record, column.field.attname):
            return
        before = "" if item.is_new else column.format(item.record)
        item.changes[column.name] = (before, code or "")
        made = self.made.get(column.target, {}).get(code or "")
        if made is not None:
            # The record itself, which this batch may be changing too.
            setattr(item.record, column.field.name, made.record)
        else:
            setattr(item.record, column.field.attname, target)

    def apply_references(
        self, item: Item, column: ReferencesColumn, codes: tuple[str, ...]
    ) -> None:
        before = column.value(item.record)
        if codes == before:
            return
        targets = []
        for code in codes:
            target = self.resolve(column.target, code)
            if target is None:
                item.refuse(column.name, not_found(column.target, code))
            targets.append(target)
        item.changes[column.name] = ("|".join(before), "|".join(codes))
        item.links[column.name] = targets

    def give_code(self, item: Item) -> None:
        if item.refusals:
            return
        if item.model not in self.keys:
            self.keys[item.model] = dict(item.model._default_manager.values_list("code", "pk"))
        self.taken.update(self.keys[item.model])
        item.record.code = item.record.free_code(self.taken)
        self.taken.add(item.record.code)

    # Checking

    def validate(self, item: Item) -> None:
        """Refuses what a form would refuse: field rules, rules between fields, constraints."""
        record = item.record
        if item.refusals:
            return
        self.require_source(item)
        relations = {f.name for f in record._meta.concrete_fields if f.is_relation}
        with UnsavedKeys(record):
            steps: list[Callable[[], None]] = [
                lambda: record.clean_fields(exclude=relations),
                record.clean,
                record.validate_constraints,
            ]
            for step in steps:
                try:
                    step()
                except ValidationError as error:
                    for column, message in messages_of(error):
                        item.refuse(column, message)

    def require_references(self, item: Item) -> None:
        refused = {refusal.column for refusal in item.refusals}
        fields: Sequence[Any] = item.model._meta.concrete_fields
        for model_field in fields:
            if not model_field.is_relation or model_field.null or model_field.name in refused:
                continue
            is_set = model_field.is_cached(item.record) or getattr(item.record, model_field.attname)
            if not is_set:
                item.refuse(model_field.name, _("This column may not be empty."))

    def require_source(self, item: Item) -> None:
        record = item.record
        if not isinstance(record, Record) or not record.needs_source():
            return
        if record.state == PublicationState.DRAFT:
            return
        links = item.links.get("sources")
        if links is None:
            links = [] if item.is_new else list(record.sources.all())
        if not links:
            item.refuse("sources", _("A record needs at least one source before it leaves draft."))

    def check_permission(self, item: Item) -> None:
        if self.user is None:
            return
        action = "add" if item.is_new else "change"
        if not roles.has(self.user, action, item.model):
            item.refuse("", _("You may not add or change records of this kind."))
        elif isinstance(item.record, InlineRow):
            if self.parent_is_public(item) and not roles.may_publish(self.user, item.model):
                item.refuse("", _("It belongs to a published record, which an approver changes."))
        elif isinstance(item.record, Record) and not roles.may_publish(self.user, item.model):
            if item.was_public:
                item.refuse("", _("The record is published; an approver changes it."))
            elif item.sets_state and item.record.state not in roles.EDITOR_STATES:
                item.refuse("state", _("Only an approver may set this state."))

    def parent_is_public(self, item: Item) -> bool:
        """Whether the row belongs, or belonged until now, to a published record."""
        model, column = item.record.parent_model(), item.record.parent_column()
        if not issubclass(model, Record):
            return False
        if model not in self.public_keys:
            published = model._default_manager.filter(state=PublicationState.PUBLISHED)
            self.public_keys[model] = set(published.values_list("pk", flat=True))
        keys = {getattr(item.record, column)}
        if not item.is_new:
            rows = item.model._default_manager.filter(pk=item.record.pk)
            keys.update(rows.values_list(column, flat=True))
        return bool(keys & self.public_keys[model])

    def refuse_what_refers_to_refused(self, items: list[Item]) -> None:
        """A row cannot be written without the new row that it names, nor what names that one."""
        is_settled = False
        while not is_settled:
            newly_refused = [item for item in items if self.refers_to_refused(item)]
            is_settled = not newly_refused

    def refers_to_refused(self, item: Item) -> bool:
        """Refuses the row if it names a refused new one; tells whether it did."""
        if item.record is None or item.refusals:
            return False
        for column in columns_of(item.model):
            codes = item.values.get(column.name)
            if not codes or not isinstance(column, (ReferenceColumn, ReferencesColumn)):
                continue
            for code in (codes,) if isinstance(codes, str) else codes:
                target = self.made.get(column.target, {}).get(code)
                if target is not None and target.is_new and target.refusals:
                    item.refuse(column.name, _("The row of “%s” is refused itself.") % code)
        return bool(item.refusals)


def parse_cells(item: Item, columns: list[Column]) -> None:
    for column in columns:
        text = item.row.cells.get(column.name)
        if text is None:  # a row cut short says nothing of the columns it lacks
            continue
        try:
            if isinstance(column, CodeColumn) and not text.strip():
                continue
            item.values[column.name] = column.parse(text)
        except CellError as error:
            item.refuse(column.name, str(error))


def not_found(model: type[models.Model], code: str) -> str:
    return _("There is no %(kind)s with the code “%(code)s”.") % {
        "kind": model._meta.verbose_name,
        "code": code,
    }


def many_to_many_names(model: type[models.Model]) -> list[str]:
    return [model_field.name for model_field in model._meta.many_to_many]


class UnsavedKeys:
    """Lets constraints see that a foreign key is set although its target is not written yet."""

    def __init__(self, record: models.Model) -> None:
        self.record = record
        self.names: list[str] = []

    def __enter__(self) -> None:
        fields: Sequence[Any] = self.record._meta.concrete_fields
        for model_field in fields:
            if model_field.is_relation and model_field.is_cached(self.record):
                target = getattr(self.record, model_field.name)
                if target is not None and target.pk is None:
                    # Past the descriptor, which would forget the target.
                    self.record.__dict__[model_field.attname] = UNSAVED
                    self.names.append(model_field.attname)

    def __exit__(self, *exc: object) -> None:
        for name in self.names:
            self.record.__dict__[name] = None


def dependency_rank(model: type[models.Model]) -> tuple[int, str]:
    """Sorts models so that each comes after those it refers to; self-references apart."""
    return (depth(model, ()), model._meta.label)


def depth(model: type[models.Model], path: tuple[type[models.Model], ...]) -> int:
    fields: Sequence[Any] = (*model._meta.concrete_fields, *model._meta.many_to_many)
    targets = {
        model_field.related_model
        for model_field in fields
        if model_field.is_relation and model_field.related_model not in (*path, model)
    }
    return 1 + max((depth(target, (*path, model)) for target in targets), default=0)

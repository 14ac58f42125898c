"""Rows of one file → records of the register with the new values, or the reasons why not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models import prefetch_related_objects
from django.db.models.base import ModelState
from django.utils.translation import gettext as _

from foreign_affairs.models import Correction, PublicationState, Record
from foreign_affairs.models.base import own_kind_keys
from foreign_affairs.records.checks import Checks
from foreign_affairs.records.columns import ReferenceColumn, ReferencesColumn
from foreign_affairs.records.incoming import Incoming, Read
from foreign_affairs.records.inside import RowsColumn, RowsInside
from foreign_affairs.records.items import Item
from foreign_affairs.records.matching import NaturalKeys, follow_former_codes
from foreign_affairs.records.permissions import Permissions
from foreign_affairs.records.targets import Targets, not_found, record_of, why_not

ACCOUNTS = frozenset({"created_by", "changed_by", "officer"})
"""References that no rule asks about."""


class Intake:
    """What a batch knows of the rows of one file, from chunk to chunk.

    `left_out` are the places of rows that a person has left out; `source` is the code of the
    source of all rows. With `locks` the records found stay locked until the transaction ends.
    """

    def __init__(
        self,
        incoming: Incoming,
        targets: Targets,
        user: Any = None,
        *,
        left_out: Iterable[str] = (),
        source: str = "",
        locks: bool = False,
    ) -> None:
        self.incoming = incoming
        self.model: Any = incoming.model
        self.targets = targets
        self.left_out = frozenset(left_out)
        is_sourced = issubclass(self.model, Record) and self.model.needs_source()
        self.source = source if is_sourced else ""
        self.locks = locks and connection.features.has_select_for_update
        self.checks = Checks(self.model)
        self.permissions = Permissions(self.model, user)
        of_rows = [c for c in incoming.columns if isinstance(c, RowsColumn)]
        self.inside = RowsInside(of_rows, targets)
        columns: list[Any] = [c for c in incoming.columns if c not in of_rows]
        self.columns = columns
        self.pointing = [c for c in columns if isinstance(c, (ReferenceColumn, ReferencesColumn))]
        self.plain = [c for c in columns if c not in self.pointing]
        self.links = [c.name for c in self.pointing if isinstance(c, ReferencesColumn)]
        fields: Sequence[Any] = self.model._meta.concrete_fields
        self.required = [field for field in fields if field.is_relation and not field.null]
        self.blank = self.model()
        self.rows_of_codes: dict[str, int] = {}
        self.codes: set[str] = set()
        self.natural: NaturalKeys | None = None
        if (codes := incoming.codes()) is not None:
            # Before anything is written, so that it is what the preview has read.
            present = targets.present_codes(self.model)
            self.codes = {present.get(code, code) for code in codes}
            targets.taken_codes(self.model).update(self.codes)
            self.natural = NaturalKeys(self.model, [column.name for column in columns])

    def items_of(self, rows: Iterable[Read]) -> list[Item]:
        items = []
        for row, values, problems in rows:
            item = Item(row, self.incoming.name, self.model, values)
            item.is_left_out = row.place in self.left_out
            for problem in () if item.is_left_out else problems:
                item.refuse(
                    problem.column,
                    problem.message,
                    suggestions=tuple(problem.suggestions),
                    text=problem.text,
                    may_draft=problem.may_draft,
                )
            items.append(item)
        return items

    def take(self, items: Sequence[Item]) -> None:
        """Gives each item its record with the new values, checked.

        Each step refuses a row with its reason and goes on with the others. Items that refer to
        each other must come together.
        """
        taken = [item for item in items if not item.is_left_out]
        follow_former_codes(self.model, taken, self.columns, self.targets)
        self.load_targets(taken)
        self.find_by_code(taken)
        self.find_by_natural_key(taken)
        found = [item for item in taken if item.record is not None]
        self.apply(found)
        self.inside.add(found)
        self.add_source(found)
        self.attach_targets(found)
        self.load_disputed(found)
        for item in found:
            self.require_references(item)
            self.require_disputed(item)
            if not item.record.code and not item.refusals:
                self.targets.give_code(item.record)
        said = [item for item in found if item.says_something]
        for item in said:
            self.check(item)
        self.inside.check(said)
        self.checks.refuse_repeated(said)
        self.permissions.check(said)

    # Finding the record of each row

    def load_targets(self, items: Sequence[Item]) -> None:
        for column in self.pointing:
            wanted: set[str] = set()
            for item in items:
                value = item.values.get(column.name)
                for code in value if isinstance(value, tuple) else (value,):
                    if isinstance(code, str):
                        wanted.add(code)
                    elif code is not None:
                        self.targets.draft(code, item)
            self.targets.load(column.target, wanted - {""})
        if self.source:
            self.targets.load(self.model.sources.field.related_model, [self.source])

    def records(self) -> Any:
        """The records of the register, with the links that the file says something of."""
        records = self.model._default_manager.order_by().prefetch_related(*self.links)
        return records.select_for_update(of=("self",)) if self.locks else records

    def find_by_code(self, items: Sequence[Item]) -> None:
        wanted = {item.values["code"] for item in items if item.values.get("code")}
        found = self.records().in_bulk(list(wanted), field_name="code")
        for item in items:
            code = item.values.get("code")
            if not code:
                continue
            if (first := self.rows_of_codes.get(code)) is not None:
                item.refuse("code", _("The code stands in row %(row)d already.") % {"row": first})
                continue
            self.rows_of_codes[code] = item.row.number
            self.give_record(item, found.get(code))

    def find_by_natural_key(self, items: Sequence[Item]) -> None:
        """Finds the record of each row without code; ambiguous ones are refused."""
        open_items = [item for item in items if item.record is None and not item.refusals]
        if not open_items or self.natural is None:
            return
        natural = self.natural
        if not natural.is_given:
            for item in open_items:
                column = natural.first_column
                item.refuse("", _("A row without code needs the column “%s”.") % column)
            return
        keys = {item: natural.key_of(item, self.targets) for item in open_items}
        matched = {match for key in keys.values() for match in natural.records.get(key, ())}
        found = self.records().in_bulk(list(matched))
        for item, key in keys.items():
            if (first := natural.rows.get(key)) is not None:
                item.refuse("", _("Row %d says the same already.") % first)
                continue
            natural.rows[key] = item.row.number
            matches = natural.records.get(key, [])
            if len(matches) > 1:
                item.refuse("", _("Several records fit this row. Give the code of the right one."))
                continue
            self.give_record(item, found.get(matches[0]) if matches else None)
            if item.record.code in self.codes:
                item.refuse("", _("Another row means the same record by its code."))

    def give_record(self, item: Item, record: Any) -> None:
        item.is_new = record is None
        item.record = self.new_record() if record is None else record
        item.was_settled = isinstance(record, (Record, Correction)) and record.is_settled
        made = self.targets.made.get(self.model)
        code = item.values.get("code") or item.record.code
        if made is not None and code:
            made.setdefault(code, item)

    def new_record(self) -> Any:
        """A record with the defaults of its model, made ten times as fast as by calling it."""
        record = self.model.__new__(self.model)
        record.__dict__.update(self.blank.__dict__, _state=ModelState())
        return record

    # Applying its values

    def apply(self, items: Sequence[Item]) -> None:
        """Sets the values of the rows on their records and notes what changes."""
        replaced: list[tuple[Item, Any]] = []
        for item in items:
            if item.is_new:
                for column in self.plain:
                    if column.name in item.values:
                        setattr(item.record, column.field.attname, item.values[column.name])
            else:
                self.apply_plain(item)
            for column in self.pointing:
                if column.name not in item.values:
                    continue
                if isinstance(column, ReferencesColumn):
                    self.apply_links(item, column)
                elif self.apply_reference(item, column) and not item.is_new:
                    replaced.append((item, column))
        self.name_replaced(replaced)

    def apply_plain(self, item: Item) -> None:
        for column in self.plain:
            if column.name not in item.values:
                continue
            before, value = column.value(item.record), item.values[column.name]
            if value != before:
                text = column.format(item.record)
                setattr(item.record, column.field.attname, value)
                item.before[column.name] = before
                item.changes[column.name] = (text, column.format(item.record))

    def apply_reference(self, item: Item, column: ReferenceColumn) -> bool:
        """Points the record at what the row names; whether that is another target."""
        code = item.values[column.name]
        target = self.targets.find(column.target, code) if code else None
        if code and (reason := why_not(column.target, code, target)):
            item.refuse(column.name, reason)
            return False
        record, before = record_of(target), getattr(item.record, column.field.attname)
        if before == (record and record.pk) and (record is None or before is not None):
            return False
        # The record itself, which this batch may be changing too.
        setattr(item.record, column.field.name, record)
        if not item.is_new:
            item.before[column.name] = before
            item.changes[column.name] = ("", str(code or ""))
        return True

    def name_replaced(self, replaced: Sequence[tuple[Item, Any]]) -> None:
        """Completes the changes of references: the code that stood there before."""
        for column in {column.name: column for _item, column in replaced}.values():
            here = [item for item, other in replaced if other.name == column.name]
            keys = {item.before[column.name] for item in here} - {None}
            targets = column.target._default_manager.order_by().filter(pk__in=keys)
            codes = dict(targets.values_list("pk", "code"))
            for item in here:
                before = codes.get(item.before[column.name], "")
                item.changes[column.name] = (before, item.changes[column.name][1])

    def apply_links(self, item: Item, column: ReferencesColumn) -> None:
        codes, before = item.values[column.name], column.value(item.record)
        if codes == before:
            return
        targets = []
        for code in codes:
            target = self.targets.find(column.target, code)
            if reason := why_not(column.target, code, target):
                item.refuse(column.name, reason)
            targets.append(target)
        self.set_links(item, column.name, targets, codes, before)

    def set_links(
        self,
        item: Item,
        name: str,
        targets: list[Any],
        codes: Sequence[Any],
        before: Sequence[str],
    ) -> None:
        item.links[name] = targets
        if not item.is_new:
            item.before[name] = sorted(row.pk for row in getattr(item.record, name).all())
            item.changes[name] = ("|".join(before), "|".join(map(str, codes)))

    def add_source(self, items: Sequence[Item]) -> None:
        """Names the source of all rows where a row says something and names none itself."""
        if not self.source:
            return
        bare = [i for i in items if i.says_something and not i.values.get("sources")]
        prefetch_related_objects([item.record for item in bare if not item.is_new], "sources")
        field = self.model.sources.field
        source = self.targets.find(field.related_model, self.source)
        for item in bare:
            if source is None:
                item.refuse("sources", not_found(field.related_model, self.source))
                continue
            present = [] if item.is_new else list(item.record.sources.all())
            codes = sorted(one.code for one in present)
            if self.source not in codes:
                self.set_links(
                    item, "sources", [*present, source], sorted([*codes, self.source]), codes
                )

    # Checking what comes out

    def attach_targets(self, items: Sequence[Item]) -> None:
        """Reads what the rules of changed records will follow, so that none asks by itself."""
        kept = [item.record for item in items if item.changes and not item.is_new]
        names = [
            field.name
            for field in self.model._meta.concrete_fields
            if field.is_relation and field.name not in ACCOUNTS
        ]
        prefetch_related_objects(kept, *names)
        new = [item.record for item in items if item.is_new]
        load_ancestors(self.model, [*kept, *new])
        if issubclass(self.model, Record) and self.model.needs_source():
            open_records = [record for record in kept if record.state != PublicationState.DRAFT]
            prefetch_related_objects(open_records, "sources")

    def require_references(self, item: Item) -> None:
        refused = {refusal.column for refusal in item.refusals}
        for field in self.required:
            if field.name in refused:
                continue
            is_set = field.is_cached(item.record) or getattr(item.record, field.attname)
            if not is_set:
                item.refuse(field.name, _("This column may not be empty."))

    def load_disputed(self, items: Sequence[Item]) -> None:
        if self.model is Correction:
            wanted: dict[Any, set[str]] = {}
            for item in items:
                if model := Correction.model_about(item.record.about):
                    wanted.setdefault(model, set()).add(item.record.about_code)
            for model, codes in wanted.items():
                self.targets.load(model, codes)

    def require_disputed(self, item: Item) -> None:
        """A correction is about a record of this batch or of the register."""
        if isinstance(item.record, Correction) and not item.refusals:
            model = Correction.model_about(item.record.about)
            target = self.targets.find(model, item.record.about_code) if model else None
            if model and (target is None or (isinstance(target, Item) and target.refusals)):
                item.refuse("about_code", not_found(model, item.record.about_code))

    def check(self, item: Item) -> None:
        """Refuses what a form would refuse: field rules, rules between fields, constraints."""
        if item.refusals:
            return
        self.require_source(item)
        for column, message in self.checks.broken_by(item.record):
            item.refuse(column, message)

    def require_source(self, item: Item) -> None:
        record = item.record
        if not isinstance(record, Record) or not record.needs_source():
            return
        if record.state == PublicationState.DRAFT:
            return
        links: Iterable[Any] | None = item.links.get("sources")
        if links is None:
            links = [] if item.is_new else record.sources.all()
        if not links:
            item.refuse("sources", _("A record needs at least one source before it leaves draft."))


def load_ancestors(model: type[models.Model], records: Iterable[Any]) -> None:
    """Reads what references within the model lead to, up to the roots; a query a level."""
    for field in own_kind_keys(model):
        known = {record.pk: record for record in records if record.pk is not None}
        seen: set[int] = set()
        level = list(records)
        while level:
            seen.update(map(id, level))
            bare = [record for record in level if not field.is_cached(record)]
            keys = {getattr(record, field.attname) for record in bare} - {None}
            known.update(model._default_manager.in_bulk(list(keys - known.keys())))
            for record in bare:
                field.set_cached_value(record, known.get(getattr(record, field.attname)))
            above = {id(one): one for one in map(field.get_cached_value, level) if one is not None}
            level = [one for key, one in above.items() if key not in seen]

"""The resource of each model: django-import-export's interface over our columns and loop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language, override
from import_export import resources
from import_export.fields import Field
from import_export.results import Error, Result, RowResult
from tablib import Dataset

from foreign_affairs.records.batch import Batch
from foreign_affairs.records.columns import (
    Column,
    DerivedColumn,
    RowsColumn,
    Words,
    also,
    columns_of,
)
from foreign_affairs.records.incoming import PlainTable
from foreign_affairs.records.items import Item, Kind, Outcome
from foreign_affairs.records.reading.errors import FileError
from foreign_affairs.records.tables import Table

REGISTRY: dict[type[models.Model], type[RecordResource]] = {}

IMPORT_TYPES = {
    Kind.NEW: RowResult.IMPORT_TYPE_NEW,
    Kind.CHANGED: RowResult.IMPORT_TYPE_UPDATE,
    Kind.UNCHANGED: RowResult.IMPORT_TYPE_SKIP,
    Kind.PROPOSED: RowResult.IMPORT_TYPE_UPDATE,
    Kind.REFUSED: RowResult.IMPORT_TYPE_INVALID,
    Kind.LEFT_OUT: RowResult.IMPORT_TYPE_SKIP,
}


COMMON_WORDS = {
    "code": also("mã số", "mã hiệu", "mã hồ sơ"),
    "state": also("tình trạng công bố"),
    "sources": also("nguồn tin", "nguồn tài liệu", "tài liệu nguồn", "source"),
    "checked_on": also("ngày kiểm tra", "ngày rà soát"),
    "editor_note": also("ghi chú", "ghi chú khác", "note", "notes", "remarks"),
    "name_vi": also("tên", "tên gọi", "name", "title"),
    "name_en": also("tên tiếng anh", "english name"),
    "summary_vi": also("tóm tắt", "mô tả", "nội dung tóm tắt", "summary", "description"),
    "country": also("nước", "quốc gia", "nước, vùng lãnh thổ", "quốc gia, vùng lãnh thổ"),
    "fields": also("lĩnh vực", "các lĩnh vực", "lĩnh vực hợp tác", "fields"),
    "website": also("trang web", "trang thông tin điện tử", "web"),
    "person": also("họ tên", "họ và tên", "full name"),
    "decision_number": also(
        *("quyết định", "quyết định số", "số qđ", "số văn bản", "văn bản cho phép"),
        *("số văn bản cho phép", "chủ trương", "văn bản chủ trương"),
    ),
    "decided_on": also("ngày qđ", "ngày quyết định", "ngày ban hành", "ngày ký quyết định"),
    "is_recurring": also("hằng năm", "thường niên", choices={"true": ("hằng năm", "thường niên")}),
}
"""What offices call the columns that several kinds of records have."""


class TableDataset(Dataset):
    """A table as the admin of import-export hands it from the format to the resource."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self.table = table

    def __bool__(self) -> bool:
        return bool(self.table.rows)


class BatchResult(Result):
    """The result of the row loop, for the templates and messages of the admin."""

    outcome: Outcome | None = None

    @classmethod
    def refused(cls, error: FileError) -> BatchResult:
        """The result of a file that cannot be used at all."""
        result = cls()
        result.append_base_error(Error(error))
        return result

    @classmethod
    def of(cls, outcome: Outcome, items: list[Item]) -> BatchResult:
        result = cls()
        result.take(outcome, items)
        return result

    def take(self, outcome: Outcome, items: list[Item]) -> None:
        self.outcome = outcome
        self.items = items
        self.total_rows = len(items)
        for item in items:
            row = RowResult()
            row.import_type = IMPORT_TYPES[item.kind]
            if item.record is not None:
                row.object_id = item.record.pk
                row.object_repr = str(item.record) if item.record.pk else item.record.code
            self.append_row_result(row)
            self.increment_row_result_total(row)

    def has_validation_errors(self) -> bool:
        return self.outcome is not None and bool(self.outcome.refusals)


class RecordResource(resources.Resource):
    """Set `model` and `file_name` (of the shipped register); add `derived` columns if any.

    `is_public` is False where no download for the public exists. `words` are what offices call the
    columns and write in them; `pairs` the headings under which they keep two columns in one;
    `rows` the columns of rows inside a record that lists have beside its own.
    `draft_values` are what a record made from its name alone has besides, None if there is no
    such record; `named_by` is the key to the record that has the names of this one.
    """

    model: ClassVar[type[models.Model]]
    file_name: ClassVar[str]
    derived: ClassVar[tuple[DerivedColumn, ...]] = ()
    is_public: ClassVar[bool] = True
    words: ClassVar[Mapping[str, Words]] = {}
    pairs: ClassVar[Mapping[tuple[str, str], tuple[str, ...]]] = {}
    rows: ClassVar[tuple[RowsColumn, ...]] = ()
    draft_values: ClassVar[Mapping[str, Any] | None] = None
    named_by: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if hasattr(cls, "model"):
            REGISTRY[cls.model] = cls

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for column in self.all_columns():
            self.fields[column.name] = Field(attribute=column.name, column_name=column.name)

    @classmethod
    def columns(cls) -> list[Column]:
        """The columns of the model with the words of the office."""
        return [
            replace(column, words=with_common(column.name, cls.words.get(column.name, Words())))
            for column in columns_of(cls.model)
        ]

    @classmethod
    def all_columns(cls) -> list[Column | DerivedColumn]:
        """Those of the model, then the derived ones."""
        return [*cls.columns(), *cls.derived]

    @classmethod
    def get_display_name(cls) -> str:
        return str(cls.model._meta.verbose_name_plural)

    @classmethod
    def get_display_name_in(cls, language: str) -> str:
        with override(language):
            return cls.get_display_name()

    def import_data(
        self,
        dataset: TableDataset,
        dry_run: bool = False,
        user: Any = None,
        file_name: str | None = None,
        **kwargs: Any,
    ) -> BatchResult:
        """Runs the row loop as `user`; what was refused is in `result.outcome`."""
        dataset.table.name = file_name or dataset.table.name
        try:
            items: list[Item] = []
            table = PlainTable(self.model, dataset.table)
            outcome = Batch([table], user, report=items.append).run(dry_run=dry_run)
        except FileError as error:
            return BatchResult.refused(error)
        return BatchResult.of(outcome, items)

    def get_export_headers(self, selected_fields: list[str] | None = None) -> list[str]:
        language = (get_language() or "vi")[:2]
        wanted = selected_fields or self.fields
        return [column.header(language) for column in self.all_columns() if column.name in wanted]


def with_common(name: str, own: Words) -> Words:
    common = COMMON_WORDS.get(name, Words())
    return replace(
        own,
        headers=tuple(dict.fromkeys((*own.headers, *common.headers))),
        choices={**common.choices, **own.choices},
    )


def resource_for(model: type[models.Model]) -> type[RecordResource]:
    return REGISTRY[model]

"""The resource of each model: django-import-export's interface over our columns and loop."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language, override
from import_export import resources
from import_export.fields import Field
from import_export.results import Error, Result, RowResult
from tablib import Dataset

from foreign_affairs.records.batch import Batch
from foreign_affairs.records.columns import Column, DerivedColumn, columns_of
from foreign_affairs.records.files import FileError, Table
from foreign_affairs.records.items import Kind, Outcome

REGISTRY: dict[type[models.Model], type[RecordResource]] = {}

IMPORT_TYPES = {
    Kind.NEW: RowResult.IMPORT_TYPE_NEW,
    Kind.CHANGED: RowResult.IMPORT_TYPE_UPDATE,
    Kind.UNCHANGED: RowResult.IMPORT_TYPE_SKIP,
    Kind.REFUSED: RowResult.IMPORT_TYPE_INVALID,
}


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
    def of(cls, outcome: Outcome) -> BatchResult:
        result = cls()
        result.take(outcome)
        return result

    def take(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.total_rows = len(outcome.items)
        for item in outcome.items:
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

    `is_public` is False where no download for the public exists.
    """

    model: ClassVar[type[models.Model]]
    file_name: ClassVar[str]
    derived: ClassVar[tuple[DerivedColumn, ...]] = ()
    is_public: ClassVar[bool] = True

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
        return columns_of(cls.model)

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
            outcome = Batch([(self.model, dataset.table)], user).run(dry_run=dry_run)
        except FileError as error:
            return BatchResult.refused(error)
        return BatchResult.of(outcome)

    def get_export_headers(self, selected_fields: list[str] | None = None) -> list[str]:
        language = (get_language() or "vi")[:2]
        wanted = selected_fields or self.fields
        return [column.header(language) for column in self.all_columns() if column.name in wanted]


def resource_for(model: type[models.Model]) -> type[RecordResource]:
    return REGISTRY[model]

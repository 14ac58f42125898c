"""The register as a folder: one CSV file a model, and a datapackage.json that describes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from foreign_affairs.collation import in_code_order
from foreign_affairs.models import OFFICIAL_STATES, Correction, InlineRow, Record
from foreign_affairs.models.corrections import models_of_records
from foreign_affairs.records.batch import Batch
from foreign_affairs.records.columns import Column
from foreign_affairs.records.export import csv_lines, export_columns
from foreign_affairs.records.incoming import PlainTable
from foreign_affairs.records.items import Outcome
from foreign_affairs.records.layout import read_table
from foreign_affairs.records.reading.errors import FileError
from foreign_affairs.records.resources import REGISTRY

DATAPACKAGE = "datapackage.json"


def load_folder(folder: Path) -> Outcome:
    """Loads every CSV file of the folder in one transaction. Raises FileError."""
    if not folder.is_dir():
        raise FileError(_("There is no folder “%s”.") % folder.name)
    by_file = {f"{resource.file_name}.csv": model for model, resource in REGISTRY.items()}
    tables = []
    for path in sorted(folder.glob("*.csv")):
        if path.name not in by_file:
            raise FileError(_("“%s” is not a file of the register.") % path.name)
        try:
            table = read_table(path.read_bytes(), path.name)
            tables.append(PlainTable(by_file[path.name], table))
        except FileError as error:
            raise FileError(f"{path.name}: {error}") from None
    if not tables:
        raise FileError(_("The folder “%s” has no CSV files.") % folder.name)
    return Batch(tables).run()


def dump_folder(folder: Path) -> int:
    """Writes the register into the folder; returns the number of rows.

    Records in every state but draft, in review and withdrawn; rows sorted by code, so that the
    same register always gives the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    total = 0
    for model, resource in REGISTRY.items():
        records = kept(model).order_by(in_code_order())
        total += records.count()
        with (folder / f"{resource.file_name}.csv").open("w", encoding="utf-8", newline="") as file:
            file.writelines(csv_lines(records, export_columns(model), states=OFFICIAL_STATES))
    description = json.dumps(data_package(), ensure_ascii=False, indent=2)
    (folder / DATAPACKAGE).write_text(description + "\n", encoding="utf-8")
    return total


def kept(model: type[models.Model]) -> models.QuerySet[Any]:
    """The public and internal records, the rows inside them, and nothing told of others."""
    records = model._default_manager.all()
    if issubclass(model, Record):
        records = records.official()  # type: ignore[attr-defined]
    if issubclass(model, InlineRow):
        records = records.filter(**{f"{model.parent_field}__in": kept(model.parent_model())})
    if model is Correction:
        about = models.Q()
        for name, disputed in models_of_records().items():
            about |= models.Q(about=name, about_code__in=kept(disputed).values("code"))
        records = records.filter(about)
    for name in (*model.naming_fields, *model.part_of):  # type: ignore[attr-defined]
        target: Any = model._meta.get_field(name).related_model
        records = records.filter(
            models.Q(**{f"{name}__isnull": True}) | models.Q(**{f"{name}__in": kept(target)})
        )
    return records


def data_package() -> dict[str, Any]:
    """The Frictionless description of the folder, made from the columns."""
    return {
        "profile": "tabular-data-package",
        "name": "foreign-affairs-register",
        "title": "Foreign-affairs register of Binh Duong Province",
        "licenses": [{"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0"}],
        "resources": [
            {
                "name": resource.file_name,
                "path": f"{resource.file_name}.csv",
                "profile": "tabular-data-resource",
                "title": resource.get_display_name_in("en"),
                "encoding": "utf-8",
                "schema": {
                    "fields": [field_of(column) for column in resource.columns()],
                    "primaryKey": "code",
                    "missingValues": [""],
                },
            }
            for resource in REGISTRY.values()
        ],
    }


def field_of(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "type": column.type_name,
        "title": column.header("en"),
        "title_vi": column.header("vi"),
    }
    if text := column.help("en"):
        described["description"] = text
    if column.field.choices:
        described["constraints"] = {"enum": [value for value, _label in column.field.choices]}
    return described

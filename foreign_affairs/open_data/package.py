"""The whole public register as one Frictionless data package."""

import json
from collections.abc import Iterable
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import timezone
from django.utils.translation import override

from foreign_affairs.collation import in_code_order
from foreign_affairs.context import get_owner
from foreign_affairs.freshness import Freshness
from foreign_affairs.models import PUBLIC_STATES
from foreign_affairs.open_data.data_sets import public_models, public_rows
from foreign_affairs.records.columns import Column, ReferenceColumn
from foreign_affairs.records.export import csv_lines
from foreign_affairs.records.folder import DATAPACKAGE, data_package, field_of
from foreign_affairs.records.resources import resource_for


def write_package(homepage: str, state: Freshness) -> IO[bytes]:
    """A zip of a CSV file for each data set and the description of all, in a temporary file.

    Rows are written as they are read, so that memory stays flat. `state` dates the files, so that
    the same register gives the same bytes.
    """
    moment = timezone.localtime(state.modified_at)
    # Whoever sends it closes it, and with that it is gone.
    package: Any = TemporaryFile()  # noqa: SIM115
    with ZipFile(package, "w", ZIP_DEFLATED) as archive:

        def add(name: str, lines: Iterable[str]) -> None:
            entry = ZipInfo(name, moment.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            with archive.open(entry, "w") as file:
                for line in lines:
                    file.write(line.encode())

        described = description(homepage)
        add(DATAPACKAGE, [json.dumps(described, ensure_ascii=False, indent=2) + "\n"])
        for name, model in public_models().items():
            rows = public_rows(model).order_by(in_code_order())
            add(f"{name}.csv", csv_lines(rows, public_columns(model), states=PUBLIC_STATES))
    package.seek(0)
    return package


def public_columns(model: Any) -> list[Column]:
    return [column for column in resource_for(model).columns() if column.is_public]


def description(homepage: str) -> dict[str, Any]:
    """The datapackage.json: as that of the register's folder, of what is public alone."""
    models = public_models()
    described = data_package()
    resources = {resource["name"]: resource for resource in described["resources"]}
    for name, model in models.items():
        columns = public_columns(model)
        schema = resources[name]["schema"]
        schema["fields"] = [field_of(column) for column in columns]
        schema["foreignKeys"] = list(foreign_keys(model, columns))
    owner = get_owner()
    if owner is not None:
        with override("en"):
            described["contributors"] = [{"title": str(owner.name), "role": "publisher"}]
            described["description"] = str(owner.subject)
    return {
        **described,
        "homepage": homepage,
        "resources": [resources[name] for name in models],
    }


def foreign_keys(model: Any, columns: Iterable[Column]) -> Iterable[dict[str, Any]]:
    """Where the codes of a column are those of another file; "" is this file itself."""
    for column in columns:
        if isinstance(column, ReferenceColumn):
            target = "" if column.target is model else resource_for(column.target).file_name
            reference = {"resource": target, "fields": "code"}
            yield {"fields": column.name, "reference": reference}

"""docs/coverage leads from every fact of the documents to the records that carry it."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from foreign_affairs.models import InlineRow, Source

COVERAGE = Path(__file__).parent.parent / "docs" / "coverage"
REFERENCE = re.compile(r"\b([a-z]+):([a-z0-9]+(?:-[a-z0-9]+)*)")
SECTION = re.compile(r"^## ([a-z0-9-]+): ")

MODELS = {
    model._meta.model_name: model
    for app in ("foreign_affairs", "partners", "events", "indicators")
    for model in apps.get_app_config(app).get_models()
}


def references() -> list[tuple[str, str, str, str]]:
    """(file, source code of the section or "", model name, code) of every citation."""
    found = []
    for path in sorted(COVERAGE.glob("*.md")):
        if path.name == "README.md":
            continue
        source = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if match := SECTION.match(line):
                source = match[1]
            if line.startswith("| "):
                cell = line.rstrip("| ").rpartition("|")[2]
                found += [(path.name, source, *pair) for pair in REFERENCE.findall(cell)]
    return found


def record_of(model_name: str, code: str) -> object:
    return MODELS[model_name]._default_manager.get(code=code)


def test_coverage_has_every_document() -> None:
    files = {file for file, *_ in references()}
    assert files == {"000.md", "001.md", "002.md", "003.md", "004.md", "errors.md"}


@pytest.mark.django_db
@pytest.mark.usefixtures("shipped_register")
def test_coverage_cites_only_records_that_exist() -> None:
    unknown = [
        f"{file}: {model_name}:{code}"
        for file, _source, model_name, code in references()
        if model_name not in MODELS
        or not MODELS[model_name]._default_manager.filter(code=code).exists()
    ]
    assert unknown == []


@pytest.mark.django_db
@pytest.mark.usefixtures("shipped_register")
def test_coverage_records_cite_the_document() -> None:
    wrong = []
    for file, source, model_name, code in references():
        if not source:
            continue
        record = record_of(model_name, code)
        if isinstance(record, InlineRow):
            record = record.parent_record
        if isinstance(record, Source):
            cited = {record.code}
        else:
            cited = {known.code for known in record.sources.all()}  # type: ignore[attr-defined]
        if source not in cited:
            wrong.append(f"{file}: {model_name}:{code} does not cite {source}")
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.usefixtures("shipped_register")
def test_coverage_row_without_records_has_none() -> None:
    """A fact without a record would be a fact that the register lost."""
    empty = [
        f"{path.name}: {line}"
        for path in sorted(COVERAGE.glob("0*.md"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
        and not line.startswith(("| Sự việc", "| ---", "|---"))
        and not REFERENCE.search(line.rstrip("| ").rpartition("|")[2])
    ]
    assert empty == []

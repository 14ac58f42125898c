"""Everything exported imports again as nothing to change: format, headings, interface language."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import models
from django.utils.translation import override

from foreign_affairs.records.batch import Batch
from foreign_affairs.records.decisions import Decisions
from foreign_affairs.records.export import PROGRAMS, export_bytes, export_columns
from foreign_affairs.records.items import Kind, Outcome
from foreign_affairs.records.looking import look_at
from foreign_affairs.records.resources import REGISTRY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped_register")]

KINDS: dict[str, dict[str, Any]] = {
    "csv": {"ending": "csv"},
    "excel": {"ending": "csv", "for_excel": True},
    "xlsx": {"ending": "xlsx"},
    "json": {"ending": "json"},
}
LANGUAGES = (PROGRAMS, "vi", "en")


def cases() -> Iterator[Any]:
    for language in LANGUAGES:
        for kind in KINDS:
            # The interface has the other language, which must make no difference.
            interface = "en" if language == "vi" else "vi"
            name = f"{kind}-{language or 'programs'}"
            yield pytest.param(kind, language, interface, id=name)
    for kind in ("csv", "xlsx"):
        yield pytest.param(kind, PROGRAMS, "en", id=f"{kind}-programs-in-english")


def imported(model: type[models.Model], data: bytes, name: str) -> Outcome:
    incoming = look_at(io.BytesIO(data), name, model, Decisions()).incoming
    return Batch([incoming]).run(dry_run=True)


@pytest.mark.parametrize(("kind", "language", "interface"), list(cases()))
@pytest.mark.parametrize("model", REGISTRY, ids=lambda model: model._meta.label_lower)
def test_importing_an_export_changes_nothing(
    model: type[models.Model], kind: str, language: str, interface: str
) -> None:
    options = KINDS[kind]
    records = model._default_manager.order_by("code")
    with override(interface):
        data = b"".join(export_bytes(records, language=language, derived=True, **options))
        outcome = imported(model, data, f"tệp.{options['ending']}")
    assert [str(refusal) for refusal in outcome.refusals] == []
    assert outcome.counts == ({Kind.UNCHANGED: records.count()} if records else {})


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("model", REGISTRY, ids=lambda model: model._meta.label_lower)
def test_no_two_columns_have_the_same_heading(model: type[models.Model], language: str) -> None:
    columns = export_columns(model, derived=True, rows=True)
    headings = [column.header(language) for column in columns]
    assert len(set(headings)) == len(headings)

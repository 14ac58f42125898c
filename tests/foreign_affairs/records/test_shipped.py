"""The shipped register goes in and out unchanged."""

import csv
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from foreign_affairs.models import SearchEntry, Tracked
from foreign_affairs.records.folder import dump_folder, load_folder
from foreign_affairs.records.items import Kind
from foreign_affairs.records.resources import REGISTRY
from foreign_affairs.search import searchable_models
from partners.models import Organisation, Partner

FIXTURES = settings.BASE_DIR / "fixtures"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped_register")]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_dump_after_load_gives_the_same_bytes(tmp_path: Path) -> None:
    dump_folder(tmp_path)
    assert contents(tmp_path) == contents(FIXTURES)


def test_dump_has_the_same_bytes_in_either_language(tmp_path: Path) -> None:
    with override("en"):
        dump_folder(tmp_path)
    assert contents(tmp_path) == contents(FIXTURES)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_loading_again_changes_nothing(language: str) -> None:
    with override(language):
        outcome = load_folder(FIXTURES)
    assert outcome.counts.keys() == {Kind.UNCHANGED}
    versions = {
        version
        for model in REGISTRY
        for version in model._default_manager.values_list("version", flat=True)
    }
    assert versions == {1}


def test_load_writes_history_and_search_for_every_record() -> None:
    for model in REGISTRY:
        assert issubclass(model, Tracked)
        assert model.history.count() == model._default_manager.count()
    indexed = sum(model._default_manager.count() for model in searchable_models())
    assert SearchEntry.objects.count() == indexed


def test_dump_without_a_withdrawn_partner_names_it_nowhere(tmp_path: Path) -> None:
    """Otherwise the folder could not be loaded into an empty register."""
    Partner.objects.filter(code="artemisa").update(state="withdrawn")
    Organisation.objects.filter(code="becamex-idc").update(state="draft")
    dump_folder(tmp_path)
    for file in tmp_path.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            cells = {part for row in csv.reader(lines) for cell in row for part in cell.split("|")}
        assert not {"artemisa", "becamex-idc", "artemisa-twinning"} & cells, file.name

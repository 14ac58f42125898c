"""What is measured against: django-import-export as its documentation shows it, on our model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.admin import AdminSite
from django.urls import path
from import_export import resources
from import_export.admin import ImportExportModelAdmin
from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget
from tablib import Dataset

from benchmarks.delegations import COLUMNS
from events.models import Delegation
from partners.models import Agreement


class StockDelegations(resources.ModelResource):
    """Row mode, its default; everything else is the default too."""

    agreement = Field("agreement", "agreement", ForeignKeyWidget(Agreement, "code"))

    class Meta:
        model = Delegation
        fields = COLUMNS
        import_id_fields = ("code",)


class SkippingDelegations(StockDelegations):
    """Compares each row with its record and saves no equal one, which is not the default."""

    class Meta(StockDelegations.Meta):
        skip_unchanged = True


class StockAdmin(ImportExportModelAdmin):
    resource_classes = (StockDelegations,)


site = AdminSite("stock")
site.register(Delegation, StockAdmin)
urlpatterns = [path("stock/", site.urls)]


def import_file(file: Path, resource: type[Any] = StockDelegations) -> None:
    data = Dataset().load(file.read_text(encoding="utf-8"), format="csv")
    result = resource().import_data(data, raise_errors=True)
    assert not result.has_validation_errors()


def export(kind: str) -> bytes:
    written = StockDelegations().export().export(kind)
    return written.encode() if isinstance(written, str) else written

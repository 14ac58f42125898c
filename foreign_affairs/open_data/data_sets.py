"""The data sets that everybody may have: one for each kind of public record and row."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Count, Max, Value
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from foreign_affairs.addresses import address_of, has_pages
from foreign_affairs.bilingual import LANGUAGE_CODES, active_language
from foreign_affairs.models import InlineRow, TrackedQuerySet
from foreign_affairs.records.columns import ChoiceColumn
from foreign_affairs.records.dictionary import type_words
from foreign_affairs.records.export import CONTENT_TYPES, export_columns
from foreign_affairs.records.resources import REGISTRY, RecordResource


@dataclass(frozen=True)
class DataSet:
    """A kind of record as everybody sees it."""

    model: Any
    resource: type[RecordResource]
    number: int
    changed_at: datetime | None

    @property
    def name(self) -> str:
        """The name of its files, which is also that of its place on the data page."""
        return self.resource.file_name

    @property
    def heading(self) -> str:
        return capfirst(self.resource.get_display_name())

    @property
    def list_url(self) -> str:
        """The list of its records; "" where they have no pages."""
        return address_of(self.model, "list") if has_pages(self.model) else ""

    @property
    def json_url(self) -> str:
        """The same list for embedding, with filters and pages."""
        return address_of(self.model, "list_json") if has_pages(self.model) else ""

    @property
    def downloads(self) -> list[dict[str, str]]:
        """`label`, `url`, `content_type` of each file with all of its records."""
        files = [
            {
                "label": ending.upper(),
                "url": reverse("register:data_set", args=[self.name, ending]),
                "content_type": content_type.partition(";")[0],
            }
            for ending, content_type in CONTENT_TYPES.items()
        ]
        for_excel = {"label": _("CSV (Excel)"), "url": f"{files[0]['url']}?for=excel"}
        return [files[0], {**files[0], **for_excel}, *files[1:]]

    @property
    def columns(self) -> list[dict[str, Any]]:
        return dictionary_of(self.model, active_language())


def public_models() -> dict[str, Any]:
    """The models of the data sets by the names of their files: as in the register, what all apps
    share last.
    """
    models = [model for model, resource in REGISTRY.items() if resource.is_public]
    models.sort(key=lambda model: model._meta.app_label == "foreign_affairs")
    return {REGISTRY[model].file_name: model for model in models}


def public_rows(model: Any) -> TrackedQuerySet:
    """All that everybody may read of a model. A country's other names go with the country."""
    rows: TrackedQuerySet = (
        model.objects.public() if hasattr(model.objects, "public") else model.objects.all()
    )
    if issubclass(model, InlineRow):
        parents = public_rows(model.parent_model())
        rows = rows.filter(**{f"{model.parent_field}__in": parents.order_by().values("pk")})
    found: TrackedQuerySet = rows
    return found


def data_sets() -> list[DataSet]:
    """Every data set with the number of its records and the newest change; one query."""
    models = public_models()
    each = [
        public_rows(model)
        .order_by()
        .annotate(data_set=Value(name))
        .values("data_set")
        .annotate(number=Count("pk"), newest=Max("changed_at"))
        .values_list("data_set", "number", "newest")
        for name, model in models.items()
    ]
    found: dict[str, Any] = {
        name: (number, newest) for name, number, newest in each[0].union(*each[1:], all=True)
    }
    return [
        DataSet(model, REGISTRY[model], *found.get(name, (0, None)))
        for name, model in models.items()
    ]


@cache
def dictionary_of(model: Any, language: str) -> list[dict[str, Any]]:
    """What its files have: each column's `name`, `type`, `choices` (value and word), and in `texts`
    its heading and help in both languages, that of the page first.
    """
    languages = sorted(LANGUAGE_CODES, key=lambda code: code != language)
    with override(language):
        return [
            {
                "name": column.name,
                "type": type_words(column),
                "choices": [(value, str(word)) for value, word in column.field.choices if value]
                if isinstance(column, ChoiceColumn)
                else [],
                "texts": [
                    {"language": code, "heading": column.header(code), "help": column.help(code)}
                    for code in languages
                ],
            }
            for column in export_columns(model, public=True, derived=True)
        ]

"""What people see while they look for a record to link: what tells namesakes apart, and the
spelling by which it was found.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from foreign_affairs import search
from foreign_affairs.addresses import has_pages
from foreign_affairs.models import SearchEntry
from foreign_affairs.records.references import spelled_out
from foreign_affairs.text import fold, match_key

LAST = 99
"""Behind every rank of the search."""


class ToldApart:
    """How the rows of an admin look in the lists of others' autocomplete."""

    spelled: ClassVar[str] = ""
    """The path to the rows of `OtherName`, like `organisation__other_names`."""

    def told_apart_by(self, row: Any) -> Iterable[Any]:
        """What stands in brackets behind the name; reads nothing that is not joined."""
        return ()

    def autocomplete_label(self, row: Any) -> str:
        details = ", ".join(str(detail) for detail in self.told_apart_by(row) if detail)
        return f"{row} ({details})" if details else str(row)

    def spellings(self, row: Any) -> list[str]:
        """All the names of a row, for one that was read with `spelled` prefetched."""
        if not self.spelled:
            return [row.__dict__.get(name, "") for name in ("name_vi", "name_en")]
        *path, names = self.spelled.split("__")
        for step in path:
            row = getattr(row, step)
        return [row.name_vi, row.name_en, *(other.name for other in getattr(row, names).all())]


def has_words(text: str, words: list[str]) -> bool:
    """Whether a text has every folded word, also where it is written as one: Chămpasắc."""
    folded = f"{fold(text)} {match_key(text)}"
    return all(word in folded for word in words)


def nearest_first(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Rows that `text` found, those whose name it is before those that only mention it."""
    if not fold(text) or not has_pages(rows.model):
        return rows
    content_type = ContentType.objects.get_for_model(rows.model)
    own = SearchEntry.objects.filter(content_type=content_type, object_id=OuterRef("pk"))
    ranks = search.find(spelled_out(text), own).order_by().values("rank")[:1]
    ordered = rows.annotate(nearness=Coalesce(Subquery(ranks), LAST))
    return ordered.order_by("nearness", *rows.query.order_by)


class SpellingsView(AutocompleteJsonView):
    """Django's answer, the nearest name first, with “Champasak (Lào) – Chăm-pa-sắc” for who typed
    the latter.
    """

    def get_queryset(self) -> QuerySet[Any]:
        rows = nearest_first(super().get_queryset(), self.term)
        spelled = getattr(self.model_admin, "spelled", "")
        return rows.prefetch_related(spelled) if spelled else rows

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        result = super().serialize_result(obj, to_field_name)
        if isinstance(self.model_admin, ToldApart):
            result["text"] = self.label(self.model_admin, obj)
        return result

    def label(self, model_admin: ToldApart, row: Any) -> str:
        label = model_admin.autocomplete_label(row)
        words = fold(self.term).split()
        if not words or has_words(label, words):
            return label
        spellings = model_admin.spellings(row)
        found = next((name for name in spellings if has_words(name, words)), "")
        return f"{label} – {found}" if found else label

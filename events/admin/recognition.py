"""Recognitions with who gives and who receives them."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from events.forms import RecognitionForm
from events.models import Recognition, RecognitionParty
from foreign_affairs.admin.base import RecordAdmin, newest_first
from foreign_affairs.admin.columns import last_change, standing
from foreign_affairs.admin.list_filters import RelatedOnlyFilter
from foreign_affairs.admin.periods import yearly_by
from foreign_affairs.forms import WholeNumberField
from partners.admin.participation import ParticipationAdmin, ParticipationInline


class YearField(WholeNumberField):
    """A year is written without the dot that groups thousands."""

    def prepare_value(self, value: Any) -> Any:
        return value


class RecognitionPartyInline(ParticipationInline):
    model = RecognitionParty


@admin.register(Recognition)
class RecognitionAdmin(RecordAdmin):
    form = RecognitionForm
    list_display = (
        "title",
        standing(),
        "kind",
        "year",
        "place",
        last_change,
    )
    list_filter = (
        yearly_by("year", _("year")),
        *RecordAdmin.list_filter,
        "kind",
        ("officer", RelatedOnlyFilter),
    )
    ordering = newest_first("year")
    front = (
        "name_vi",
        "name_en",
        ("kind", "year"),
        ("rank", "out_of"),
        ("summary_vi", "summary_en"),
    )
    inlines = (RecognitionPartyInline,)

    @admin.display(description=_("rank"), ordering="rank")
    def place(self, recognition: Recognition) -> str:
        """“3/63”: the third of 63."""
        return "/".join(str(part) for part in (recognition.rank, recognition.out_of) if part) or "–"

    def told_apart_by(self, row: Recognition) -> tuple[Any, ...]:
        return (row.year,)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "year":
            kwargs["form_class"] = YearField
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(RecognitionParty)
class RecognitionPartyAdmin(ParticipationAdmin):
    pass

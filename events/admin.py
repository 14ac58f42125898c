"""Delegations, events, programmes, commitments and recognitions with who takes part."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from events.models import (
    Commitment,
    CommitmentParty,
    Delegation,
    DelegationCountry,
    DelegationParticipant,
    Event,
    EventParticipant,
    Programme,
    ProgrammeParticipant,
    Recognition,
    RecognitionParty,
)
from foreign_affairs.admin.base import InlineRowAdmin, RecordAdmin, RowInline, newest_first
from foreign_affairs.admin.columns import bodies, sourced, state_badge
from foreign_affairs.admin.list_filters import (
    RelatedOnlyFilter,
    foreign_countries,
    participants_countries,
)
from foreign_affairs.forms import WholeNumberField
from partners.admin.participation import (
    ParticipationAdmin,
    ParticipationInline,
    who_takes_part,
)

BY_OFFICER = ("officer", RelatedOnlyFilter)
AT_THE_END = (sourced, "changed_at")


class DelegationParticipantInline(ParticipationInline):
    model = DelegationParticipant


class DelegationCountryInline(RowInline):
    model = DelegationCountry


@admin.register(Delegation)
class DelegationAdmin(RecordAdmin):
    list_display = (
        "title",
        state_badge,
        "direction",
        "rank",
        bodies("participants", _("with")),
        "shown_period",
        "count",
        "persons",
        "status",
        *AT_THE_END,
    )
    list_filter = (
        *RecordAdmin.list_filter,
        "direction",
        "rank",
        "status",
        "channel",
        participants_countries("participants", "countries__country"),
        BY_OFFICER,
    )
    list_prefetch_related = (who_takes_part(DelegationParticipant),)
    date_hierarchy = "period_start"
    ordering = newest_first("period_start")
    front = (
        "name_vi",
        "name_en",
        ("direction", "rank"),
        ("period", "status"),
        ("count", "persons"),
        ("purpose_vi", "purpose_en"),
        ("result_vi", "result_en"),
    )
    more = (
        (
            _("Papers, plan and cost"),
            (
                ("decision_number", "decided_on"),
                ("is_in_plan", "reported_on"),
                ("funding", "cost_vnd"),
            ),
        ),
        (
            _("What it belongs to"),
            ("channel", "agreement", "event", "is_recurring", ("summary_vi", "summary_en")),
        ),
    )
    inlines = (DelegationParticipantInline, DelegationCountryInline)


@admin.register(DelegationParticipant)
class DelegationParticipantAdmin(ParticipationAdmin):
    pass


@admin.register(DelegationCountry)
class DelegationCountryAdmin(InlineRowAdmin):
    list_display = ("country", "days", "delegation")
    list_filter = (("country", RelatedOnlyFilter),)
    list_select_related = ("country", "delegation")
    searched_texts = ("country__name_vi", "country__name_en")


class EventParticipantInline(ParticipationInline):
    model = EventParticipant


@admin.register(Event)
class EventAdmin(RecordAdmin):
    list_display = (
        "title",
        state_badge,
        "kind",
        "shown_held_on",
        "place_vi",
        "country",
        "count",
        "known_status",
        *AT_THE_END,
    )
    list_filter = (
        *RecordAdmin.list_filter,
        "status",
        "kind",
        "location",
        foreign_countries("country", "participants__partner__country"),
        BY_OFFICER,
    )
    list_select_related = ("country",)
    date_hierarchy = "held_on_start"
    ordering = newest_first("held_on_start")
    front = (
        "name_vi",
        "name_en",
        ("kind", "status"),
        ("held_on", "count"),
        ("location", "country"),
        ("place_vi", "place_en"),
        ("summary_vi", "summary_en"),
        ("result_vi", "result_en"),
    )
    more = (
        (_("Attendance"), (("expected_attendance", "attendance"),)),
        (_("What it belongs to"), ("parent", "agreement", "is_recurring")),
    )
    inlines = (EventParticipantInline,)

    @admin.display(description=_("status"), ordering="status")
    def known_status(self, event: Event) -> str:
        return str(event.status_label)


@admin.register(EventParticipant)
class EventParticipantAdmin(ParticipationAdmin):
    pass


class ProgrammeParticipantInline(ParticipationInline):
    model = ProgrammeParticipant


@admin.register(Programme)
class ProgrammeAdmin(RecordAdmin):
    list_display = (
        "title",
        state_badge,
        "kind",
        bodies("participants", _("with")),
        "shown_started_on",
        "shown_ended_on",
        "status",
        *AT_THE_END,
    )
    list_filter = (
        *RecordAdmin.list_filter,
        "kind",
        "status",
        participants_countries("participants"),
        ("fields", RelatedOnlyFilter),
        BY_OFFICER,
    )
    list_prefetch_related = (who_takes_part(ProgrammeParticipant),)
    date_hierarchy = "started_on_start"
    ordering = newest_first("started_on_start")
    front = (
        "name_vi",
        "name_en",
        ("kind", "status"),
        ("started_on", "ended_on"),
        "is_recurring",
        ("summary_vi", "summary_en"),
        ("result_vi", "result_en"),
        "fields",
    )
    more = (
        (
            _("Papers and what it belongs to"),
            (("decision_number", "decided_on"), "agreement", "parent"),
        ),
    )
    inlines = (ProgrammeParticipantInline,)


@admin.register(ProgrammeParticipant)
class ProgrammeParticipantAdmin(ParticipationAdmin):
    pass


class CommitmentPartyInline(ParticipationInline):
    model = CommitmentParty


@admin.register(Commitment)
class CommitmentAdmin(RecordAdmin):
    list_display = (
        "title",
        state_badge,
        "kind",
        bodies("parties", _("with")),
        "shown_said_on",
        "shown_due",
        "status",
        *AT_THE_END,
    )
    list_filter = (
        *RecordAdmin.list_filter,
        "status",
        "kind",
        participants_countries("parties"),
        BY_OFFICER,
    )
    list_prefetch_related = (who_takes_part(CommitmentParty),)
    date_hierarchy = "said_on_start"
    ordering = newest_first("said_on_start")
    front = (
        "name_vi",
        "name_en",
        ("kind", "status"),
        ("said_on", "due"),
        "quantity",
        ("unit_vi", "unit_en"),
        ("result_vi", "result_en"),
    )
    more = (
        (_("Said in, and fulfilled by"), ("agreement", "event", "delegation", "fulfilled_by")),
        (_("Summary"), (("summary_vi", "summary_en"),)),
    )
    inlines = (CommitmentPartyInline,)


@admin.register(CommitmentParty)
class CommitmentPartyAdmin(ParticipationAdmin):
    pass


class YearField(WholeNumberField):
    """A year is written without the dot that groups thousands."""

    def prepare_value(self, value: Any) -> Any:
        return value


class RecognitionPartyInline(ParticipationInline):
    model = RecognitionParty


@admin.register(Recognition)
class RecognitionAdmin(RecordAdmin):
    list_display = ("title", state_badge, "kind", "year", "rank", "out_of", *AT_THE_END)
    list_filter = (*RecordAdmin.list_filter, "kind", "year", BY_OFFICER)
    ordering = newest_first("year")
    front = (
        "name_vi",
        "name_en",
        ("kind", "year"),
        ("rank", "out_of"),
        ("summary_vi", "summary_en"),
    )
    inlines = (RecognitionPartyInline,)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "year":
            kwargs["form_class"] = YearField
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(RecognitionParty)
class RecognitionPartyAdmin(ParticipationAdmin):
    pass

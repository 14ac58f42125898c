"""Delegations: visits out, visits in, and exchanges."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from foreign_affairs.bilingual import Bilingual
from foreign_affairs.fields import PartialDateField
from foreign_affairs.models import Country, InlineRow, NamedRecord
from partners.models import Agreement, Participation, names_for_search, names_somebody


class Delegation(NamedRecord):
    """One visit, or a counted group of visits."""

    class Direction(models.TextChoices):
        IN = "in", _("incoming")
        OUT = "out", _("outgoing")
        EXCHANGE = "exchange", _("exchange")

    class Rank(models.TextChoices):
        HIGH_LEVEL = "high_level", _("high level")
        DIPLOMATIC = "diplomatic", _("diplomatic")
        BUSINESS = "business", _("business")
        STUDENT = "student", _("pupils and students")
        MEDICAL = "medical", _("medical")
        EXPERT = "expert", _("experts")
        PEOPLE = "people", _("people-to-people")
        WORKING = "working", _("working delegation")
        OTHER = "other", _("other")

    class Channel(models.TextChoices):
        PARTY = "party", _("Party")
        STATE = "state", _("State")
        PEOPLE = "people", _("people-to-people channel")
        NOT_STATED = "not_stated", _("not stated")

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        APPROVED = "approved", _("approved")
        CARRIED_OUT = "carried_out", _("carried out")
        REPORTED = "reported", _("reported")
        POSTPONED = "postponed", _("postponed")
        CANCELLED = "cancelled", _("cancelled")

    # Who travels where, when
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices)
    rank = models.CharField(_("class"), max_length=12, choices=Rank.choices)
    channel = models.CharField(
        _("channel"), max_length=12, choices=Channel.choices, default=Channel.NOT_STATED
    )
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.PLANNED
    )
    period = PartialDateField(_("period"), null=True, blank=True)
    is_recurring = models.BooleanField(_("recurs"), default=False)
    count = models.PositiveIntegerField(
        _("number of delegations"),
        null=True,
        blank=True,
        default=1,
        help_text=_("Empty when the source says only “many”. Every total adds this up."),
    )
    persons = models.PositiveIntegerField(_("number of persons"), null=True, blank=True)
    # Why, and with what result
    purpose_vi = models.TextField(_("purpose in Vietnamese"), blank=True)
    purpose_en = models.TextField(_("purpose in English"), blank=True)
    result_vi = models.TextField(_("result in Vietnamese"), blank=True)
    result_en = models.TextField(_("result in English"), blank=True)
    # Papers
    decision_number = models.CharField(_("decision number"), max_length=100, blank=True)
    decided_on = models.DateField(_("date of the decision"), null=True, blank=True)
    is_in_plan = models.BooleanField(_("in the annual plan"), null=True, blank=True)
    reported_on = models.DateField(_("date of the report"), null=True, blank=True)
    funding = models.CharField(
        _("funding"), max_length=200, blank=True, help_text=_("Never shown to the public.")
    )
    cost_vnd = models.DecimalField(
        _("cost (VND)"),
        max_digits=15,
        decimal_places=0,
        null=True,
        blank=True,
        help_text=_("Never shown to the public."),
    )
    # What it belongs to
    agreement = models.ForeignKey(
        Agreement,
        verbose_name=_("agreement"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="delegations",
    )
    event = models.ForeignKey(
        Event,
        verbose_name=_("event"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="delegations",
    )
    purpose = Bilingual("purpose")
    result = Bilingual("result")

    natural_key_fields = ("name_vi", "period")
    search_related = (
        "participants__partner",
        "participants__organisation",
        "participants__country",
    )
    list_order = ("-period_start", "code")

    class Meta(NamedRecord.Meta):
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = (
            models.CheckConstraint(
                name="delegation_count_positive",
                condition=models.Q(count__isnull=True) | models.Q(count__gte=1),
                violation_error_message=_("A record stands for at least one delegation."),
            ),
        )

    def search_texts(self) -> list[str]:
        who = names_for_search(self.participants.all()) if self.pk else []
        return [*who, *super().search_texts(), self.purpose_vi, self.purpose_en, self.result_vi]


class DelegationParticipant(Participation):
    delegation = models.ForeignKey(
        Delegation,
        verbose_name=_("delegation"),
        on_delete=models.CASCADE,
        related_name="participants",
    )

    parent_field = "delegation"
    natural_key_fields = ("delegation", "role", "partner", "organisation", "country", "person")

    class Meta(Participation.Meta):
        verbose_name = _("participant of a delegation")
        verbose_name_plural = _("participants of delegations")
        constraints = (names_somebody("delegationparticipant"),)


class DelegationCountry(InlineRow):
    """A country on the way of a delegation, with the days spent there."""

    delegation = models.ForeignKey(
        Delegation,
        verbose_name=_("delegation"),
        on_delete=models.CASCADE,
        related_name="countries",
    )
    country = models.ForeignKey(
        Country, verbose_name=_("country"), on_delete=models.PROTECT, related_name="+"
    )
    days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)

    parent_field = "delegation"
    natural_key_fields = ("delegation", "country")

    class Meta(InlineRow.Meta):
        verbose_name = _("country of a delegation")
        verbose_name_plural = _("countries of delegations")
        constraints = (
            models.UniqueConstraint(
                fields=("delegation", "country"),
                name="delegationcountry_once",
                violation_error_message=_("Each country stands once in a delegation."),
            ),
        )
        indexes = (
            models.Index(fields=("country", "delegation"), name="delegationcountry_country"),
        )

    def __str__(self) -> str:
        return str(self.country)

    def code_stem(self) -> str:
        return f"{self.delegation.code} {self.country.code}"

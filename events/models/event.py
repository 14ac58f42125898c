"""Events: conferences, forums, exhibitions, anniversaries, meetings, signings."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foreign_affairs.bilingual import Bilingual
from foreign_affairs.dates import today
from foreign_affairs.fields import PartialDateField
from foreign_affairs.models import Country, NamedRecord, RecordQuerySet, StrOrPromise
from partners.models import Agreement, Participation, names_for_search, names_somebody


class EventQuerySet(RecordQuerySet):
    def upcoming(self) -> "EventQuerySet":
        """Announced or permitted, and not past its last possible day."""
        return self.filter(status__in=Event.AHEAD).filter(
            models.Q(held_on_end__gte=today()) | models.Q(held_on_end__isnull=True)
        )

    def unconfirmed(self) -> "EventQuerySet":
        """Announced, past its date, and no source says yet that it was held."""
        return self.filter(status__in=Event.AHEAD, held_on_end__lt=today())


class Event(NamedRecord):
    class Kind(models.TextChoices):
        CONFERENCE = "conference", _("conference")
        FORUM = "forum", _("forum")
        EXHIBITION = "exhibition", _("exhibition")
        FAIR = "fair", _("trade fair")
        ANNIVERSARY = "anniversary", _("anniversary")
        SEMINAR = "seminar", _("seminar")
        DIALOGUE = "dialogue", _("dialogue")
        MEETING = "meeting", _("gathering")
        WORKING_SESSION = "working_session", _("working session")
        SIGNING = "signing", _("signing ceremony")
        COURTESY_CALL = "courtesy_call", _("courtesy call")
        TALKS = "talks", _("talks")
        OPENING = "opening", _("opening ceremony")
        CULTURE = "culture", _("cultural event")
        OTHER = "other", _("other event")

    class Location(models.TextChoices):
        HOME = "home", _("at home")
        ABROAD = "abroad", _("abroad")
        ONLINE = "online", _("online")
        NOT_STATED = "not_stated", _("not stated")

    class Status(models.TextChoices):
        IDEA = "idea", _("idea")
        ANNOUNCED = "announced", _("announced")
        PERMITTED = "permitted", _("permitted")
        HELD = "held", _("held")
        REPORTED = "reported", _("reported")
        POSTPONED = "postponed", _("postponed")
        CANCELLED = "cancelled", _("cancelled")

    AHEAD = (Status.ANNOUNCED, Status.PERMITTED)

    # What, when and where
    kind = models.CharField(_("kind of event"), max_length=16, choices=Kind.choices)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status.choices,
        default=Status.ANNOUNCED,
        help_text=_("“Held” only when a source says that it took place."),
    )
    held_on = PartialDateField(_("date"), null=True, blank=True)
    count = models.PositiveSmallIntegerField(
        _("number of events"),
        null=True,
        blank=True,
        default=1,
        help_text=_("Empty when the source says only “many”. Every total adds this up."),
    )
    is_recurring = models.BooleanField(_("recurs"), default=False)
    location = models.CharField(
        _("location"), max_length=10, choices=Location.choices, default=Location.NOT_STATED
    )
    place_vi = models.CharField(_("place in Vietnamese"), max_length=200, blank=True)
    place_en = models.CharField(_("place in English"), max_length=200, blank=True)
    country = models.ForeignKey(
        Country,
        verbose_name=_("country"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
    )
    # What came of it
    result_vi = models.TextField(_("result in Vietnamese"), blank=True)
    result_en = models.TextField(_("result in English"), blank=True)
    expected_attendance = models.PositiveIntegerField(
        _("expected attendance"), null=True, blank=True
    )
    attendance = models.PositiveIntegerField(_("attendance"), null=True, blank=True)
    # What it belongs to
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
    )
    agreement = models.ForeignKey(
        Agreement,
        verbose_name=_("agreement"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        help_text=_("What it signs, marks or carries out."),
    )
    place = Bilingual("place")
    result = Bilingual("result")

    objects = EventQuerySet.as_manager()

    natural_key_fields = ("name_vi", "held_on")
    search_related = (
        "participants__partner",
        "participants__organisation",
        "participants__country",
    )
    list_order = ("-held_on_start", "code")

    class Meta(NamedRecord.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = (
            models.CheckConstraint(
                name="event_count_positive",
                condition=models.Q(count__isnull=True) | models.Q(count__gte=1),
                violation_error_message=_("A record stands for at least one event."),
            ),
        )

    @property
    def is_unconfirmed(self) -> bool:
        """Announced and past its date, as `EventQuerySet.unconfirmed`."""
        end = self.held_on.end if self.held_on else None
        return self.status in self.AHEAD and end is not None and end < today()

    @property
    def status_label(self) -> StrOrPromise:
        if self.is_unconfirmed:
            return _("announced, not confirmed since")
        return self.get_status_display()

    def search_texts(self) -> list[str]:
        who = names_for_search(self.participants.all()) if self.pk else []
        return [*who, *super().search_texts(), self.place_vi, self.place_en, self.result_vi]


class EventParticipant(Participation):
    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="participants"
    )

    parent_field = "event"
    natural_key_fields = ("event", "role", "partner", "organisation", "country", "person")

    class Meta(Participation.Meta):
        verbose_name = _("participant of an event")
        verbose_name_plural = _("participants of events")
        constraints = (names_somebody("eventparticipant"),)

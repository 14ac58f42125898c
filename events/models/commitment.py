"""Commitments: what one side promised, offered or asked of the other."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.delegation import Delegation
from events.models.event import Event
from events.models.programme import Programme
from foreign_affairs.bilingual import Bilingual
from foreign_affairs.dates import today
from foreign_affairs.fields import PartialDateField
from foreign_affairs.models import NamedRecord, RecordQuerySet
from partners.models import Agreement, Participation, names_for_search, names_somebody


class CommitmentQuerySet(RecordQuerySet):
    def pending(self) -> "CommitmentQuerySet":
        return self.filter(status__in=(Commitment.Status.OPEN, Commitment.Status.IN_PROGRESS))

    def overdue(self) -> "CommitmentQuerySet":
        return self.pending().filter(due_end__lt=today())


class Commitment(NamedRecord):
    """Its giver and receiver are its parties; a request is given by who is asked."""

    class Kind(models.TextChoices):
        PROMISE = "promise", _("promise")
        OFFER = "offer", _("offer")
        REQUEST = "request", _("request")

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        IN_PROGRESS = "in_progress", _("in progress")
        DONE = "done", _("done")
        LAPSED = "lapsed", _("lapsed")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.OPEN
    )
    said_on = PartialDateField(_("stated on"), null=True, blank=True)
    due = PartialDateField(_("due"), null=True, blank=True)
    quantity = models.DecimalField(
        _("quantity"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    unit_vi = models.CharField(_("unit in Vietnamese"), max_length=100, blank=True)
    unit_en = models.CharField(_("unit in English"), max_length=100, blank=True)
    agreement = models.ForeignKey(
        Agreement,
        verbose_name=_("stated in the agreement"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
    )
    event = models.ForeignKey(
        Event,
        verbose_name=_("stated at the event"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
    )
    delegation = models.ForeignKey(
        Delegation,
        verbose_name=_("stated during the visit"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
    )
    fulfilled_by = models.ForeignKey(
        Programme,
        verbose_name=_("fulfilled by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="fulfils",
    )
    result_vi = models.TextField(_("result in Vietnamese"), blank=True)
    result_en = models.TextField(_("result in English"), blank=True)
    unit = Bilingual("unit")
    result = Bilingual("result")

    objects = CommitmentQuerySet.as_manager()

    natural_key_fields = ("name_vi", "said_on")
    search_related = ("parties__partner", "parties__organisation", "parties__country")
    list_order = ("-said_on_start", "code")

    class Meta(NamedRecord.Meta):
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = (
            models.CheckConstraint(
                name="commitment_quantity_positive",
                condition=models.Q(quantity__isnull=True) | models.Q(quantity__gt=0),
                violation_error_message=_("A quantity is more than nothing."),
            ),
        )

    def search_texts(self) -> list[str]:
        who = names_for_search(self.parties.all()) if self.pk else []
        return [*who, *super().search_texts(), self.result_vi, self.result_en]


class CommitmentParty(Participation):
    commitment = models.ForeignKey(
        Commitment,
        verbose_name=_("commitment"),
        on_delete=models.CASCADE,
        related_name="parties",
    )

    parent_field = "commitment"
    natural_key_fields = ("commitment", "role", "partner", "organisation", "country", "person")

    class Meta(Participation.Meta):
        verbose_name = _("party of a commitment")
        verbose_name_plural = _("parties of commitments")
        constraints = (names_somebody("commitmentparty"),)

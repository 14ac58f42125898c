"""What somebody says is wrong on a public page, and what the office decided."""

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from foreign_affairs.bilingual import Bilingual
from foreign_affairs.models.base import CODE_MAX_LENGTH, StrOrPromise, Tracked, TrackedQuerySet
from foreign_affairs.models.records import Record
from foreign_affairs.models.search import SearchEntry


def models_of_records() -> dict[str, type[Record]]:
    """Everything with a page that can be disputed, by the name of the model."""
    return {
        str(model._meta.model_name): model
        for model in apps.get_models()
        if issubclass(model, Record)
    }


def kinds_of_records() -> list[tuple[str, StrOrPromise]]:
    """(model name, verbose name) of everything with a page that can be disputed."""
    return [(name, model._meta.verbose_name or "") for name, model in models_of_records().items()]


class CorrectionQuerySet(TrackedQuerySet):
    def public(self) -> "CorrectionQuerySet":
        """The accepted ones about what the public may read of; their record's page shows them.

        Annotates `has_page`: a figure withdrawn alone has none, and is named without its value.
        """
        nameable, has_page = models.Q(), models.Q()
        for name, model in models_of_records().items():
            records: Any = model._default_manager.order_by()
            nameable |= models.Q(about=name, about_code__in=records.nameable().values("code"))
            has_page |= models.Q(about=name, about_code__in=records.public().values("code"))
        found = models.Case(models.When(has_page, then=True), default=False)
        return self.accepted().filter(nameable).annotate(has_page=found)

    def accepted(self) -> "CorrectionQuerySet":
        return self.filter(decision=Correction.Decision.ACCEPTED)

    def open(self) -> "CorrectionQuerySet":
        return self.filter(decision=Correction.Decision.OPEN)

    def of(self, record: Record) -> "CorrectionQuerySet":
        return self.filter(about=record._meta.model_name, about_code=record.code)

    def with_names(self) -> "CorrectionQuerySet":
        """Annotates `record_key`, `record_vi` and `record_en`: what each is about."""
        entries = SearchEntry.objects.filter(
            content_type__model=models.OuterRef("about"), code=models.OuterRef("about_code")
        )
        return self.annotate(
            record_key=models.Subquery(entries.values("object_id")[:1]),
            record_vi=models.Subquery(entries.values("name_vi")[:1]),
            record_en=models.Subquery(entries.values("name_en")[:1]),
        )


class Correction(Tracked):
    """A dispute of a record or of a single figure. Who raised it is for staff only."""

    class Channel(models.TextChoices):
        TELEPHONE = "telephone", _("telephone")
        EMAIL = "email", _("e-mail")
        LETTER = "letter", _("letter")
        IN_PERSON = "in_person", _("in person")
        OWN = "own", _("found by the office")

    class Decision(models.TextChoices):
        OPEN = "open", _("not decided yet")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")

    # What it is about
    about = models.CharField(_("kind of record"), max_length=40, choices=kinds_of_records)
    about_code = models.CharField(_("code of the record"), max_length=CODE_MAX_LENGTH)
    # Who says what
    received_on = models.DateField(_("received on"))
    channel = models.CharField(
        _("how it came"), max_length=10, choices=Channel.choices, default=Channel.TELEPHONE
    )
    claimant = models.CharField(
        _("who says so"), max_length=200, help_text=_("Never shown to the public.")
    )
    claimant_contact = models.CharField(
        _("how to reach that person"),
        max_length=200,
        blank=True,
        help_text=_("Never shown to the public."),
    )
    claim = models.TextField(
        _("what is said to be wrong"), help_text=_("Never shown to the public.")
    )
    # What the office decided
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision.choices, default=Decision.OPEN
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    reason = models.TextField(
        _("reason of the decision"), blank=True, help_text=_("Never shown to the public.")
    )
    text_vi = models.TextField(
        _("public text in Vietnamese"),
        blank=True,
        help_text=_("Shown on the page of the record once the correction is accepted."),
    )
    text_en = models.TextField(_("public text in English"), blank=True)
    text = Bilingual("text")
    record_name = Bilingual("record")
    """For corrections read `with_names()`."""

    objects = CorrectionQuerySet.as_manager()

    natural_key_fields = ("about", "about_code", "received_on", "claimant")
    list_order = ("-received_on", "code")

    class Meta(Tracked.Meta):
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ("-received_on", "code")
        default_permissions = ("add", "change", "delete", "view", "publish")
        indexes = (models.Index(fields=("about", "about_code")),)
        constraints = (
            models.CheckConstraint(
                name="correction_accepted_has_text",
                condition=~models.Q(decision="accepted")
                | (~models.Q(text_vi="") & models.Q(decided_on__isnull=False)),
                violation_error_message=_(
                    "An accepted correction needs its public text and the day of the decision."
                ),
            ),
            models.CheckConstraint(
                name="correction_rejected_has_reason",
                condition=~models.Q(decision="rejected")
                | (~models.Q(reason="") & models.Q(decided_on__isnull=False)),
                violation_error_message=_(
                    "A rejected correction needs its reason and the day of the decision."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.about_code} – {self.received_on:%d/%m/%Y}"

    @property
    def is_settled(self) -> bool:
        return self.decision != self.Decision.OPEN

    @property
    def record(self) -> Any:
        """The record or figure in dispute; None when there is none with that code."""
        model = self.model_about(self.about)
        return model._default_manager.filter(code=self.about_code).first() if model else None

    @staticmethod
    def model_about(about: str) -> type[Record] | None:
        return models_of_records().get(about)

    def code_stem(self) -> str:
        return f"{self.about_code} {self.received_on}"

    def clean(self) -> None:
        super().clean()
        if self.decided_on and self.received_on and self.decided_on < self.received_on:
            raise ValidationError(
                {"decided_on": _("The decision is dated before the claim was received.")}
            )

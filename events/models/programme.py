"""Programmes: work under a relation with results that can be measured."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foreign_affairs.bilingual import Bilingual
from foreign_affairs.fields import PartialDateField
from foreign_affairs.models import CooperationField, NamedRecord, check_order
from partners.models import Agreement, Participation, names_for_search, names_somebody


class Programme(NamedRecord):
    class Kind(models.TextChoices):
        PROGRAMME = "programme", _("programme")
        PROJECT = "project", _("project")
        SCHOLARSHIP = "scholarship", _("scholarships")
        EXCHANGE = "exchange", _("exchange programme")
        AID = "aid", _("humanitarian and medical help")
        ACTIVITY = "activity", _("regular activity")

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        RUNNING = "running", _("running")
        FINISHED = "finished", _("finished")
        STOPPED = "stopped", _("stopped")
        NOT_STATED = "not_stated", _("not stated")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.PROGRAMME)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.NOT_STATED
    )
    started_on = PartialDateField(_("started"), null=True, blank=True)
    ended_on = PartialDateField(_("ended or to end"), null=True, blank=True)
    is_recurring = models.BooleanField(_("recurs every year"), default=False)
    decision_number = models.CharField(_("decision number"), max_length=100, blank=True)
    decided_on = models.DateField(_("date of the decision"), null=True, blank=True)
    result_vi = models.TextField(_("result in Vietnamese"), blank=True)
    result_en = models.TextField(_("result in English"), blank=True)
    fields = models.ManyToManyField(
        CooperationField,
        verbose_name=_("fields of cooperation"),
        blank=True,
        related_name="programmes",
    )
    agreement = models.ForeignKey(
        Agreement,
        verbose_name=_("agreement"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="programmes",
        help_text=_("Under which it is carried out."),
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
    )
    result = Bilingual("result")

    _history_m2m_fields = ("sources", "fields")
    natural_key_fields = ("name_vi",)
    search_related = (
        "participants__partner",
        "participants__organisation",
        "participants__country",
    )
    list_order = ("-started_on_start", "code")

    class Meta(NamedRecord.Meta):
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def clean(self) -> None:
        super().clean()
        check_order(self.started_on, self.ended_on, "ended_on")

    def search_texts(self) -> list[str]:
        who = names_for_search(self.participants.all()) if self.pk else []
        return [*who, *super().search_texts(), self.result_vi, self.result_en]


class ProgrammeParticipant(Participation):
    programme = models.ForeignKey(
        Programme,
        verbose_name=_("programme"),
        on_delete=models.CASCADE,
        related_name="participants",
    )

    parent_field = "programme"
    natural_key_fields = ("programme", "role", "partner", "organisation", "country", "person")

    class Meta(Participation.Meta):
        verbose_name = _("participant of a programme")
        verbose_name_plural = _("participants of programmes")
        constraints = (names_somebody("programmeparticipant"),)

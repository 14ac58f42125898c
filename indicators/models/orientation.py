"""Orientations: what a dated policy document aims at, as a tree."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foreign_affairs.bilingual import Bilingual
from foreign_affairs.fields import PartialDateField
from foreign_affairs.models import CooperationField, Country, NamedRecord
from partners.models import Partner


class Orientation(NamedRecord):
    class Kind(models.TextChoices):
        POLICY = "policy", _("policy document")
        VIEWPOINT = "viewpoint", _("viewpoint")
        GOAL = "goal", _("goal")
        SPACE = "space", _("space")
        CORRIDOR = "corridor", _("corridor")
        SECTOR = "sector", _("sector")
        TASK = "task", _("task")
        PROJECT = "project", _("project")
        GROUP = "group", _("part of a plan")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    period = PartialDateField(
        _("period"), null=True, blank=True, help_text=_("When it applies or is to be reached.")
    )
    text_vi = models.TextField(_("text in Vietnamese"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    partners = models.ManyToManyField(
        Partner, verbose_name=_("partners named"), blank=True, related_name="orientations"
    )
    countries = models.ManyToManyField(
        Country, verbose_name=_("countries named"), blank=True, related_name="orientations"
    )
    fields = models.ManyToManyField(
        CooperationField,
        verbose_name=_("fields of cooperation"),
        blank=True,
        related_name="orientations",
    )
    text = Bilingual("text")

    _history_m2m_fields = ("sources", "partners", "countries", "fields")
    natural_key_fields = ("name_vi", "parent")
    list_order = ("order", "code")

    class Meta(NamedRecord.Meta):
        verbose_name = _("orientation")
        verbose_name_plural = _("orientations")
        ordering = ("order", "code")

    def search_texts(self) -> list[str]:
        return [*super().search_texts(), self.text_vi, self.text_en]

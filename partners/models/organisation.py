"""Organisations: bodies that sign, host, take part, invest or carry out, at home or abroad."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foreign_affairs.bilingual import Bilingual
from foreign_affairs.fields import PartialDateField
from foreign_affairs.models import (
    Country,
    InlineRow,
    NamedRecord,
    OtherName,
    check_order,
)
from partners.models.partner import Partner


class Organisation(NamedRecord):
    class Kind(models.TextChoices):
        LOCALITY = "locality", _("locality at home")
        PEOPLES_COMMITTEE = "peoples_committee", _("people's committee or council")
        MINISTRY = "ministry", _("ministry or its department")
        DEPARTMENT = "department", _("provincial department")
        MISSION = "mission", _("embassy or consulate")
        GOVERNMENT = "government", _("government of a locality abroad")
        FRONT = "front", _("party or front body")
        POLICE = "police", _("police")
        PROCURACY = "procuracy", _("procuracy")
        MILITARY = "military", _("military body")
        COURT = "court", _("court")
        DISTRICT = "district", _("district or its body")
        COMMUNE = "commune", _("commune")
        UNIVERSITY = "university", _("university or college")
        INSTITUTE = "institute", _("research institute")
        SCHOOL = "school", _("school")
        COMPANY = "company", _("company")
        CHAMBER = "chamber", _("chamber of commerce")
        BANK = "bank", _("bank")
        ASSOCIATION = "association", _("association")
        OFFICE = "office", _("representative office")
        MEDIA = "media", _("press and media")
        OTHER = "other", _("other body")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    country = models.ForeignKey(
        Country,
        verbose_name=_("country"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
    )
    locality_abroad = models.ForeignKey(
        Partner,
        verbose_name=_("locality abroad"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        help_text=_("The partner it belongs to, as the Daejeon police belong to Daejeon."),
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("belongs to"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
    )
    predecessor = models.ForeignKey(
        "self",
        verbose_name=_("predecessor"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
    )
    valid_from = PartialDateField(_("exists since"), null=True, blank=True)
    valid_until = PartialDateField(_("existed until"), null=True, blank=True)
    website = models.URLField(_("website"), blank=True)

    natural_key_fields = ("name_vi", "country")
    search_related = ("other_names", "country")
    list_order = ("name_vi", "code")

    class Meta(NamedRecord.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = (
            models.CheckConstraint(
                name="organisation_not_its_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("pk")),
                violation_error_message=_("An organisation cannot belong to itself."),
            ),
        )

    def clean(self) -> None:
        super().clean()
        check_order(self.valid_from, self.valid_until, "valid_until")

    def other_spellings(self) -> list[str]:
        return [row.name for row in self.other_names.all()] if self.pk else []

    def search_texts(self) -> list[str]:
        country = [self.country.name_vi, self.country.name_en] if self.country else []
        return [*country, *super().search_texts()]


class OrganisationName(OtherName):
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="other_names",
    )

    parent_field = "organisation"
    natural_key_fields = ("organisation", "name")

    class Meta(OtherName.Meta):
        verbose_name = _("other name of an organisation")
        verbose_name_plural = _("other names of organisations")


class OrganisationTie(InlineRow):
    """What an organisation has to do with a partner, or with the province where no partner is."""

    class Role(models.TextChoices):
        INVESTS_HERE = "invests_here", _("invests in the province")
        INVESTS_THERE = "invests_there", _("invests in the partner's locality")
        SEATED_THERE = "seated_there", _("has its seat there")
        PRESENT_HERE = "present_here", _("has an office in the province")
        RESEARCHES_WITH = "researches_with", _("does research with the partner")
        WORKS_WITH = "works_with", _("works with the partner")

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="partner_ties",
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organisation_ties",
        help_text=_("Empty when the source names only the province."),
    )
    since = PartialDateField(_("since"), null=True, blank=True)
    note_vi = models.CharField(_("note in Vietnamese"), max_length=300, blank=True)
    note_en = models.CharField(_("note in English"), max_length=300, blank=True)
    note = Bilingual("note")

    parent_field = "organisation"
    naming_fields = ("partner",)
    natural_key_fields = ("organisation", "role", "partner")

    class Meta(InlineRow.Meta):
        verbose_name = _("tie of an organisation")
        verbose_name_plural = _("ties of organisations")
        constraints = (
            models.CheckConstraint(
                name="organisationtie_partner_named",
                condition=models.Q(role__in=("invests_here", "present_here"))
                | models.Q(partner__isnull=False),
                violation_error_message=_("This role needs the partner it is about."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} – {self.get_role_display()}"

    def code_stem(self) -> str:
        partner = self.partner.code if self.partner else ""
        return f"{self.organisation.code} {self.role} {partner}"

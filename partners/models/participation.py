"""The one shape of taking part: who, on which side, in which role, through whom."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from foreign_affairs.bilingual import Bilingual
from foreign_affairs.models import Country, InlineRow
from partners.models.organisation import Organisation
from partners.models.partner import Partner


def names_somebody(model_name: str) -> models.CheckConstraint:
    """At most one of partner, organisation and country, and at least one of those or a person."""
    none = {"partner__isnull": True, "organisation__isnull": True, "country__isnull": True}
    one = models.Q()
    for field in none:
        one |= models.Q(**{**none, field: False})
    return models.CheckConstraint(
        name=f"{model_name}_names_somebody",
        condition=one | (models.Q(**none) & ~models.Q(person="")),
        violation_error_message=_(
            "Name one partner, one organisation or one country, or only a person."
        ),
    )


def names_for_search(rows: Iterable["Participation"]) -> list[str]:
    """Who takes part, by which the search finds a record. The public searches too: a row that names
    a body that is not public is left out.
    """
    names = []
    for row in rows:
        body = row.body
        if body is None or getattr(body, "is_public", True):
            names += [row.person, *((body.name_vi, body.name_en) if body else ())]
    return names


class Participation(InlineRow):
    """A party, signatory, host, organiser, participant, giver or receiver."""

    class Side(models.TextChoices):
        HOME = "home", _("Vietnamese side")
        PARTNER = "partner", _("partner's side")
        THIRD = "third", _("third party")

    class Role(models.TextChoices):
        PARTY = "party", _("party")
        SIGNATORY = "signatory", _("signatory")
        WITNESS = "witness", _("witness")
        LEADER = "leader", _("leader")
        HOST = "host", _("host")
        ORGANISER = "organiser", _("organiser")
        CO_ORGANISER = "co_organiser", _("co-organiser")
        PARTICIPANT = "participant", _("participant")
        SPEAKER = "speaker", _("speaker")
        CARRIER = "carrier", _("implementing body")
        SUPPORTER = "supporter", _("supporting body")
        BENEFICIARY = "beneficiary", _("beneficiary")
        GIVER = "giver", _("gives")
        RECEIVER = "receiver", _("receives")

    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)s_set",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)s_set",
    )
    country = models.ForeignKey(
        Country,
        verbose_name=_("country"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)s_set",
        help_text=_("Only when the source names no body of that country."),
    )
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    role = models.CharField(
        _("role"), max_length=20, choices=Role.choices, default=Role.PARTICIPANT
    )
    person = models.CharField(_("person"), max_length=200, blank=True)
    office_vi = models.CharField(_("office held, in Vietnamese"), max_length=200, blank=True)
    office_en = models.CharField(_("office held, in English"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    office = Bilingual("office")

    naming_fields = ("partner", "organisation")
    list_order = ("order", "code")

    class Meta(InlineRow.Meta):
        abstract = True
        ordering = ("order", "code")

    @property
    def body(self) -> Any:
        """The partner, organisation or country that takes part, if one is named."""
        return self.partner or self.organisation or self.country

    def __str__(self) -> str:
        who = ", ".join(str(part) for part in (self.person, self.body) if part)
        return f"{who} ({self.get_role_display()})"

    def code_stem(self) -> str:
        who = self.body.code if self.body else self.person
        return f"{self.parent_record.code} {self.role} {who}"

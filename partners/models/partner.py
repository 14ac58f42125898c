"""Partners, their names and their ties with the home province."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foreign_affairs.bilingual import Bilingual
from foreign_affairs.fields import PartialDateField
from foreign_affairs.models import (
    CooperationField,
    Country,
    InlineRow,
    InlineRowQuerySet,
    NamedRecord,
    OtherName,
    RecordQuerySet,
    StrOrPromise,
    check_order,
)


class PartnerQuerySet(RecordQuerySet):
    def with_names(self) -> "PartnerQuerySet":
        return self.select_related("country")


class Partner(NamedRecord):
    """A foreign locality, or an international organisation or network."""

    class Kind(models.TextChoices):
        PROVINCE = "province", _("province")
        CITY = "city", _("city")
        REGION = "region", pgettext_lazy("kind of partner", "region")
        STATE = "state", _("state")
        DISTRICT = "district", pgettext_lazy("kind of partner", "district")
        ORGANISATION = "organisation", _("international organisation")
        NETWORK = "network", _("international network")

    class Status(models.TextChoices):
        ESTABLISHED = "established", _("established")
        PROSPECTIVE = "prospective", _("prospective")
        ENDED = "ended", pgettext_lazy("relation", "ended")

    BODY_KINDS = (Kind.ORGANISATION, Kind.NETWORK)

    # What it is
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    status = models.CharField(
        _("status of the relation"),
        max_length=12,
        choices=Status.choices,
        default=Status.ESTABLISHED,
    )
    country = models.ForeignKey(
        Country,
        verbose_name=_("country"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="partners",
        help_text=_("Empty only for an international organisation or network."),
    )
    within_vi = models.CharField(
        _("lies in, in Vietnamese"),
        max_length=200,
        blank=True,
        help_text=_("The larger locality, like “bang Telangana”."),
    )
    within_en = models.CharField(_("lies in, in English"), max_length=200, blank=True)
    seat_vi = models.CharField(_("capital or seat, in Vietnamese"), max_length=200, blank=True)
    seat_en = models.CharField(_("capital or seat, in English"), max_length=200, blank=True)
    # What it is known for
    profile_vi = models.TextField(_("profile in Vietnamese"), blank=True)
    profile_en = models.TextField(_("profile in English"), blank=True)
    strengths_vi = models.TextField(_("strengths in Vietnamese"), blank=True)
    strengths_en = models.TextField(_("strengths in English"), blank=True)
    fields = models.ManyToManyField(
        CooperationField,
        verbose_name=_("fields of cooperation"),
        blank=True,
        related_name="partners",
    )
    # Where it is and where else it is described
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    website = models.URLField(_("website"), blank=True)
    wikidata_id = models.CharField(
        _("Wikidata id"),
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^Q[1-9][0-9]*$", _("A Wikidata id is Q and a number."))],
    )

    within = Bilingual("within")
    seat = Bilingual("seat")
    profile = Bilingual("profile")
    strengths = Bilingual("strengths")

    objects = PartnerQuerySet.as_manager()

    _history_m2m_fields = ("sources", "fields")
    natural_key_fields = ("name_vi", "country")
    search_related = ("other_names", "country")
    list_order = ("name_vi", "code")

    class Meta(NamedRecord.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = (
            models.CheckConstraint(
                name="partner_locality_has_country",
                condition=models.Q(kind__in=("organisation", "network"))
                | models.Q(country__isnull=False),
                violation_error_message=_("A locality needs its country."),
            ),
            models.CheckConstraint(
                name="partner_coordinates_in_pairs",
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                violation_error_message=_("Latitude and longitude go together."),
            ),
        )
        indexes = (
            *NamedRecord.Meta.indexes,
            models.Index(fields=("country", "state"), name="partner_country"),
        )

    def publication_problems(self) -> list[StrOrPromise]:
        problems = super().publication_problems()
        if not self.name_en:
            problems.append(_("A published partner needs its English name."))
        if not self.summary_en:
            problems.append(_("A published partner needs an English summary."))
        return problems

    def other_spellings(self) -> list[str]:
        return [row.name for row in self.other_names.all()] if self.pk else []

    def search_texts(self) -> list[str]:
        place = [self.within_vi, self.within_en, self.seat_vi, self.seat_en]
        country = [self.country.name_vi, self.country.name_en] if self.country else []
        described = [self.profile_vi, self.profile_en, self.strengths_vi, self.strengths_en]
        return [*place, *country, *super().search_texts(), *described]

    @property
    def flag_country(self) -> Country | None:
        """Whose flag stands beside the name; lists join it."""
        return self.country


class PartnerName(OtherName):
    partner = models.ForeignKey(
        Partner, verbose_name=_("partner"), on_delete=models.CASCADE, related_name="other_names"
    )

    parent_field = "partner"
    natural_key_fields = ("partner", "name")

    class Meta(OtherName.Meta):
        verbose_name = _("other name of a partner")
        verbose_name_plural = _("other names of partners")


class TieQuerySet(InlineRowQuerySet):
    def with_names(self) -> Self:
        return self.select_related("partner")


class Tie(InlineRow):
    """One standing relation with a partner; the agreement that made it points here."""

    class Kind(models.TextChoices):
        TWINNING = "twinning", _("twinning")
        FRIENDSHIP = "friendship", _("friendship and cooperation")
        TRADITIONAL = "traditional", _("traditional relation")
        STRATEGIC = "strategic", _("strategic cooperation")
        MEMBERSHIP = "membership", _("membership")
        PARTNERSHIP = "partnership", _("partnership")

    partner = models.ForeignKey(
        Partner, verbose_name=_("partner"), on_delete=models.CASCADE, related_name="ties"
    )
    kind = models.CharField(_("kind of tie"), max_length=12, choices=Kind.choices)
    home_body = models.ForeignKey(
        "partners.Organisation",
        verbose_name=_("home body"),
        on_delete=models.PROTECT,
        related_name="home_ties",
        help_text=_("Who holds the tie on our side."),
    )
    since = PartialDateField(
        _("since"), null=True, blank=True, help_text=_("Empty when no source says.")
    )
    until = PartialDateField(_("until"), null=True, blank=True)
    beginning_vi = models.TextField(_("how it began, in Vietnamese"), blank=True)
    beginning_en = models.TextField(_("how it began, in English"), blank=True)
    continues = models.ForeignKey(
        "self",
        verbose_name=_("continues the tie"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
    )
    order = models.PositiveSmallIntegerField(_("place in the office's list"), null=True, blank=True)
    beginning = Bilingual("beginning")

    objects = TieQuerySet.as_manager()

    parent_field = "partner"
    naming_fields = ("home_body",)
    natural_key_fields = ("partner", "kind", "home_body")
    list_order = ("order", "since_start", "code")

    class Meta(InlineRow.Meta):
        verbose_name = _("tie")
        verbose_name_plural = _("ties")
        ordering = ("order", "since_start", "code")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.partner}"

    def code_stem(self) -> str:
        return f"{self.partner.code} {self.kind}"

    def clean(self) -> None:
        super().clean()
        check_order(self.since, self.until, "until")

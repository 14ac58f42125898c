"""What the other apps refer to: sources, countries, fields of cooperation."""

from typing import Any, ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.lookups import IsNull
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foreign_affairs.bilingual import Bilingual
from foreign_affairs.fields import PartialDateField
from foreign_affairs.models.base import CodeListEntry, Tracked, TrackedQuerySet
from foreign_affairs.models.records import NamedRecord, Record
from foreign_affairs.models.rows import InlineRow, OtherName
from foreign_affairs.storage import private_storage


class CountryQuerySet(TrackedQuerySet):
    def public(self) -> Self:
        """Countries that a public record, or a public row of one, points to."""
        named = models.Q()
        relations: list[Any] = Country._meta.get_fields(include_hidden=True)
        for relation in relations:
            model = relation.related_model
            if not relation.auto_created or model is CountryName:
                continue
            if issubclass(model or Country, (Record, InlineRow)):
                here = {relation.field.name: models.OuterRef("pk")}
                rows = model._default_manager.public().filter(**here).order_by()
                # The first one of each country is looked up. PostgreSQL would answer EXISTS by
                # reading every row there is.
                named |= models.Q(IsNull(models.Subquery(rows.values("pk")[:1]), False))
        return self.filter(named)


class Country(CodeListEntry):
    """A country or territory; its code is ISO 3166-1 alpha-2 in small letters."""

    HOME = "vn"

    class Region(models.TextChoices):
        ASIA = "asia", _("Asia")
        EUROPE = "europe", _("Europe")
        AFRICA = "africa", _("Africa")
        AMERICAS = "americas", _("the Americas")
        OCEANIA = "oceania", _("Oceania")

    region = models.CharField(_("region"), max_length=10, choices=Region.choices, blank=True)
    official_name_vi = models.CharField(
        _("official name in Vietnamese"), max_length=200, blank=True
    )
    official_name_en = models.CharField(_("official name in English"), max_length=200, blank=True)
    official_name = Bilingual("official_name")

    objects = CountryQuerySet.as_manager()

    class Meta(CodeListEntry.Meta):
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    search_related = ("other_names",)

    def get_absolute_url(self) -> str:
        return reverse("register:country_detail", args=[self.code])

    def other_spellings(self) -> list[str]:
        names = [row.name for row in self.other_names.all()]
        return [*names, self.official_name_vi, self.official_name_en]

    def search_texts(self) -> list[str]:
        return []

    @property
    def flag_country(self) -> "Country":
        """Whose flag stands beside the name."""
        return self


class CountryName(OtherName):
    country = models.ForeignKey(
        Country, verbose_name=_("country"), on_delete=models.CASCADE, related_name="other_names"
    )

    parent_field = "country"
    natural_key_fields = ("country", "name")

    class Meta(OtherName.Meta):
        verbose_name = _("other name of a country")
        verbose_name_plural = _("other names of countries")


class CooperationField(CodeListEntry):
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    list_order = ("order", "code")

    class Meta(CodeListEntry.Meta):
        verbose_name = _("field of cooperation")
        verbose_name_plural = _("fields of cooperation")
        ordering = ("order", "code")


class Source(NamedRecord):
    """A document that facts come from. An unpublished source is never named in public."""

    class Kind(models.TextChoices):
        ARTICLE = "article", _("press article")
        WEB_PAGE = "web_page", _("web page")
        BROADCAST = "broadcast", _("broadcast")
        DECISION = "decision", _("decision")
        REPORT = "report", _("report")
        AGREEMENT = "agreement", _("signed document")
        REFERENCE = "reference", _("reference data")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    number = models.CharField(_("number and symbol"), max_length=100, blank=True)
    issued_on = PartialDateField(_("issued on"), null=True, blank=True)
    issuer_vi = models.CharField(_("issuing body in Vietnamese"), max_length=200, blank=True)
    issuer_en = models.CharField(_("issuing body in English"), max_length=200, blank=True)
    issuer = Bilingual("issuer")
    author = models.CharField(_("author"), max_length=200, blank=True)
    url = models.URLField(_("web address"), max_length=500, blank=True)
    file = models.FileField(
        _("file"),
        storage=private_storage,
        upload_to="sources/%Y",
        blank=True,
        help_text=_("Kept outside every served folder; staff only."),
    )

    # A source has no source of its own.
    sources: Any = None
    _history_m2m_fields: ClassVar[tuple[str, ...]] = ()
    list_order = ("issued_on_start", "code")

    class Meta(NamedRecord.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def search_texts(self) -> list[str]:
        return [*super().search_texts(), self.number, self.issuer_vi, self.issuer_en, self.author]


class Owner(Tracked):
    """Whose register this is: one row, shown on every page."""

    CODE = "owner"

    name_vi = models.CharField(_("name in Vietnamese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    subject_vi = models.CharField(
        _("what the register covers, in Vietnamese"), max_length=300, blank=True
    )
    subject_en = models.CharField(
        _("what the register covers, in English"), max_length=300, blank=True
    )
    predecessor_vi = models.CharField(_("predecessor in Vietnamese"), max_length=300, blank=True)
    predecessor_en = models.CharField(_("predecessor in English"), max_length=300, blank=True)
    successor_vi = models.CharField(_("successor in Vietnamese"), max_length=300, blank=True)
    successor_en = models.CharField(_("successor in English"), max_length=300, blank=True)
    contact_vi = models.CharField(_("contact in Vietnamese"), max_length=300, blank=True)
    contact_en = models.CharField(_("contact in English"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(
        _("telephone"),
        max_length=40,
        blank=True,
        validators=[RegexValidator(r"^[0-9+(). -]*$", _("Digits, spaces and + ( ) . - only."))],
    )
    data_up_to = PartialDateField(_("data up to"))
    name = Bilingual("name")
    subject = Bilingual("subject")
    predecessor = Bilingual("predecessor")
    successor = Bilingual("successor")
    contact = Bilingual("contact")

    class Meta(Tracked.Meta):
        verbose_name = _("owner of the register")
        verbose_name_plural = _("owner of the register")
        constraints = (
            models.CheckConstraint(
                name="owner_single_row",
                condition=models.Q(code="owner"),
                violation_error_message=_("There is only one owner of the register."),
            ),
        )

    def __str__(self) -> str:
        return str(self.name)

    def code_stem(self) -> str:
        return self.CODE

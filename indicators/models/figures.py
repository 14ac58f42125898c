"""Indicators and figures: what is measured, and each value of it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from events.models import Event, Programme
from foreign_affairs.bilingual import Bilingual, BilingualText, active_language
from foreign_affairs.dates import format_partial_date
from foreign_affairs.fields import PartialDateField
from foreign_affairs.models import NamedRecord, Record, RecordQuerySet
from partners.models import FriendshipAssociation, Organisation, Partner

SUBJECT_FIELDS = ("partner", "organisation", "association", "programme", "event")
"""What a figure may be about; none of them means the province."""


def at_most_one(fields: tuple[str, ...]) -> models.Q:
    """The condition that at most one of the foreign keys `fields` is set."""
    none = {f"{field}__isnull": True for field in fields}
    condition = models.Q(**none)
    for field in fields:
        condition |= models.Q(**{**none, f"{field}__isnull": False})
    return condition


class Indicator(NamedRecord):
    """What is measured, with its unit; a tree (FDI → new, adjusted, contributed, reduced)."""

    class Topic(models.TextChoices):
        GROWTH = "growth", _("growth and prices")
        INDUSTRY = "industry", _("industry and industrial parks")
        TRADE = "trade", _("trade and services")
        INVESTMENT = "investment", _("investment")
        BUDGET = "budget", _("budget")
        SOCIETY = "society", _("environment and rural society")
        PARTNERS = "partners", _("partners and localities")
        RELATIONS = "relations", _("foreign relations")
        STANDING = "standing", _("standing of the province")

    topic = models.CharField(_("topic"), max_length=12, choices=Topic.choices)
    unit_vi = models.CharField(_("unit in Vietnamese"), max_length=60, blank=True)
    unit_en = models.CharField(_("unit in English"), max_length=60, blank=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    unit = Bilingual("unit")

    list_order = ("order", "code")

    class Meta(NamedRecord.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("order", "code")


class ObservationQuerySet(RecordQuerySet):
    def public(self) -> "ObservationQuerySet":
        """Published figures of published indicators about public subjects."""
        return super().public().in_public_company()

    def nameable(self) -> "ObservationQuerySet":
        """A figure withdrawn alone is still spoken of, without its value, once it is corrected."""
        states = (Record.State.PUBLISHED, Record.State.WITHDRAWN)
        return self.filter(state__in=states).in_public_company()

    def in_public_company(self) -> "ObservationQuerySet":
        """Figures of published indicators about public subjects, in whatever state they are."""
        published = Record.State.PUBLISHED
        figures = self.filter(indicator__state=published)
        for subject in SUBJECT_FIELDS:
            figures = figures.filter(
                models.Q(**{f"{subject}__isnull": True})
                | models.Q(**{f"{subject}__state": published})
            )
        # An association is named by its organisation.
        return figures.filter(
            models.Q(association__isnull=True)
            | models.Q(association__organisation__state=published)
        )

    def with_names(self) -> "ObservationQuerySet":
        """Joins everything a figure's title is made of."""
        return self.select_related(
            "indicator",
            "partner__country",
            "organisation",
            "association__organisation",
            "programme",
            "event",
        )


class Observation(Record):
    """One value of an indicator. No subject means the province."""

    class Nature(models.TextChoices):
        ACTUAL = "actual", _("actual")
        ESTIMATE = "estimate", _("estimate")
        PLAN = "plan", _("plan")

    class Qualifier(models.TextChoices):
        ABOUT = "about", pgettext_lazy("qualifier", "about")
        MORE = "more", _("more than")
        LESS = "less", _("less than")

    indicator = models.ForeignKey(
        Indicator,
        verbose_name=_("indicator"),
        on_delete=models.PROTECT,
        related_name="observations",
    )
    # What it is about
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="observations",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="observations",
    )
    association = models.ForeignKey(
        FriendshipAssociation,
        verbose_name=_("friendship organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="observations",
    )
    programme = models.ForeignKey(
        Programme,
        verbose_name=_("programme"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="observations",
    )
    event = models.ForeignKey(
        Event,
        verbose_name=_("event"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="observations",
    )
    # When, and what kind of value
    period = PartialDateField(
        pgettext_lazy("figure", "period"),
        null=True,
        blank=True,
        help_text=_("Empty when no source says."),
    )
    nature = models.CharField(
        _("nature"), max_length=10, choices=Nature.choices, default=Nature.ACTUAL
    )
    is_cumulative = models.BooleanField(_("cumulative"), default=False)
    # The value
    qualifier = models.CharField(
        _("qualifier"), max_length=6, choices=Qualifier.choices, blank=True
    )
    value = models.DecimalField(
        _("value"),
        max_digits=20,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("In the unit of the indicator. Empty only when the source gives no value."),
    )
    value_to = models.DecimalField(
        _("up to"),
        max_digits=20,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("The upper end of a range."),
    )
    change_percent = models.DecimalField(
        _("change on the same period (%)"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("-15,3 for “down 15.3%”."),
    )
    same_period_percent = models.DecimalField(
        _("as a share of the same period (%)"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        # xgettext:no-python-format
        help_text=_("49 for “equal to 49% of the same period”."),
    )
    plan_percent = models.DecimalField(
        _("share of the plan (%)"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    printed = models.CharField(
        _("as printed"),
        max_length=200,
        blank=True,
        help_text=_("The figure as it stands in the source, like “20 tỷ 418 triệu đô la Mỹ”."),
    )
    is_disputed = models.BooleanField(
        _("disputed"),
        default=False,
        help_text=_("The source errs or another disagrees; the note on the sources says how."),
    )

    objects = ObservationQuerySet.as_manager()

    search_related = ("indicator", *SUBJECT_FIELDS, "association__organisation")
    naming_fields = ("indicator", *SUBJECT_FIELDS)
    natural_key_fields = ("indicator", *SUBJECT_FIELDS, "period", "nature", "is_cumulative")
    list_order = ("indicator__order", "indicator__code", "period_start", "code")

    class Meta(Record.Meta):
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints = (
            models.CheckConstraint(
                name="observation_one_subject",
                condition=at_most_one(SUBJECT_FIELDS),
                violation_error_message=_("A figure is about one thing, or about the province."),
            ),
            models.CheckConstraint(
                name="observation_range_upwards",
                condition=models.Q(value_to__isnull=True)
                | models.Q(value_to__gt=models.F("value")),
                violation_error_message=_("The upper end of a range lies above the value."),
            ),
            models.CheckConstraint(
                name="observation_says_something",
                condition=models.Q(value__isnull=False)
                | models.Q(change_percent__isnull=False)
                | models.Q(same_period_percent__isnull=False)
                | models.Q(plan_percent__isnull=False),
                violation_error_message=_("A figure needs a value or a change."),
            ),
        )

    @property
    def subject(self) -> Any:
        """The partner, organisation, programme … measured; None for the province."""
        for field in SUBJECT_FIELDS:
            if getattr(self, f"{field}_id"):
                return getattr(self, field)
        return None

    def _title(self, language: str) -> BilingualText:
        with override(language):
            names = [self.indicator.name]
            if self.subject is not None:
                names.append(self.subject.name)
            parts = [str(name) for name in names]
            if self.period:
                parts.append(format_partial_date(self.period, language))
            if self.nature != self.Nature.ACTUAL:
                parts.append(str(self.get_nature_display()))
            # Where a name exists in one language only, the title is in that language.
            other = next((name.language for name in names if name.is_fallback), language)
            return BilingualText(" – ".join(parts), other)

    @property
    def name(self) -> BilingualText:
        return self._title(active_language())

    @property
    def name_vi(self) -> str:
        return str(self._title("vi"))

    @property
    def name_en(self) -> str:
        return str(self._title("en"))

    def __str__(self) -> str:
        return str(self.name)

    def code_stem(self) -> str:
        parts = [self.indicator.code]
        if self.subject is not None:
            parts.append(self.subject.code)
        if self.period:
            parts.append(self.period.text)
        if self.nature != self.Nature.ACTUAL:
            parts.append(self.nature)
        return " ".join(parts)

    def clean(self) -> None:
        super().clean()
        if self.is_disputed and not self.source_note_vi:
            raise ValidationError(
                {"source_note_vi": _("Say what is disputed: the public page shows it.")}
            )

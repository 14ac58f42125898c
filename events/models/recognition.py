"""Recognitions: awards and ranks given in a year."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from foreign_affairs.models import NamedRecord
from partners.models import Participation, names_for_search, names_somebody


class Recognition(NamedRecord):
    """Its giver and receiver are its parties."""

    class Kind(models.TextChoices):
        AWARD = "award", _("award or title")
        RANKING = "ranking", _("ranking")
        MEMBERSHIP = "membership", _("admission")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.AWARD)
    year = models.PositiveSmallIntegerField(
        _("year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(2999)],
        help_text=_("Empty when no source says."),
    )
    rank = models.PositiveSmallIntegerField(
        _("rank"), null=True, blank=True, help_text=_("1 for the first place.")
    )
    out_of = models.PositiveSmallIntegerField(
        _("out of"), null=True, blank=True, help_text=_("21 for one of the Smart21.")
    )

    natural_key_fields = ("name_vi", "year")
    search_related = ("parties__partner", "parties__organisation", "parties__country")
    list_order = ("-year", "code")

    class Meta(NamedRecord.Meta):
        verbose_name = _("recognition")
        verbose_name_plural = _("recognitions")
        constraints = (
            models.CheckConstraint(
                name="recognition_rank_from_one",
                condition=models.Q(rank__isnull=True) | models.Q(rank__gte=1),
                violation_error_message=_("Ranks begin with 1."),
            ),
        )

    def search_texts(self) -> list[str]:
        who = names_for_search(self.parties.all()) if self.pk else []
        return [*who, *super().search_texts(), str(self.year or "")]


class RecognitionParty(Participation):
    recognition = models.ForeignKey(
        Recognition,
        verbose_name=_("recognition"),
        on_delete=models.CASCADE,
        related_name="parties",
    )

    parent_field = "recognition"
    natural_key_fields = ("recognition", "role", "partner", "organisation", "country", "person")

    class Meta(Participation.Meta):
        verbose_name = _("party of a recognition")
        verbose_name_plural = _("parties of recognitions")
        constraints = (names_somebody("recognitionparty"),)

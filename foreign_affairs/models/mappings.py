"""What a person has said that the headings of a foreign list mean, offered again next time."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ColumnMapping(models.Model):
    """The columns of one layout. `mapping` has the name of the column for each folded heading."""

    model = models.CharField(_("kind of record"), max_length=100)
    fingerprint = models.CharField(max_length=64)
    mapping = models.JSONField(_("columns"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("changed by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)

    class Meta:
        verbose_name = _("mapping of columns")
        verbose_name_plural = _("mappings of columns")
        # Made and used by importing; it has no page of its own.
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("model", "fingerprint"), name="columnmapping_one_per_layout"
            ),
        )

    def __str__(self) -> str:
        return f"{self.model} {self.fingerprint[:8]}"

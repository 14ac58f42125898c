"""Changes of public records that wait for an approver."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ProposedChangeQuerySet(models.QuerySet["ProposedChange"]):
    def waiting(self) -> "ProposedChangeQuerySet":
        return self.filter(status=ProposedChange.Status.WAITING)

    def open(self) -> "ProposedChangeQuerySet":
        """What nobody has settled: its author may still go on with what was sent back."""
        return self.filter(status__in=ProposedChange.OPEN)

    def of(self, record: models.Model) -> "ProposedChangeQuerySet":
        content_type = ContentType.objects.get_for_model(record)
        return self.filter(content_type=content_type, object_id=record.pk)


class ProposedChange(models.Model):
    """What somebody wants to change in a public record, which stays as it is meanwhile.

    `changes` is what `foreign_affairs.contents.as_json` writes. Where a file brought the change,
    `imported_in` is that import, and `earlier` what its author had proposed before, which comes
    back when the import is undone.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting for a decision")
        RETURNED = "returned", _("sent back")
        CONFIRMED = "confirmed", _("confirmed")
        DROPPED = "dropped", _("dropped")

    OPEN = (Status.WAITING, Status.RETURNED)

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    record = GenericForeignKey("content_type", "object_id")
    changes = models.JSONField(_("changes"), encoder=DjangoJSONEncoder)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.WAITING, db_index=True
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposed by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    proposed_at = models.DateTimeField(_("proposed at"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    imported_in = models.ForeignKey(
        "foreign_affairs.Import",
        verbose_name=_("brought by the import"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="proposals",
    )
    earlier = models.JSONField(null=True, blank=True, editable=False, encoder=DjangoJSONEncoder)

    objects = ProposedChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        ordering = ("-proposed_at", "-pk")
        # A proposal is made by saving a record, and decided by who may publish that record.
        default_permissions = ("view",)
        indexes = (models.Index(fields=("content_type", "object_id")),)

    def __str__(self) -> str:
        return str(self.record)

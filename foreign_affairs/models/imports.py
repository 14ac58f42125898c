"""Imports: what file came when and from whom, what was decided about it, and what became of it."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import Storage
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foreign_affairs.storage import private_storage


class ImportQuerySet(models.QuerySet["Import"]):
    def written(self) -> "ImportQuerySet":
        return self.filter(state=Import.State.WRITTEN)

    def of_file(self, fingerprint: str, model: type[models.Model]) -> "ImportQuerySet":
        """Those of the same bytes into the same kind of records."""
        content_type = ContentType.objects.get_for_model(model)
        return self.filter(fingerprint=fingerprint, content_type=content_type)


class Import(models.Model):
    """One file on its way into the register; `foreign_affairs.records.imports` does the work.

    Every row of history that it wrote carries its mark `change`, so each record touched is found.
    `digest` stands for what the preview has shown, row by row, and `preview` is that, kept as JSON
    lines. `counts` are the numbers of rows by kind (see `records.items.Kind`). Without `author` it
    came by a command of the operator.
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("received")
        PREVIEWED = "previewed", _("previewed")
        WRITTEN = "written", _("imported")
        UNDONE = "undone", _("undone")

    OPEN = (State.RECEIVED, State.PREVIEWED)

    content_type = models.ForeignKey(
        ContentType,
        verbose_name=_("kind of record"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("imported by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    file = models.FileField(_("file"), storage=private_storage, upload_to="imports/%Y")
    file_name = models.CharField(_("file name"), max_length=255)
    fingerprint = models.CharField(_("fingerprint (SHA-256)"), max_length=64, db_index=True)
    decisions = models.JSONField(_("decisions"), default=dict, blank=True)
    state = models.CharField(
        _("state of the import"),
        max_length=10,
        choices=State.choices,
        default=State.RECEIVED,
        db_index=True,
    )
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    written_at = models.DateTimeField(_("imported at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("undone by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    counts = models.JSONField(_("numbers of rows"), default=dict, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    change = models.UUIDField(null=True, blank=True, editable=False, db_index=True)
    preview = models.FileField(
        _("preview"), storage=private_storage, upload_to="imports/previews", blank=True
    )

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-received_at", "-pk")
        # It is made by importing a file, and undone as a whole.
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.file_name

    @property
    def model(self) -> Any:
        """The kind of records that the file has."""
        return self.content_type.model_class()

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def forget_files(self) -> None:
        """Deletes the files that are kept with it; call it once the row is surely gone."""
        for kept in (self.file, self.preview):
            storage: Storage = kept.storage
            if kept.name:
                storage.delete(kept.name)

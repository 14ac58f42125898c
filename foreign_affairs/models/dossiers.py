"""The office's own templates for dossiers in Word."""

from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from foreign_affairs.models.base import Tracked
from foreign_affairs.storage import private_storage


class DossierTemplate(Tracked):
    """A Word file that replaces the shipped template of one kind of dossier."""

    class Kind(models.TextChoices):
        PARTNER = "partner", _("dossier of a partner")
        COUNTRY = "country", _("dossier of a country")
        FRIENDSHIP = "friendship", _("dossier of a friendship organisation")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, unique=True)
    file = models.FileField(
        _("file"),
        storage=private_storage,
        upload_to="dossier-templates",
        validators=[FileExtensionValidator(["docx"])],
    )

    natural_key_fields = ("kind",)

    class Meta(Tracked.Meta):
        verbose_name = _("template of a dossier")
        verbose_name_plural = _("templates of dossiers")

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def code_stem(self) -> str:
        return self.kind

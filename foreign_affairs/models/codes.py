"""Codes that records had before, so that links and files that name them still arrive."""

from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class FormerCodeQuerySet(models.QuerySet["FormerCode"]):
    def of_model(self, model: type[models.Model]) -> "FormerCodeQuerySet":
        return self.filter(content_type=ContentType.objects.get_for_model(model))

    def present_keys(self, model: type[models.Model]) -> dict[str, int]:
        """The primary key that each former code leads to; a code that exists now leads nowhere."""
        existing = model._default_manager.values("code")
        found = self.of_model(model).exclude(code__in=existing)
        return dict(found.values_list("code", "object_id"))

    def present_codes(self, model: type[models.Model]) -> dict[str, str]:
        """The code that the record of each former code has now."""
        keys = self.present_keys(model)
        rows = model._default_manager.filter(pk__in=set(keys.values()))
        codes = dict(rows.values_list("pk", "code"))
        return {code: codes[key] for code, key in keys.items() if key in codes}


class FormerCode(models.Model):
    """The code of a record that was renamed, or merged into another."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(_("code"), max_length=80)
    object_id = models.BigIntegerField()

    objects = FormerCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("former code")
        verbose_name_plural = _("former codes")
        constraints = (
            models.UniqueConstraint(
                fields=("content_type", "code"), name="formercode_leads_to_one_record"
            ),
        )

    def __str__(self) -> str:
        return self.code


def keep_former_code(record: Any, code: str) -> None:
    """From now on `code`, which was that of `record` or of its duplicate, leads to `record`.

    Corrections, which name what they are about by its code, follow it.
    """
    content_type = ContentType.objects.get_for_model(record)
    FormerCode.objects.update_or_create(
        content_type=content_type, code=code, defaults={"object_id": record.pk}
    )
    # A code taken again is no former one.
    FormerCode.objects.filter(
        content_type=content_type, code=record.code, object_id=record.pk
    ).delete()
    corrections: Any = apps.get_model("foreign_affairs", "Correction")
    for correction in corrections.objects.filter(about=record._meta.model_name, about_code=code):
        correction.about_code = record.code
        correction.save()

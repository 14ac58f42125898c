"""One index of everything that can be looked up, public or not."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foreign_affairs.bilingual import Bilingual


class SearchEntry(models.Model):
    """The texts of one record; `foreign_affairs.search` writes and reads it.

    Texts of one kind stand below each other; the folded ones each between spaces.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    code = models.CharField(max_length=80)
    name_vi = models.TextField()
    name_en = models.TextField(blank=True)
    spellings = models.TextField(blank=True)
    texts = models.TextField(blank=True)
    folded_name = models.TextField()
    folded_spellings = models.TextField(blank=True)
    folded = models.TextField()
    written_at = models.DateTimeField(default=timezone.now, db_index=True)
    name = Bilingual("name")

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = (
            models.UniqueConstraint(
                fields=("content_type", "object_id"), name="searchentry_one_per_record"
            ),
        )

    def __str__(self) -> str:
        return self.name_vi

"""Rows inside a record, which have its state and sources; other names are such rows."""

from collections.abc import Collection
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from foreign_affairs.models.base import Tracked, TrackedQuerySet
from foreign_affairs.models.records import PublicationState, Record
from foreign_affairs.text import make_code


class InlineRowQuerySet(TrackedQuerySet):
    def public(self) -> Self:
        """Rows of public records that name nothing that is not public."""
        return self.filter(self.model.public_rows())


class InlineRow(Tracked):
    """A row that belongs to a record and has its state and sources: a name, a party, an act."""

    parent_field: ClassVar[str]

    objects = InlineRowQuerySet.as_manager()

    class Meta(Tracked.Meta):
        abstract = True

    @classmethod
    def public_rows(cls) -> models.Q:
        """The condition under which a row may be shown to the public."""
        published = PublicationState.PUBLISHED
        condition = models.Q()
        if issubclass(cls.parent_model(), Record):
            condition &= models.Q(**{f"{cls.parent_field}__state": published})
        for field in cls.naming_fields:
            condition &= models.Q(**{f"{field}__isnull": True}) | models.Q(
                **{f"{field}__state": published}
            )
        return condition

    @classmethod
    def parent_model(cls) -> type[models.Model]:
        parent: Any = cls._meta.get_field(cls.parent_field)
        return parent.related_model

    @classmethod
    def parent_column(cls) -> str:
        """The attribute with the primary key of the parent, like `partner_id`."""
        return f"{cls.parent_field}_id"

    @property
    def parent_record(self) -> Any:
        return getattr(self, self.parent_field)

    @property
    def is_settled(self) -> bool:
        return bool(self.parent_record.is_settled)

    def may_be_named(self, states: Collection[str]) -> bool:
        return self.parent_record.may_be_named(states) and super().may_be_named(states)

    def code_stem(self) -> str:
        return f"{self.parent_record.code} {self.pk or ''}"


class OtherName(InlineRow):
    """Another spelling or the native name of something, so that every spelling finds it."""

    class Kind(models.TextChoices):
        NATIVE = "native", _("native name")
        OTHER = "other", _("other spelling")
        FORMER = "former", _("former name")
        SHORT = "short", _("abbreviation")

    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.OTHER)
    language = models.CharField(
        _("language"), max_length=10, blank=True, help_text=_("ISO 639 code, like ja, ko, lo.")
    )

    # Spellings are kept because they differ.
    natural_key_is_folded = False

    class Meta(InlineRow.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name

    def code_stem(self) -> str:
        return f"{self.parent_record.code} {make_code(self.name) or self.language or self.kind}"

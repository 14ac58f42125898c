"""Records with a page of their own: state, sources, officer, notes, names."""

from collections.abc import Collection
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.dispatch import Signal
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foreign_affairs.bilingual import Bilingual
from foreign_affairs.models.base import StrOrPromise, Tracked, TrackedQuerySet
from foreign_affairs.models.codes import keep_former_code


class PublicationState(models.TextChoices):
    DRAFT = "draft", _("draft")
    REVIEW = "review", _("in review")
    INTERNAL = "internal", _("internal")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


state_changed = Signal()
"""Sent with `record` and its state `before` ("" of a new one) when it is saved in another."""

PUBLIC_STATES = frozenset({PublicationState.PUBLISHED})
OFFICIAL_STATES = frozenset({PublicationState.INTERNAL, PublicationState.PUBLISHED})


class RecordQuerySet(TrackedQuerySet):
    def public(self) -> Self:
        """What the public sees: the one definition for pages, search, feeds and downloads."""
        return self.filter(state=PublicationState.PUBLISHED)

    def official(self) -> Self:
        """What the office counts: finished records, internal ones included."""
        return self.filter(state__in=OFFICIAL_STATES)

    def nameable(self) -> Self:
        """What the public may read of: what is public, and what was withdrawn in its sight."""
        return self.public()

    def with_names(self) -> Self:
        """Joins what a record's name and flag are made of, where that is in other tables."""
        return self


class Record(Tracked):
    """A record with a page of its own: state, sources, officer, notes."""

    State = PublicationState

    state = models.CharField(
        _("publication state"),
        max_length=10,
        choices=PublicationState.choices,
        default=PublicationState.DRAFT,
        db_index=True,
        help_text=_("Only published records are on the public pages."),
    )
    sources: Any = models.ManyToManyField(
        "foreign_affairs.Source",
        verbose_name=_("sources"),
        blank=True,
        related_name="%(class)s_set",
        help_text=_("The documents the facts come from. At least one before it leaves draft."),
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("officer in charge"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    checked_on = models.DateField(
        _("checked on"),
        null=True,
        blank=True,
        help_text=_("The day somebody last compared the record with its sources."),
    )
    return_note = models.TextField(_("reason for sending it back"), blank=True, editable=False)
    editor_note = models.TextField(
        _("note for staff"), blank=True, help_text=_("Never shown to the public.")
    )
    source_note_vi = models.TextField(
        _("note on the sources, in Vietnamese"),
        blank=True,
        help_text=_("Shown on the page: where a source errs, or two disagree."),
    )
    source_note_en = models.TextField(_("note on the sources, in English"), blank=True)
    source_note = Bilingual("source_note")
    former_codes = GenericRelation("foreign_affairs.FormerCode")

    objects = RecordQuerySet.as_manager()

    _history_m2m_fields: ClassVar[tuple[str, ...]] = ("sources",)
    search_related: ClassVar[tuple[str, ...]] = ()
    """What `search_texts` reads, for prefetch_related."""

    class Meta(Tracked.Meta):
        abstract = True
        indexes: tuple[models.Index, ...] = (
            models.Index(fields=("state", "changed_at"), name="%(class)s_newest"),
        )
        default_permissions = ("add", "change", "delete", "view", "publish")

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        # Why it came back is of no use once it goes on.
        if self.state != PublicationState.DRAFT and self.return_note:
            self.return_note = ""
            if (fields := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = {*fields, "return_note"}
        kept = type(self)._default_manager.filter(pk=self.pk).values_list("code", "state")
        is_kept = self.pk and not self._state.adding
        code, state = (kept.first() if is_kept else None) or ("", "")
        super().save(*args, **kwargs)
        if code and code != self.code:
            keep_former_code(self, code)
        if self.state != (state or PublicationState.DRAFT):
            state_changed.send(type(self), record=self, before=state)

    def get_absolute_url(self) -> str:
        app = self._meta.app_label
        namespace = "register" if app == "foreign_affairs" else app
        return reverse(f"{namespace}:{self._meta.model_name}_detail", args=[self.code])

    @classmethod
    def needs_source(cls) -> bool:
        """Whether the record must name a source before it leaves draft."""
        return cls.sources is not None

    @property
    def is_public(self) -> bool:
        return self.state == PublicationState.PUBLISHED

    @property
    def is_settled(self) -> bool:
        return self.is_public

    def may_be_named(self, states: Collection[str]) -> bool:
        return self.state in states and super().may_be_named(states)

    def publication_problems(self) -> list[StrOrPromise]:
        """Sentences on what is missing before the record may be published."""
        return []

    def other_spellings(self) -> list[str]:
        """What else the record is called; the search ranks it next after names."""
        return []

    def search_texts(self) -> list[str]:
        """Everything the record is found by besides what it is called. Nothing in it may be for
        staff only: the public search shows the place where it found something.
        """
        return []

    def clean(self) -> None:
        super().clean()
        if self.state == PublicationState.PUBLISHED and (problems := self.publication_problems()):
            raise ValidationError({"state": problems})


class NamedRecord(Record):
    """A record with a name and a summary in both languages."""

    name_vi = models.CharField(_("name in Vietnamese"), max_length=300)
    name_en = models.CharField(
        _("name in English"),
        max_length=300,
        blank=True,
        help_text=_("Where it is missing, the English page shows the Vietnamese and says so."),
    )
    summary_vi = models.TextField(
        _("summary in Vietnamese"), blank=True, help_text=_("What a visitor reads first.")
    )
    summary_en = models.TextField(_("summary in English"), blank=True)
    name = Bilingual("name")
    summary = Bilingual("summary")

    natural_key_fields: ClassVar[tuple[str, ...]] = ("name_vi",)

    class Meta(Record.Meta):
        abstract = True

    def __str__(self) -> str:
        return str(self.name)

    def code_stem(self) -> str:
        return self.name_en or self.name_vi

    def search_texts(self) -> list[str]:
        return [self.summary_vi, self.summary_en]

"""The shapes every model is built on: tracked rows, code lists, records, inline rows."""

from collections.abc import Collection, Sequence
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from foreign_affairs.bilingual import Bilingual
from foreign_affairs.dates import PartialDate
from foreign_affairs.text import clean_text, make_code

CODE_MAX_LENGTH = 80

StrOrPromise = str | Promise

validate_code = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
    _("A code has small letters without marks, digits and single hyphens, like “daejeon-2005”."),
)


def check_order(begin: PartialDate | None, end: PartialDate | None, end_field: str) -> None:
    """Raises ValidationError on `end_field` when the end surely lies before the beginning."""
    if begin and end and begin.start and end.end and end.end < begin.start:
        raise ValidationError({end_field: _("The end lies before the beginning.")})


class TrackedQuerySet(models.QuerySet[Any]):
    """What every QuerySet of the register can do."""

    def in_list_order(self) -> Self:
        """The order of lists: the model's own; what has no date or number comes last."""
        return self.order_by(
            *(
                models.F(name[1:]).desc(nulls_last=True)
                if name.startswith("-")
                else models.F(name).asc(nulls_last=True)
                for name in self.model.list_order
            )
        )


class Tracked(models.Model):
    """Anything kept in the register: a stable code, stamps, a version and full history.

    `natural_key_fields` names the fields by which a row of a file without code finds its
    record; `list_order` the order of lists.
    """

    code = models.CharField(
        _("code"),
        max_length=CODE_MAX_LENGTH,
        unique=True,
        blank=True,
        validators=[validate_code],
        help_text=_(
            "The key in files and links. Made from the name when left empty; "
            "links that people have kept break when it is changed."
        ),
    )
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("changed by"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    history = HistoricalRecords(inherit=True)

    objects = TrackedQuerySet.as_manager()

    natural_key_fields: ClassVar[tuple[str, ...]] = ()
    naming_fields: ClassVar[tuple[str, ...]] = ()
    """Foreign keys to records without which this one cannot be told: hidden, they hide it."""
    natural_key_is_folded: ClassVar[bool] = True
    """Whether marks, capitals and hyphens make no difference in the natural key."""
    list_order: ClassVar[tuple[Any, ...]] = ("code",)
    _history_m2m_fields: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True
        ordering: tuple[str, ...] = ("code",)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            # A code that somebody cleared stays: links rest on it.
            kept = type(self)._default_manager.filter(pk=self.pk).values_list("code", flat=True)
            self.code = (kept.first() if self.pk else None) or self.free_code()
        self.stamp()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "version", "changed_at", "changed_by"}
        super().save(*args, **kwargs)

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Cleans texts as imports do, so that what is typed equals what a file brings back."""
        for field in self._meta.concrete_fields:
            value = self.__dict__.get(field.attname)
            if isinstance(value, str) and field.name not in (exclude or ()):
                setattr(self, field.attname, clean_text(value))
        super().clean_fields(exclude)

    def clean(self) -> None:
        super().clean()
        fields: Sequence[Any] = self._meta.concrete_fields
        for field in fields:
            if field.is_relation and field.related_model is type(self):
                self.refuse_circle(field.name)

    def refuse_circle(self, name: str) -> None:
        """Raises ValidationError when following the foreign key `name` leads back here."""
        above, seen = getattr(self, name), {id(self)}
        while above is not None and id(above) not in seen:
            if self.pk is not None and above.pk == self.pk:
                break
            seen.add(id(above))
            above = getattr(above, name)
        if above is not None:
            raise ValidationError({name: _("This would make a circle: it leads back here.")})

    def may_be_named(self, states: Collection[str]) -> bool:
        """Whether readers who see records in these states may read of this one."""
        named = (getattr(self, name) for name in self.naming_fields)
        return all(record.may_be_named(states) for record in named if record is not None)

    def code_stem(self) -> str:
        """The text a missing code is made from."""
        return str(self)

    def free_code(self, taken: Any = None) -> str:
        """A code made from `code_stem()` that no other row has.

        `taken` is the set of codes to avoid; without it the database is asked.
        """
        stem = make_code(self.code_stem(), CODE_MAX_LENGTH - 5) or self._meta.model_name or ""
        if taken is None:
            others = type(self)._default_manager.filter(code__startswith=stem)
            taken = set(others.values_list("code", flat=True))
        code, number = stem, 1
        while code in taken:
            number += 1
            code = f"{stem}-{number}"
        return code

    def stamp(self, user: Any = None) -> None:
        """Marks one more write, by `user` or the user of the request under way."""
        request = getattr(HistoricalRecords.context, "request", None)
        person = user or getattr(request, "user", None)
        if person is not None and not person.is_authenticated:
            person = None
        self.changed_at = timezone.now()
        self.changed_by = person
        if not self.version:
            self.created_at, self.created_by = self.changed_at, person
        self.version += 1


class CodeListEntry(Tracked):
    """A word of a code list: always public, kept by administrators."""

    name_vi = models.CharField(_("name in Vietnamese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    name = Bilingual("name")

    natural_key_fields: ClassVar[tuple[str, ...]] = ("name_vi",)

    class Meta(Tracked.Meta):
        abstract = True

    def __str__(self) -> str:
        return str(self.name)


class PublicationState(models.TextChoices):
    DRAFT = "draft", _("draft")
    REVIEW = "review", _("in review")
    INTERNAL = "internal", _("internal")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


PUBLIC_STATES = frozenset({PublicationState.PUBLISHED})
OFFICIAL_STATES = frozenset({PublicationState.INTERNAL, PublicationState.PUBLISHED})


class RecordQuerySet(TrackedQuerySet):
    def public(self) -> Self:
        """What the public sees: the one definition for pages, search, feeds and downloads."""
        return self.filter(state=PublicationState.PUBLISHED)

    def official(self) -> Self:
        """What the office counts: finished records, internal ones included."""
        return self.filter(state__in=OFFICIAL_STATES)

    def with_names(self) -> Self:
        """Joins what the name of a record is made of, where that is in other tables."""
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

    objects = RecordQuerySet.as_manager()

    _history_m2m_fields: ClassVar[tuple[str, ...]] = ("sources",)
    search_related: ClassVar[tuple[str, ...]] = ()
    """What `search_texts` reads, for prefetch_related."""

    class Meta(Tracked.Meta):
        abstract = True
        default_permissions = ("add", "change", "delete", "view", "publish")

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

    def may_be_named(self, states: Collection[str]) -> bool:
        return self.state in states and super().may_be_named(states)

    def publication_problems(self) -> list[StrOrPromise]:
        """Sentences on what is missing before the record may be published."""
        return []

    def search_texts(self) -> list[str]:
        """Everything the record is found by besides its name: other spellings, summaries."""
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

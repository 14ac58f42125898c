"""What every kept row is built on: its code, stamps, version and history."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from foreign_affairs.bilingual import Bilingual
from foreign_affairs.changes import ChangeMark
from foreign_affairs.dates import PartialDate
from foreign_affairs.models.codes import FormerCode
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


@cache
def reference_columns(model: type[models.Model]) -> dict[str, str]:
    """The attribute with the key, like `country_id`, of each foreign key of a model."""
    fields: Sequence[Any] = model._meta.concrete_fields
    return {field.name: field.attname for field in fields if field.is_relation}


@cache
def own_kind_keys(model: type[models.Model]) -> list[Any]:
    """The foreign keys of a model that lead to the model itself."""
    fields: Sequence[Any] = model._meta.concrete_fields
    return [field for field in fields if field.is_relation and field.related_model is model]


class HistoryRow(models.Model):
    """What each row of history says beside the values: with which others it was written."""

    change = ChangeMark(null=True, db_index=True, editable=False)

    class Meta:
        abstract = True


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
    history = HistoricalRecords(inherit=True, bases=[HistoryRow])

    objects = TrackedQuerySet.as_manager()

    natural_key_fields: ClassVar[tuple[str, ...]] = ()
    naming_fields: ClassVar[tuple[str, ...]] = ()
    """Foreign keys to records without which this one cannot be told: hidden, they hide it."""
    natural_key_is_folded: ClassVar[bool] = True
    """Whether marks, capitals and hyphens make no difference in the natural key."""
    list_order: ClassVar[tuple[Any, ...]] = ("code",)
    part_of: ClassVar[tuple[str, ...]] = ()
    """Foreign keys to the records in whose forms rows of this model are edited."""
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
        for field in own_kind_keys(type(self)):
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

    @property
    def is_settled(self) -> bool:
        """Whether only an approver changes it: it is public, or decided upon."""
        return False

    def may_be_named(self, states: Collection[str]) -> bool:
        """Whether readers who see records in these states may read of this one."""
        named = (getattr(self, name) for name in self.naming_fields)
        return all(record.may_be_named(states) for record in named if record is not None)

    def code_stem(self) -> str:
        """The text a missing code is made from."""
        return str(self)

    def free_code(self, taken: Any = None) -> str:
        """A code made from `code_stem()` that no other row has or had.

        `taken` is the set of codes to avoid; without it those of now and of before are.
        """
        stem = make_code(self.code_stem(), CODE_MAX_LENGTH - 5) or self._meta.model_name or ""
        if taken is None:
            others = type(self)._default_manager.filter(code__startswith=stem)
            former = FormerCode.objects.of_model(type(self)).filter(code__startswith=stem)
            taken = {*others.values_list("code", flat=True), *former.values_list("code", flat=True)}
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

"""Friendship organisations and the people to call."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foreign_affairs.bilingual import BilingualText
from foreign_affairs.fields import PartialDateField
from foreign_affairs.models import (
    Country,
    PublicationState,
    Record,
    RecordQuerySet,
    StrOrPromise,
    Tracked,
)
from partners.models.organisation import Organisation
from partners.models.partner import Partner


class FriendshipAssociationQuerySet(RecordQuerySet):
    def public(self) -> "FriendshipAssociationQuerySet":
        """Published ones whose organisation, which has their name, is published too."""
        return super().public().filter(organisation__state=PublicationState.PUBLISHED)

    def with_names(self) -> "FriendshipAssociationQuerySet":
        return self.select_related("organisation")


class FriendshipAssociation(Record):
    """The Union, a member association or a campaign committee; its body is an Organisation."""

    class Kind(models.TextChoices):
        UNION = "union", _("union of friendship organisations")
        ASSOCIATION = "association", _("friendship association")
        COMMITTEE = "committee", _("campaign committee")

    organisation = models.OneToOneField(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="friendship_association",
        help_text=_("Its name, summary and other spellings are kept there."),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    union = models.ForeignKey(
        "self",
        verbose_name=_("member of the union"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
    )
    country = models.ForeignKey(
        Country,
        verbose_name=_("friendship with"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="friendship_associations",
        help_text=_("Empty for the union, and for a group of countries such as ASEAN."),
    )
    founded_on = PartialDateField(_("founded on"), null=True, blank=True)

    objects = FriendshipAssociationQuerySet.as_manager()

    natural_key_fields = ("organisation",)
    naming_fields = ("organisation",)
    search_related = ("organisation__other_names", "organisation__country", "country")
    list_order = ("kind", "code")

    class Meta(Record.Meta):
        verbose_name = _("friendship organisation")
        verbose_name_plural = _("friendship organisations")
        constraints = (
            models.CheckConstraint(
                name="friendshipassociation_union_has_no_union",
                condition=~models.Q(kind="union") | models.Q(union__isnull=True),
                violation_error_message=_("The union is not a member of a union."),
            ),
        )

    @property
    def is_public(self) -> bool:
        return super().is_public and self.organisation.is_public

    @property
    def name(self) -> BilingualText:
        return self.organisation.name

    @property
    def name_vi(self) -> str:
        return self.organisation.name_vi

    @property
    def name_en(self) -> str:
        return self.organisation.name_en

    @property
    def summary(self) -> BilingualText:
        return self.organisation.summary

    def __str__(self) -> str:
        return str(self.name)

    def code_stem(self) -> str:
        return self.organisation.code

    def publication_problems(self) -> list[StrOrPromise]:
        problems = super().publication_problems()
        if not self.organisation.is_public:
            problems.append(_("Publish its organisation first: the page shows its name."))
        return problems

    def other_spellings(self) -> list[str]:
        return self.organisation.other_spellings()

    def search_texts(self) -> list[str]:
        country = [self.country.name_vi, self.country.name_en] if self.country else []
        return [*country, *self.organisation.search_texts()]


class Contact(Tracked):
    """A person to call. For staff only: no page, search or download for the public has it."""

    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="contacts",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="contacts",
    )
    person = models.CharField(_("person"), max_length=200)
    office = models.CharField(_("office held"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    languages = models.CharField(_("languages"), max_length=100, blank=True)
    is_current = models.BooleanField(_("still holds the office"), default=True)
    note = models.TextField(_("note"), blank=True)

    natural_key_fields = ("partner", "organisation", "person")
    part_of = ("partner", "organisation")
    list_order = ("person", "code")

    class Meta(Tracked.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = (
            models.CheckConstraint(
                name="contact_of_one_body",
                condition=models.Q(partner__isnull=False, organisation__isnull=True)
                | models.Q(partner__isnull=True, organisation__isnull=False),
                violation_error_message=_("A contact belongs to one partner or one organisation."),
            ),
        )

    def __str__(self) -> str:
        return self.person

    def code_stem(self) -> str:
        body = self.partner or self.organisation
        return f"{body.code if body else ''} {self.person}"

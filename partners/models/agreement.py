"""Agreements, their parties, acts and files."""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from foreign_affairs import audit
from foreign_affairs.bilingual import Bilingual
from foreign_affairs.dates import months_later, today
from foreign_affairs.fields import PartialDateField
from foreign_affairs.models import (
    CooperationField,
    InlineRow,
    NamedRecord,
    RecordQuerySet,
    check_order,
)
from foreign_affairs.storage import private_storage
from partners.models.organisation import Organisation
from partners.models.participation import Participation, names_for_search, names_somebody
from partners.models.partner import Tie

EXPIRING_WITHIN_MONTHS = 6


class AgreementStatus(models.TextChoices):
    """Derived, never stored."""

    PREPARED = "prepared", _("in preparation")
    IN_FORCE = "in_force", _("in force")
    EXPIRING = "expiring", _("expiring within six months")
    EXPIRED = "expired", _("expired")
    ENDED = "ended", _("ended")
    UNKNOWN = "unknown", _("not known")


class AgreementQuerySet(RecordQuerySet):
    def with_status(self) -> "AgreementQuerySet":
        """Annotates `status` (an `AgreementStatus` value) as of today in Asia/Ho_Chi_Minh.

        The one place where the status is derived. An act of ending wins; then a stated end;
        a document that renews itself or runs until ended is in force once signed; anything
        else that was signed is *not known*.
        """
        day = today()
        acts = AgreementAct.objects.filter(agreement=models.OuterRef("pk"))
        status = AgreementStatus
        ended = models.Exists(acts.filter(kind=AgreementAct.Kind.ENDED))
        signed = models.Q(signed_on_end__lte=day) | models.Q(
            models.Exists(acts.filter(kind=AgreementAct.Kind.SIGNED))
        )
        running = (Agreement.Duration.RENEWS, Agreement.Duration.UNTIL_ENDED)
        return self.annotate(
            status=models.Case(
                models.When(ended, then=models.Value(status.ENDED)),
                models.When(~signed, then=models.Value(status.PREPARED)),
                models.When(duration__in=running, then=models.Value(status.IN_FORCE)),
                models.When(effective_until_end__lt=day, then=models.Value(status.EXPIRED)),
                models.When(
                    effective_until_end__lte=months_later(day, EXPIRING_WITHIN_MONTHS),
                    then=models.Value(status.EXPIRING),
                ),
                models.When(effective_until_end__isnull=False, then=models.Value(status.IN_FORCE)),
                default=models.Value(status.UNKNOWN),
                output_field=models.CharField(),
            )
        )

    def total(self) -> int:
        """The number of documents: the sum of `count`, never the number of rows."""
        return self.aggregate(total=models.Sum("count"))["total"] or 0


class Agreement(NamedRecord):
    """A signed or prepared document. A counted one stands for `count` documents."""

    class Kind(models.TextChoices):
        # The names that Law 70/2020/QH14, article 6, allows
        ARRANGEMENT = "arrangement", _("agreement (thỏa thuận)")
        COMMUNIQUE = "communique", _("communiqué (thông cáo)")
        DECLARATION = "declaration", _("declaration (tuyên bố)")
        LETTER_OF_INTENT = "letter_of_intent", _("letter of intent (ý định thư)")
        MOU = "mou", _("memorandum of understanding (bản ghi nhớ)")
        MINUTES_OF_AGREEMENT = "minutes_of_agreement", _("agreed minutes (biên bản thỏa thuận)")
        MINUTES_OF_EXCHANGE = "minutes_of_exchange", _("minutes of exchange (biên bản trao đổi)")
        PROGRAMME = "programme", _("cooperation programme (chương trình hợp tác)")
        PLAN = "plan", _("cooperation plan (kế hoạch hợp tác)")
        OTHER = "other", _("other name")
        # Outside the Law
        WORKING_MINUTES = "working_minutes", _("minutes of a meeting (biên bản làm việc)")
        CONTRACT = "contract", _("contract (hợp đồng)")
        # Names of treaties: refused by article 6 for what a province signs
        CONVENTION = "convention", _("convention (công ước)")
        TREATY = "treaty", _("treaty (hiệp ước)")
        GENERAL_ACT = "general_act", _("general act (định ước)")
        TREATY_AGREEMENT = "treaty_agreement", _("treaty agreement (hiệp định)")

    TREATY_KINDS = (Kind.CONVENTION, Kind.TREATY, Kind.GENERAL_ACT, Kind.TREATY_AGREEMENT)

    class LegalClass(models.TextChoices):
        UNDER_LAW = "under_law", _("international agreement under Law 70/2020")
        OUTSIDE_LAW = "outside_law", _("outside Law 70/2020")
        NOT_KNOWN = "not_known", _("not known")

    class Level(models.TextChoices):
        PROVINCE = "province", _("province")
        DEPARTMENT = "department", _("department")
        DISTRICT = "district", _("district")
        COMMUNE = "commune", _("commune")
        BODY = "body", _("body of an organisation")
        UNIVERSITY = "university", _("university")
        COMPANY = "company", _("company")

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        ONLINE = "online", _("online")
        NOT_STATED = "not_stated", _("not stated")

    class Duration(models.TextChoices):
        FIXED = "fixed", _("fixed")
        RENEWS = "renews", _("renews unless ended")
        UNTIL_ENDED = "until_ended", _("until ended")
        NOT_STATED = "not_stated", _("not stated")

    # What was signed
    kind = models.CharField(_("kind of document"), max_length=24, choices=Kind.choices)
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    count = models.PositiveSmallIntegerField(
        _("number of documents"),
        default=1,
        help_text=_("More than one when the source only counts them. Every total adds this up."),
    )
    signed_on = PartialDateField(_("signed on"), null=True, blank=True)
    mode = models.CharField(
        _("way of signing"), max_length=10, choices=Mode.choices, default=Mode.NOT_STATED
    )
    place_vi = models.CharField(_("place of signing, in Vietnamese"), max_length=200, blank=True)
    place_en = models.CharField(_("place of signing, in English"), max_length=200, blank=True)
    # How long it lasts
    effective_from = PartialDateField(_("effective from"), null=True, blank=True)
    effective_until = PartialDateField(_("effective until"), null=True, blank=True)
    duration = models.CharField(
        _("rule of duration"), max_length=12, choices=Duration.choices, default=Duration.NOT_STATED
    )
    # What it is about
    content_vi = models.TextField(_("content in Vietnamese"), blank=True)
    content_en = models.TextField(_("content in English"), blank=True)
    fields = models.ManyToManyField(
        CooperationField,
        verbose_name=_("fields of cooperation"),
        blank=True,
        related_name="agreements",
    )
    legal_class = models.CharField(
        _("legal class"),
        max_length=12,
        choices=LegalClass.choices,
        default=LegalClass.NOT_KNOWN,
        help_text=_("The Law is in force since 1 July 2021."),
    )
    languages = models.CharField(
        _("languages"),
        max_length=40,
        blank=True,
        help_text=_("ISO 639 codes, separated by spaces: vi ko en."),
    )
    # What it belongs to
    parent = models.ForeignKey(
        "self",
        verbose_name=_("signed under"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
    )
    establishes = models.ForeignKey(
        Tie,
        verbose_name=_("establishes the tie"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="established_by",
    )
    place = Bilingual("place")
    content = Bilingual("content")

    status: str
    """Annotated by `with_status()`."""

    objects = AgreementQuerySet.as_manager()

    _history_m2m_fields = ("sources", "fields")
    natural_key_fields = ("name_vi", "signed_on")
    search_related = ("parties__partner", "parties__organisation", "parties__country")
    list_order = ("-signed_on_start", "code")

    class Meta(NamedRecord.Meta):
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = (
            models.CheckConstraint(
                name="agreement_count_positive",
                condition=models.Q(count__gte=1),
                violation_error_message=_("A record stands for at least one document."),
            ),
        )

    @property
    def status_label(self) -> str:
        """The status in words; only for agreements read `with_status()`."""
        return str(AgreementStatus(self.status).label)

    def clean(self) -> None:
        super().clean()
        check_order(self.effective_from, self.effective_until, "effective_until")

    def search_texts(self) -> list[str]:
        who = names_for_search(self.parties.all()) if self.pk else []
        return [*who, *super().search_texts(), self.content_vi, self.content_en]


class AgreementParty(Participation):
    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="parties"
    )

    parent_field = "agreement"
    natural_key_fields = ("agreement", "role", "partner", "organisation", "country", "person")

    class Meta(Participation.Meta):
        verbose_name = _("party of an agreement")
        verbose_name_plural = _("parties of agreements")
        constraints = (names_somebody("agreementparty"),)


class AgreementAct(InlineRow):
    """One step in the life of an agreement (diễn biến)."""

    class Kind(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        OPINIONS_ASKED = "opinions_asked", _("opinions asked")
        APPROVED = "approved", _("approved")
        SIGNED = "signed", _("signed")
        COPIED = "copied", _("copied to the ministry")
        REVIEWED = "reviewed", _("results reviewed")
        EXTENDED = "extended", _("extended")
        AMENDED = "amended", _("amended")
        CONTINUED = "continued", _("continued by a successor")
        ENDED = "ended", _("ended")

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="acts"
    )
    kind = models.CharField(_("act"), max_length=16, choices=Kind.choices)
    done_on = PartialDateField(_("date"), null=True, blank=True)
    body = models.ForeignKey(
        Organisation,
        verbose_name=_("body"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreement_acts",
    )
    document = models.CharField(_("document number"), max_length=100, blank=True)
    note_vi = models.CharField(_("note in Vietnamese"), max_length=300, blank=True)
    note_en = models.CharField(_("note in English"), max_length=300, blank=True)
    note = Bilingual("note")

    parent_field = "agreement"
    naming_fields = ("body",)
    natural_key_fields = ("agreement", "kind", "done_on")
    list_order = ("done_on_start", "code")

    class Meta(InlineRow.Meta):
        verbose_name = _("act on an agreement")
        verbose_name_plural = _("acts on agreements")
        ordering = ("done_on_start", "code")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.agreement}"

    def code_stem(self) -> str:
        return f"{self.agreement.code} {self.kind}"


class AgreementFile(InlineRow):
    """A scan. Private unless released, and then public only with its agreement."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="files"
    )
    file = models.FileField(_("file"), storage=private_storage, upload_to="agreements/%Y")
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_released = models.BooleanField(
        _("released"),
        default=False,
        help_text=_("Only then may the public download it, and only while it is published."),
    )

    parent_field = "agreement"
    natural_key_fields = ("agreement", "title")

    class Meta(InlineRow.Meta):
        verbose_name = _("file of an agreement")
        verbose_name_plural = _("files of agreements")

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        was_released = type(self)._default_manager.filter(pk=self.pk, is_released=True).exists()
        super().save(*args, **kwargs)
        if self.is_released != was_released:
            done = audit.Action.PUBLISHED if self.is_released else audit.Action.WITHDRAWN
            audit.note(done, self)

    def __str__(self) -> str:
        return self.title

    def code_stem(self) -> str:
        return f"{self.agreement.code} {self.title}"

    @classmethod
    def public_rows(cls) -> models.Q:
        return super().public_rows() & models.Q(is_released=True)

"""Plain functions that make one row of each model: `make_partner(state="published")`.

What is not given is invented, differs from row to row, and would pass the forms: names and
summaries in both languages, a source for whatever has left draft. Rows that a row needs (the
country of a partner) are made with it; a record and the bodies it names share its state.
"""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from itertools import count
from typing import Any, TypeVar

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import models

from events.models import (
    Commitment,
    CommitmentParty,
    Delegation,
    DelegationCountry,
    DelegationParticipant,
    Event,
    EventParticipant,
    Programme,
    ProgrammeParticipant,
    Recognition,
    RecognitionParty,
)
from foreign_affairs.contents import Difference
from foreign_affairs.dossiers.word import shipped_template
from foreign_affairs.models import (
    AuditEntry,
    CooperationField,
    Correction,
    Country,
    CountryName,
    DossierTemplate,
    FailedLogin,
    Import,
    Owner,
    ProposedChange,
    PublicationState,
    Source,
    User,
)
from foreign_affairs.proposals import propose
from foreign_affairs.records import imports
from indicators.models import Indicator, Observation, Orientation
from partners.models import (
    Agreement,
    AgreementAct,
    AgreementFile,
    AgreementParty,
    Contact,
    FriendshipAssociation,
    Organisation,
    OrganisationName,
    OrganisationTie,
    Partner,
    PartnerName,
    Tie,
)

Row = TypeVar("Row", bound=models.Model)
Values = dict[str, Any]

_serial = count(1)


def _make(model: type[Row], given: Values, **defaults: Any) -> Row:
    """Saves a row of `given` over `defaults`; a default that can be called is, when needed."""
    for field, value in defaults.items():
        if field not in given:
            given[field] = value() if callable(value) else value
    links = {
        field.name: given.pop(field.name)
        for field in model._meta.many_to_many
        if field.name in given
    }
    row = model(**given)
    row.save()
    for name, linked in links.items():
        getattr(row, name).set(linked)
    return row


def _sources(given: Values) -> Callable[[], list[Source]]:
    """One source, in the state of the record, unless that is a draft."""
    state = given.get("state", PublicationState.DRAFT)
    return lambda: [] if state == PublicationState.DRAFT else [make_source(state=state)]


def _like(given: Values, make: Callable[..., Row]) -> Callable[[], Row]:
    """Another record in the state of this one."""
    return lambda: make(state=given.get("state", PublicationState.DRAFT))


def _like_parent(given: Values, parent: str, make: Callable[..., Row]) -> Callable[[], Row]:
    """A record in the state of the one that a row belongs to."""
    return lambda: make(state=getattr(given.get(parent), "state", PublicationState.DRAFT))


def _make_named(model: type[Row], given: Values, vi: str, en: str, **defaults: Any) -> Row:
    number = next(_serial)
    return _make(
        model,
        given,
        name_vi=f"{vi} {number}",
        name_en=f"{en} {number}",
        summary_vi=f"Tóm tắt về {vi} {number}.",
        summary_en=f"Summary of {en} {number}.",
        **defaults,
    )


def _make_record(model: type[Row], given: Values, vi: str, en: str, **defaults: Any) -> Row:
    return _make_named(model, given, vi, en, sources=_sources(given), **defaults)


def _make_participation(
    model: type[Row],
    given: Values,
    parent: str,
    make_parent: Callable[..., Any],
    role: str = "participant",
) -> Row:
    """A row that names a new partner unless somebody else is given."""
    if parent not in given:
        given[parent] = make_parent()
    if not {"partner", "organisation", "country", "person"} & given.keys():
        given["partner"] = _like_parent(given, parent, make_partner)()
    return _make(model, given, side="partner", role=role)


# foreign_affairs


def make_user(role: str | None = None, **given: Any) -> User:
    """A member of staff with one of the four roles, or with none. No password unless given."""
    number = next(_serial)
    password = given.pop("password", None)
    groups = given.pop("groups", [Group.objects.get(name=role)] if role else [])
    values = {
        "username": f"{(role or 'staff').lower()}-{number}",
        "last_name": "Nguyễn Thị",
        "first_name": f"Thử {number}",
        "is_staff": True,
        **given,
    }
    user = User.objects.create_user(password=password, **values)
    user.groups.set(groups)
    return user


def make_country(**given: Any) -> Country:
    number = next(_serial)
    return _make(Country, given, name_vi=f"Đất nước {number}", name_en=f"Country {number}")


def make_country_name(**given: Any) -> CountryName:
    return _make(CountryName, given, country=make_country, name=f"Tên nước {next(_serial)}")


def make_cooperation_field(**given: Any) -> CooperationField:
    number = next(_serial)
    return _make(CooperationField, given, name_vi=f"Lĩnh vực {number}", name_en=f"Field {number}")


def make_source(**given: Any) -> Source:
    return _make_named(Source, given, "Nguồn", "Source", kind="article")


def make_owner(**given: Any) -> Owner:
    return _make(
        Owner,
        given,
        code=Owner.CODE,
        name_vi="Sở Ngoại vụ tỉnh Bình Dương",
        name_en="Department of Foreign Affairs of Binh Duong",
        data_up_to="2024",
    )


def make_dossier_template(**given: Any) -> DossierTemplate:
    """The office's template of a kind that has none; the shipped one unless a file is given."""
    taken = DossierTemplate.objects.values_list("kind", flat=True)
    free = [kind for kind in DossierTemplate.Kind.values if kind not in taken]
    kind = given.setdefault("kind", free[0])
    return _make(
        DossierTemplate,
        given,
        file=lambda: ContentFile(shipped_template(kind), name=f"{kind}.docx"),
    )


# partners


def make_proposed_change(**given: Any) -> ProposedChange:
    """Somebody wants a public partner, or the given `record`, to have another English name."""
    record = given.pop("record", None) or make_partner(state="published")
    author = given.pop("author", None) or make_user("Editor")
    cells = {"name_en": record.name_en}, {"name_en": given.pop("name_en", "Metropolitan Daejeon")}
    wanted = Difference(record._meta.label_lower, record.pk, *cells, row=cells[1])
    return propose(record, [wanted], author)


def make_import(**given: Any) -> Import:
    """A file with one new partner, written; `text` is what it has."""
    text = given.pop("text", None)
    author = given.pop("author", None) or make_user("Editor")
    if text is None:
        number = next(_serial)
        text = f"name_vi,kind,country\nĐối tác {number},province,{make_country().code}\n"
    record = imports.receive(BytesIO(text.encode()), "đối tác.csv", Partner, author)
    imports.preview(record)
    imports.confirm(record, author, partial=True)
    return record


def make_partner(**given: Any) -> Partner:
    return _make_record(Partner, given, "Đối tác", "Partner", kind="province", country=make_country)


def make_partner_name(**given: Any) -> PartnerName:
    return _make(PartnerName, given, partner=make_partner, name=f"Tên khác {next(_serial)}")


def make_tie(**given: Any) -> Tie:
    return _make(
        Tie,
        given,
        partner=make_partner,
        kind="friendship",
        home_body=_like_parent(given, "partner", make_organisation),
    )


def make_organisation(**given: Any) -> Organisation:
    return _make_record(
        Organisation, given, "Cơ quan", "Organisation", kind="department", country=make_country
    )


def make_organisation_name(**given: Any) -> OrganisationName:
    return _make(
        OrganisationName, given, organisation=make_organisation, name=f"Tên khác {next(_serial)}"
    )


def make_organisation_tie(**given: Any) -> OrganisationTie:
    return _make(
        OrganisationTie,
        given,
        organisation=make_organisation,
        role="works_with",
        partner=_like_parent(given, "organisation", make_partner),
    )


def make_agreement(**given: Any) -> Agreement:
    return _make_record(Agreement, given, "Bản ghi nhớ", "Memorandum", kind="mou", level="province")


def make_agreement_party(**given: Any) -> AgreementParty:
    return _make_participation(AgreementParty, given, "agreement", make_agreement, "party")


def make_agreement_act(**given: Any) -> AgreementAct:
    return _make(AgreementAct, given, agreement=make_agreement, kind="signed")


def make_agreement_file(**given: Any) -> AgreementFile:
    number = next(_serial)
    return _make(
        AgreementFile,
        given,
        agreement=make_agreement,
        title=f"Bản quét {number}",
        file=lambda: ContentFile(b"%PDF-1.4 scan", name=f"scan-{number}.pdf"),
    )


def make_friendship_association(**given: Any) -> FriendshipAssociation:
    return _make(
        FriendshipAssociation,
        given,
        organisation=_like(given, make_organisation),
        kind="association",
        country=make_country,
        sources=_sources(given),
    )


def make_contact(**given: Any) -> Contact:
    if not {"partner", "organisation"} & given.keys():
        given["partner"] = make_partner()
    return _make(Contact, given, person=f"Kim Min-su {next(_serial)}")


# events


def make_delegation(**given: Any) -> Delegation:
    return _make_record(
        Delegation, given, "Đoàn công tác", "Delegation", direction="in", rank="working"
    )


def make_delegation_participant(**given: Any) -> DelegationParticipant:
    return _make_participation(DelegationParticipant, given, "delegation", make_delegation)


def make_delegation_country(**given: Any) -> DelegationCountry:
    return _make(DelegationCountry, given, delegation=make_delegation, country=make_country)


def make_event(**given: Any) -> Event:
    return _make_record(Event, given, "Hội nghị", "Conference", kind="conference")


def make_event_participant(**given: Any) -> EventParticipant:
    return _make_participation(EventParticipant, given, "event", make_event)


def make_programme(**given: Any) -> Programme:
    return _make_record(Programme, given, "Chương trình", "Programme")


def make_programme_participant(**given: Any) -> ProgrammeParticipant:
    return _make_participation(ProgrammeParticipant, given, "programme", make_programme)


def make_commitment(**given: Any) -> Commitment:
    return _make_record(Commitment, given, "Cam kết", "Commitment", kind="promise")


def make_commitment_party(**given: Any) -> CommitmentParty:
    return _make_participation(CommitmentParty, given, "commitment", make_commitment, "giver")


def make_recognition(**given: Any) -> Recognition:
    return _make_record(Recognition, given, "Danh hiệu", "Award", year=2023)


def make_recognition_party(**given: Any) -> RecognitionParty:
    return _make_participation(RecognitionParty, given, "recognition", make_recognition, "giver")


# indicators


def make_indicator(**given: Any) -> Indicator:
    return _make_record(
        Indicator, given, "Chỉ tiêu", "Indicator", topic="investment", unit_vi="%", unit_en="%"
    )


def make_observation(**given: Any) -> Observation:
    """A figure of the province in 2023 unless a subject or a period is given."""
    return _make(
        Observation,
        given,
        indicator=_like(given, make_indicator),
        period="2023",
        value="7434.4",
        sources=_sources(given),
    )


def make_orientation(**given: Any) -> Orientation:
    return _make_record(Orientation, given, "Định hướng", "Orientation", kind="goal")


def make_correction(about: Any = None, **given: Any) -> Correction:
    """A dispute of `about`, a record; of a public partner unless told otherwise."""
    about = about or make_partner(state="published")
    decided = given.get("decision", "open") != "open"
    number = next(_serial)
    return _make(
        Correction,
        given,
        about=about._meta.model_name,
        about_code=about.code,
        received_on=date(2024, 3, 5),
        claimant=f"Người báo {number}",
        claim=f"Có chỗ sai số {number}.",
        decided_on=date(2024, 3, 6) if decided else None,
        reason=f"Lý do {number}." if decided else "",
        text_vi=f"Nội dung đính chính {number}." if decided else "",
        text_en=f"Public correction {number}." if decided else "",
    )


def make_failed_login(**given: Any) -> FailedLogin:
    number = next(_serial)
    return FailedLogin.objects.create(
        **{
            "username": f"nguoi-thu-{number}",
            "ip_address": "203.0.113.7",
            "user_agent": "browser",
            "failures_since_start": 1,
            **given,
        }
    )


def make_audit_entry(**given: Any) -> AuditEntry:
    return AuditEntry.objects.create(**{"action": AuditEntry.Action.LOGGED_IN, **given})


MAKERS: dict[type[models.Model], Callable[..., Any]] = {
    User: make_user,
    Country: make_country,
    CountryName: make_country_name,
    CooperationField: make_cooperation_field,
    Source: make_source,
    Owner: make_owner,
    ProposedChange: make_proposed_change,
    Import: make_import,
    DossierTemplate: make_dossier_template,
    Partner: make_partner,
    PartnerName: make_partner_name,
    Tie: make_tie,
    Organisation: make_organisation,
    OrganisationName: make_organisation_name,
    OrganisationTie: make_organisation_tie,
    Agreement: make_agreement,
    AgreementParty: make_agreement_party,
    AgreementAct: make_agreement_act,
    AgreementFile: make_agreement_file,
    FriendshipAssociation: make_friendship_association,
    Contact: make_contact,
    Delegation: make_delegation,
    DelegationParticipant: make_delegation_participant,
    DelegationCountry: make_delegation_country,
    Event: make_event,
    EventParticipant: make_event_participant,
    Programme: make_programme,
    ProgrammeParticipant: make_programme_participant,
    Commitment: make_commitment,
    CommitmentParty: make_commitment_party,
    Recognition: make_recognition,
    RecognitionParty: make_recognition_party,
    Indicator: make_indicator,
    Observation: make_observation,
    Orientation: make_orientation,
    Correction: make_correction,
}
"""For tests that go through every model."""

from django.utils.translation import gettext_lazy as _

from foreign_affairs.records.columns import DerivedColumn
from foreign_affairs.records.resources import RecordResource
from partners.models import (
    Agreement,
    AgreementAct,
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


class PartnerResource(RecordResource):
    model = Partner
    file_name = "partners"


class PartnerNameResource(RecordResource):
    model = PartnerName
    file_name = "partner_names"


class TieResource(RecordResource):
    model = Tie
    file_name = "ties"


class OrganisationResource(RecordResource):
    model = Organisation
    file_name = "organisations"


class OrganisationNameResource(RecordResource):
    model = OrganisationName
    file_name = "organisation_names"


class OrganisationTieResource(RecordResource):
    model = OrganisationTie
    file_name = "organisation_ties"


class AgreementResource(RecordResource):
    model = Agreement
    file_name = "agreements"


class AgreementPartyResource(RecordResource):
    model = AgreementParty
    file_name = "agreement_parties"


class AgreementActResource(RecordResource):
    model = AgreementAct
    file_name = "agreement_acts"


class FriendshipAssociationResource(RecordResource):
    model = FriendshipAssociation
    file_name = "friendship_associations"
    derived = (
        DerivedColumn("name_vi", _("name in Vietnamese"), lambda record: record.name_vi),
        DerivedColumn("name_en", _("name in English"), lambda record: record.name_en),
    )


class ContactResource(RecordResource):
    model = Contact
    file_name = "contacts"
    is_public = False

from partners.models.agreement import (
    Agreement,
    AgreementAct,
    AgreementFile,
    AgreementParty,
    AgreementStatus,
)
from partners.models.friendship import Contact, FriendshipAssociation
from partners.models.organisation import Organisation, OrganisationName, OrganisationTie
from partners.models.participation import Participation, names_for_search, names_somebody
from partners.models.partner import Partner, PartnerName, Tie

__all__ = [
    "Agreement",
    "AgreementAct",
    "AgreementFile",
    "AgreementParty",
    "AgreementStatus",
    "Contact",
    "FriendshipAssociation",
    "Organisation",
    "OrganisationName",
    "OrganisationTie",
    "Participation",
    "Partner",
    "PartnerName",
    "Tie",
    "names_for_search",
    "names_somebody",
]

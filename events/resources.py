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
from foreign_affairs.records.resources import RecordResource


class EventResource(RecordResource):
    model = Event
    file_name = "events"


class EventParticipantResource(RecordResource):
    model = EventParticipant
    file_name = "event_participants"


class DelegationResource(RecordResource):
    model = Delegation
    file_name = "delegations"


class DelegationParticipantResource(RecordResource):
    model = DelegationParticipant
    file_name = "delegation_participants"


class DelegationCountryResource(RecordResource):
    model = DelegationCountry
    file_name = "delegation_countries"


class ProgrammeResource(RecordResource):
    model = Programme
    file_name = "programmes"


class ProgrammeParticipantResource(RecordResource):
    model = ProgrammeParticipant
    file_name = "programme_participants"


class CommitmentResource(RecordResource):
    model = Commitment
    file_name = "commitments"


class CommitmentPartyResource(RecordResource):
    model = CommitmentParty
    file_name = "commitment_parties"


class RecognitionResource(RecordResource):
    model = Recognition
    file_name = "recognitions"


class RecognitionPartyResource(RecordResource):
    model = RecognitionParty
    file_name = "recognition_parties"

from events.models.commitment import Commitment, CommitmentParty
from events.models.delegation import Delegation, DelegationCountry, DelegationParticipant
from events.models.event import Event, EventParticipant
from events.models.programme import Programme, ProgrammeParticipant
from events.models.recognition import Recognition, RecognitionParty

__all__ = [
    "Commitment",
    "CommitmentParty",
    "Delegation",
    "DelegationCountry",
    "DelegationParticipant",
    "Event",
    "EventParticipant",
    "Programme",
    "ProgrammeParticipant",
    "Recognition",
    "RecognitionParty",
]

from foreign_affairs.models.accounts import User
from foreign_affairs.models.audit import AuditEntry
from foreign_affairs.models.base import (
    CodeListEntry,
    StrOrPromise,
    Tracked,
    TrackedQuerySet,
    check_order,
)
from foreign_affairs.models.codes import FormerCode
from foreign_affairs.models.corrections import Correction
from foreign_affairs.models.dossiers import DossierTemplate
from foreign_affairs.models.failed_logins import FailedLogin
from foreign_affairs.models.imports import Import
from foreign_affairs.models.mappings import ColumnMapping
from foreign_affairs.models.proposals import ProposedChange
from foreign_affairs.models.records import (
    OFFICIAL_STATES,
    PUBLIC_STATES,
    NamedRecord,
    PublicationState,
    Record,
    RecordQuerySet,
    state_changed,
)
from foreign_affairs.models.reference import (
    CooperationField,
    Country,
    CountryName,
    Owner,
    Source,
)
from foreign_affairs.models.rows import InlineRow, InlineRowQuerySet, OtherName
from foreign_affairs.models.search import SearchEntry
from foreign_affairs.models.write_marks import WriteMark

__all__ = [
    "OFFICIAL_STATES",
    "PUBLIC_STATES",
    "AuditEntry",
    "CodeListEntry",
    "ColumnMapping",
    "CooperationField",
    "Correction",
    "Country",
    "CountryName",
    "DossierTemplate",
    "FailedLogin",
    "FormerCode",
    "Import",
    "InlineRow",
    "InlineRowQuerySet",
    "NamedRecord",
    "OtherName",
    "Owner",
    "ProposedChange",
    "PublicationState",
    "Record",
    "RecordQuerySet",
    "SearchEntry",
    "Source",
    "StrOrPromise",
    "Tracked",
    "TrackedQuerySet",
    "User",
    "WriteMark",
    "check_order",
    "state_changed",
]

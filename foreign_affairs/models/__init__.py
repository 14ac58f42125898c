from foreign_affairs.models.accounts import User
from foreign_affairs.models.base import (
    OFFICIAL_STATES,
    PUBLIC_STATES,
    CodeListEntry,
    InlineRow,
    NamedRecord,
    OtherName,
    PublicationState,
    Record,
    RecordQuerySet,
    StrOrPromise,
    Tracked,
    TrackedQuerySet,
    check_order,
)
from foreign_affairs.models.reference import (
    CooperationField,
    Country,
    CountryName,
    Owner,
    Source,
)
from foreign_affairs.models.search import SearchEntry

__all__ = [
    "OFFICIAL_STATES",
    "PUBLIC_STATES",
    "CodeListEntry",
    "CooperationField",
    "Country",
    "CountryName",
    "InlineRow",
    "NamedRecord",
    "OtherName",
    "Owner",
    "PublicationState",
    "Record",
    "RecordQuerySet",
    "SearchEntry",
    "Source",
    "StrOrPromise",
    "Tracked",
    "TrackedQuerySet",
    "User",
    "check_order",
]

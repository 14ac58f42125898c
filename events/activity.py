"""When something last happened with a partner; here, because partners know nothing of events."""

from datetime import date
from typing import Any

from django.db.models import Case, DateField, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest, NullIf

from events.models import (
    CommitmentParty,
    Delegation,
    DelegationParticipant,
    Event,
    EventParticipant,
    Programme,
    ProgrammeParticipant,
)
from foreign_affairs.dates import months_later, today
from foreign_affairs.models import PublicationState
from partners.models import AgreementParty, Participation, Partner

QUIET_AFTER_MONTHS = 12
NEVER = date(1, 1, 1)

CARRIED_OUT = (Delegation.Status.CARRIED_OUT, Delegation.Status.REPORTED)
STARTED = ~Q(programme__status=Programme.Status.PLANNED)
HELD = (Event.Status.HELD, Event.Status.REPORTED)

DATED: tuple[tuple[type[Participation], str, Q], ...] = (
    (DelegationParticipant, "delegation__period", Q(delegation__status__in=CARRIED_OUT)),
    (EventParticipant, "event__held_on", Q(event__status__in=HELD)),
    (ProgrammeParticipant, "programme__started_on", STARTED),
    (ProgrammeParticipant, "programme__ended_on", STARTED),
    (AgreementParty, "agreement__signed_on", Q()),
    (AgreementParty, "agreement__acts__done_on", Q()),
    (CommitmentParty, "commitment__said_on", Q()),
)
"""Who takes part, the date that counts, and what must have come of it: no plan is an activity."""


def last_day(field: str, day: date) -> Case:
    """The last day up to `day` on which a partial date can lie; NULL where it lies in the future.

    A year that is not over counts as today; what is open at its end counts with its beginning.
    """
    start, end = f"{field}_start", f"{field}_end"
    return Case(
        When(Q(**{f"{start}__gt": day}), then=None),
        When(Q(**{f"{end}__lte": day}), then=F(end)),
        When(Q(**{f"{end}__gt": day, f"{start}__isnull": False}), then=Value(day)),
        When(Q(**{f"{end}__isnull": True}), then=F(start)),
        default=None,
        output_field=DateField(),
    )


def with_last_activity(partners: QuerySet[Partner]) -> Any:
    """Annotates `last_activity`: the last dated thing in which the partner, or an organisation
    of its locality, took part; NULL without any.
    """
    day = today()
    latest = []
    for rows, field, happened in DATED:
        record = rows.parent_field
        # Two queries instead of one with OR, so that each can use its index.
        for who in ("partner", "organisation__locality_abroad"):
            days = (
                rows._default_manager.filter(happened, **{who: OuterRef("pk")})
                .exclude(**{f"{record}__state": PublicationState.WITHDRAWN})
                .order_by()
                .values(who)
                .annotate(last=Max(last_day(field, day)))
                .values("last")
            )
            latest.append(Coalesce(Subquery(days), Value(NEVER), output_field=DateField()))
    return partners.annotate(last_activity=NullIf(Greatest(*latest), Value(NEVER)))


def quiet(partners: QuerySet[Partner]) -> Any:
    """Established partners with whom nothing dated happened within twelve months."""
    since = months_later(today(), -QUIET_AFTER_MONTHS)
    return with_last_activity(partners.filter(status=Partner.Status.ESTABLISHED)).filter(
        Q(last_activity__lt=since) | Q(last_activity__isnull=True)
    )

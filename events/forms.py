"""What is odd in what happens: dates out of order, and what was done on a day still to come."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from events.models import Delegation, Event, Programme
from foreign_affairs.admin.forms import RecordForm
from foreign_affairs.admin.warnings import is_surely_ahead, is_surely_before
from foreign_affairs.dates import today


def done_ahead(record: Any, when: Any, statuses: Iterable[str]) -> Iterable[str]:
    """A record with one of the statuses of what is done, and a date that is still to come."""
    if record.status in statuses and is_surely_ahead(when):
        yield _("The status says “%(status)s”, and the date is still to come.") % {
            "status": record.get_status_display()
        }


class DelegationForm(RecordForm):
    when_field = "period"

    def warnings(self) -> Iterable[str]:
        trip = self.instance
        done = (Delegation.Status.CARRIED_OUT, Delegation.Status.REPORTED)
        yield from done_ahead(trip, trip.period, done)
        if is_surely_before(trip.period, trip.decided_on):
            yield _("The decision is dated after the visit.")
        if is_surely_before(trip.reported_on, trip.period):
            yield _("The report is dated before the visit.")
        if is_surely_ahead(trip.reported_on):
            yield _("The report has a date that is still to come.")
        yield from super().warnings()


class EventForm(RecordForm):
    when_field = "held_on"

    def warnings(self) -> Iterable[str]:
        done = (Event.Status.HELD, Event.Status.REPORTED)
        yield from done_ahead(self.instance, self.instance.held_on, done)
        yield from super().warnings()


class ProgrammeForm(RecordForm):
    def warnings(self) -> Iterable[str]:
        programme = self.instance
        yield from done_ahead(programme, programme.started_on, (Programme.Status.RUNNING,))
        yield from done_ahead(programme, programme.ended_on, (Programme.Status.FINISHED,))
        if is_surely_before(programme.ended_on, programme.decided_on):
            yield _("The decision is dated after the end.")
        yield from super().warnings()


class CommitmentForm(RecordForm):
    def warnings(self) -> Iterable[str]:
        commitment = self.instance
        if is_surely_before(commitment.due, commitment.said_on):
            yield _("The due date is earlier than the day it was stated.")
        if is_surely_ahead(commitment.said_on):
            yield _("It was stated on a day that is still to come.")
        yield from super().warnings()


class RecognitionForm(RecordForm):
    def warnings(self) -> Iterable[str]:
        if self.instance.year and self.instance.year > today().year:
            yield _("The year is still to come.")
        yield from super().warnings()

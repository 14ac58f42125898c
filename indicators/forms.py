"""What is odd in a figure: ten times the last one, ahead of its time, or there already."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.html import format_html
from django.utils.translation import gettext as _

from foreign_affairs.admin.forms import RecordForm, mentioned
from foreign_affairs.admin.warnings import WarningForm, is_surely_ahead
from foreign_affairs.words import written
from indicators.models import Observation
from indicators.models.figures import SUBJECT_FIELDS

TENFOLD = Decimal(10)


def others_of(figure: Observation) -> Any:
    """The other figures of the same indicator about the same subject."""
    subjects = [getattr(figure, field) for field in SUBJECT_FIELDS]
    if any(subject is not None and subject.pk is None for subject in subjects):
        # Of what is about to be saved itself nothing is known yet.
        return Observation.objects.none()
    keys = [f"{field}_id" for field in ("indicator", *SUBJECT_FIELDS)]
    same = {key: getattr(figure, key) for key in keys}
    return Observation.objects.filter(**same).exclude(pk=figure.pk).with_names()


def tenfold(figure: Observation) -> Iterable[str]:
    """A misplaced point: ten times the last value, or a tenth of it."""
    if figure.value is None:
        return
    known = others_of(figure).filter(value__isnull=False, is_cumulative=figure.is_cumulative)
    last = known.order_by(F("period_start").desc(nulls_last=True), "-pk").first()
    if last is None or not last.value or not figure.value:
        return
    times = abs(figure.value / last.value)
    if times >= TENFOLD or times <= 1 / TENFOLD:
        yield _(
            "%(value)s is far from the last figure, %(last)s (%(figure)s). Are the unit "
            "and the decimal comma right?"
        ) % {"value": written(figure.value), "last": written(last.value), "figure": last}


def odd_figure(figure: Observation) -> Iterable[str]:
    """Sentences on a figure that is about to be saved; its subject may be new."""
    yield from tenfold(figure)
    if figure.nature == figure.Nature.ACTUAL and is_surely_ahead(figure.period):
        yield _("An actual figure of a period that is still to come: %(figure)s.") % {
            "figure": figure
        }
    if figure._state.adding:
        same = others_of(figure).filter(period=figure.period, nature=figure.nature)
        for other in same.filter(is_cumulative=figure.is_cumulative)[:1]:
            yield format_html(_("There is a figure of this period already: {}"), mentioned(other))


class ObservationForm(RecordForm):
    def warnings(self) -> Iterable[str]:
        yield from odd_figure(self.instance)
        yield from super().warnings()


class NewFigureForm(WarningForm):
    """A figure typed into the form of its subject."""

    def warnings(self) -> Iterable[str]:
        if self.has_changed():
            yield from odd_figure(self.instance)

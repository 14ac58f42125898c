"""When the register was last written: what says whether a file that somebody has is still true."""

from dataclasses import dataclass
from datetime import datetime, time
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.http import http_date

from foreign_affairs.dates import today
from foreign_affairs.models import Tracked


@dataclass(frozen=True)
class Freshness:
    """The newest change of anything in the register, and how many changes there have been.

    A file of records shows more than its own rows: names and states of others, and what depends
    on today. So anything written, and midnight, make it another one. The number tells of a change
    that was begun earlier than the newest and finished after it.
    """

    written_at: datetime | None
    changes: int

    @property
    def modified_at(self) -> datetime:
        """No earlier than the midnight in Vietnam at which today began."""
        midnight = timezone.make_aware(datetime.combine(today(), time.min))
        return max(midnight, self.written_at or midnight)

    def headers(self) -> dict[str, str]:
        """A weak ETag and Last-Modified; whoever kept the file asks before using it again."""
        state = f"{self.written_at} {self.changes} {today()}"
        return {
            "ETag": f'W/"{sha256(state.encode()).hexdigest()[:32]}"',
            "Last-Modified": http_date(self.modified_at.timestamp()),
            "Cache-Control": "no-cache",
        }


def freshness() -> Freshness:
    """The state of the register now, from its history; one query."""
    each = [
        model.history.model.objects.order_by()
        .values("history_type")
        .annotate(newest=Max("history_date"), number=Count("pk"))
        .values_list("newest", "number")
        for model in apps.get_models()
        if issubclass(model, Tracked)
    ]
    rows: list[Any] = list(each[0].union(*each[1:], all=True))
    return Freshness(
        max((newest for newest, _number in rows), default=None),
        sum(number for _newest, number in rows),
    )

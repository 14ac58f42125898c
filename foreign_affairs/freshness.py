"""When the register was last written: what says whether a file that somebody has is still true."""

from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from hashlib import sha256

from django.apps import apps
from django.db import connections, router
from django.utils import timezone
from django.utils.http import http_date

from foreign_affairs.context import as_moment
from foreign_affairs.dates import today
from foreign_affairs.deployment import deployed_version
from foreign_affairs.kept import kept, known_state
from foreign_affairs.models import Owner, Tracked
from foreign_affairs.register_state import register_state


@dataclass(frozen=True)
class Freshness:
    """The newest change of anything in the register, and the state that the register is in.

    A file of records shows more than its own rows: names and states of others, and what depends
    on today. So anything written, and midnight, make it another one, and a new version of the
    program may. The state tells of a change that was begun earlier than the newest and finished
    after it.
    """

    written_at: datetime | None
    state: str

    @property
    def modified_at(self) -> datetime:
        """No earlier than the midnight in Vietnam at which today began."""
        midnight = timezone.make_aware(datetime.combine(today(), time.min))
        return max(midnight, self.written_at or midnight)

    def headers(self) -> dict[str, str]:
        """A weak ETag and Last-Modified; whoever kept the file asks before using it again."""
        whole = f"{deployed_version()} {self.state} {today()}"
        return {
            "ETag": f'W/"{sha256(whole.encode()).hexdigest()[:32]}"',
            "Last-Modified": http_date(self.modified_at.timestamp()),
            "Cache-Control": "no-cache",
        }


def freshness() -> Freshness:
    """The state of the register as the request under way sees it."""
    using = router.db_for_read(Owner)
    state = known_state() or register_state(using)
    return Freshness(kept(("written_at",), lambda: written_at(using)), state)


def written_at(using: str) -> datetime | None:
    """The newest moment in the history; one query."""
    with connections[using].cursor() as cursor:
        cursor.execute(newest_of_history())
        (moment,) = cursor.fetchone()
    found: datetime | None = as_moment(moment, using)
    return found


@cache
def newest_of_history() -> str:
    tables = [
        model.history.model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, Tracked)
    ]
    # The newest of each table is the end of an index.
    each = " UNION ALL ".join(f"SELECT MAX(history_date) AS newest FROM {name}" for name in tables)  # noqa: S608
    return f"SELECT MAX(newest) FROM ({each}) AS of_each"  # noqa: S608

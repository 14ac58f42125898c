"""Reports of faults by e-mail: what failed and where, few of them, and nothing personal."""

from __future__ import annotations

import logging
from collections import deque
from contextlib import suppress
from datetime import timedelta
from threading import Lock
from time import monotonic

from django.core.mail import mail_admins
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from foreign_affairs.operation.logs import event_of, fault_of
from foreign_affairs.operation.request_id import current_id

PERIOD = timedelta(hours=1).total_seconds()
MOST = 5
"""So many reports at most are sent in a period by one worker, and one of the same fault."""


class FaultMail(logging.Handler):
    """Sends a fault to ADMINS once a period; what was held back is counted in the next report."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.sent: deque[tuple[float, str]] = deque()
        self.held_back = 0
        self.counting = Lock()

    def emit(self, record: logging.LogRecord) -> None:
        # Strangers cause these by asking for another host; the log has them.
        if record.name.startswith("django.security."):
            return
        found = fault_of(*record.exc_info[1:]) if record.exc_info else {}
        where = found.get("where") or [""]
        title = " ".join(filter(None, (str(found.get("exception") or event_of(record)), where[-1])))
        with self.counting:
            if not self.may_send(title):
                self.held_back += 1
                return
            held_back, self.held_back = self.held_back, 0
        # A report that cannot be sent must not become a fault of its own.
        with suppress(Exception), override("vi"):
            mail_admins(_("Fault: %s") % title, body(record, found, held_back), fail_silently=True)

    def may_send(self, title: str) -> bool:
        now = monotonic()
        while self.sent and now - self.sent[0][0] > PERIOD:
            self.sent.popleft()
        if len(self.sent) >= MOST or any(title == other for _moment, other in self.sent):
            return False
        self.sent.append((now, title))
        return True


def body(record: logging.LogRecord, found: dict[str, str | list[str]], held_back: int) -> str:
    request = getattr(record, "request", None)
    match = getattr(request, "resolver_match", None)
    lines = [
        _("What happened: %s") % event_of(record),
        _("Exception: %s") % found.get("exception", "–"),
        _("View: %s") % (match.view_name if match else "–"),
        _("Request id, to find all its lines in the log: %s") % (current_id() or "–"),
        "",
        _("Where it arose, the innermost place last:"),
        *(f"  {place}" for place in found.get("where", ())),
    ]
    if held_back:
        sentence = ngettext(
            "%d other report was held back before this one.",
            "%d other reports were held back before this one.",
            held_back,
        )
        lines += ["", sentence % held_back]
    return "\n".join(lines)

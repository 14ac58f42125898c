"""Lock-out after repeated failed log-ins: what django-axes counts by, and what it answers.

An account is locked after LOCKOUT_FAILURES failures from anywhere. An address is locked after
`ADDRESS_WEIGHT` times as many: a whole office may stand behind one, and the slip of one person must
not keep the others out.
"""

import math
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foreign_affairs import audit
from foreign_affairs.models import User

ADDRESS_WEIGHT = 5

UNKNOWN = "? "
"""Before the mark that stands for a name that no account has."""


def counted_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name that failures count by. Of one that no account has only a mark is kept: it may be a
    password in the wrong field.
    """
    typed = str((credentials or {}).get("username") or "")
    account = User.objects.filter(username=typed).values_list("username", flat=True).first()
    return account or UNKNOWN + salted_hmac("foreign_affairs.lockout", typed).hexdigest()[:12]


class LockOut(AxesDatabaseHandler):
    def get_failures(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        """In failures of an account, of which those of an address weigh a part."""
        since = request.axes_attempt_time - settings.AXES_COOLOFF_TIME
        recent = AccessAttempt.objects.filter(attempt_time__gte=since)
        by_account = failures(recent.filter(username=counted_name(request, credentials)))
        if request.axes_ip_address is None:
            return by_account
        by_address = failures(recent.filter(ip_address=request.axes_ip_address))
        return max(by_account, by_address // ADDRESS_WEIGHT)

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any
    ) -> None:
        was_locked = getattr(request, "axes_locked_out", False)
        super().user_login_failed(sender, credentials, request, **kwargs)
        if not was_locked and getattr(request, "axes_locked_out", False):
            known = User.objects.filter(username=credentials.get("username")).first()
            audit.note(audit.Action.LOCKED_OUT, known or User, person=None, request=request)

    def reset_user_attempts(
        self, request: HttpRequest, credentials: dict[str, Any] | None = None
    ) -> int:
        """Of the account alone: otherwise whoever has one could try others without end."""
        name = counted_name(request, credentials)
        deleted, _by_model = AccessAttempt.objects.filter(username=name).delete()
        return deleted


def failures(attempts: Any) -> int:
    return attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0


def locked_until(name: str, address: str | None) -> datetime | None:
    """When both the account and the address are free again; None if they are."""
    recent = AccessAttempt.objects.filter(
        attempt_time__gte=timezone.now() - settings.AXES_COOLOFF_TIME
    ).order_by("attempt_time")
    limit = settings.LOCKOUT_FAILURES
    ends = [end_of(recent.filter(username=name), limit)]
    if address is not None:
        ends.append(end_of(recent.filter(ip_address=address), limit * ADDRESS_WEIGHT))
    return max((end for end in ends if end is not None), default=None)


def end_of(attempts: Iterable[AccessAttempt], limit: int) -> datetime | None:
    """When so many of the failures, the earliest first, are forgotten that fewer are left."""
    attempts = list(attempts)
    left = sum(attempt.failures_since_start for attempt in attempts)
    end = None
    for attempt in attempts:
        if left < limit:
            break
        left -= attempt.failures_since_start
        end = attempt.attempt_time + settings.AXES_COOLOFF_TIME
    return end


def sentence(request: Any) -> str:
    """How long the lock-out of whoever has just been refused still lasts."""
    name = counted_name(request, request.axes_credentials)
    minutes = math.ceil(seconds_left(locked_until(name, request.axes_ip_address)) / 60)
    return ngettext(
        "Too many failed log-ins: no more are taken for %(minutes)d minute.",
        "Too many failed log-ins: no more are taken for %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}


def seconds_left(end: datetime | None) -> int:
    return max(1, math.ceil((end - timezone.now()).total_seconds())) if end else 1


def locked_out_page(
    request: Any, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """What axes answers instead of `response`, unless that keeps what somebody has typed."""
    end = locked_until(counted_name(request, credentials), request.axes_ip_address)
    if response is None or not getattr(request, "keeps_what_was_typed", False):
        context = {
            **admin.site.each_context(request),
            "title": _("Log-in is locked"),
            "sentence": sentence(request),
        }
        response = render(request, "admin/locked_out.html", context)
    response.status_code = 429
    response.headers["Retry-After"] = str(seconds_left(end))
    add_never_cache_headers(response)
    return response

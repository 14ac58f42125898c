"""What the register reaches besides the database, and the accounts that lie in wait."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.cache import caches
from django.core.mail import get_connection
from django.utils.translation import gettext as _

from foreign_affairs.demo import DEMO_PASSWORD, DEMO_STAFF
from foreign_affairs.models import User
from foreign_affairs.operation.doctor.finding import Finding, error, warning

MAIL_SECONDS = 5


def mail() -> Iterator[Finding]:
    """Greets the mail server, and logs in where EMAIL_URL says so; sends nothing."""
    connection = get_connection()
    if hasattr(connection, "timeout"):
        connection.timeout = MAIL_SECONDS
    try:
        connection.open()
    # smtplib and ssl have many ways to fail.
    except Exception as reason:
        yield warning(
            "mail.away",
            _("The mail server of EMAIL_URL does not take mail: %s") % type(reason).__name__,
            _("Check EMAIL_URL; dummymail:// if there is none, but then nobody hears of faults."),
        )
    else:
        connection.close()


def cache() -> Iterator[Finding]:
    for name in settings.CACHES:
        value = secrets.token_hex(8)
        try:
            caches[name].set("doctor", value, 60)
            is_kept = caches[name].get("doctor") == value
        # Each kind of cache has errors of its own.
        except Exception:
            is_kept = False
        if not is_kept and not settings.CACHES[name]["BACKEND"].endswith("DummyCache"):
            yield error(
                "cache.away",
                _("The cache of CACHE_URL does not keep what it is given."),
                _("Start Redis, run “manage.py createcachetable”, or give the folder to the user."),
            )


def time_zone() -> Iterator[Finding]:
    try:
        ZoneInfo(settings.TIME_ZONE)
    except ZoneInfoNotFoundError:
        yield error(
            "clock.zone",
            _("This machine does not know the time zone %s.") % settings.TIME_ZONE,
            _("Install the Python package tzdata, as requirements.txt says."),
        )


def demo_accounts() -> Iterator[Finding]:
    """Needs the table of accounts."""
    if settings.DEBUG:
        return
    names = [member.username for member in DEMO_STAFF]
    found = [
        user.username
        for user in User.objects.filter(username__in=names, is_active=True).order_by("username")
        if user.check_password(DEMO_PASSWORD)
    ]
    if found:
        yield error(
            "accounts.demo",
            _("Demo accounts are in the database: %s.") % ", ".join(found),
            _("Their password opens nothing here, but delete or deactivate them in the admin."),
        )


CHECKS = [mail, cache, time_zone]

CHECKS_OF_ROWS = [demo_accounts]
"""Of a database that has all tables."""

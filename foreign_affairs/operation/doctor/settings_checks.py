"""What the environment sets. What cannot be used at all has stopped the start already."""

from collections.abc import Iterator

from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.utils.translation import gettext as _

from foreign_affairs.operation.doctor.finding import Finding, error, warning

OF_HTTPS = {f"security.W{number}" for number in ("004", "008", "012", "016")}
"""What Django says of HTTPS=0, which is one finding here."""

LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]"}


def development_mode() -> Iterator[Finding]:
    if settings.DEBUG:
        yield warning(
            "settings.debug",
            _("DEBUG=1: error pages show the source code, demo accounts work, HTTPS is off."),
            _("On a server leave DEBUG out or set DEBUG=0."),
        )


def https() -> Iterator[Finding]:
    if not settings.DEBUG and not settings.HTTPS:
        yield warning(
            "settings.https",
            _("HTTPS=0: passwords travel readable through the network."),
            _("Give the proxy a certificate, even one of your own, and leave HTTPS out."),
        )


def hosts() -> Iterator[Finding]:
    if not settings.DEBUG and set(settings.ALLOWED_HOSTS) <= LOCAL_HOSTS:
        yield warning(
            "settings.hosts",
            _("ALLOWED_HOSTS names this machine only: nobody else gets an answer."),
            _("Add the names by which visitors call the site, separated by commas."),
        )


def error_mail() -> Iterator[Finding]:
    if not settings.DEBUG and not settings.ADMINS:
        yield warning(
            "settings.admins_email",
            _("Nobody is told of faults by e-mail."),
            _("Set ADMINS_EMAIL to the address of whoever runs the server."),
        )


def django_checks() -> Iterator[Finding]:
    """What Django's own `check --deploy` says; it speaks English."""
    for message in run_checks(include_deployment_checks=not settings.DEBUG):
        if message.id in OF_HTTPS and not settings.HTTPS:
            continue
        if message.level >= WARNING and not message.is_silenced():
            make = error if message.is_serious() else warning
            yield make(
                f"django.{message.id}",
                _("Django's check %(id)s: %(text)s")
                % {"id": message.id, "text": " ".join(str(message.msg).split())},
                str(message.hint or _("See docs/settings.md.")),
            )


CHECKS = [development_mode, https, hosts, error_mail, django_checks]

"""What `manage.py check --deploy` says of the register beside Django's own checks."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning
from django.utils.translation import gettext as _


def proxies_are_named(**kwargs: Any) -> list[CheckMessage]:
    """HTTPS means a proxy in front; whoever is not told which takes all visitors for one."""
    if not settings.HTTPS or settings.TRUSTED_PROXIES:
        return []
    return [
        Warning(
            _(
                "With HTTPS=1 there is a proxy in front of the register, but TRUSTED_PROXIES names "
                "none: lock-out and limits then count all visitors together."
            ),
            hint=_("Name the proxy, like TRUSTED_PROXIES=unix or TRUSTED_PROXIES=127.0.0.1."),
            id="foreign_affairs.W001",
        )
    ]

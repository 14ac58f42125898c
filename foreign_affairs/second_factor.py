"""The second factor of staff: a code from an app on their phone, or one of their recovery codes.

A session in which only the password was shown is nobody's: `SecondFactorMiddleware` hides its user
from everything but the pages that ask for the code or set the second factor up.
"""

import re
from base64 import b32encode
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from foreign_affairs import audit
from foreign_affairs.models import User

RECOVERY_CODES = 10
RECOVERY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that is taken for another on paper."""

NAME = "app"
"""What devices are called in the tables of django-otp; nobody reads it."""


class Refused(Exception):
    """The code is wrong, or comes too soon after wrong ones: then not before `until`."""

    def __init__(self, until: datetime | None = None) -> None:
        super().__init__()
        self.until = until


# Who must, who has


def is_required(user: Any) -> bool:
    """Whether the account can do so much that its password alone must not open it."""
    if not settings.SECOND_FACTOR_REQUIRED:
        return False
    return user.is_superuser or any(
        permission.partition(".")[2].startswith("publish_") or permission.endswith(".change_user")
        for permission in user.get_all_permissions()
    )


def device_of(user: Any) -> TOTPDevice | None:
    """The app that the account is set up with."""
    return TOTPDevice.objects.filter(user=user.pk, confirmed=True).first()


def recovery_codes_left(user: Any) -> int:
    return sum(device.token_set.count() for device in StaticDevice.objects.filter(user=user.pk))


def half_logged_in(request: Any) -> Any:
    """The person whose password was right and who has yet to show the second factor, or None."""
    if request.user.is_authenticated:
        return None
    return getattr(request, "half_user", None)


# Setting it up


def begun(user: Any) -> TOTPDevice:
    """The device that waits for its first code: the same as long as it waits, so that the picture
    on an open page stays right.
    """
    waiting = TOTPDevice.objects.filter(user=user.pk, confirmed=False).first()
    return waiting or TOTPDevice.objects.create(user_id=user.pk, name=NAME, confirmed=False)


def secret_of(device: TOTPDevice) -> str:
    """The key as it is typed where no picture can be taken, in groups of four."""
    text = b32encode(device.bin_key).decode()
    return " ".join(re.findall(".{1,4}", text))


def address_of(device: TOTPDevice) -> str:
    """What the picture says: apps show the name of the register and of the account."""
    secret = b32encode(device.bin_key).decode()
    told = {"secret": secret, "issuer": _("Foreign-affairs register")}
    query = urlencode(told, quote_via=quote)
    return f"otpauth://totp/{quote(device.user.get_username())}?{query}"


def set_up(user: Any, code: str) -> list[str]:
    """Takes the device that waits into use, in the place of an earlier one; the recovery codes.

    Raises Refused.
    """
    wrong: Refused | None = None
    with transaction.atomic():
        waiting = TOTPDevice.objects.select_for_update().filter(user=user.pk, confirmed=False)
        device = waiting.first()
        if device is None:
            raise Refused
        wrong = try_code(device, code)
        if wrong is None:
            TOTPDevice.objects.filter(user=user.pk, confirmed=True).delete()
            device.confirmed = True
            device.save()
            audit.note(audit.Action.FACTOR_SET_UP, user, person=user)
            return write_recovery_codes(user)
    raise wrong


def renew_recovery_codes(user: Any) -> list[str]:
    """New codes; the earlier ones open nothing any more."""
    with transaction.atomic():
        audit.note(audit.Action.RECOVERY_RENEWED, user, person=user)
        return write_recovery_codes(user)


def write_recovery_codes(user: Any) -> list[str]:
    StaticDevice.objects.filter(user=user.pk).delete()
    device = StaticDevice.objects.create(user_id=user.pk, name=NAME)
    codes = [get_random_string(8, RECOVERY_LETTERS) for _number in range(RECOVERY_CODES)]
    for code in codes:
        device.token_set.create(token=code)
    return [f"{code[:4]}-{code[4:]}" for code in codes]


@transaction.atomic
def forget(user: User, action: str) -> None:
    """Takes the second factor from an account; `action` is what the audit trail calls it."""
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.filter(user=user.pk).delete()
    audit.note(action, user)


# Showing it


def check(user: Any, code: str) -> TOTPDevice | StaticDevice:
    """The device whose code it is; each code opens once. Raises Refused.

    Six digits are a code of the app, anything else is taken for a recovery code.
    """
    text = re.sub(r"[\s-]", "", code).lower()
    kind: Any = TOTPDevice if re.fullmatch(r"[0-9]{6}", text) else StaticDevice
    wrong: Refused | None = Refused()
    with transaction.atomic():
        device = kind.objects.select_for_update().filter(user=user.pk, confirmed=True).first()
        if device is not None and (wrong := try_code(device, text)) is None:
            if kind is StaticDevice:
                left = device.token_set.count()
                audit.note(audit.Action.RECOVERY_USED, user, person=user, left=left)
            return device
        audit.note(audit.Action.FACTOR_FAILED, user, person=user)
    raise wrong or Refused


def try_code(device: Any, code: str) -> Refused | None:
    """What is wrong with the code. That it was tried stays written: after each wrong one the next
    is taken only after twice as long.
    """
    allowed, why = device.verify_is_allowed()
    if not allowed:
        return Refused(why.get("locked_until"))
    text = re.sub(r"[\s-]", "", code)
    return None if text and device.verify_token(text) else Refused()


def enter(request: HttpRequest, user: Any, device: Any) -> None:
    """From here on the session is the person's, under a new key."""
    request.session.cycle_key()
    request.session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    user.otp_device = device
    request.user = user


# The middleware

OPEN_VIEWS = {"login", "logout", "second_factor_code", "second_factor"}
"""Views of the admin that half a log-in leads to."""


class SecondFactorMiddleware:
    """Hides the person of half a log-in; pages of the admin lead to what is missing.

    Belongs after OTPMiddleware. What is sent to the admin meanwhile is kept by
    `foreign_affairs.admin.lapsed`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.user = SimpleLazyObject(partial(whole_user, request, request.user))  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is None or match.app_names != ["admin"] or match.url_name in OPEN_VIEWS:
            return None
        user = half_logged_in(request)
        if user is None or request.method == "POST":
            return None
        query = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
        return HttpResponseRedirect(f"{missing_page(user)}?{query}")


def whole_user(request: Any, user: Any) -> Any:
    """The user of a request, or nobody in the place of a person of half a log-in."""
    request.half_user = None
    # Who has logged in by this very request has no device yet.
    if not user.is_authenticated or getattr(user, "otp_device", None) is not None:
        return user
    if device_of(user) is None and not is_required(user):
        return user
    request.half_user = user
    return AnonymousUser()


def missing_page(user: Any) -> str:
    """The page on which a person of half a log-in goes on."""
    name = "second_factor_code" if device_of(user) else "second_factor"
    return reverse(f"admin:{name}")

"""The audit trail: who did what, from where, written where it happens and together with it.

Most acts announce themselves by signals, which `connect` listens to; the others call `note`.
Log-ins apart, an entry is written in the transaction of what it tells of: both stay, or neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth import signals as auth_signals
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import HttpRequest
from simple_history.models import HistoricalRecords

from foreign_affairs import roles
from foreign_affairs.models import (
    PUBLIC_STATES,
    AuditEntry,
    PublicationState,
    Record,
    User,
    state_changed,
)
from foreign_affairs.visitors import address_of

Action = AuditEntry.Action

LONGEST = 300
"""So many characters of a detail are kept."""

NOT_TOLD = frozenset({"last_login", "password", "id"})
"""Fields of an account whose changes are told otherwise, or are none."""

_OF_NOW: Any = object()


def note(
    action: str,
    about: models.Model | type[models.Model] | None = None,
    *,
    person: Any = _OF_NOW,
    request: HttpRequest | None = _OF_NOW,
    **details: Any,
) -> AuditEntry:
    """Writes one entry; `about` is a row, or the model of many. Empty details are left out.

    The person and the request are those of now unless they are given.
    """
    if request is _OF_NOW:
        request = getattr(HistoricalRecords.context, "request", None)
    if person is _OF_NOW:
        person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        person = None
    row = about if isinstance(about, models.Model) else None
    return AuditEntry.objects.create(
        person=person,
        username=person.get_username() if person else "",
        address=address_of(request) if request else None,
        action=action,
        object_type=ContentType.objects.get_for_model(about) if about else None,
        object_id=str(row.pk) if row else "",
        object_code=name_of(row) if row else "",
        details={name: short(value) for name, value in details.items() if value not in (None, "")},
    )


def name_of(row: Any) -> str:
    """What stays to tell a row by: the code of a record, the name of an account or a role."""
    for field in ("code", "username", "name"):
        if isinstance(value := getattr(row, field, None), str):
            return value[:255]
    return ""


def short(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"
    return value


# Publication


def note_state(sender: Any, record: Any, before: str, **kwargs: Any) -> None:
    note(move_of(before, record.state), record, before=before, after=record.state)


def move_of(before: str, after: str) -> str:
    if after in PUBLIC_STATES:
        return Action.PUBLISHED
    return Action.WITHDRAWN if before in PUBLIC_STATES else Action.STATE_CHANGED


def note_states(model: type[models.Model], moves: Iterable[tuple[str, str]], user: Any) -> None:
    """One entry for all records of a model that are moved (before, after) together."""
    for (before, after), number in sorted(Counter(moves).items()):
        if after != (before or PublicationState.DRAFT):
            told: dict[str, Any] = {"before": before, "after": after, "number": number}
            note(move_of(before, after), model, person=user, **told)


def note_deletion(sender: Any, instance: Any, **kwargs: Any) -> None:
    """An account, a role, or a record that was more than somebody's draft."""
    state = instance.state if isinstance(instance, Record) else ""
    if state != PublicationState.DRAFT:
        note(Action.DELETED, instance, before=state)


# Coming and going


def note_login(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    note(Action.LOGGED_IN, user, person=user, request=request)


def note_logout(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    if user is not None:
        note(Action.LOGGED_OUT, user, person=user, request=request)


def note_failed_login(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    """What was typed for a name is kept only if it is one: some type their password there."""
    known = User.objects.filter(username=credentials.get("username")).first()
    note(Action.LOGIN_FAILED, known or User, person=None, request=request)


# Accounts, roles and permissions


def remember_account(sender: Any, instance: User, raw: bool = False, **kwargs: Any) -> None:
    instance._before = (  # type: ignore[attr-defined]
        User.objects.filter(pk=instance.pk).values().first()
        if instance.pk and not is_own_stamp(kwargs)
        else None
    )


def is_own_stamp(kwargs: dict[str, Any]) -> bool:
    """Whether Django itself saves the account: at a log-in."""
    fields = kwargs.get("update_fields")
    return fields is not None and set(fields) <= {"last_login"}


def note_account(sender: Any, instance: User, created: bool, **kwargs: Any) -> None:
    if is_own_stamp(kwargs):
        return
    if created:
        note(Action.ACCOUNT_ADDED, instance, fields=", ".join(rights_of(instance)))
        return
    before = instance.__dict__.pop("_before", None) or {}
    changed = [
        name
        for name, value in before.items()
        if name not in NOT_TOLD and getattr(instance, name) != value
    ]
    if changed:
        now_on = [name for name in changed if getattr(instance, name) is True]
        now_off = [name for name in changed if getattr(instance, name) is False]
        others = [name for name in changed if name not in (*now_on, *now_off)]
        told = {"given": now_on, "taken": now_off, "fields": others}
        details: dict[str, Any] = {name: ", ".join(fields) for name, fields in told.items()}
        note(Action.ACCOUNT_CHANGED, instance, **details)
    # A hash that is only brought up to date at a log-in comes without the password.
    is_set = instance._password is not None  # type: ignore[attr-defined]
    is_taken = bool(before) and not is_password_usable(instance.password)
    if is_set or (is_taken and is_password_usable(before["password"])):
        note(Action.PASSWORD_CHANGED, instance)


def rights_of(user: User) -> Iterator[str]:
    for field in ("is_active", "is_staff", "is_superuser"):
        if getattr(user, field):
            yield field


def note_links(
    sender: Any,
    instance: Any,
    action: str,
    reverse: bool,
    model: type[models.Model],
    pk_set: set[int] | None,
    **kwargs: Any,
) -> None:
    """Roles and permissions given or taken; those of the four roles are the code's own."""
    if action == "pre_clear":
        pk_set = set(linked_keys(sender, instance, reverse))
    words = {"post_add": "given", "post_remove": "taken", "pre_clear": "taken"}
    if action not in words or not pk_set:
        return
    if sender is Group.permissions.through and not reverse and instance.name in roles.ROLES:
        return
    changed = Action.ROLES_CHANGED if sender is User.groups.through else Action.PERMISSIONS_CHANGED
    rows = model._default_manager.filter(pk__in=pk_set)
    if reverse:
        # `group.user_set.add(user)`: told of each account, as from the other side.
        for row in rows:
            details: dict[str, Any] = {words[action]: told(instance)}
            note(changed, row, **details)
    else:
        details = {words[action]: ", ".join(sorted(map(told, rows)))}
        note(changed, instance, **details)


def linked_keys(through: Any, instance: Any, reverse: bool) -> Iterable[int]:
    """The keys at the other end of all links of a row."""
    own = next(
        field
        for field in through._meta.fields
        if field.is_relation and isinstance(instance, field.related_model)
    )
    other = next(field for field in through._meta.fields if field.is_relation and field != own)
    rows: Any = through._default_manager.filter(**{own.attname: instance.pk})
    return rows.values_list(other.attname, flat=True)


def told(row: Any) -> str:
    if isinstance(row, Permission):
        return f"{row.content_type.app_label}.{row.codename}"
    return name_of(row)


def connect() -> None:
    """Called once, when all apps are there."""
    auth_signals.user_logged_in.connect(note_login)
    auth_signals.user_logged_out.connect(note_logout)
    auth_signals.user_login_failed.connect(note_failed_login)
    state_changed.connect(note_state)
    for model in apps.get_models():
        # For each by itself: a listener to all would slow every deletion down.
        if issubclass(model, Record | User | Group):
            models.signals.post_delete.connect(note_deletion, sender=model)
    models.signals.pre_save.connect(remember_account, sender=User)
    models.signals.post_save.connect(note_account, sender=User)
    for links in (User.groups, User.user_permissions, Group.permissions):
        models.signals.m2m_changed.connect(note_links, sender=links.through)

"""The four roles, and the one place that says who may do what to a record."""

from typing import Any

from django.apps import apps
from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import Group, Permission
from django.db import models

from foreign_affairs.models import (
    AuditEntry,
    CodeListEntry,
    CooperationField,
    Correction,
    DossierTemplate,
    FailedLogin,
    Import,
    InlineRow,
    Owner,
    ProposedChange,
    PublicationState,
    Record,
    Tracked,
    User,
)

VIEWER = "Viewer"
EDITOR = "Editor"
APPROVER = "Approver"
ADMINISTRATOR = "Administrator"
ROLES = (VIEWER, EDITOR, APPROVER, ADMINISTRATOR)

EDITOR_STATES = (PublicationState.DRAFT, PublicationState.REVIEW)
"""The states an editor may put a record in; the others are an approver's decision."""

SEEN_BY_ADMINISTRATORS = (Group, AuditEntry, FailedLogin)
"""What nobody else even reads."""


def is_administered(model: type[models.Model]) -> bool:
    """Whether only administrators change the rows: code lists, the owner, accounts."""
    kinds = (CodeListEntry, DossierTemplate, Owner, User, *SEEN_BY_ADMINISTRATORS)
    return issubclass(model, kinds) or (
        issubclass(model, InlineRow) and is_administered(model.parent_model())
    )


def granted_actions(role: str, model: type[models.Model]) -> set[str]:
    """The permissions a role has on a model: add, change, delete, view, publish."""
    known = set(model._meta.default_permissions)
    if role == ADMINISTRATOR:
        return known
    if is_administered(model):
        return set() if issubclass(model, SEEN_BY_ADMINISTRATORS) else {"view"}
    if role == VIEWER or model in (Import, ProposedChange):
        return {"view"}
    actions = {"view", "add", "change"}
    if not issubclass(model, (Record, Correction)):
        # Rows inside a record, and contacts: whoever may change the record may drop them.
        actions.add("delete")
    if role == APPROVER:
        actions.add("publish")
    return actions & known


def kept_models() -> list[type[models.Model]]:
    """Every model that a role says something about; history, sessions and logs are not."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, (Tracked, Import, ProposedChange, User, *SEEN_BY_ADMINISTRATORS))
    ]


def keep_groups(**kwargs: Any) -> None:
    """After each migration: makes the four groups and gives them exactly their permissions.

    Runs once per app; the last run finds the permissions of all.
    """
    permissions = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in Permission.objects.select_related("content_type")
    }
    for role in ROLES:
        group, _created = Group.objects.get_or_create(name=role)
        wanted = []
        for model in kept_models():
            for action in granted_actions(role, model):
                key = (model._meta.app_label, get_permission_codename(action, model._meta))
                if key in permissions:
                    wanted.append(permissions[key])
        group.permissions.set(wanted)


def has(user: Any, action: str, model: type[models.Model]) -> bool:
    codename = get_permission_codename(action, model._meta)
    return bool(user.has_perm(f"{model._meta.app_label}.{codename}"))


def may_publish(user: Any, model: type[models.Model]) -> bool:
    """Whether the user decides what the public sees of this model (or of its parent record)."""
    if issubclass(model, InlineRow):
        model = model.parent_model()
    decided = "publish" in model._meta.default_permissions
    return has(user, "publish" if decided else "change", model)


def is_administrator(user: Any) -> bool:
    """Whether the user keeps the code lists, and with them the register as a whole."""
    return has(user, "change", CooperationField)


def may_import(user: Any, model: type[models.Model]) -> bool:
    return has(user, "add", model) and has(user, "change", model)


def may_change(user: Any, record: Tracked) -> bool:
    """Nobody but an approver changes what is public, nor the rows inside it."""
    if not has(user, "change", type(record)):
        return False
    return not record.is_settled or may_publish(user, type(record))


def may_propose(user: Any, record: Record) -> bool:
    """Whether the user may hand in changes of a public record that an approver decides on."""
    return record.is_settled and has(user, "change", type(record)) and not may_change(user, record)


def may_delete(user: Any, record: models.Model) -> bool:
    """Administrators delete; others only their own drafts; rows go with the change of a record."""
    if isinstance(record, InlineRow):
        return has(user, "delete", type(record)) and may_change(user, record.parent_record)
    if has(user, "delete", type(record)):
        return True
    return (
        isinstance(record, Record)
        and has(user, "add", type(record))
        and record.state == PublicationState.DRAFT
        and record.created_by_id == user.pk
        # What an approver has decided on once is no draft to throw away.
        and not record.history.exclude(state__in=EDITOR_STATES).exists()
    )


def allowed_states(user: Any, model: type[Record], current: str) -> list[str]:
    """The states in which a user who may change a record (`may_change`) may leave it."""
    if has(user, "publish", model):
        return list(PublicationState.values)
    if current == PublicationState.PUBLISHED:
        return [current]
    states = [str(state) for state in EDITOR_STATES]
    return states if current in states else [current, *states]

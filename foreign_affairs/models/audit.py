"""Who did what and when, for those who answer for the register."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One act. `foreign_affairs.audit` writes it, in the transaction of what it tells of.

    `username` stays when the account is gone. `details` are short facts by the names of
    `foreign_affairs.admin.audit.DETAILS`: never a password, never what a record says.
    """

    class Action(models.TextChoices):
        LOGGED_IN = "logged_in", _("logged in")
        LOGIN_FAILED = "login_failed", _("log-in failed")
        LOCKED_OUT = "locked_out", _("locked out")
        LOCKOUT_LIFTED = "lockout_lifted", _("lock-out lifted")
        LOGGED_OUT = "logged_out", _("logged out")
        FACTOR_SET_UP = "factor_set_up", _("second factor set up")
        FACTOR_FAILED = "factor_failed", _("wrong code of the second factor")
        RECOVERY_USED = "recovery_used", _("recovery code used")
        RECOVERY_RENEWED = "recovery_renewed", _("recovery codes made anew")
        FACTOR_OFF = "factor_off", _("second factor turned off")
        FACTOR_RESET = "factor_reset", _("second factor reset")
        IMPORTED = "imported", _("file imported")
        IMPORT_UNDONE = "import_undone", _("import undone")
        EXPORTED = "exported", _("exported")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn from the public")
        STATE_CHANGED = "state_changed", _("publication state changed")
        DELETED = "deleted", _("deleted")
        ACCOUNT_ADDED = "account_added", _("account added")
        ACCOUNT_CHANGED = "account_changed", _("account changed")
        PASSWORD_CHANGED = "password_changed", _("password changed")
        ROLES_CHANGED = "roles_changed", _("roles changed")
        PERMISSIONS_CHANGED = "permissions_changed", _("permissions changed")

    at = models.DateTimeField(_("moment"), default=timezone.now, db_index=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who did it"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    username = models.CharField(_("username"), max_length=150, blank=True)
    address = models.GenericIPAddressField(_("network address"), null=True)
    action = models.CharField(
        _("what was done"), max_length=20, choices=Action.choices, db_index=True
    )
    object_type = models.ForeignKey(
        ContentType,
        verbose_name=_("kind"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    object_id = models.CharField(_("key"), max_length=40, blank=True)
    object_code = models.CharField(_("code"), max_length=255, blank=True)
    details: Any = models.JSONField(_("details"), default=dict)

    class Meta:
        verbose_name = _("entry of the audit trail")
        verbose_name_plural = _("audit trail")
        ordering = ("-at", "-pk")
        # Nobody adds, changes or deletes one.
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.get_action_display()} – {self.username}"

"""Log-ins that failed of late, as django-axes counts them."""

from axes.models import AccessAttempt
from django.utils.translation import gettext_lazy as _


class FailedLogin(AccessAttempt):
    """The failures with one name from one address and browser; see `foreign_affairs.lockout`."""

    class Meta:
        proxy = True
        app_label = "foreign_affairs"
        verbose_name = _("failed log-in")
        verbose_name_plural = _("failed log-ins")
        ordering = ("-attempt_time",)
        # To delete one is to lift a lock-out.
        default_permissions = ("view", "delete")

    def __str__(self) -> str:
        return str(self.username)
